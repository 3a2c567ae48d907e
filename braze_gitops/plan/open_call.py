"""A call that was never answered: what of it still stands between a record and what is wanted."""

from __future__ import annotations

from braze_gitops.model import Verb
from braze_gitops.state import Record, Status, Unfinished


def open_call(record: Record) -> Unfinished | None:
    """Return the update or delete that was never answered; what holds a record in another status is told there."""
    return record.unfinished if record.status is Status.SCHEDULED else None


def sides_of(record: Record) -> tuple[Record, ...]:
    """Return the record, and what it is if an update without an answer was done."""
    attempt = record.unfinished.attempt if record.unfinished is not None else None
    return (record,) if attempt is None or attempt.status is not Status.SCHEDULED else (record, attempt)


def earliest_side(record: Record) -> Record:
    """Return the one of its sides that is sent first."""
    return min(sides_of(record), key=lambda side: side.window.first_at)


def deletes_again(record: Record) -> bool:
    """Whether a cancellation of this record was asked for and never answered."""
    call = open_call(record)
    return call is not None and call.verb is Verb.DELETE
