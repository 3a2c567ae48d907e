"""Limits kept by themselves: broadcasts a minute, the hourly budget, and what a person is told of a wait."""

import asyncio
import dataclasses
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from braze_gitops.apply import ApplySettings, Ending, Outcome, Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import Address, DesiredSchedule, Kind
from braze_gitops.plan import make_plan
from support.applying import PRODUCTION, wanted
from support.broadcasts import CALL_SECONDS, TimedWorld, broadcast, busiest_minutes
from support.memory_braze import Fault
from support.states import NOW, TOOL
from support.virtual_time import run_in_virtual_time

HOUR = timedelta(hours=1)
PATIENT = ApplySettings(parallelism=8, max_wait=timedelta(hours=9))


def waits(world: TimedWorld) -> list[tuple[float, str]]:
    """Return how long after the start of the last apply each wait that it told ends, and why."""
    return [
        ((until - world.clock.start).total_seconds(), str(detail["why"]))
        for event, detail in world.told.events
        if event == "waiting" and isinstance(until := detail["until"], datetime)
    ]


def test_ten_broadcasts_to_one_audience_and_then_the_eleventh() -> None:
    """It starts a minute after the first was answered, not a moment before."""
    world = TimedWorld()
    world.apply_timed(*(broadcast(f"b{number:02}") for number in range(11)), settings=PATIENT)
    assert NOW + timedelta(seconds=60 + CALL_SECONDS) == world.braze.seen[10].at


def test_a_full_audience_holds_up_nobody_else() -> None:
    """Forty broadcasts to one audience come first in the plan, and all others are done before their second ten."""
    world = TimedWorld()
    others = [wanted(f"m{number}") for number in range(30)] + [broadcast(f"z{n}", to=f"c{n}") for n in range(30)]
    world.apply_timed(*(broadcast(f"b{number:02}") for number in range(40)), *others, settings=PATIENT)
    first_minute = [one for one in world.braze.seen if one.at < NOW + timedelta(seconds=20)]
    assert (70, 100) == (len(first_minute), len(world.braze.seen))


def test_a_wait_is_told_once_for_all_workers() -> None:
    """Thirty broadcasts by sixteen workers: two waits, each with its end and its reason."""
    world = TimedWorld()
    settings = dataclasses.replace(PATIENT, parallelism=16)
    world.apply_timed(*(broadcast(f"b{number:02}") for number in range(30)), settings=settings)
    why = "Braze takes 10 trigger broadcasts a minute to one audience"
    assert [(60.3, why), (120.6, why)] == waits(world)


def test_no_more_than_250_in_a_minute_over_all_audiences() -> None:
    """The 251st waits, with its reason."""
    world = TimedWorld()
    schedules = [broadcast(f"b{number:03}", to=f"c{number:03}") for number in range(251)]
    world.apply_timed(*schedules, settings=PATIENT)
    assert (250, 1) == busiest_minutes(world.braze.seen)
    assert [(60.3, "Braze takes 250 trigger broadcasts a minute")] == waits(world)


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(
    audiences=st.lists(st.integers(min_value=0, max_value=1), min_size=23, max_size=60),
    messages=st.integers(min_value=0, max_value=30),
    workers=st.integers(min_value=1, max_value=16),
    seed=st.integers(),
)
def test_no_minute_sees_more_than_the_limits(audiences: list[int], messages: int, workers: int, seed: int) -> None:
    """Whenever between its sending and its answer a request arrives, and wherever the minute starts."""
    world = TimedWorld(random.Random(seed).random)
    schedules = [broadcast(f"b{number:02}", to=f"c{to}") for number, to in enumerate(audiences)]
    schedules += [wanted(f"m{number:02}") for number in range(messages)]
    settings = dataclasses.replace(PATIENT, parallelism=workers)
    outcome = world.apply_timed(*schedules, settings=settings)
    assert {Result.DONE} == {one.result for one in outcome.changes}
    assert busiest_minutes(world.braze.seen)[1] <= 10


@pytest.mark.parametrize(
    "audiences",
    [
        pytest.param(["a"] * 35, id="one"),
        pytest.param([f"c{number}" for number in range(40)], id="each its own"),
        pytest.param((["a"] * 12 + ["b"] * 3) * 3, id="two"),
        pytest.param([f"c{number % 30}" for number in range(300)], id="over 250"),
        pytest.param([""] * 200 + ["a"] * 15, id="messages first"),
    ],
)
@pytest.mark.parametrize("workers", [1, 4])
def test_the_plan_says_how_long_it_takes(audiences: list[str], workers: int) -> None:
    """What a plan expects is what its apply takes, to within a few calls."""
    world = TimedWorld()
    schedules = [
        broadcast(f"n{number:03}", to=to) if to else wanted(f"n{number:03}") for number, to in enumerate(audiences)
    ]
    expected = expected_duration(world, schedules, workers)
    world.apply_timed(*schedules, settings=dataclasses.replace(PATIENT, parallelism=workers))
    assert timedelta(seconds=2 * CALL_SECONDS) >= abs(world.took - expected)


