"""The decision table: what one address needs, given what is wanted, what is recorded, and the moment.

D0, D1 are the first and last instant of the desired window, R0, R1 of the recorded one; a change is inside the
cutoff if R0 or D0 is (design.md section 4).
The rows, in the order they are asked:

    desired   record                  when                       action
    any       in doubt, vanished      any                        as below, blocked until resolved
    any       matched by a halt       any                        as below, blocked until lifted
    any       external                equal                      none
    any       external                otherwise                  as below, blocked
    no        deferred                any                        forget
    no        scheduled               R0 > now                   delete
    no        sending                 R0 <= now <= R1            delete, needs stop-sending
    no        sent                    later                      forget, to history
    paused    none                    any                        none
    paused    deferred                any                        forget
    paused    scheduled               R0 > now                   delete, "pauses"
    paused    sending, sent           any                        none
    yes       in history              D0 > now                   blocked already-sent
    yes       in history              D0 <= now                  none
    yes       none; deferred, differs D1 > now + horizon         defer
    yes       deferred, equal         D1 > now + horizon         none, deferred
    yes       none, deferred          D0 - now > cutoff          create
    yes       none, deferred          0 < D0 - now <= cutoff     create, needs imminent
    yes       none, deferred          D0 <= now                  blocked missed; none by on_missed, or before since
    yes       equal                   any                        none
    yes       scheduled, differs      D0 <= now                  blocked into-the-past
    yes       scheduled, differs      D1 > now + horizon         delete, then defer
    yes       scheduled, differs      in updatable fields only   update; needs imminent inside the cutoff
    yes       scheduled, differs      elsewhere                  replace; as above
    yes       sending, sent           D0 > now                   blocked already-sent
    yes       sending, sent, differs  D0 <= now                  none, note edited-after-send

Four things lie across the rows. An update or delete whose answer is missing counts as a difference while
R0 > now: the update is made again, after an unanswered delete a wanted schedule is replaced; from R0 on it is only
written down that the version that went out is unknown. If the time an unanswered update tried to set is over, the
address counts as sent. A record that was imported counts as a
difference until an update was done: equal, it is updated (or waits, beyond the horizon), and is never replaced for
that. A protected record whose definition no longer asks for
protection is not deleted or replaced at once: first the protection alone is lowered, and a later plan does the
rest. A move (`moves.py`) gives the record its new address before the table is asked.

A paused row stands before the row of equal payloads, which would hide it: `paused` is no part of a payload.
"""

from __future__ import annotations

import dataclasses
from typing import assert_never

from braze_gitops.model import DesiredSchedule, Finding, OnMissed, Severity, Verb
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, Block, BlockCode
from braze_gitops.plan.imported import is_unsure, on_update, waits_beyond
from braze_gitops.plan.refresh import is_stale, refreshed
from braze_gitops.plan.situation import Decision, Phase, Situation
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record, Status, Unfinished


def decide(situation: Situation) -> Decision:
    """Return what the address needs; a blocked decision says what would be done without the block."""
    decision = _unheld(situation)
    block = _holds(situation)
    if block is None:
        return decision
    return dataclasses.replace(decision, block=block, refresh=False, findings=())


def _holds(situation: Situation) -> Block | None:
    record = situation.record
    if record is None:
        return _halted(situation)
    address = situation.previous or record.address
    if record.status is Status.IN_DOUBT and situation.is_under_way:
        return blocks.under_way(address, environment=situation.environment)
    if record.status is Status.IN_DOUBT:
        return blocks.in_doubt(record, address, environment=situation.environment)
    if record.status is Status.VANISHED:
        return blocks.vanished(record, address, environment=situation.environment)
    if situation.hold.halt is not None:
        return _halted(situation)
    paused = situation.desired is not None and situation.desired.lifecycle.paused
    if record.status is Status.EXTERNAL and (paused or not situation.is_equal):
        return blocks.external(address, environment=situation.environment)
    return None


def _halted(situation: Situation) -> Block | None:
    record, side = situation.record, situation.record or situation.wanted
    if situation.hold.halt is None or side is None:
        return None
    is_live = (
        record is not None
        and record.status is Status.SCHEDULED
        and situation.moment.phase_of(record) is not Phase.SENT
    )
    return blocks.halted(situation.hold.halt, side.address, environment=situation.environment, is_live=is_live)


