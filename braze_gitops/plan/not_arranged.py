"""The rows of the decision table on what is wanted and of which Braze has nothing: new, deferred, in history."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.model import DesiredSchedule, OnMissed
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, BlockCode
from braze_gitops.plan.notes import may_have_gone
from braze_gitops.plan.situation import Decision, Over, Situation
from braze_gitops.plan.unseen import is_stale
from braze_gitops.state import Past, Record, Status

# How long a plan still names a send that came to nothing and that nobody can bring back.
_NEWS = timedelta(days=30)


def not_arranged(
    situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record | None
) -> Decision:
    """Return what a definition needs of which Braze has nothing, `record` deferred or None."""
    moment, window = situation.moment, wanted.window
    if situation.past is not None:
        if window.first_at <= moment.now or desired.occurrence is not None:
            return _sent(situation, desired, wanted, record, situation.past)
        return Decision(action=Action.CREATE, after=wanted, block=blocks.already_sent(desired, window))
    if moment.is_beyond(window):
        return put_off(situation, wanted, reason="it lies beyond the horizon")
    if window.first_at <= moment.now:
        return _missed(situation, desired, wanted, record)
    return Decision(
        action=Action.CREATE,
        after=wanted,
        needs=(BlockCode.IMMINENT,) if moment.is_imminent(window) else (),
        reason=_why_now(record) if record is not None and situation.is_equal else "new",
    )


def _sent(
    situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record | None, past: Past
) -> Decision:
    """Return that what has its key was sent; where it is asked for at another time, that is said."""
    decision = Decision(action=Action.NONE, after=record, reason="already sent")
    if wanted.window.first_at <= situation.moment.now:
        return decision
    if past.ended_at < past.window.first_at:
        return dataclasses.replace(decision, findings=(may_have_gone(desired, past),))
    return dataclasses.replace(decision, over=Over.SENT)


def _why_now(record: Record) -> str:
    """Return why a deferred record that has not changed is created now."""
    if record.inside_at is not None and record.inside_at <= record.applied_at:
        return "its send id has its turn"
    return "it has come inside the horizon"


def put_off(situation: Situation, wanted: Record, *, reason: str) -> Decision:
    """Return that what is not arranged yet is created by a later apply; one that is deferred already stays so."""
    record, inside_at = situation.record, wanted.window.last_at - situation.moment.horizon
    deferred = dataclasses.replace(wanted, status=Status.DEFERRED, inside_at=inside_at)
    if record is None or not situation.is_equal:
        return Decision(action=Action.DEFER, after=deferred, reason=reason)
    if record.inside_at == deferred.inside_at and not is_stale(record, deferred):
        return Decision(action=Action.NONE, after=record, deferred=True)
    after = dataclasses.replace(deferred, applied_at=record.applied_at)
    return Decision(action=Action.NONE, after=after, deferred=True, refresh=True)


def _missed(situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record | None) -> Decision:
    first_at, is_new = wanted.window.first_at, record is None and desired.occurrence is not None
    if is_new and first_at < (situation.since or situation.moment.now):
        over = Over.BEFORE if situation.since is None else None
        return Decision(action=Action.NONE, reason="before the definition was first applied", over=over)
    if is_new and situation.applied_at is not None and first_at <= situation.applied_at:
        # It was not wanted then, and an edit has brought it since; or it was missed, and that apply has said so.
        is_news = situation.moment.now - first_at <= _NEWS
        return Decision(action=Action.NONE, reason="its time was over", over=Over.EDITED if is_news else None)
    if desired.lifecycle.on_missed is OnMissed.SKIP:
        return Decision(action=Action.NONE, after=record, reason="missed and skipped", over=Over.SKIPPED)
    block = blocks.missed(desired, wanted.window)
    return Decision(action=Action.CREATE, after=wanted, block=block, reason="nothing was scheduled in time")
