"""Which entries of `allowances.yaml` allow something, where and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.guard import Allowance, reviewed_allowances
from braze_gitops.model import AllowanceEntry, Place

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PLACE = Place(path="allowances.yaml", line=4, column=10)


def entry(*, until: datetime, environment: str = "production") -> AllowanceEntry:
    """Return an entry for one address."""
    return AllowanceEntry(
        guard="imminent", pattern="teaser", environment=environment, reason="announced", until=until, place=PLACE
    )


def test_an_entry_that_holds() -> None:
    """It is told by where it stands and why."""
    allowances, findings = reviewed_allowances(
        [entry(until=NOW + timedelta(seconds=1))], environment="production", now=NOW
    )
    expected = Allowance(
        guard="imminent", pattern="teaser", source="allowances.yaml:4", reason="announced", place=PLACE
    )
    assert ((expected,), ()) == (allowances, findings)


def test_another_environment() -> None:
    """What is allowed elsewhere is not allowed here, and nothing is said of it, not even that it is over."""
    entries = [entry(until=NOW + timedelta(days=at), environment="staging") for at in (-1, 1)]
    assert ((), ()) == reviewed_allowances(entries, environment="production", now=NOW)


@pytest.mark.parametrize("ago", [timedelta(), timedelta(days=3)], ids=["this instant", "days ago"])
def test_an_entry_that_is_over(ago: timedelta) -> None:
    """It lets nothing pass and is a warning at its place."""
    allowances, findings = reviewed_allowances([entry(until=NOW - ago)], environment="production", now=NOW)
    assert ((), [("expired-allowance", "warning", PLACE)]) == (
        allowances,
        [(one.code, one.severity.value, one.place) for one in findings],
    )
