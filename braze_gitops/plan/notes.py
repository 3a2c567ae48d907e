"""What the decision table lets a person see beside what it does."""

from __future__ import annotations

from braze_gitops.model import DesiredSchedule, Finding, Severity
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Past, Record


def may_be_sending(record: Record) -> Finding:
    """Return the warning that a cancellation inside the cutoff may come too late."""
    return Finding(
        severity=Severity.WARNING,
        code="may-be-sending",
        message="is cancelled this close to its time: Braze may already be sending",
        address=record.address,
    )


def may_have_gone(desired: DesiredSchedule, past: Past) -> Finding:
    """Return the warning on a send that is wanted again after it was cancelled close to its time."""
    return note_on(
        desired,
        Severity.WARNING,
        "may-have-gone",
        f"was cancelled at {in_utc(past.ended_at)}, so close to its time ({in_utc(past.window.first_at)}) that it "
        "may have gone out: it counts as sent, and is not sent again",
        "if it has not gone out, give it a definition of its own, under another name",
    )


def note_on(desired: DesiredSchedule, severity: Severity, code: str, message: str, hint: str) -> Finding:
    """Return a finding about a definition, at its place."""
    return Finding(
        severity=severity, code=code, message=message, hint=hint, place=desired.place, address=desired.address
    )
