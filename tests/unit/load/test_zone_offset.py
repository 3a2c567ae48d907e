"""An offset beside a zone: the same thing twice, or a contradiction, and ways out that can be read."""

from __future__ import annotations

import pytest

from braze_gitops.load.clock_time import read_send_time

NEW_YORK = "America/New_York"
TWICE = "the time has an offset ({}) and a `timezone`, which say the same thing twice"
AGAINST = "the time has an offset ({}) and a `timezone`, which contradict each other: {} then"
GAP = (
    "the time has an offset (-05:00) and a `timezone`, and in America/New_York there is no such time: "
    "the clocks are moved forward over it"
)


@pytest.mark.parametrize(
    ("time", "zone", "fold", "message", "hint"),
    [
        pytest.param(
            "2026-11-27T09:00:00-05:00",
            NEW_YORK,
            None,
            TWICE.format("-05:00"),
            "write `time: 2026-11-27T09:00:00`",
            id="the same",
        ),
        pytest.param(
            "2026-11-27T09:00Z",
            "Europe/London",
            None,
            TWICE.format("Z"),
            "write `time: 2026-11-27T09:00:00`",
            id="the same, UTC",
        ),
        pytest.param(
            "2026-11-27T09:00:00+02:00",
            NEW_YORK,
            None,
            AGAINST.format("+02:00", "America/New_York has -05:00"),
            "write `time: 2026-11-27T09:00:00` for that time there, or delete `timezone` to keep the offset",
            id="another",
        ),
        pytest.param(
            "2026-11-27T09:00:00-05:00",
            "Europe/London",
            None,
            AGAINST.format("-05:00", "Europe/London has +00:00"),
            "write `time: 2026-11-27T09:00:00` for that time there, or delete `timezone` to keep the offset",
            id="another than UTC",
        ),
        pytest.param(
            "2026-11-01T01:30:00-05:00",
            NEW_YORK,
            None,
            TWICE.format("-05:00"),
            "write `time: 2026-11-01T01:30:00` and `fold: second`",
            id="the second of two",
        ),
        pytest.param(
            "2026-11-01T01:30:00-04:00",
            NEW_YORK,
            "first",
            TWICE.format("-04:00"),
            "write `time: 2026-11-01T01:30:00`",
            id="the one that fold says",
        ),
        pytest.param(
            "2026-11-01T01:30:00-05:00",
            NEW_YORK,
            "first",
            AGAINST.format("-05:00", "America/New_York has -04:00"),
            "write `time: 2026-11-01T01:30:00` for that time there, "
            "or delete `timezone` and `fold` to keep the offset",
            id="not the one that fold says",
        ),
        pytest.param(
            "2026-11-01T01:30:00+01:00",
            NEW_YORK,
            None,
            AGAINST.format("+01:00", "America/New_York has -04:00 or -05:00"),
            "write `time: 2026-11-01T01:30:00` and `fold: first` or `time: 2026-11-01T01:30:00` and "
            "`fold: second` for that time there, or delete `timezone` to keep the offset",
            id="neither of two",
        ),
        pytest.param(
            "2027-03-14T02:30:00-05:00",
            NEW_YORK,
            None,
            GAP,
            "delete `timezone` to keep the offset, or write `time: 2027-03-14T03:30:00` for the same moment there",
            id="a time that is none there",
        ),
        pytest.param(
            "2026-11-27T09:00:00-05:00",
            "EST",
            None,
            "the time has an offset (-05:00) and a `timezone`, but EST is too short for a time zone: "
            "such names mislead, and some never change their clocks",
            "delete `timezone`",
            id="no zone",
        ),
    ],
)
def test_an_offset_beside_a_zone(time: str, zone: str, fold: str | None, message: str, hint: str) -> None:
    """Both are named where they contradict each other, and nothing is proposed that the zone does not have."""
    send_time, (problem,) = read_send_time({"time": time, "timezone": zone, "fold": fold})
    assert (None, "timezone", "timezone-and-offset", message, hint) == (
        send_time,
        problem.key,
        problem.code,
        problem.message,
        problem.hint,
    )
