"""In a series nothing comes near to another one before that has left, whatever Braze refuses."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from braze_gitops.apply import ApplySettings, Result
from braze_gitops.model import Address, DesiredSchedule, Occurrence, make_address
from support.applying import SEND_AT, World, wanted
from support.memory_braze import Fault

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DAYS = 4


def send(day: int, hours: float = 0, *, every: timedelta = DAY, segment: str = "seg") -> DesiredSchedule:
    """Return the send of a series that is called by a day after the first."""
    key = f"{SEND_AT + day * DAY:%Y-%m-%d}"
    one = wanted(f'digest["{key}"]', at=SEND_AT + day * DAY + hours * HOUR, segment=segment)
    return dataclasses.replace(one, occurrence=Occurrence(rule="daily", interval=every))


def daily(hours: float = 0, *, segment: str = "seg") -> list[DesiredSchedule]:
    """Return a daily series at an hour after that of the first apply."""
    return [send(day, hours, segment=segment) for day in range(DAYS)]


def begun(sends: Iterable[DesiredSchedule]) -> World:
    """Return a world in which these are arranged."""
    world = World()
    world.run(*sends)
    return world


def hours_of(world: World) -> list[float]:
    """Return when Braze sends, in hours after the first, in order."""
    found = []
    for payload in world.braze.live.values():
        schedule = payload["schedule"]
        assert isinstance(schedule, Mapping)
        found.append((datetime.fromisoformat(str(schedule["time"])) - SEND_AT) / HOUR)
    return sorted(found)


def shortest(world: World) -> float:
    """Return the shortest time between two sends of Braze, in hours; infinite where there are no two."""
    return min((later - one for one, later in itertools.pairwise(hours_of(world))), default=math.inf)


def refused(world: World, new: Sequence[DesiredSchedule], calls: Iterable[int], *, workers: int) -> list[Result]:
    """Apply with some calls refused, and return what became of each change, in the plan's order."""
    world.braze.faults = {world.braze.calls + call: Fault.REJECTED for call in calls}
    outcome = world.run(*new, settings=ApplySettings(parallelism=workers))
    world.braze.faults = {}
    return [one.result for one in outcome.changes]


@pytest.mark.parametrize("workers", [1, 8])
@pytest.mark.parametrize("segment", ["seg", "other"], ids=["the same people", "other people"])
@pytest.mark.parametrize("hours", [-23, -13, -12, -1, 1, 12, 13, 23])
def test_none_comes_near_to_one_that_stays(hours: int, segment: str, workers: int) -> None:
    """Whichever call is refused, or is the first of all that are; the rest is made up for afterwards."""
    for first, calls in itertools.product(range(2 * DAYS), (1, 99)):
        world = begun(daily())
        world.braze.refuses_deletes = False
        new = daily(hours, segment=segment)
        refused(world, new, range(first, first + calls), workers=workers)
        assert shortest(world) >= 12
        world.run(*new)
        assert [hours + 24.0 * day for day in range(DAYS)] == hours_of(world)


def test_what_comes_to_a_later_hour_is_done_from_the_end() -> None:
    """By more than half the interval: the last first, and none without the one after it."""
    world = begun(daily())
    assert [Result.NOT_TRIED, Result.FAILED, Result.DONE, Result.DONE] == refused(world, daily(13), [2], workers=8)
    assert [0, 24, 61, 85] == hours_of(world)


def test_it_is_said_what_it_waits_for() -> None:
    """By address."""
    world = begun(daily())
    world.braze.faults = {world.braze.calls: Fault.REJECTED}
    outcome = world.run(*daily(13))
    last = send(DAYS - 1).address
    assert f"only after {last} is cancelled or moved" in outcome.changes[DAYS - 2].why


def test_what_stays_apart_waits_for_nothing() -> None:
    """By half the interval or less: one that is refused holds up nobody."""
    world = begun(daily())
    assert [Result.FAILED, Result.DONE, Result.DONE, Result.DONE] == refused(world, daily(12), [0], workers=1)


def test_a_new_one_waits_as_well() -> None:
    """The day after goes to another hour first."""
    world = begun([send(1)])
    new = [send(0, 13), send(1, 13)]
    assert [Result.FAILED, Result.NOT_TRIED] == refused(world, new, [0], workers=8)
    assert [24] == hours_of(world)


