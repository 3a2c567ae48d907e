"""What definitions alone say of their times at a moment."""

from __future__ import annotations

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