def expected_duration(world: TimedWorld, schedules: list[DesiredSchedule], workers: int) -> timedelta:
    """Return what a plan says, for so many workers."""
    return make_plan(
        world.desired(*schedules),
        world.state(),
        environment=dataclasses.replace(PRODUCTION, parallelism=workers),
        names={},
        now=NOW,
        commit=None,
        tool=TOOL,
        zones="2026.2",
    ).expected_duration


def test_a_wait_that_would_be_too_long_stops_the_run() -> None:
    """What was not tried is named, the moment to go on is said, and the exit code is 5."""
    world = TimedWorld()
    settings = ApplySettings(parallelism=4, max_wait=timedelta(seconds=30))
    outcome = world.apply_timed(*(broadcast(f"b{number:02}") for number in range(15)), settings=settings)
    assert (Ending.LIMIT, ExitCode.UNAVAILABLE, 10) == (outcome.ending, outcome.exit_code, outcome.calls)
    assert 5 == len(outcome.with_result(Result.NOT_TRIED))
    assert "it goes on at 2026-11-20 09:01:01 UTC" in outcome.why


def test_a_run_that_stopped_for_a_limit_can_be_continued() -> None:
    """A second apply makes what is left; nothing is lost or made twice."""
    world = TimedWorld()
    schedules = [broadcast(f"b{number:02}") for number in range(15)]
    world.apply_timed(*schedules, settings=ApplySettings(parallelism=4, max_wait=timedelta(seconds=30)))
    outcome = world.apply_timed(*schedules, settings=PATIENT)
    assert (ExitCode.DONE, 5) == (outcome.exit_code, outcome.calls)
    assert sorted(f"b{number:02}" for number in range(15)) == markers(world)


def markers(world: TimedWorld) -> list[str]:
    """Return the names of the broadcasts that Braze has, sorted."""
    found = [payload["trigger_properties"] for payload in world.braze.live.values()]
    return sorted(str(one["marker"]) for one in found if isinstance(one, Mapping))


def test_all_waits_of_a_run_count_together() -> None:
    """Two minutes of patience are two minutes, not two for each wait."""
    world = TimedWorld()
    settings = ApplySettings(parallelism=4, max_wait=timedelta(seconds=130))
    outcome = world.apply_timed(*(broadcast(f"b{number:02}") for number in range(50)), settings=settings)
    assert (30, 2) == (outcome.calls, len(waits(world)))


def test_a_deadline_that_passes_during_a_wait_is_seen_before_the_call() -> None:
    """After a wait of 40 seconds two are too close to their time; the third goes on."""
    world = TimedWorld()
    world.braze.faults = {0: Fault.LIMITED}
    world.braze.limited = {"retry-after": "40"}
    soon = NOW + timedelta(minutes=15, seconds=30)
    settings = dataclasses.replace(PATIENT, parallelism=1)
    outcome = world.apply_timed(wanted("a", at=soon), wanted("b", at=soon), wanted("c"), settings=settings)
    assert [Result.FAILED, Result.NOT_TRIED, Result.DONE] == [one.result for one in outcome.changes]
    assert 2 == outcome.calls


def test_a_replace_cancels_nothing_that_it_cannot_create_again_at_once() -> None:
    """Its turn is taken before its delete: between the two lies one answer, not a minute."""
    world = TimedWorld()
    before = [broadcast(f"b{number:02}") for number in range(15)]
    world.apply_timed(*before, settings=PATIENT)
    world.braze.seen.clear()
    deleted: list[float] = []
    world.braze.before = lambda call: (
        deleted.append(world.clock.ticks()) if "Delete" in type(call).__name__ else None
    )
    after = [broadcast(f"b{number:02}", text="new") for number in range(15)]
    world.apply_timed(*after, settings=dataclasses.replace(PATIENT, parallelism=16))
    created = sorted((one.at - NOW).total_seconds() for one in world.braze.seen)
    assert pytest.approx([one + CALL_SECONDS for one in sorted(deleted)]) == created


