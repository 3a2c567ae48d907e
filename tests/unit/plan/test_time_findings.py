"""What definitions alone say of their times at a moment."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Desired, DesiredSchedule, Lifecycle, TimeMode
from braze_gitops.plan import time_findings
from support.plans import ANCHOR, PRODUCTION, make_desired

FAR = ANCHOR - timedelta(days=100)
FROM, AT = "Sat 5 Sep 2026 10:00 UTC", "Fri 27 Nov 2026 10:00 UTC"
MINUTE = timedelta(minutes=1)


def told(desired: DesiredSchedule, now: datetime) -> list[tuple[str, str, str]]:
    """Return severity, code and message of all findings."""
    found = time_findings(Desired(schedules=(desired,)), PRODUCTION, now=now)
    return [(one.severity.value, one.code, one.message) for one in found]


@pytest.mark.parametrize(
    ("desired", "now", "expected"),
    [
        pytest.param(
            make_desired(),
            FAR,
            (
                "note",
                "time-beyond-horizon",
                f"lies beyond the horizon of production then: it is deferred, and created from {FROM} on",
            ),
            id="far",
        ),
        pytest.param(
            make_desired(),
            ANCHOR,
            (
                "warning",
                "time-past",
                "its time has passed then (Fri 27 Nov 2026 10:00 UTC): it is not created any more",
            ),
            id="over",
        ),
        pytest.param(
            make_desired(mode=TimeMode.LOCAL),
            ANCHOR,
            ("warning", "time-past", "it has begun then (Fri 27 Nov 2026 10:00 UTC): it is not created any more"),
            id="begun",
        ),
        pytest.param(
            make_desired(),
            ANCHOR - MINUTE,
            (
                "warning",
                "time-imminent",
                f"is inside the cutoff of production then ({AT}): held without an allowance `imminent`",
            ),
            id="close",
        ),
        pytest.param(make_desired(), ANCHOR - timedelta(days=1), None, id="in time"),
        pytest.param(make_desired(lifecycle=Lifecycle(paused=True)), ANCHOR, None, id="paused"),
    ],
)
def test_times_are_told(desired: DesiredSchedule, now: datetime, expected: tuple[str, str, str] | None) -> None:
    """Each by what a plan would make of it."""
    assert ([expected] if expected else []) == told(desired, now)


def test_a_finding_has_its_place() -> None:
    """The definition, by file and line."""
    (finding,) = time_findings(Desired(schedules=(make_desired(),)), PRODUCTION, now=ANCHOR)
    assert (True, "teaser") == (finding.place is not None, finding.address)


def of_series(*hours: int, mode: TimeMode = TimeMode.PLAIN) -> Desired:
    """Return sends of one series, so many hours from the anchor, the last one first."""
    return Desired(
        schedules=tuple(
            make_desired(
                f'news["{ANCHOR + timedelta(hours=hour):%Y-%m-%dT%H:%M}"]',
                at=ANCHOR + timedelta(hours=hour),
                mode=mode,
                every=timedelta(hours=1),
            )
            for hour in reversed(hours)
        )
    )


@pytest.mark.parametrize(
    ("mode", "now", "message"),
    [
        pytest.param(
            TimeMode.PLAIN,
            FAR,
            "2 sends lie beyond the horizon of production (the first Fri 27 Nov 2026 10:00 UTC, the last Fri "
            f"27 Nov 2026 11:00 UTC): deferred, and created from {FROM} on",
            id="far",
        ),
        pytest.param(
            TimeMode.PLAIN,
            ANCHOR + timedelta(hours=1),
            "2 sends are over then (the first Fri 27 Nov 2026 10:00 UTC, the last Fri 27 Nov 2026 11:00 UTC):"
            " they are not created any more",
            id="over",
        ),
        pytest.param(
            TimeMode.LOCAL,
            ANCHOR + timedelta(hours=1),
            "2 sends have begun then (the first Fri 27 Nov 2026 10:00 UTC, the last Fri 27 Nov 2026 11:00"
            " UTC): they are not created any more",
            id="begun",
        ),
    ],
)
def test_a_series_is_told_once(mode: TimeMode, now: datetime, message: str) -> None:
    """With how many, the first and the last, and without the key of a send."""
    (finding,) = time_findings(of_series(0, 1, mode=mode), PRODUCTION, now=now)
    assert ("news", message) == (finding.address, finding.message)


def test_what_differs_in_a_series_is_told_apart() -> None:
    """One that is over and one that is close; each alone has its own address."""
    found = list(time_findings(of_series(0, 1), PRODUCTION, now=ANCHOR + timedelta(minutes=50)))
    assert [("time-imminent", 'news["2026-11-27T11:00"]'), ("time-past", 'news["2026-11-27T10:00"]')] == sorted(
        (one.code, one.address) for one in found
    )
    (close,) = time_findings(of_series(1, 2), _WIDE, now=ANCHOR)
    assert "2 sends are inside the cutoff of production (the first" in close.message


_WIDE = dataclasses.replace(PRODUCTION, cutoff=timedelta(hours=3))
