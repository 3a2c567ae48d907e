"""The series of a plan as JSON."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import Json, JsonObject
from braze_gitops.plan.series import Series
from braze_gitops.state import Fields

_SECOND = timedelta(seconds=1)


def write_series(series: Series) -> JsonObject:
    """Return the fields of a series."""
    fields: dict[str, Json] = {
        "address": series.address,
        "rule": series.rule,
        "left_out": tuple(series.left_out),
        "sent": series.sent,
    }
    if series.interval is not None:
        fields["interval_seconds"] = series.interval // _SECOND
    if series.previous is not None:
        fields["previous_address"] = series.previous
    return fields


def read_series(value: Json) -> Series:
    """Return the series `write_series` wrote.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    fields = Fields(value, "a series")
    interval = fields.whole("interval_seconds", least=1) if fields.has("interval_seconds") else None
    series = Series(
        address=fields.address("address"),
        rule=fields.text("rule"),
        left_out=fields.texts("left_out"),
        sent=fields.whole("sent", least=0),
        interval=interval * _SECOND if interval is not None else None,
        previous=fields.address("previous_address") if fields.has("previous_address") else None,
    )
    fields.done()
    return series
