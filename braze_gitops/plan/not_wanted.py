"""The rows of the decision table on what should not be sent: its definition is gone, or says `paused`."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from braze_gitops.model import DesiredSchedule, Severity
from braze_gitops.plan.arranged import once_unprotected
from braze_gitops.plan.begun import overtaken
from braze_gitops.plan.change import Action, BlockCode
from braze_gitops.plan.notes import may_be_sending, note_on
from braze_gitops.plan.open_call import deletes_again
from braze_gitops.plan.situation import Decision, Phase, Situation
from braze_gitops.state import Record


def not_wanted(situation: Situation, record: Record) -> Decision:
    """Return what a record needs whose definition is gone: sent is kept in the history, the rest is cancelled."""
    moment = situation.moment
    repeats = deletes_again(record)
    match moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, reason="it was never created at Braze")
        case Phase.SCHEDULED:
            late = (may_be_sending(record),) if moment.is_imminent(record.window) else ()
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


def while_paused(situation: Situation, desired: DesiredSchedule, record: Record | None) -> Decision:
    """Return what a definition needs that says `paused`: cancelled if that is in time, and not created."""
    if record is None:
        return Decision(action=Action.NONE, pauses=True, reason="paused: not created while `paused` stands")
    match situation.moment.phase_of(record):
        case Phase.DEFERRED:
            return Decision(action=Action.FORGET, pauses=True, reason="paused before it was created at Braze")
        case Phase.SCHEDULED:
            late = (may_be_sending(record),) if situation.moment.is_imminent(record.window) else ()
            decision = Decision(
                action=Action.DELETE,
                pauses=True,
                reason="paused",
                repeats=deletes_again(record),
                findings=late,
            )
            return once_unprotected(record, desired, decision)
        case Phase.SENDING:
            note = note_on(
                desired,
                Severity.WARNING,
                "already-sending",
                "is going out already: pausing it stops nothing",
                "remove the definition to stop what has not gone out yet",
            )
            return dataclasses.replace(overtaken(record), pauses=True, findings=(note,))
        case Phase.SENT:
            return dataclasses.replace(overtaken(record), pauses=True)
        case phase:
            assert_never(phase)