def test_a_second_try_takes_a_second_turn() -> None:
    """After a 429 to one of ten, eleven requests have been seen: the eleventh waits for a minute to pass."""
    world = TimedWorld()
    world.braze.faults = {9: Fault.LIMITED}
    world.braze.limited = {"retry-after": "1"}
    outcome = world.apply_timed(*(broadcast(f"b{number:02}") for number in range(10)), settings=PATIENT)
    assert (11, 10) == (outcome.calls, busiest_minutes(world.braze.seen)[1])


def test_a_turn_that_was_not_used_goes_to_the_next() -> None:
    """A create whose time has come makes no call, and another has its turn at once."""
    world = TimedWorld()
    soon = NOW + timedelta(minutes=15, seconds=1)
    schedules = [broadcast(f"a{number}", at=soon) for number in range(5)]
    schedules += [broadcast(f"b{number:02}") for number in range(10)]
    cleared = world.clear(world.desired(*schedules))

    async def later() -> Outcome:
        await asyncio.sleep(2)
        return await world.apply(*schedules, cleared=cleared, settings=PATIENT)

    outcome = run_in_virtual_time(later())
    assert (10, []) == (outcome.calls, waits(world))


def test_a_stop_ends_a_wait_for_broadcasts() -> None:
    """No further call, and the run is closed well within its time."""
    world = TimedWorld()
    stop = asyncio.Event()
    world.told.then = lambda event: stop.set() if event == "waiting" else None
    outcome = world.apply_timed(*(broadcast(f"b{n:02}") for n in range(12)), settings=PATIENT, stop=stop)
    assert (ExitCode.INTERRUPTED, 10, None) == (outcome.exit_code, outcome.calls, outcome.state.run)
    assert timedelta(seconds=1) > world.took


def test_a_limit_of_braze_holds_up_all() -> None:
    """After a 429 that says 40 seconds neither a message nor a broadcast is called before."""
    world = TimedWorld()
    world.braze.faults = {0: Fault.LIMITED}
    world.braze.limited = {"retry-after": "40"}
    settings = dataclasses.replace(PATIENT, parallelism=1)
    world.apply_timed(wanted("a"), wanted("b"), broadcast("c"), settings=settings)
    assert [(40.3, "Braze says that its rate limit is used up")] == waits(world)


def test_the_budget_is_not_begun_anew_by_a_wait_for_something_else() -> None:
    """Three calls an hour, one of them answered with 429: the fourth waits for the next hour."""
    world = TimedWorld()
    world.braze.faults = {0: Fault.LIMITED}
    settings = dataclasses.replace(PATIENT, parallelism=1, rate_limit_per_hour=3)
    world.apply_timed(wanted("a"), wanted("b"), wanted("c"), settings=settings)
    assert [30.3, 3600.0] == [until for until, _ in waits(world)]


def test_a_replace_has_both_calls_in_one_hour() -> None:
    """One call is left of the budget: the replace cancels nothing before the next hour, and creates at once."""
    world = TimedWorld()
    world.apply_timed(wanted("b"), wanted("c"), settings=PATIENT)
    world.clock.start += HOUR
    calls: list[tuple[str, float]] = []
    world.braze.before = lambda call: calls.append((type(call).__name__, world.clock.ticks()))
    settings = dataclasses.replace(PATIENT, parallelism=1, rate_limit_per_hour=3)
    outcome = world.apply_timed(wanted("b", segment="s1"), wanted("c", segment="s2"), settings=settings)
    assert (ExitCode.DONE, ["DeleteCall", "CreateCall"] * 2) == (outcome.exit_code, [name for name, _ in calls])
    assert [False, False, True, True] == [at >= 3600 for _, at in calls]


@pytest.mark.parametrize("budget", [1, 2])
def test_a_budget_smaller_than_one_change_ends_all_the_same(budget: int) -> None:
    """Each change is begun in an hour of its own."""
    world = TimedWorld()
    world.apply_timed(wanted("b"), wanted("c"), settings=PATIENT)
    world.clock.start += HOUR
    settings = dataclasses.replace(PATIENT, parallelism=2, rate_limit_per_hour=budget)
    outcome = world.apply_timed(wanted("b", segment="s1"), wanted("c", segment="s2"), settings=settings)
    assert (ExitCode.DONE, [3600.0]) == (outcome.exit_code, [until for until, _ in waits(world)])


