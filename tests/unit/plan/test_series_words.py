"""What a plan says of one send of a series where another schedule would be told something else."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard import review
from braze_gitops.model import Desired, DesiredSchedule, Lifecycle, Limits, Occurrence, TimeMode, Verb
from braze_gitops.plan import BlockCode
from braze_gitops.state import Record, Status
from support.plans import (
    ANCHOR,
    PRODUCTION,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)
from support.weekly import DAY, NOW, WEEK, send

HOUR = timedelta(hours=1)


def hint(desired: DesiredSchedule, record: Record, hours: float) -> str:
    """Return what a plan advises about what it blocks so long after the first send."""
    plan = plan_of([desired], make_state(record), now=ANCHOR + hours * HOUR)
    block = change_of(plan, desired.address).block
    return block.hint if block is not None else "".join(one.hint for one in plan.findings)


def test_a_new_hour_that_is_over_is_for_the_others() -> None:
    """No key of the definition gives one date another time."""
    moved = send(0, shift=-2 * HOUR)
    assert "`except`" in hint(moved, make_recorded(send(0)), -1)
    alone = make_desired("alone", at=ANCHOR - 2 * HOUR)
    assert hint(alone, make_recorded(make_desired("alone")), -1) == "give alone a time in the future"


@pytest.mark.parametrize(("name", "said"), [("alone", "remove the definition"), ("news", "`except`")])
def test_what_goes_out_while_it_is_paused(name: str, said: str) -> None:
    """Of a series a date is left out, and the definition stays."""
    keys = '["2026-11-27"]' if name == "news" else ""
    one = make_desired(
        f"{name}{keys}",
        mode=TimeMode.LOCAL,
        every=WEEK if keys else None,
        lifecycle=Lifecycle(paused=True),
    )
    assert said in hint(one, make_recorded(make_desired(f"{name}{keys}", mode=TimeMode.LOCAL)), 1)


def test_what_an_exception_takes_out_says_so() -> None:
    """Another date that the rule lost says that."""
    kept = dataclasses.replace(
        send(2), occurrence=Occurrence(rule="weekly", interval=WEEK, left_out=("2026-12-04",))
    )
    plan = plan_of([kept], make_state(make_recorded(send(1)), make_recorded(send(3))), now=NOW)
    assert ("left out by `except`",) == change_of(plan, send(1).address).reasons
    assert ("its definition no longer has it",) == change_of(plan, send(3).address).reasons


@pytest.mark.parametrize("is_there", [True, False])
def test_a_day_that_is_left_out_for_being_too_close(*, is_there: bool) -> None:
    """What is arranged for it already is cancelled by that."""
    near = send(0, shift=3 * DAY)
    known = dataclasses.replace(make_recorded(send(0, shift=9 * DAY)), address=near.address)
    state = make_state(make_recorded(send(0)), *((known,) if is_there else ()))
    plan = plan_of([near], state, now=NOW)
    found = review(plan, environment=PRODUCTION, limits=Limits(), desired=Desired(schedules=(near,)), state=state)
    (block,) = [one for one in found.blocks[near.address] if one.code is BlockCode.TOO_CLOSE]
    assert is_there is ("cancels what is arranged" in block.hint)


@pytest.mark.parametrize(("since", "said"), [(-HOUR, "elsewhere"), (HOUR, "may have gone out")])
def test_a_refused_cancellation(since: timedelta, said: str) -> None:
    """After its time it was refused because there was nothing left to stop."""
    call = dataclasses.replace(make_unfinished(Verb.DELETE), since=ANCHOR + since)
    record = make_recorded(make_desired(), status=Status.VANISHED, unfinished=call)
    block = change_of(plan_of([], make_state(record), now=ANCHOR + DAY), "teaser").block
    assert block is not None
    assert said in block.message
