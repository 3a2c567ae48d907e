"""Time, limits and stops: what an apply does when it may not go on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from braze_gitops.apply import ApplySettings, Ending, Outcome, Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import Call
from support.applying import SEND_AT, World, applied, only, wanted
from support.memory_braze import Fault
from support.states import NOW


def test_a_create_whose_time_came_while_waiting_is_not_tried() -> None:
    """The clock is looked at right before each call."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    world.clock.at = SEND_AT
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, 0) == (only(outcome).result, world.braze.calls)


def test_a_change_past_its_deadline_is_not_tried() -> None:
    """Imminent by now, and not allowed to be."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    world.clock.at = SEND_AT - timedelta(minutes=10)
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, True) == (only(outcome).result, "deadline" in only(outcome).why)


def test_time_that_comes_while_the_intent_is_written_is_seen() -> None:
    """The intent is answered with "not tried", and no call is made."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    append = world.journal.append

    def slow(batch: object) -> object:
        head = append(batch)  # type: ignore[arg-type] # the batch is passed on as it is
        if world.journal.appends == 2:
            world.clock.at = SEND_AT
        return head

    world.journal.append = slow  # type: ignore[method-assign,assignment] # a disk that takes its time
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, 0, {}) == (only(outcome).result, world.braze.calls, dict(outcome.state.records))


def test_all_wait_out_a_limit_by_the_servers_header() -> None:
    """After a 429 that says 30 seconds nobody calls for 30 seconds."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    world.run(wanted("a"), wanted("b"))
    assert [30.0] == world.clock.slept


def test_a_wait_that_is_too_long_ends_the_run() -> None:
    """The limit's end is named, and what was not tried made no call."""
    world = World()
    world.braze.faults = {1: Fault.LIMITED}
    settings = ApplySettings(parallelism=1, max_wait=timedelta(seconds=20))
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"), settings=settings)
    assert [Result.DONE, Result.FAILED, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert (Ending.LIMIT, ExitCode.UNAVAILABLE, []) == (outcome.ending, outcome.exit_code, world.clock.slept)


def test_the_hourly_budget_is_spent_and_then_waited_for() -> None:
    """Two calls in this clock hour, the third in the next."""
    world = World()
    settings = ApplySettings(parallelism=1, rate_limit_per_hour=2, max_wait=timedelta(hours=2))
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"), settings=settings)
    assert ([3600.0], ExitCode.DONE) == (world.clock.slept, outcome.exit_code)


def test_a_used_up_limit_is_waited_for_before_it_is_met() -> None:
    """`x-ratelimit-remaining: 0` makes the next call wait for the reset."""
    world = World()
    reset = int((NOW + timedelta(seconds=90)).timestamp())
    world.braze.headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)}
    world.run(wanted("a"), wanted("b"))
    assert [91.0] == world.clock.slept


@pytest.mark.parametrize(
    ("date", "seconds"), [("09:02:00", "120 seconds"), ("08:57:59", "120 seconds"), ("09:01:01", "61 seconds")]
)
def test_a_clock_that_is_wrong_stops_before_the_next_call(date: str, seconds: str) -> None:
    """Braze's `Date` is over a minute from ours, either way."""
    world = World()
    world.braze.headers = {"date": f"Fri, 20 Nov 2026 {date} GMT"}
    outcome = world.run(wanted("a"), wanted("b"))
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert (Ending.CLOCK, True) == (outcome.ending, seconds in outcome.why)


@pytest.mark.parametrize(
    "date", ["", "Fri, 20 Nov 2026 09:01:00 GMT", "Fri, 20 Nov 2026 08:58:59 GMT", "yesterday", "0"]
)
def test_a_clock_that_may_be_right_stops_nothing(date: str) -> None:
    """Up to a minute, the second that `Date` leaves out, and what cannot be read."""
    world = World()
    world.braze.headers = {"date": date}
    outcome = world.run(wanted("a"), wanted("b"))
    assert (Ending.COMPLETE, 2) == (outcome.ending, outcome.calls)


