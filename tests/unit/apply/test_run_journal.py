"""What an apply does when its journal fails, was written by another, or shows an earlier run."""

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest

from braze_gitops.apply import ApplySettings, Ending, Outcome, Result, write_entries
from braze_gitops.errors import ExitCode, StalePlanError, StateConflictError, StateDamagedError, StoreError
from braze_gitops.model import Kind
from braze_gitops.state import CallAnswered, CallIntended, RunClosed, RunOpened, merge
from braze_gitops.state.kept_payload import KeptPayload
from support.applying import SEND_AT, World, applied, only, wanted
from support.memory_braze import Fault
from support.merging import CUTOFF


def test_a_plan_from_another_state_is_refused_before_anything() -> None:
    """The journal moved since the plan was made."""
    world = World()
    desired = world.desired(wanted("a"))
    cleared = world.clear(desired)
    world.run(wanted("b"))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(wanted("a"), cleared=cleared))


def test_a_state_that_moved_after_it_was_read_is_a_conflict_before_any_call() -> None:
    """Put-if-absent of the first batch fails."""
    world = World()
    world.journal.fail = {1: StateConflictError("another run has written that batch")}
    with pytest.raises(StateConflictError):
        asyncio.run(world.apply(wanted("a")))
    assert world.braze.calls == 0


def test_a_first_batch_that_cannot_be_written_is_an_error_before_any_call() -> None:
    """No intent, no call."""
    world = World()
    world.journal.fail = {1: StoreError("no space left")}
    with pytest.raises(StoreError):
        asyncio.run(world.apply(wanted("a")))
    assert world.braze.calls == 0


def test_a_damaged_payload_is_an_error_before_any_call() -> None:
    """Also one that the plan has nothing to do with: no snapshot of the end could be written."""
    world = applied("a", "b")
    state = world.state()
    cleared = world.clear(world.desired(wanted("a", subject="Another"), wanted("b")))
    damaged = {
        address: dataclasses.replace(record, payload=KeptPayload(b"{", address)) if address == "b" else record
        for address, record in state.records.items()
    }
    before = (world.braze.calls, len(world.journal.batches))
    with pytest.raises(StateDamagedError, match="the payload of b"):
        asyncio.run(
            world.apply(
                wanted("a", subject="Another"),
                wanted("b"),
                cleared=cleared,
                state=dataclasses.replace(state, records=damaged),
            )
        )
    assert before == (world.braze.calls, len(world.journal.batches))


def test_definitions_that_are_not_those_of_the_plan_are_refused_before_anything() -> None:
    """What was not reviewed is never sent."""
    world = World()
    cleared = world.clear(world.desired(wanted("a")))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(wanted("a", subject="Another"), cleared=cleared))
    assert (0, 1) == (world.braze.calls, len(world.journal.batches))


def test_a_definition_that_is_gone_since_the_plan_is_refused() -> None:
    """A plan is applied exactly or not at all."""
    world = World()
    cleared = world.clear(world.desired(wanted("a")))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(cleared=cleared))


def failing(error: Callable[[], Exception], at: int) -> tuple[World, Outcome]:
    """Return a world of three creates in which the journal fails from append `at` on."""
    world = World()
    world.journal.fail = {number: error() for number in range(at, 99)}
    return world, world.run(wanted("a"), wanted("b"), wanted("c"))


def test_a_store_that_fails_means_no_new_calls() -> None:
    """The third batch holds the first outcome and the second intent: one call was made."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    assert (1, Ending.STORE, ExitCode.ERROR) == (world.braze.calls, outcome.ending, outcome.exit_code)


def test_a_store_that_fails_says_why_and_what_to_do() -> None:
    """The store's own sentence, once, and its way out."""
    _, outcome = failing(lambda: StoreError("the disk is full", hint="make room"), 3)
    assert ("the disk is full", True) == (outcome.why, "make room" in outcome.remarks)


def test_what_could_not_be_recorded_is_told() -> None:
    """One RECORD line with the id and the call, at once and in the outcome."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    (intent,) = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallIntended)]
    line = outcome.unrecorded[0].line
    assert (
        f"RECORD a message id-1 create done - call={intent.call} at=2026-11-20T09:00:00Z"
        == line[: line.index(" status")]
    )
    assert [{"line": line}] == [detail for event, detail in world.told.events if event == "unrecorded"]


def test_what_could_not_be_recorded_is_no_success() -> None:
    """Braze did it, and the next run will call it in doubt."""
    _, outcome = failing(lambda: StoreError("no space left"), 3)
    assert [Result.IN_DOUBT, Result.NOT_TRIED, Result.NOT_TRIED] == [one.result for one in outcome.changes]


def test_what_could_not_be_recorded_is_merged_later() -> None:
    """The next state knows the id, and the next apply creates the rest, nothing twice."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    world.journal.fail = {}
    found = merge(
        outcome.unrecorded,
        state=world.state(),
        batches=[batch for batch, _ in world.journal.batches],
        cutoff=CUTOFF,
    )
    write_entries(
        found.entries,
        state=world.state(),
        journal=world.journal,
        opening=world.opening(),
        new_id=lambda: "nonce",
        tool="1",
        texts=found.texts,
    )
    world.run(wanted("a"), wanted("b"), wanted("c"))
    assert (3, {"id-1", "id-2", "id-3"}) == (
        len(world.braze.created),
        {record.schedule_id for record in world.state().records.values()},
    )


def test_nobody_is_named_in_what_is_written_down() -> None:
    """A person whom Braze names in its answer is in neither journal nor RECORD line."""
    world = World()
    world.braze.faults = {0: Fault.ECHO}
    world.run(wanted("a", kind=Kind.CAMPAIGN, subject="anna.person"))
    answers = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallAnswered)]
    assert ("anna.person" in repr(answers), "(a person)" in repr(answers)) == (False, True)


