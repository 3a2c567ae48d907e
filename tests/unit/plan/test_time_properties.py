"""Two spellings of one instant are no difference, whatever zones they are written in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.load.clock_time import read_send_time
from braze_gitops.load.zones import clear_zone_names, read_zone
from braze_gitops.model import SendTime
from braze_gitops.plan import Action
from support.plans import change_of, make_desired, make_recorded, make_state, plan_of

_INSTANTS = st.datetimes(
    datetime(2026, 11, 1),  # noqa: DTZ001 - the zone is named beside it
    datetime(2027, 1, 31),  # noqa: DTZ001 - the zone is named beside it
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))
_NAMES = st.sampled_from(sorted(clear_zone_names()))
_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_NOW = datetime(2026, 10, 25, tzinfo=UTC)


def in_zone(at: datetime, name: str) -> SendTime:
    """Return an instant as a person in that zone writes it, with `fold` where it comes twice."""
    wall = at.astimezone(read_zone(name))
    written = {"time": f"{wall:%Y-%m-%dT%H:%M:%S}", "timezone": name}
    send_time, _ = read_send_time(written)
    if send_time is None:
        send_time, _ = read_send_time({**written, "fold": "second" if wall.fold else "first"})
    assert send_time is not None
    return send_time


def with_offset(at: datetime, zone: timezone) -> SendTime:
    """Return an instant as it is written with an offset."""
    send_time, _ = read_send_time({"time": at.astimezone(zone).isoformat(timespec="seconds")})
    assert send_time is not None
    return send_time


@given(_INSTANTS, _NAMES, _NAMES, _OFFSETS, st.integers(0, 5))
def test_spellings_of_one_instant_never_differ(
    at: datetime, one: str, other: str, offset: timezone, which: int
) -> None:
    """Recorded in one and written in another: nothing is called, no field differs, the window is the same."""
    spellings = (in_zone(at, one), in_zone(at, other), with_offset(at, offset))
    before = make_desired(time=spellings[which % 3])
    after = make_desired(time=spellings[(which + 1 + which // 3) % 3], inputs=before.inputs)
    assert {at} == {spelling.instant for spelling in spellings}
    change = change_of(plan_of([after], make_state(make_recorded(before)), now=_NOW))
    assert (Action.NONE, (), None, False) == (
        change.action,
        change.differences,
        change.block,
        change.makes_calls,
    )
    assert change.after is not None
    assert (at, at) == (change.after.window.first_at, change.after.window.last_at)
