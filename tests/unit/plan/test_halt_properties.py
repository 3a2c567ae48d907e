"""No plan makes a call for what a standing halt matches; lifting it gives everything back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.model import Address, DesiredSchedule
from braze_gitops.plan import Change, make_halting_plan
from braze_gitops.plan.halts import halt_on
from braze_gitops.state import Halt, Record, State, find_halt
from support.plans import ANCHOR, NOW, PRODUCTION, TOOL, applied, plan_of
from support.situations import NAMES, situations

_DAYS = st.none() | st.integers(-40, 110).map(lambda days: ANCHOR + timedelta(days=days))


@st.composite
def halted(draw: st.DrawFn) -> tuple[tuple[DesiredSchedule, ...], State]:
    """Draw what is wanted and recorded, and up to three halts, lifted, let go or standing."""
    wanted, state = draw(situations())
    tagged = tuple(
        dataclasses.replace(one, tags=draw(st.sampled_from([(), ("x",), ("x", "y")]))) for one in wanted
    )
    halts = tuple(
        Halt(
            id=f"halt-{number + 1}",
            pattern=draw(st.none() | st.sampled_from(["*", "a", "[abc]*", "f*", "?"])),
            tags=draw(st.sampled_from([(), (), ("x",), ("z",)])),
            first_at=draw(_DAYS),
            last_at=draw(_DAYS),
            who="ana",
            why="",
            at=NOW,
            lifted=tuple(Address(name) for name in draw(st.sets(NAMES, max_size=2))),
            lifted_at=draw(st.sampled_from([None, None, NOW])),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    resumed = tuple(
        dataclasses.replace(
            one, lifecycle=dataclasses.replace(one.lifecycle, resume=draw(st.sampled_from([None, None, "halt-1"])))
        )
        for one in tagged
    )
    return resumed, dataclasses.replace(state, halts=halts)


def held(change: Change, wanted: tuple[DesiredSchedule, ...], state: State) -> bool:
    """Whether a standing halt matches a change by any of its names and sides, and was not resumed by it.

    A name that a definition moved from counts even when nothing is recorded under it: what was let go, or halted,
    by that name stays so under the new one.
    """
    moved_from = next((one.moved_from for one in wanted if one.address == change.address), None)
    names = [name for name in (change.address, change.previous_address, moved_from) if name is not None]
    halts = [halt for halt in state.halts if halt.id != change.resumes]
    sides: tuple[Record | None, ...] = (change.before, change.after)
    return halt_on(halts, addresses=names, sides=sides) is not None


@given(halted())
def test_nothing_that_is_held_is_made(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """Neither a call nor a record is written for it."""
    wanted, state = situation
    made = [one for one in plan_of(wanted, state).changes if one.block is None and one.is_written]
    assert [] == [one.address for one in made if held(one, wanted, state)]


@given(halted())
def test_only_a_definition_resumes(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """By the name of a halt that stands."""
    wanted, state = situation
    for change in plan_of(wanted, state).changes:
        if change.resumes is not None:
            halt = find_halt(state, change.resumes)
            assert halt is not None
            assert (True, True) == (halt.stands, change.address not in halt.lifted)
            assert change.address in {one.address for one in wanted if one.lifecycle.resume == halt.id}


@given(halted())
def test_lifting_gives_it_back(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """With every halt lifted the plan is that of a state that never had one, by what it does."""
    wanted, state = situation
    lifted = tuple(dataclasses.replace(halt, lifted_at=NOW) for halt in state.halts)
    free = plan_of(wanted, dataclasses.replace(state, halts=lifted))
    never = plan_of(wanted, dataclasses.replace(state, halts=()))
    assert [(one.address, one.digest, one.block) for one in never.changes] == [
        (one.address, one.digest, one.block) for one in free.changes
    ]


@given(halted())
def test_a_halt_leaves_nothing_to_cancel(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """Carried out, the same halt again cancels nothing, and names the same that it cannot reach."""
    _, state = situation
    for halt in state.halts:
        first = make_halting_plan(state, halt, environment=PRODUCTION, with_protected=False, now=NOW, tool=TOOL)
        again = make_halting_plan(
            applied(state, first), halt, environment=PRODUCTION, with_protected=False, now=NOW, tool=TOOL
        )
        assert [] == [one.address for one in again.changes if one.makes_calls and one.block is None]
        assert [one.address for one in first.changes if one.block is not None] == [
            one.address for one in again.changes if one.block is not None
        ]