def test_a_run_that_was_taken_over_stops_at_once() -> None:
    """Its next write fails, it makes no further call, and it says what it learned."""
    world, outcome = failing(lambda: StateConflictError("another run has written that batch"), 3)
    assert (1, Ending.FENCED, ExitCode.HELD, 1) == (
        world.braze.calls,
        outcome.ending,
        outcome.exit_code,
        len(outcome.unrecorded),
    )


def test_the_outcomes_state_is_what_is_durable() -> None:
    """A failed run claims no record it could not write."""
    _, outcome = failing(lambda: StoreError("no space left"), 3)
    assert ({}, 3) == (dict(outcome.state.records), outcome.head.number)


def test_a_run_that_cannot_be_closed_is_told() -> None:
    """All was done and recorded, and still the exit code is not 0."""
    _, outcome = failing(lambda: StoreError("no space left"), 5)
    assert [Result.DONE, Result.DONE, Result.IN_DOUBT] == [one.result for one in outcome.changes]


def test_a_snapshot_that_cannot_be_written_is_no_lost_apply() -> None:
    """A remark says so; the journal holds everything."""
    world = World()
    world.journal.publish_fails = True
    outcome = world.run(wanted("a"))
    assert (ExitCode.DONE, False) == (outcome.exit_code, outcome.snapshot_written)
    assert any("snapshot" in remark for remark in outcome.remarks)


def test_a_dead_run_is_taken_over() -> None:
    """The opening names the run whose place it takes."""
    world = World()
    world.journal.fail = {3: StoreError("gone")}
    world.run(wanted("a"))
    world.journal.fail = {}
    world.run(wanted("b"))
    opened = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, RunOpened)]
    assert [None, "run-1"] == [one.takes_over for one in opened]


def test_a_create_in_doubt_is_never_repeated_and_blocks_only_its_address() -> None:
    """The next apply makes the other one and says that one is in doubt."""
    world = World()
    world.braze.faults = {0: Fault.CUT_BEFORE}
    world.run(wanted("a"))
    outcome = world.run(wanted("a"), wanted("b"))
    assert {"a": Result.BLOCKED, "b": Result.DONE} == {one.address: one.result for one in outcome.changes}
    assert outcome.exit_code is ExitCode.IN_DOUBT


def test_each_try_has_its_own_intent_and_outcome() -> None:
    """A 429 and the create after it are two calls in the journal."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    world.run(wanted("a"))
    calls = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallIntended | CallAnswered)]
    assert 2 == len({one.call for one in calls}) == len(calls) // 2


@pytest.mark.parametrize(("fault", "applied_whole"), [(None, True), (Fault.DENIED, False)])
def test_a_run_says_whether_it_went_through(fault: Fault | None, applied_whole: bool) -> None:  # noqa: FBT001 -- a table's column
    """`RunClosed.applied` is False when it stopped before all was tried."""
    world = World()
    world.braze.faults = {} if fault is None else {0: fault}
    world.run(wanted("a"), wanted("b"))
    closed = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, RunClosed)]
    assert [applied_whole] == [one.applied for one in closed]


def test_an_unfinished_update_is_repeated_by_the_next_apply() -> None:
    """The definition did not change, and still the update is made."""
    world = applied("teaser")
    world.braze.faults = dict.fromkeys(range(1, 7), Fault.CUT_BEFORE)
    world.run(wanted("teaser", subject="Today"))
    world.braze.faults = {}
    outcome = world.run(wanted("teaser", subject="Today"))
    assert (Result.DONE, ["Today"]) == (only(outcome).result, world.subjects())


def test_a_send_that_is_stopped_goes_to_history() -> None:
    """What some already have is never created again."""
    world = applied("teaser", "other")
    world.clock.at = SEND_AT + timedelta(minutes=5)
    outcome = world.run(wanted("other"), allow=["stop-sending:teaser"])
    gone = next(one for one in outcome.changes if one.address == "teaser")
    assert (Result.DONE, True) == (gone.result, "teaser" in {past.address for past in outcome.state.history})


def test_settings_bound_the_workers_of_a_small_plan() -> None:
    """One change is made over one connection."""
    world = World()
    connections: list[int] = []
    connect = world.braze

    async def count() -> None:
        connections.append(1)

    connect.close = count  # type: ignore[method-assign] # counts what is closed
    world.run(wanted("a"), settings=ApplySettings(parallelism=8))
    assert [1] == connections


def test_a_run_that_was_stopped_for_long_asks_whether_it_still_holds_the_state() -> None:
    """Between a durable intent and its call another run may have taken over: then the call is not made."""
    world = World()
    world.clock.ticking = [0.0, 30.0]
    world.journal.overtaken = True
    outcome = world.run(wanted("a"))
    assert (Ending.FENCED, 0) == (outcome.ending, world.braze.calls)
    assert Result.NOT_TRIED is only(outcome).result


def test_a_slow_disk_alone_stops_nobody() -> None:
    """A long write is looked into, and the call made when nobody has taken over."""
    world = World()
    world.clock.ticking = [0.0, 30.0]
    outcome = world.run(wanted("a"))
    assert (Ending.COMPLETE, 1) == (outcome.ending, world.braze.calls)


def test_a_store_that_cannot_be_asked_stops_the_run() -> None:
    """Who cannot be sure to hold the state makes no call."""
    world = World()
    world.clock.ticking = [0.0, 30.0]

    def unreadable() -> bool:
        raise StoreError("input/output error")

    world.journal.is_last = unreadable  # type: ignore[method-assign]  # one port of the fake, not of ours
    outcome = world.run(wanted("a"))
    assert (Ending.STORE, 0) == (outcome.ending, world.braze.calls)
