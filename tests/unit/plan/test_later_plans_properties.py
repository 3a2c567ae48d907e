"""Plans at later and later moments, with edits and applies in between: none sends twice, none drops a thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hypothesis import given

from braze_gitops.model import DesiredSchedule
from braze_gitops.plan import Action, Change, Plan
from braze_gitops.plan.open_call import sides_of
from braze_gitops.plan.wanted import is_same, wanted_of
from braze_gitops.state import State, Status
from support.lives import Life, Step, lives
from support.plans import LINEAGE, PRODUCTION, applied, change_of, plan_of

_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DEFER})


def moments(life: Life) -> Iterator[tuple[Step, State, Plan]]:
    """Yield each moment with the state it finds and its plan; what is not blocked is applied before the next."""
    state = life.state
    for step in life.steps:
        plan = plan_of(step.wanted, state, now=step.now)
        yield step, state, plan
        state = applied(state, plan, skip=step.left_out)


def begun_in(state: State, now: datetime) -> set[str]:
    """Return the addresses under which something may have gone out by now, as far as a state can tell."""
    records = (one for one in state.records.values() if one.status is not Status.DEFERRED)
    may_have = {one.address for one in records if any(side.window.first_at <= now for side in sides_of(one))}
    return may_have | {past.address for past in state.history}


@given(lives())
def test_what_may_have_been_sent_is_never_brought_again(life: Life) -> None:
    """Whatever was edited, removed, paused or brought back since, and whichever applies were left out."""
    ledger: set[str] = set()
    for step, state, plan in moments(life):
        ledger |= begun_in(state, step.now)
        brought = [one for one in plan.changes if one.block is None and _brings(one)]
        assert [] == [f"{one.action} {one.address}" for one in brought if one.address in ledger]


def _brings(change: Change) -> bool:
    return change.action in _BRINGS or change.then is Action.DEFER


@given(lives())
def test_nothing_that_is_wanted_is_dropped_in_silence(life: Life) -> None:
    """What does nothing is arranged so already, was sent, waits, is paused, came before its series, or is told."""
    for step, state, plan in moments(life):
        told = {finding.address for finding in plan.findings}
        silent = [
            one for one in step.wanted if _is_silent(change_of(plan, one.address)) and one.address not in told
        ]
        assert [] == [one.address for one in silent if not _needs_nothing(one, state, step.now)]


def _is_silent(change: Change) -> bool:
    does_nothing = change.action is Action.NONE and not change.refresh and not change.deferred
    return does_nothing and change.block is None


def _needs_nothing(wanted: DesiredSchedule, state: State, now: datetime) -> bool:
    record = state.records.get(wanted.address)
    mine = wanted_of(wanted, lineage=LINEAGE, zones=PRODUCTION.audience_zones, now=now, commit=None).record
    is_arranged = record is not None and record.status is not Status.DEFERRED and is_same(mine, record)
    since = state.definitions.get(wanted.name)
    is_earlier = wanted.occurrence is not None and mine.window.first_at < (since or now)
    was_sent = any(past.address == wanted.address for past in state.history)
    return is_arranged or is_earlier or was_sent or wanted.lifecycle.paused


@given(lives())
def test_every_id_is_kept_or_cancelled_or_over(life: Life) -> None:
    """A record leaves the state with a cancellation, or once nothing of it can go out any more."""
    for step, state, plan in moments(life):
        left = [one for one in plan.changes if one.before is not None and one.after is None and one.block is None]
        for change in (one for one in left if one.action not in (Action.DELETE, Action.REPLACE)):
            before = state.records[change.before.address] if change.before is not None else None
            assert before is not None
            assert before.status is Status.DEFERRED or all(
                side.window.last_at <= step.now for side in sides_of(before)
            )