@pytest.mark.parametrize("workers", [2, 4, 8])
def test_what_has_its_turn_is_called_when_others_may_not_wait(workers: int) -> None:
    """The budget ends while a replace is between its calls: it is finished, and the budget is spent whole."""
    world = TimedWorld()
    names = "bcdefghi"
    world.apply_timed(wanted("a"), *map(wanted, names), settings=PATIENT)
    world.clock.start += HOUR
    settings = dataclasses.replace(
        PATIENT, parallelism=workers, rate_limit_per_hour=3, max_wait=timedelta(), cutoff=timedelta()
    )
    edited = [wanted(name, subject="new") for name in names]
    outcome = world.apply_timed(wanted("a", segment="s1"), *edited, settings=settings)
    results = {one.change.address: one.result for one in outcome.changes}
    assert (ExitCode.UNAVAILABLE, 3, Result.DONE) == (outcome.exit_code, outcome.calls, results[Address("a")])


def test_a_budget_below_the_number_of_workers_is_spent_whole() -> None:
    """Three calls an hour and four workers: three are made in each hour, and all are done in the end."""
    world = TimedWorld()
    settings = dataclasses.replace(PATIENT, parallelism=4, rate_limit_per_hour=3, max_wait=timedelta())
    calls = []
    for _ in range(3):
        calls.append(world.apply_timed(*map(wanted, "abcdef"), settings=settings).calls)
        world.clock.start += HOUR
    assert [3, 3, 0] == calls


def test_what_an_earlier_run_spent_in_this_hour_counts() -> None:
    """Two of three calls are spent: one more is made, then the next hour is waited for."""
    world = TimedWorld()
    world.apply_timed(wanted("a"), wanted("b"), settings=PATIENT)
    world.clock.start += timedelta(minutes=20)
    settings = dataclasses.replace(PATIENT, parallelism=1, rate_limit_per_hour=3)
    schedules = [wanted(name) for name in "abcd"]
    outcome = world.apply_timed(*schedules, settings=settings)
    assert (2, [3600.0 - 1200.0]) == (outcome.calls, [until for until, _ in waits(world)])


def test_changes_that_share_a_new_send_id_keep_to_the_budget() -> None:
    """Eight creates of one new send id are nine calls: four of them in this hour."""
    world = TimedWorld()
    settings = dataclasses.replace(PATIENT, parallelism=1, rate_limit_per_hour=4, max_wait=timedelta())
    outcome = world.apply_timed(*(wanted(name, send_id="one") for name in "abcdefgh"), settings=settings)
    assert (ExitCode.UNAVAILABLE, 4) == (outcome.exit_code, outcome.calls)


def test_what_never_left_is_not_spent() -> None:
    """Braze was out of reach in the run before: the whole hour is still there."""
    world = TimedWorld()
    world.braze.faults = dict.fromkeys(range(100), Fault.NOT_SENT)
    world.apply_timed(wanted("a"), wanted("b"), settings=PATIENT)
    world.braze.faults = {}
    settings = dataclasses.replace(PATIENT, rate_limit_per_hour=2)
    outcome = world.apply_timed(wanted("a"), wanted("b"), settings=settings)
    assert (ExitCode.DONE, 2) == (outcome.exit_code, outcome.calls)


@pytest.mark.parametrize(
    "start", [NOW, NOW + timedelta(minutes=59, seconds=50)], ids=["in the hour", "at its end"]
)
def test_broadcasts_of_the_run_before_count_for_the_minute(start: datetime) -> None:
    """Ten went to the audience twenty seconds ago, maybe in the hour before: the next waits for its minute."""
    world = TimedWorld()
    world.clock.start = start
    world.apply_timed(*(broadcast(f"a{number}") for number in range(10)), settings=PATIENT)
    world.clock.start += timedelta(seconds=20)
    world.apply_timed(*(broadcast(f"a{number}") for number in range(11)), settings=PATIENT)
    assert [40] == [round(until) for until, _ in waits(world)]


def test_a_clock_that_stands_still_does_not_stop_the_pacing() -> None:
    """What was waited for is over, though the clock never moved (a sandbox whose clock is frozen)."""
    world = TimedWorld()
    world.clock.now = lambda: NOW  # type: ignore[method-assign] # it stands still
    outcome = world.apply_timed(*(broadcast(f"b{n:02}") for n in range(25)), settings=PATIENT)
    assert (25, 2) == (outcome.calls, len(waits(world)))


@pytest.mark.parametrize("kind", [Kind.CAMPAIGN, Kind.CANVAS])
def test_triggers_with_people_are_no_broadcasts(kind: Kind) -> None:
    """Twelve of them to one parent wait for nothing."""
    world = TimedWorld()
    schedules = [wanted(f"t{n:02}", kind=kind, subject=f"u{n}") for n in range(12)]
    assert (12, []) == (world.apply_timed(*schedules, settings=PATIENT).calls, waits(world))
