"""Windows over any two zones: ordered, and wide enough for everybody between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from braze_gitops.load.zones import clear_zone_names, read_zone
from braze_gitops.model import WORLD, AudienceZone, AudienceZones, SendTime, TimeMode, window_of

_NAMES = st.sampled_from(sorted(clear_zone_names()))
_WALLS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31))  # noqa: DTZ001 - a wall time has no zone


def end(name: str) -> AudienceZone:
    """Return a zone as one end of an audience's."""
    return AudienceZone(name=name, clock=read_zone(name))


def offsets(name: str, day: date) -> set[timedelta]:
    """Return every offset a zone has on its own date `day`, looked at each quarter of an hour."""
    begin = datetime.combine(day, time.min, read_zone(name))
    quarters = (begin + timedelta(minutes=15) * step for step in range(97))
    return {at.replace(fold=fold).utcoffset() or timedelta() for at in quarters for fold in (0, 1)}


@given(_NAMES, _NAMES, _WALLS, st.sampled_from([TimeMode.LOCAL, TimeMode.OPTIMAL]))
def test_a_window_is_ordered_and_inside_the_world(first: str, last: str, wall: datetime, mode: TimeMode) -> None:
    """Whichever of two zones is farther east, and never wider than without any."""
    send_time = SendTime(mode=mode, wall=wall)
    window = window_of(send_time, AudienceZones(first=end(first), last=end(last)))
    world = window_of(send_time, WORLD)
    assert world.first_at <= window.first_at <= window.last_at <= world.last_at


@given(_NAMES, _NAMES, _NAMES, _WALLS)
def test_a_window_holds_the_time_of_everybody_between(first: str, last: str, between: str, wall: datetime) -> None:
    """The instants at which it is that wall time, in a fold both, in a gap those on both sides."""
    ends = offsets(first, wall.date()) | offsets(last, wall.date())
    inside = offsets(between, wall.date())
    assume(min(ends) <= min(inside) <= max(inside) <= max(ends))
    window = window_of(SendTime(mode=TimeMode.LOCAL, wall=wall), AudienceZones(first=end(first), last=end(last)))
    zone = read_zone(between)
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        assert window.first_at <= at <= window.last_at


@given(_NAMES, _NAMES, _NAMES, _WALLS)
def test_a_window_holds_the_day_of_everybody_between(first: str, last: str, between: str, wall: datetime) -> None:
    """From the first minute of the date there to the last."""
    ends = offsets(first, wall.date()) | offsets(last, wall.date())
    inside = offsets(between, wall.date())
    assume(min(ends) <= min(inside) <= max(inside) <= max(ends))
    window = window_of(SendTime(mode=TimeMode.OPTIMAL, wall=wall), AudienceZones(first=end(first), last=end(last)))
    zone = read_zone(between)
    for minute in (0, 1, 12 * 60, 24 * 60 - 1):
        at = (datetime.combine(wall.date(), time.min, zone) + timedelta(minutes=minute)).astimezone(UTC)
        assert window.first_at <= at <= window.last_at


@given(_NAMES, _WALLS)
def test_the_offsets_of_a_day_are_all_that_hold_on_it(name: str, wall: datetime) -> None:
    """The smallest and the largest of a zone on a date are those of its whole day."""
    found = offsets(name, wall.date())
    assert (min(found), max(found)) == end(name).offsets_on(wall.date())
