"""Properties of series: order, keys, what an edit leaves alone, the clock of the zone, and time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from braze_gitops.load.clock_time import Clock, read_clock
from braze_gitops.load.repeat_rule import Series, read_series
from braze_gitops.load.repeat_walls import DAYS
from braze_gitops.load.sends import Send, read_sends
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.load.zones import clear_zone_names, read_zone
from braze_gitops.model import DesiredSchedule, Severity
from support.definition_samples import message
from support.load_calls import load_values
from support.own_time import own_time

Repeat = dict[str, object]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINALS = st.sampled_from(("first", "second", "third", "fourth", "last"))
_PARTS = {
    "INTERVAL": st.integers(1, 40).map(str),
    "WKST": st.sampled_from(DAYS),
    "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=4),
    "BYMONTHDAY": st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=5),
    "BYYEARDAY": st.lists(st.integers(-366, 366).filter(bool), min_size=1, max_size=5),
    "BYWEEKNO": st.lists(st.integers(-53, 53).filter(bool), min_size=1, max_size=5),
    "BYDAY": st.lists(
        st.tuples(st.sampled_from(("", "", "1", "-1", "5", "-53")), st.sampled_from(DAYS)), min_size=1
    ),
    "BYHOUR": st.lists(st.integers(0, 23), min_size=1, max_size=24),
    "BYMINUTE": st.lists(st.integers(0, 59), min_size=1, max_size=60),
    "BYSETPOS": st.lists(st.integers(-366, 366).filter(bool), min_size=1, max_size=400),
}


@cache
def zones() -> st.SearchStrategy[str]:
    """Return any zone that a definition may name."""
    return st.sampled_from(sorted(clear_zone_names()))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule, with parts that may or may not stand together."""
    names = draw(st.lists(st.sampled_from(sorted(_PARTS)), unique=True, max_size=5))
    parts = [f"FREQ={draw(st.sampled_from(('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY')))}"]
    for name in names:
        value: object = draw(_PARTS[name])
        items = value if isinstance(value, list) else [value]
        parts.append(f"{name}={','.join(''.join(one) if isinstance(one, tuple) else str(one) for one in items)}")
    return ";".join(parts)


@st.composite
def short_forms(draw: st.DrawFn) -> Repeat:
    """Return a short form that is right."""
    every = draw(st.sampled_from(("day", "weekday", "week", "month")))
    repeat: Repeat = {"every": every}
    if every == "week":
        repeat["on"] = draw(st.lists(st.sampled_from(_WEEKDAYS), max_size=4))
    if every == "month":
        by_week = st.builds("{} {}".format, _ORDINALS, st.sampled_from(_WEEKDAYS))
        by_number = st.one_of(st.integers(1, 31), st.sampled_from((-1, "last")))
        repeat["on"] = draw(st.one_of(st.lists(by_number, max_size=3), st.lists(by_week, max_size=3)))
    times = st.times().map("{:%H:%M}".format)
    repeat["at"] = draw(st.lists(times, max_size=3))
    return repeat


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, object]:
    """Return the clock of a schedule: any zone and any minute of the next years."""
    wall = draw(
        st.datetimes(
            min_value=datetime.fromisoformat("2026-11-28"), max_value=datetime.fromisoformat("2032-12-31")
        )
    )
    flags: tuple[dict[str, object], ...] = ({"timezone": draw(zones())}, {"in_local_time": True})
    return {"time": f"{wall:%Y-%m-%dT%H:%M}:00", **draw(st.sampled_from(flags))}


def repeats() -> st.SearchStrategy[Repeat]:
    """Return a rule or a short form without an end."""
    return st.one_of(rules().map(lambda rule: {"rrule": rule}), short_forms())


def ends() -> st.SearchStrategy[Repeat]:
    """Return an end, which may come before the start."""
    return st.one_of(
        st.integers(0, 1100).map(lambda count: {"count": count}),
        st.dates(min_value=date(2026, 6, 1), max_value=date(2110, 1, 1)).map(
            lambda day: {"until": f"{day:%Y-%m-%d}"}
        ),
    )


def series_of(schedule: Mapping[str, object], repeat: Repeat) -> tuple[Series | None, Clock]:
    """Return the series and the clock."""
    clock, _ = read_clock({**schedule, "timezone": "UTC"} if "timezone" in schedule else schedule)
    assert clock is not None
    return read_series(repeat, clock)[0], clock


def sends_of(schedule: Mapping[str, object], repeat: Repeat) -> tuple[tuple[Send, ...], tuple[TimeProblem, ...]]:
    """Return the sends, each fold its first time, within a second."""
    fold = {"fold": "first"} if "timezone" in schedule else {}
    with own_time() as took:
        sends, problems = read_sends({**schedule, **fold, "repeat": repeat})
    assert took.seconds < 1
    return sends, tuple(problem for problem in problems if problem.code != "fold-idle")


@given(schedules(), repeats(), ends())
def test_any_rule_is_read_or_refused_in_time(schedule: dict[str, object], repeat: Repeat, end: Repeat) -> None:
    """In order, each key and each time once, from the start on, and no more than there may be."""
    sends, problems = sends_of(schedule, {**repeat, **end})
    assert bool(sends) != any(problem.severity is Severity.ERROR for problem in problems)
    assert len(sends) <= 1000
    walls = [send.time.wall for send in sends]
    assert all(before < after for before, after in pairwise(walls))
    assert len(sends) == len({send.key for send in sends})
    assert all(f"{wall:%Y-%m-%dT%H:%M:%S}" >= str(schedule["time"]) for wall in walls)
    assert all(str(send.key).startswith(f"{send.time.wall:%Y-%m-%d}") for send in sends)


