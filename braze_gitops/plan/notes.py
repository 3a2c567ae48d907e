"""What the decision table lets a person see beside what it does."""

from __future__ import annotations

from braze_gitops.model import DesiredSchedule, Finding, Severity
from braze_gitops.state import Record


def may_be_sending(record: Record) -> Finding:
    """Return the warning that a cancellation inside the cutoff may come too late."""
    return Finding(
        severity=Severity.WARNING,
        code="may-be-sending",
        message="is cancelled this close to its time: Braze may already be sending",
        address=record.address,
    )


def note_on(desired: DesiredSchedule, severity: Severity, code: str, message: str, hint: str) -> Finding:
    """Return a finding about a definition, at its place."""
    return Finding(
        severity=severity, code=code, message=message, hint=hint, place=desired.place, address=desired.address
    )
