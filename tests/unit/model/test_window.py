"""The offsets of a zone on the days on which its clocks change, and the windows they make."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from braze_gitops.load.zones import read_zone
from braze_gitops.model import AudienceZone, AudienceZones, SendTime, TimeMode, window_of


def hours(name: str, day: date) -> tuple[float, float]:
    """Return the smallest and the largest offset of a zone on a day, in hours."""
    low, high = AudienceZone(name=name, clock=read_zone(name)).offsets_on(day)
    return low / timedelta(hours=1), high / timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("America/New_York", date(2027, 3, 13), (-5, -5)),
        ("America/New_York", date(2027, 3, 14), (-5, -4)),
        ("America/New_York", date(2027, 3, 15), (-4, -4)),
        ("America/New_York", date(2026, 11, 1), (-5, -4)),
        ("America/New_York", date(2026, 11, 2), (-5, -5)),
        ("Europe/Berlin", date(2027, 3, 28), (1, 2)),
        ("Europe/Berlin", date(2026, 10, 25), (1, 2)),
        ("Australia/Lord_Howe", date(2027, 4, 4), (10.5, 11)),
        # At midnight, so that the day before ends with it, or the day itself begins.
        ("Asia/Beirut", date(2027, 3, 27), (2, 3)),
        ("Asia/Beirut", date(2027, 3, 28), (2, 3)),
        ("Asia/Beirut", date(2027, 3, 29), (3, 3)),
        ("Asia/Kathmandu", date(2027, 3, 14), (5.75, 5.75)),
    ],
)
def test_a_day_has_all_offsets_that_hold_on_it(name: str, day: date, expected: tuple[float, float]) -> None:
    """Two where the clocks change."""
    assert expected == hours(name, day)


def test_a_window_is_as_wide_as_the_day_may_be() -> None:
    """A local time on that day counts by both offsets, whichever holds at its hour."""
    zone = AudienceZone(name="America/New_York", clock=read_zone("America/New_York"))
    noon = SendTime(mode=TimeMode.LOCAL, wall=datetime.combine(date(2027, 3, 14), time(12)))
    window = window_of(noon, AudienceZones(first=zone, last=zone))
    assert timedelta(hours=1) == window.last_at - window.first_at
