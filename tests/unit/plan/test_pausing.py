"""A pause and its end: cancelled while it stands, then created again under every guard of a create."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_gitops.guard import review
from braze_gitops.model import Desired, Lifecycle, Limits
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Halt
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    applied,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    plan_of,
)

PAUSED = make_desired(lifecycle=Lifecycle(paused=True))


@pytest.mark.parametrize(
    ("now", "action", "needs", "block"),
    [
        pytest.param(NOW, Action.CREATE, (), None, id="in time"),
        pytest.param(
            ANCHOR - timedelta(minutes=10), Action.CREATE, (BlockCode.IMMINENT,), None, id="inside the cutoff"
        ),
        pytest.param(ANCHOR, Action.CREATE, (), BlockCode.MISSED, id="too late"),
        pytest.param(ANCHOR - timedelta(days=100), Action.DEFER, (), None, id="beyond the horizon"),
    ],
)
def test_the_end_of_a_pause(
    now: datetime, action: Action, needs: tuple[BlockCode, ...], block: BlockCode | None
) -> None:
    """What was cancelled by the pause is new again: its time decides."""
    state = make_state(make_recorded(make_desired()))
    state = applied(state, plan_of([PAUSED], state))
    assert {} == state.records
    change = change_of(plan_of([make_desired()], state, now=now))
    found = change.block.code if change.block is not None else None
    assert (action, needs, block) == (change.action, change.needs, found)


def test_a_pause_that_came_too_late_frees_no_name() -> None:
    """What was sent meanwhile stays sent when the pause ends."""
    state = make_state(make_recorded(make_desired()))
    later = ANCHOR + timedelta(days=1)
    state = applied(state, plan_of([PAUSED], state, now=later))
    change = change_of(plan_of([make_desired(at=ANCHOR + timedelta(days=9))], state, now=later))
    assert change.block is not None
    assert BlockCode.ALREADY_SENT is change.block.code


def test_a_protected_schedule_is_paused_by_nobody() -> None:
    """Until the guard is allowed."""
    desired = make_desired(lifecycle=Lifecycle(paused=True, prevent_delete=True))
    state = make_state(make_recorded(make_desired(), protected=True))
    found = review(
        plan_of([desired], state),
        environment=PRODUCTION,
        limits=Limits(),
        desired=Desired(schedules=(desired,)),
        state=state,
    )
    assert [[BlockCode.PROTECTED]] == [[block.code for block in blocks] for blocks in found.blocks.values()]


@pytest.mark.parametrize("is_recorded", [True, False], ids=["recorded", "not recorded"])
def test_a_halt_holds_what_is_paused(*, is_recorded: bool) -> None:
    """The halt comes first: the pause is made once it is lifted."""
    halt = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="", at=NOW)
    records = [make_recorded(make_desired())] if is_recorded else []
    block = change_of(plan_of([PAUSED], make_state(*records, halts=[halt]))).block
    assert block is not None
    assert BlockCode.HALTED is block.code