def _unheld(situation: Situation) -> Decision:
    desired, wanted, record = situation.desired, situation.wanted, situation.record
    if desired is None or wanted is None:
        return _unwanted(situation, record) if record is not None else Decision(action=Action.NONE)
    if desired.lifecycle.paused:
        return _paused(situation, desired, record)
    if record is None or record.status is Status.DEFERRED:
        return _not_arranged(situation, desired, wanted, record)
    if situation.is_equal and _open_call(record) is None and not is_unsure(record):
        window = situation.moment.goes_on_with(record, wanted.window)
        wanted = dataclasses.replace(wanted, window=window)
        return _unchanged(record, wanted, is_renamed=situation.previous is not None)
    if situation.moment.phase_of(record) is Phase.SCHEDULED:
        return _still_to_come(situation, wanted, record)
    return _went_out(situation, desired, wanted, record)


def _unwanted(situation: Situation, record: Record) -> Decision:
    moment = situation.moment
    repeats = _deletes_again(record)
    match moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, reason="it was never created at Braze")
        case Phase.SCHEDULED:
            late = (_may_be_sending(record),) if moment.is_imminent(record.window) else ()
            return Decision(action=Action.DELETE, repeats=repeats, findings=late)
        case Phase.SENDING:
            return Decision(
                action=Action.DELETE,
                needs=(BlockCode.STOP_SENDING,),
                repeats=repeats,
                past=situation.make_past(record),
                reason="stops what has not gone out; some already have it",
            )
        case Phase.SENT:
            return Decision(action=Action.FORGET, past=situation.make_past(record), reason="it has been sent")
        case phase:
            assert_never(phase)


def _paused(situation: Situation, desired: DesiredSchedule, record: Record | None) -> Decision:
    if record is None:
        return Decision(action=Action.NONE, pauses=True, reason="paused: not created while `paused` stands")
    match situation.moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, pauses=True, reason="paused before it was created at Braze")
        case Phase.SCHEDULED:
            late = (_may_be_sending(record),) if situation.moment.is_imminent(record.window) else ()
            decision = Decision(
                action=Action.DELETE,
                pauses=True,
                reason="paused",
                repeats=_deletes_again(record),
                findings=late,
            )
            return _once_unprotected(record, desired, decision)
        case Phase.SENDING:
            note = _finding(
                desired,
                Severity.WARNING,
                "already-sending",
                "is going out already: pausing it stops nothing",
                "remove the definition to stop what has not gone out yet",
            )
            return dataclasses.replace(_overtaken(record), pauses=True, findings=(note,))
        case Phase.SENT:
            return dataclasses.replace(_overtaken(record), pauses=True)
        case phase:
            assert_never(phase)


def _not_arranged(
    situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record | None
) -> Decision:
    moment, window = situation.moment, wanted.window
    if situation.past is not None:
        if window.first_at <= moment.now:
            return Decision(action=Action.NONE, after=record, reason="already sent")
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
    first_at, since = wanted.window.first_at, situation.since
    if desired.keys and since is not None and first_at < since:
        return Decision(action=Action.NONE, after=record, reason="before the definition was first applied")
    if desired.lifecycle.on_missed is OnMissed.SKIP:
        note = _finding(
            desired,
            Severity.WARNING,
            "missed",
            f"was never created and its time has passed ({in_utc(first_at)}): skipped",
            "nothing is sent; give it a new time, or remove the definition",
        )
        return Decision(action=Action.NONE, after=record, reason="missed and skipped", findings=(note,))
    block = blocks.missed(desired, wanted.window)
    return Decision(action=Action.CREATE, after=wanted, block=block, reason="never created")


def _unchanged(record: Record, wanted: Record, *, is_renamed: bool) -> Decision:
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


