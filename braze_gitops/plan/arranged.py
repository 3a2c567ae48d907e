"""The rows of the decision table on what is wanted and what Braze has: equal, or different and still to come."""

from __future__ import annotations

import dataclasses

from braze_gitops.model import DesiredSchedule, Verb
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, BlockCode
from braze_gitops.plan.imported import is_unsure, on_update, waits_beyond
from braze_gitops.plan.open_call import deletes_again, open_call
from braze_gitops.plan.situation import Decision, Situation
from braze_gitops.plan.unseen import is_stale, refreshed
from braze_gitops.state import Record, Status


def unchanged(record: Record, wanted: Record, *, is_renamed: bool) -> Decision:
    """Return the `none` of equal payloads, which writes down what Braze does not see where that differs."""
    if record.status is Status.EXTERNAL or not is_stale(record, wanted):
        return Decision(action=Action.NONE, after=record)
    edited = not is_renamed or is_stale(record, _as_named_before(wanted, record))
    reason = "Braze sees no difference: only the record is brought up to date" if edited else ""
    if record.window != wanted.window:
        reason = "the zones of its audience changed: it counts as begun, or over, at another moment"
    return Decision(action=Action.NONE, after=refreshed(record, wanted), refresh=True, reason=reason)


def _as_named_before(wanted: Record, record: Record) -> Record:
    """Return `wanted` without what every rename changes: the definition's digest, and the file it stands in."""
    inputs = dataclasses.replace(wanted.inputs, definition=record.inputs.definition)
    return dataclasses.replace(wanted, inputs=inputs, source=record.source)


def still_to_come(situation: Situation, wanted: Record, record: Record) -> Decision:
    """Return how a schedule that Braze has, and whose time has not come, is brought to what is wanted."""
    moment, desired = situation.moment, situation.desired
    assert desired is not None, "a wanted record has a desired schedule"
    by_replace = bool(situation.forces) or deletes_again(record)
    action = Action.REPLACE if by_replace else Action.UPDATE
    after = wanted if by_replace else _with_ids(wanted, record)
    if wanted.window.first_at <= moment.now:
        return Decision(action=action, after=after, block=blocks.into_the_past(desired, wanted.window))
    if _may_have_gone_out(situation, record):
        return Decision(action=action, after=after, block=blocks.already_sent(desired, wanted.window))
    imminent = moment.is_imminent(record.window) or moment.is_imminent(wanted.window)
    needs = (BlockCode.IMMINENT,) if imminent else ()
    if moment.is_beyond(wanted.window):
        inside_at = wanted.window.last_at - moment.horizon
        if is_unsure(record) and situation.is_equal and open_call(record) is None:
            return waits_beyond(record, inside_at)
        decision = Decision(
            action=Action.DELETE,
            then=Action.DEFER,
            needs=needs,
            after=dataclasses.replace(wanted, status=Status.DEFERRED, inside_at=inside_at),
            repeats=deletes_again(record),
            reason="the new time lies beyond the horizon: it is cancelled now and created when it comes inside",
        )
        return once_unprotected(record, desired, decision)
    if not by_replace:
        found = (on_update(record, desired),) if is_unsure(record) else ()
        return Decision(
            action=action, after=after, needs=needs, repeats=open_call(record) is not None, findings=found
        )
    decision = Decision(action=action, after=after, needs=needs, repeats=deletes_again(record))
    return once_unprotected(record, desired, decision)


def once_unprotected(record: Record, desired: DesiredSchedule, decision: Decision) -> Decision:
    """Return `decision`, or only the lowering of the protection that stands against it."""
    if not record.protected or desired.lifecycle.prevent_delete:
        return decision
    what = "replaces" if decision.action is Action.REPLACE else "cancels"
    return Decision(
        action=Action.NONE,
        after=dataclasses.replace(record, protected=False),
        refresh=True,
        reason=f"lifts the protection and nothing else; the next plan {what} it",
    )


def _may_have_gone_out(situation: Situation, record: Record) -> bool:
    """Whether an unanswered update may have brought the time forward to one that is over."""
    call = open_call(record)
    if call is None or call.verb is not Verb.UPDATE or call.attempt is None:
        return False
    return call.attempt.window.first_at <= situation.moment.now


def _with_ids(wanted: Record, record: Record) -> Record:
    return dataclasses.replace(wanted, schedule_id=record.schedule_id, dispatch_id=record.dispatch_id)