def test_two_that_cross_do_not_wait_for_each_other() -> None:
    """One of them goes first: no apply stands still."""
    eighth = timedelta(hours=8)
    world = begun([send(0, 0, every=eighth), send(1, -16, every=eighth)])
    new = [send(0, 9, every=eighth), send(1, -25, every=eighth)]
    assert [Result.DONE, Result.DONE] == refused(world, new, [], workers=1)
    assert [-1, 9] == hours_of(world)


def test_what_an_unanswered_update_may_have_left_is_near_as_well() -> None:
    """It may be at the hour that it was to go to: what comes near to that waits until it has left it."""
    world = begun([send(0), send(1)])
    world.braze.faults = dict.fromkeys(range(world.braze.calls, 99), Fault.CUT_AFTER)
    world.run(send(0), send(1, -5))
    world.braze.faults = {}
    new = [send(0, 8), send(1, 8)]
    assert [Result.NOT_TRIED, Result.FAILED] == refused(world, new, [0], workers=8)
    assert [0, 19] == hours_of(world)


def unanswered() -> World:
    """Return a world in which the first of two times of day may be ten hours later."""
    half_a_day = 12 * HOUR
    world = begun([send(0, every=half_a_day)])
    world.braze.faults = dict.fromkeys(range(world.braze.calls, 99), Fault.CUT_AFTER)
    world.run(send(0, 10, every=half_a_day))
    world.braze.faults = {}
    return world


def test_what_goes_back_to_where_it_was_leaves_the_other_time() -> None:
    """The update that takes it back is refused: the evening, two hours from there, does not come."""
    world = unanswered()
    new = [send(0, every=12 * HOUR), send(1, -12, every=12 * HOUR)]
    assert [Result.FAILED, Result.NOT_TRIED] == refused(world, new, [0], workers=8)
    assert [10] == hours_of(world)


def test_what_cannot_go_back_any_more_is_near_as_well() -> None:
    """Inside the cutoff it is held, and so is what would come near to the other time."""
    world = unanswered()
    world.clock.at = SEND_AT - HOUR / 6
    new = [send(0, every=12 * HOUR), send(1, -12, every=12 * HOUR)]
    assert [Result.BLOCKED, Result.BLOCKED] == refused(world, new, [], workers=8)
    assert [10] == hours_of(world)


def test_what_leaves_under_the_old_name_of_a_series_is_waited_for() -> None:
    """Also where the new one goes to other people."""
    world = begun([send(1), send(2)])
    moved = send(2, -13, segment="other")
    address = moved.address.replace("digest", "news")
    new = dataclasses.replace(moved, address=Address(address), name="news", moved_from=moved.address)
    assert [Result.FAILED, Result.NOT_TRIED] == refused(world, [new], [0], workers=8)
    assert [24, 48] == hours_of(world)


@pytest.mark.parametrize("workers", [1, 8])
@pytest.mark.parametrize("hours", [-13, 13])
@pytest.mark.parametrize("is_taken_away", [False, True])
def test_what_leaves_in_another_shape_is_waited_for(*, is_taken_away: bool, hours: int, workers: int) -> None:
    """A definition that gets a `for_each`, or loses it, sends nobody two within half the interval either."""
    for first in range(2 * DAYS):
        plain, items = daily(0), [item_of(one) for one in daily(hours, segment="other")]
        if is_taken_away:
            plain, items = daily(hours), [item_of(one) for one in daily(0, segment="other")]
        old, new = (items, plain) if is_taken_away else (plain, items)
        world = begun(old)
        world.braze.refuses_deletes = False
        refused(world, new, range(first, first + 99), workers=workers)
        assert shortest(world) >= 12
        world.run(*new)
        assert [hours + 24.0 * day for day in range(DAYS)] == hours_of(world)


def item_of(one: DesiredSchedule) -> DesiredSchedule:
    """Return the send of one item of the same definition."""
    return dataclasses.replace(one, address=make_address("digest", "de", one.keys[-1]), keys=("de", one.keys[-1]))