@given(schedules(), repeats(), st.integers(1, 200))
def test_an_instant_read_on_the_clock_of_its_zone_is_the_wall_time(
    schedule: dict[str, object], repeat: Repeat, count: int
) -> None:
    """Whichever zone, and before as after a change of its clocks; no two are one instant."""
    assume("timezone" in schedule)
    sends, _ = sends_of(schedule, {**repeat, "count": count})
    zone = read_zone(str(schedule["timezone"]))
    instants = [send.time.instant for send in sends if send.time.instant is not None]
    assert len(sends) == len(set(instants))
    assert [send.time.wall for send in sends] == [at.astimezone(zone).replace(tzinfo=None) for at in instants]


@given(
    zones(),
    short_forms(),
    st.datetimes(min_value=datetime.fromisoformat("2027-01-01"), max_value=datetime.fromisoformat("2027-12-31")),
)
def test_a_gap_is_named_where_clocks_are_moved_forward_and_nowhere_else(
    zone: str, repeat: Repeat, start: datetime
) -> None:
    """Each wall time that is no instant of the zone, up to the ten that are told."""
    schedule: dict[str, object] = {"time": f"{start:%Y-%m-%d}T00:10:00", "timezone": zone}
    repeat = {
        **repeat,
        "at": ["00:10", "01:30", "02:30", "03:15"],
        "until": f"{start + timedelta(days=200):%Y-%m-%d}",
    }
    series, _ = series_of(schedule, repeat)
    assume(series is not None)
    assert series is not None
    _, problems = sends_of(schedule, repeat)
    told = [re.findall(r"[0-9-]{10}T[0-9:]{8}", one.message)[0] for one in problems if one.code == "time-in-gap"]
    missing = [wall for wall in series.walls.values() if not _exists(wall, zone)]
    if _exists(datetime.fromisoformat(str(schedule["time"])), zone):
        assert [f"{wall:%Y-%m-%dT%H:%M:%S}" for wall in missing[:10]] == told


@given(schedules(), short_forms(), st.data())
def test_what_is_added_or_left_out_touches_no_other(
    schedule: dict[str, object], repeat: Repeat, draw: st.DataObject
) -> None:
    """An exception, an hour, a later end: the others keep their address, payload and inputs."""
    at = f"{schedule['time']}"[11:16]
    start = datetime.fromisoformat(str(schedule["time"]))
    repeat = {**repeat, "at": [at]}
    before = _loaded(schedule, {**repeat, "until": f"{start + timedelta(days=40):%Y-%m-%d}"})
    assume(len(before) > 1)
    day = draw.draw(st.sampled_from(sorted(before)))
    edits: Repeat = draw.draw(
        st.sampled_from(
            (
                {"except": [before[day].keys[-1]]},
                {"at": sorted({at, draw.draw(st.sampled_from(("05:00", "12:15", "23:50")))})},
                {"until": f"{start + timedelta(days=60):%Y-%m-%d}"},
            )
        )
    )
    after = _loaded(schedule, {**repeat, "until": f"{start + timedelta(days=40):%Y-%m-%d}", **edits})
    assume(after)
    gone = before.keys() - after.keys()
    assert gone == ({day} if "except" in edits else set())
    for address in before.keys() & after.keys():
        assert _parts(before[address]) == _parts(after[address])


@given(
    st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=6), st.sampled_from("ijk"), st.data()
)
def test_an_item_more_touches_no_other(keys: list[str], new: str, draw: st.DataObject) -> None:
    """Wherever in the list it stands."""
    place = draw.draw(st.integers(0, len(keys)))
    schedule: dict[str, object] = {"time": "2026-12-01T09:00:00", "timezone": "Europe/Berlin"}
    repeat: Repeat = {"every": "week", "count": 2}
    before = _loaded(schedule, repeat, items=keys)
    after = _loaded(schedule, repeat, items=[*keys[:place], new, *keys[place:]])
    assert len(keys) * 2 + 2 == len(after)
    assert {address: _parts(one) for address, one in before.items()} == {
        address: _parts(after[address]) for address in before
    }


def _loaded(
    schedule: dict[str, object], repeat: Repeat, *, items: list[str] | None = None
) -> dict[str, DesiredSchedule]:
    """Return the schedules by address; none where the definition has an error."""
    fold = {"fold": "first"} if "timezone" in schedule else {}
    value = message(schedule={**schedule, **fold, "repeat": repeat})
    desired, _ = load_values({**value, "for_each": items} if items else value)
    return {one.address: one for one in desired.schedules} if desired is not None else {}


def _parts(one: DesiredSchedule) -> tuple[object, ...]:
    return one.keys, one.payload, one.inputs, one.time


def _exists(wall: datetime, zone: str) -> bool:
    there = wall.replace(tzinfo=read_zone(zone)).astimezone(UTC)
    return there.astimezone(read_zone(zone)).replace(tzinfo=None) == wall
