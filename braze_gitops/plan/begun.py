"""The rows of the decision table on what is wanted and whose recorded time has come: sending, or sent."""

from __future__ import annotations

import dataclasses

from braze_gitops.model import DesiredSchedule, Finding, Severity, Verb
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action
from braze_gitops.plan.imported import is_unsure
from braze_gitops.plan.notes import note_on
from braze_gitops.plan.open_call import open_call, sides_of
from braze_gitops.plan.situation import Decision, Moment, Over, Phase, Situation
from braze_gitops.state import Record


def went_out(situation: Situation, desired: DesiredSchedule, wanted: Record, record: Record) -> Decision:
    """Return what a definition needs whose recorded time has come: nothing can be changed any more.

    Of a series an edit is for what is still to come, and a new time of day is for the next one: that is said while
    the new time of this one is still to come.
    """
    if wanted.window.first_at > situation.moment.now and desired.occurrence is None:
        action = Action.REPLACE if situation.forces else Action.UPDATE
        return Decision(action=action, after=wanted, block=blocks.already_sent(desired, record.window))
    decision = overtaken(record, situation.moment)
    if desired.occurrence is not None:
        is_put_off = wanted.window.first_at > situation.moment.now and not decision.findings
        return dataclasses.replace(decision, over=Over.SENT) if is_put_off else decision
    if situation.is_equal:
        return decision
    note = note_on(
        desired,
        Severity.NOTE,
        "edited-after-send",
        "already sent; this edit reaches nobody",
        "take the edit back, or give a new send a new name",
    )
    return dataclasses.replace(decision, findings=(*decision.findings, note))


def overtaken(record: Record, moment: Moment) -> Decision:
    """Return the `none` of a record whose time has come, which settles a call that was never answered.

    An update without an answer to a time still to come is not settled before that: Braze may have it for then.
    """
    call = open_call(record)
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
    if any(moment.phase_of(side) is Phase.SCHEDULED for side in sides_of(record)):
        return Decision(action=Action.NONE, after=record, reason=why, findings=(note,))
    after = dataclasses.replace(record, unfinished=None, version_unknown=True, imported=False)
    return Decision(action=Action.NONE, after=after, refresh=True, reason=why, findings=(note,))
