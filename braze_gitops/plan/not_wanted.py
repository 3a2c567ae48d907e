"""The rows of the decision table on what should not be sent: its definition is gone, or says `paused`."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from braze_gitops.model import DesiredSchedule, Finding, Severity
from braze_gitops.plan.arranged import once_unprotected
from braze_gitops.plan.begun import overtaken
from braze_gitops.plan.change import Action, BlockCode
from braze_gitops.plan.notes import may_be_sending, note_on
from braze_gitops.plan.open_call import deletes_again, earliest_side, sides_of
from braze_gitops.plan.situation import Decision, Phase, Situation
from braze_gitops.state import Past, Record


def not_wanted(situation: Situation, record: Record) -> Decision:
    """Return what a record needs whose definition is gone: sent is kept in the history, the rest is cancelled."""
    moment = situation.moment
    repeats = deletes_again(record)
    match moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, reason="it was never created at Braze")
        case Phase.SCHEDULED:
            late, past = _if_late(situation, record)
            return Decision(action=Action.DELETE, repeats=repeats, past=past, findings=late)
        case Phase.SENT if all(moment.phase_of(side) is Phase.SENT for side in sides_of(record)):
            return Decision(action=Action.FORGET, past=situation.make_past(record), reason="it has been sent")
        case Phase.SENDING | Phase.SENT:
            return Decision(
                action=Action.DELETE,
                needs=(BlockCode.STOP_SENDING,),
                repeats=repeats,
                past=situation.make_past(record),
                reason="stops what has not gone out; some already have it",
            )
        case phase:
            assert_never(phase)


def _if_late(situation: Situation, record: Record) -> tuple[tuple[Finding, ...], Past | None]:
    """Return what is said of a cancellation, and what history keeps: close to its time it may have gone out.

    An update without an answer may have brought it to a time that is closer.
    """
    earliest = earliest_side(record)
    if not situation.moment.is_imminent(earliest.window):
        return (), None
    past = dataclasses.replace(situation.make_past(record), window=earliest.window)
    is_near = situation.moment.is_imminent(record.window)
    if not is_near and earliest.window.first_at <= situation.moment.now:
        return (), past
    return (may_be_sending(record if is_near else earliest),), past


def _may_still_go_out(situation: Situation, record: Record) -> bool:
    """Whether an update without an answer may have brought a send whose time has come to one that has not."""
    return any(situation.moment.phase_of(side) is Phase.SCHEDULED for side in sides_of(record))


def while_paused(situation: Situation, desired: DesiredSchedule, record: Record | None) -> Decision:
    """Return what a definition needs that says `paused`: cancelled if that is in time, and not created."""
    if record is None:
        return Decision(action=Action.NONE, pauses=True, reason="paused: not created while `paused` stands")
    match situation.moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, pauses=True, reason="paused before it was created at Braze")
        case Phase.SCHEDULED:
            late, past = _if_late(situation, record)
            decision = Decision(
                action=Action.DELETE,
                pauses=True,
                reason="paused",
                repeats=deletes_again(record),
                past=past,
                findings=late,
            )
            return once_unprotected(record, desired, decision)
        case Phase.SENDING | Phase.SENT if _may_still_go_out(situation, record):
            decision = dataclasses.replace(not_wanted(situation, record), pauses=True)
            return once_unprotected(record, desired, decision)
        case Phase.SENDING:
            note = note_on(
                desired,
                Severity.WARNING,
                "already-sending",
                "is going out already: pausing it stops nothing",
                "leave its date out with `except` to stop what has not gone out yet"
                if desired.occurrence is not None
                else "remove the definition to stop what has not gone out yet",
            )
            decision = overtaken(record, situation.moment)
            return dataclasses.replace(decision, pauses=True, findings=(*decision.findings, note))
        case Phase.SENT:
            return dataclasses.replace(overtaken(record, situation.moment), pauses=True)
        case phase:
            assert_never(phase)
