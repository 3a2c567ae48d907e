"""Journals whose last run could not write what it learned, and the merge of it."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import Address, ScheduleId, Verb, Verdict
from braze_gitops.state import (
    DoubtResolved,
    Entry,
    Fate,
    Merge,
    Record,
    RecordKept,
    Resolution,
    RunClosed,
    RunId,
    State,
    Unrecorded,
    merge,
)
from support.states import NOW, Journal, make_answer, make_intent, make_record, make_run

TEASER = Address("teaser")
CUTOFF = timedelta(minutes=15)


def resolved(
    resolution: Resolution, *, schedule_id: str | None = None, address: str = "teaser"
) -> tuple[Entry, ...]:
    """Return a run in which ana says what is true of an address."""
    ident = ScheduleId(schedule_id) if schedule_id is not None else None
    word = DoubtResolved(
        address=Address(address), resolution=resolution, schedule_id=ident, who="ana", why="looked", at=NOW
    )
    return make_run("run-r"), word, RunClosed(run=RunId("run-r"), applied=False, at=NOW)


def started(verb: Verb = Verb.CREATE, *, before: Record | None = None) -> Journal:
    """Return a journal whose last run wrote an intent and then could write no more."""
    journal = Journal()
    if before is not None:
        journal.add(RecordKept(record=before))
    journal.add(make_run(), make_intent(verb, make_record(schedule_id=None if verb is Verb.CREATE else "sch-1")))
    return journal


def recreated(call: str = "call-2", schedule_id: str | None = "sch-2") -> tuple[Entry, ...]:
    """Return a run that creates the teaser once more; without an id its answer is lost."""
    intent = make_intent(Verb.CREATE, make_record(), call=call)
    answer = (make_answer(Verdict.DONE, call=call, schedule_id=schedule_id),) if schedule_id is not None else ()
    return make_run("run-2"), intent, *answer, RunClosed(run=RunId("run-2"), applied=True, at=NOW)


def merged(journal: Journal, *answers: Unrecorded) -> tuple[Merge, State]:
    """Return the merge and the state after it was written."""
    batches = [batch for batch, _ in journal.batches]
    found = merge(answers, state=journal.state(), batches=batches, cutoff=CUTOFF)
    if found.entries:
        closed = RunClosed(run=RunId("run-m"), applied=False, at=NOW)
        journal.add(make_run("run-m"), *found.entries, closed, texts=found.texts)
    return found, journal.state()


def fates(found: Merge) -> list[Fate]:
    """Return what became of each answer."""
    return [one.fate for one in found.judged]
