"""An emergency stop, carried out by the machinery of every apply."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.apply import Outcome, WrittenEntries, write_over
from braze_gitops.apply.taking import TRIES
from braze_gitops.errors import StateConflictError
from braze_gitops.guard import clear, review_halt
from braze_gitops.model import Lifecycle
from braze_gitops.plan import BlockCode, make_halting_plan
from braze_gitops.state import Entry, Halt, HaltLifted, HaltSet, RunId, State, next_halt_id, standing_halts
from support.applying import PRODUCTION, SEND_AT, World, applied, wanted
from support.busy_journal import Busy
from support.memory_journal import MemoryJournal
from support.states import NOW, TOOL, make_run

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
MINUTE = timedelta(minutes=1)


def set_halt(journal: MemoryJournal) -> WrittenEntries:
    """Write a halt of everything, whoever holds the state."""

    def entries_for(state: State) -> tuple[Entry, ...]:
        return (HaltSet(halt=dataclasses.replace(ALL, id=next_halt_id(state))),)

    return write_over(
        entries_for,
        look=lambda: (journal.state(), journal),
        opening=make_run("halt"),
        new_id=lambda: "nonce",
        tool=TOOL,
    )


def cancel(world: World, *, planned_at: datetime = NOW, done_at: datetime = NOW) -> Outcome:
    """Set the halt, then cancel what it matches."""
    set_halt(world.journal)
    state = world.state()
    plan = make_halting_plan(state, ALL, environment=PRODUCTION, with_protected=False, now=planned_at, tool=TOOL)
    world.clock.at = done_at
    return asyncio.run(world.apply(cleared=clear(review_halt(plan, environment=PRODUCTION, state=state))))


def test_all_is_cancelled_and_stays_so() -> None:
    """The next plan holds each definition back, recorded or not."""
    world = applied("a", "b")
    outcome = cancel(world)
    assert (0, {}, 2) == (outcome.exit_code, world.braze.live, outcome.calls)
    later = world.run(wanted("a"), wanted("b"), wanted("c"))
    assert (0, ["blocked"] * 3) == (later.calls, [one.result.value for one in later.changes])


@pytest.mark.parametrize(
    ("planned_at", "done_at", "kept"),
    [
        pytest.param(NOW, NOW, [], id="before its time"),
        pytest.param(SEND_AT + MINUTE, SEND_AT + MINUTE, ["a"], id="while it goes out"),
        pytest.param(SEND_AT - MINUTE, SEND_AT + MINUTE, ["a"], id="its time came meanwhile"),
    ],
)
def test_history_keeps_what_some_people_may_have(planned_at: datetime, done_at: datetime, kept: list[str]) -> None:
    """So that the same name is never sent twice; what nobody got may be made again."""
    world = applied("a")
    cancel(world, planned_at=planned_at, done_at=done_at)
    assert (kept, {}) == ([past.address for past in world.state().history], world.state().records)


def test_a_send_that_is_over_is_left() -> None:
    """Its turn came too late."""
    world = applied("a")
    (change,) = cancel(world, planned_at=SEND_AT, done_at=SEND_AT + timedelta(hours=1)).changes
    assert change.why.startswith("it was sent by")


def test_what_is_protected_is_named() -> None:
    """And its schedule is live still."""
    world = World()
    world.run(wanted("a", lifecycle=Lifecycle(prevent_delete=True)), wanted("b"))
    outcome = cancel(world)
    assert (11, 1) == (outcome.exit_code, len(world.braze.live))
    (block,) = [one for one in outcome.changes if one.result.value == "blocked"]
    assert "is protected" in block.why
    assert BlockCode.PROTECTED is (block.change.block.code if block.change.block is not None else None)


@pytest.mark.parametrize("times", [0, 3, TRIES - 1])
def test_a_halt_is_written_whoever_holds_the_state(times: int) -> None:
    """However often a run that is alive comes first; that one can write no more."""
    journal = Busy(times=times)
    written = set_halt(journal)
    assert (["halt-1"], None) == ([halt.id for halt in standing_halts(written.state)], written.state.run)


def test_who_was_taken_over_is_told() -> None:
    """In the journal."""
    journal = Busy(times=0)
    set_halt(journal)
    opened = journal.batches[-1][0].entries[0]
    assert RunId("holder") == getattr(opened, "takes_over", None)


def test_a_holder_that_is_faster_each_time_is_an_error() -> None:
    """Nothing is claimed."""
    with pytest.raises(StateConflictError):
        set_halt(Busy(times=TRIES))


def test_a_reviewed_resume_lets_go_and_creates() -> None:
    """In the first batch, before the call; the halt stands for the rest."""
    world = applied("a", "b")
    cancel(world)
    outcome = world.run(wanted("a", lifecycle=Lifecycle(resume="halt-1")), wanted("b"))
    assert ({"a": "done", "b": "blocked"}, 1, ("a",)) == (
        {one.address: one.result.value for one in outcome.changes},
        len(world.braze.live),
        outcome.state.halts[0].lifted,
    )
    let_go = [one for batch, _ in world.journal.batches for one in batch.entries if isinstance(one, HaltLifted)]
    assert ["`resume` in schedules/a.yaml:1:1"] == [one.why for one in let_go]
    without = world.run(wanted("a"), wanted("b"))
    assert 0 == without.calls
    assert {"b": "blocked"} == {one.address: one.result.value for one in without.changes if one.address == "b"}


def test_a_resume_of_what_waits_is_written_without_a_call() -> None:
    """So that the line can go afterwards."""
    world = World()
    far = SEND_AT + timedelta(days=200)
    world.run(wanted("a", at=far))
    cancel(world)
    outcome = world.run(wanted("a", at=far, lifecycle=Lifecycle(resume="halt-1")))
    assert (0, ("a",)) == (outcome.calls, outcome.state.halts[0].lifted)
