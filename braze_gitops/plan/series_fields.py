"""The series of a plan as JSON."""

from __future__ import annotations

from braze_gitops.model import Json, JsonObject
from braze_gitops.plan.series import Series
from braze_gitops.state import Fields


def write_series(series: Series) -> JsonObject:
    """Return the fields of a series."""
    return {
        "address": series.address,
        "rule": series.rule,
        "left_out": tuple(series.left_out),
        "sent": series.sent,
    }


def read_series(value: Json) -> Series:
    """Return the series `write_series` wrote.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    fields = Fields(value, "a series")
    series = Series(
        address=fields.address("address"),
        rule=fields.text("rule"),
        left_out=fields.texts("left_out"),
        sent=fields.whole("sent", least=0),
    )
    fields.done()
    return series