@pytest.mark.parametrize(
    ("date", "ending"), [("08:59:00", "complete"), ("09:01:30", "complete"), ("09:02:00", "clock")]
)
def test_a_slow_answer_is_no_wrong_clock(date: str, ending: str) -> None:
    """A `Date` from anywhere in the 30 seconds the answer took is right."""
    world = World()
    world.braze.headers = {"date": f"Fri, 20 Nov 2026 {date} GMT"}

    def slow(_: Call) -> None:
        world.clock.at += timedelta(seconds=30)

    world.braze.before = slow
    assert ending == world.run(wanted("a")).ending.value


def test_an_answer_that_names_no_moment_to_come_is_waited_out_by_itself() -> None:
    """A reset that has passed says nothing: the next try comes after a pause."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    world.braze.limited = {"x-ratelimit-reset": "0"}
    world.run(wanted("a"))
    assert [1.0] == world.clock.slept


def test_a_refused_request_tells_of_the_limit_too() -> None:
    """`x-ratelimit-remaining: 0` beside a 400 makes the next call wait."""
    world = applied("a", "b")
    world.braze.live.clear()
    world.braze.headers = {"x-ratelimit-remaining": "0", "retry-after": "40"}
    world.run(wanted("a", subject="other"), wanted("b", subject="other"))
    assert [40.0] == world.clock.slept


def test_a_stop_finishes_what_is_in_flight_and_starts_nothing() -> None:
    """The call in flight is recorded, the next is not made, the run is closed."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()
        world.braze.before = lambda _: stop.set()
        return await world.apply(wanted("a"), wanted("b"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (1, ExitCode.INTERRUPTED, None) == (outcome.calls, outcome.exit_code, outcome.state.run)
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]


def test_a_run_that_was_stopped_before_it_began_writes_nothing() -> None:
    """No batch, no call."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()
        stop.set()
        return await world.apply(wanted("a"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (1, 0, ExitCode.INTERRUPTED) == (len(world.journal.batches), world.braze.calls, outcome.exit_code)


def _stopped_in_its_delete(*, ticks: list[float]) -> tuple[World, Outcome]:
    """Return a replace that is asked to stop while its delete is on its way; `ticks` are read from then on."""
    world = applied("a")
    calls = world.braze.calls

    async def stopped() -> Outcome:
        stop = asyncio.Event()

        async def rest(seconds: float) -> None:  # noqa: ARG001 - the port names it
            await asyncio.Event().wait()

        world.clock.sleep = rest  # type: ignore[method-assign] # the time of what is in flight does not pass by itself

        def ask(_: Call) -> None:
            if world.braze.calls == calls and not stop.is_set():
                stop.set()
                world.clock.ticking = list(ticks)

        world.braze.before = ask
        return await world.apply(wanted("a", segment="seg-other"), wanted("b"), stop=stop)

    return world, asyncio.run(stopped())


def test_a_stop_lets_a_replace_that_has_cancelled_schedule_again() -> None:
    """Both halves are made, what has not begun is not."""
    world, outcome = _stopped_in_its_delete(ticks=[])
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert 1 == len(world.braze.live)
    assert ExitCode.INTERRUPTED == outcome.exit_code


def test_a_stop_lets_no_create_begin_whose_answer_has_no_time_to_come() -> None:
    """Over half of the time for calls in flight is gone: better cancelled and known than in doubt."""
    world, outcome = _stopped_in_its_delete(ticks=[0.0, *[3.0] * 20])
    found = outcome.changes[0]
    assert (Result.FAILED, 0, True) == (found.result, len(world.braze.live), "not scheduled again" in found.why)


@pytest.mark.parametrize(("asks", "result", "calls"), [(False, Result.NOT_TRIED, 0), (True, Result.IN_DOUBT, 1)])
def test_a_stop_while_connecting_leaves_no_doubt(asks: bool, result: Result, calls: int) -> None:  # noqa: FBT001 - a table's column
    """Before the request asks whether it may leave nothing of it has left; from then on it may have arrived."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()

        async def connect(_: Call, *, leaving: Callable[[], Awaitable[bool]]) -> object:
            if asks:
                assert await leaving()
            stop.set()
            return await asyncio.Event().wait()

        world.braze.perform = connect  # type: ignore[method-assign,assignment] # a server that never answers
        return await world.apply(wanted("a"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (result, calls, [5.0]) == (only(outcome).result, outcome.calls, world.clock.slept)