def _still_to_come(situation: Situation, wanted: Record, record: Record) -> Decision:
    moment, desired = situation.moment, situation.desired
    assert desired is not None, "a wanted record has a desired schedule"
    by_replace = bool(situation.forces) or _deletes_again(record)
    action = Action.REPLACE if by_replace else Action.UPDATE
    after = wanted if by_replace else _with_ids(wanted, record)
    if wanted.window.first_at <= moment.now:
        return Decision(action=action, after=after, block=blocks.into_the_past(desired, wanted.window))
    if _may_have_gone_out(situation, record):
        return Decision(action=action, after=after, block=blocks.already_sent(desired, wanted.window))
    if moment.is_beyond(wanted.window):
        inside_at = wanted.window.last_at - moment.horizon
        if is_unsure(record) and situation.is_equal and _open_call(record) is None:
            return waits_beyond(record, inside_at)
        decision = Decision(
            action=Action.DELETE,
            then=Action.DEFER,
            after=dataclasses.replace(wanted, status=Status.DEFERRED, inside_at=inside_at),
            repeats=_deletes_again(record),
            reason="the new time lies beyond the horizon: it is cancelled now and created when it comes inside",
        )
        return _once_unprotected(record, desired, decision)
    imminent = moment.is_imminent(record.window) or moment.is_imminent(wanted.window)
    needs = (BlockCode.IMMINENT,) if imminent else ()
    if not by_replace:
        found = (on_update(record, desired),) if is_unsure(record) else ()
        return Decision(
            action=action, after=after, needs=needs, repeats=_open_call(record) is not None, findings=found
        )
    decision = Decision(action=action, after=after, needs=needs, repeats=_deletes_again(record))
    return _once_unprotected(record, desired, decision)


def _went_out(situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record) -> Decision:
    if wanted.window.first_at > situation.moment.now:
        action = Action.REPLACE if situation.forces else Action.UPDATE
        return Decision(action=action, after=wanted, block=blocks.already_sent(desired, record.window))
    overtaken = _overtaken(record)
    if situation.is_equal:
        return overtaken
    note = _finding(
        desired,
        Severity.NOTE,
        "edited-after-send",
        "already sent; this edit reaches nobody",
        "take the edit back, or give a new send a new name",
    )
    return dataclasses.replace(overtaken, findings=(*overtaken.findings, note))


def _overtaken(record: Record) -> Decision:
    """Return the `none` of a record whose time has come, which settles a call that was never answered."""
    call = _open_call(record)
    if call is None and not is_unsure(record):
        return Decision(action=Action.NONE, after=record)
    if call is None:
        before, why = "an apply brought it in line with the definition", "imported, and no apply came in time"
    else:
        what = "cancelled" if call.verb is Verb.DELETE else "changed"
        before, why = f"it was known whether it had been {what}", "an earlier call went unanswered"
    note = Finding(
        severity=Severity.WARNING,
        code="version-unknown",
        message=f"its time came before {before}: which version went out, if any, is not known",
        hint="look in the Braze dashboard's message activity log",
        address=record.address,
    )
    after = dataclasses.replace(record, unfinished=None, version_unknown=True, imported=False)
    return Decision(action=Action.NONE, after=after, refresh=True, reason=why, findings=(note,))


def _once_unprotected(record: Record, desired: DesiredSchedule, decision: Decision) -> Decision:
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
    call = _open_call(record)
    if call is None or call.verb is not Verb.UPDATE or call.attempt is None:
        return False
    return call.attempt.window.first_at <= situation.moment.now


def _deletes_again(record: Record) -> bool:
    call = _open_call(record)
    return call is not None and call.verb is Verb.DELETE


def _open_call(record: Record) -> Unfinished | None:
    """Return the update or delete that was never answered; what holds a record in another status is told there."""
    return record.unfinished if record.status is Status.SCHEDULED else None


def _with_ids(wanted: Record, record: Record) -> Record:
    return dataclasses.replace(wanted, schedule_id=record.schedule_id, dispatch_id=record.dispatch_id)


def _may_be_sending(record: Record) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        code="may-be-sending",
        message="is cancelled this close to its time: Braze may already be sending",
        address=record.address,
    )


def _finding(desired: DesiredSchedule, severity: Severity, code: str, message: str, hint: str) -> Finding:
    return Finding(
        severity=severity, code=code, message=message, hint=hint, place=desired.place, address=desired.address
    )
