"""Merging late answers that bring no id: doubts, refusals, updates, deletes."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Address, Verb, Verdict
from braze_gitops.state import (
    CallId,
    Fate,
    RecordKept,
    Resolution,
    RunClosed,
    RunId,
    Status,
    fold,
)
from support.merging import CUTOFF, TEASER, fates, merged, resolved, started
from support.states import NOW, SEND_AT, Journal, make_answer, make_intent, make_record, make_run
from support.unrecorded import unrecorded


def test_a_create_without_a_clear_answer_stays_in_doubt_with_more_evidence() -> None:
    """What came back is known now."""
    found, state = merged(started(), unrecorded(verdict=Verdict.UNKNOWN, schedule_id=None, status=502))
    record = state.records[TEASER]
    assert ([Fate.MERGED], Status.IN_DOUBT, True) == (
        fates(found),
        record.status,
        record.unfinished is not None and bool(record.unfinished.evidence),
    )


def test_a_create_that_was_done_without_an_id_stays_in_doubt() -> None:
    """No id, no certainty."""
    found, state = merged(started(), unrecorded(schedule_id=None))
    assert ([Fate.MERGED], Status.IN_DOUBT) == (fates(found), state.records[TEASER].status)


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.LIMITED, Verdict.NOT_SENT, Verdict.DENIED])
def test_a_create_that_was_refused_is_no_doubt_any_more(verdict: Verdict) -> None:
    """The next apply may create it."""
    found, state = merged(started(), unrecorded(verdict=verdict, schedule_id=None))
    assert ([Fate.MERGED], {}) == (fates(found), dict(state.records))


def test_a_refusal_against_an_id_that_a_person_gave_is_refused() -> None:
    """Who is right is for a person."""
    journal = started()
    journal.add(*resolved(Resolution.SCHEDULE_ID, schedule_id="sch-8"))
    found, _ = merged(journal, unrecorded(verdict=Verdict.REJECTED, schedule_id=None))
    assert ([Fate.REFUSED], "ana said since: schedule id sch-8; this answer says that it was not created") == (
        fates(found),
        found.judged[0].why,
    )


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.UNKNOWN])
def test_a_refusal_that_a_person_knew_is_settled(verdict: Verdict) -> None:
    """Both say the same, or the answer says nothing."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    found, _ = merged(journal, unrecorded(verdict=verdict, schedule_id=None))
    assert [Fate.SETTLED] == fates(found)


@pytest.mark.parametrize("verb", [Verb.UPDATE, Verb.DELETE])
@pytest.mark.parametrize("verdict", [Verdict.DONE, Verdict.UNKNOWN, Verdict.REJECTED, Verdict.LIMITED], ids=str)
def test_an_update_or_delete_is_settled_as_if_it_had_been_written(verb: Verb, verdict: Verdict) -> None:
    """The same state as with the answer in its place."""
    before = make_record(schedule_id="sch-1")
    late, early = started(verb, before=before), started(verb, before=before)
    found, state = merged(late, unrecorded(verb=verb, verdict=verdict, dispatch_id=None))
    early.add(make_answer(verdict, message="201 success"), RunClosed(run=RunId("run-1"), applied=False, at=NOW))
    assert [Fate.MERGED] == fates(found)
    assert early.state().records == state.records


def test_a_delete_in_the_middle_of_a_send_goes_to_history() -> None:
    """Some have it already: the address counts as sent, as when the apply writes it itself."""
    journal = started(Verb.DELETE, before=make_record(schedule_id="sch-1"))
    found, state = merged(journal, unrecorded(verb=Verb.DELETE, at=SEND_AT))
    assert ([Fate.MERGED], {}, [TEASER], False) == (
        fates(found),
        dict(state.records),
        [past.address for past in state.history],
        state.history[0].version_unknown,
    )


@pytest.mark.parametrize(
    ("before", "is_kept"),
    [
        pytest.param(CUTOFF, True, id="at the cutoff"),
        pytest.param(CUTOFF + timedelta(seconds=1), False, id="a second before it"),
    ],
)
def test_a_delete_shortly_before_a_send_goes_to_history(before: timedelta, *, is_kept: bool) -> None:
    """It may have gone out all the same."""
    journal = started(Verb.DELETE, before=make_record(schedule_id="sch-1"))
    _, state = merged(journal, unrecorded(verb=Verb.DELETE, at=SEND_AT - before))
    assert ({}, is_kept) == (dict(state.records), bool(state.history))


def test_a_delete_that_puts_off_is_no_send() -> None:
    """What was to come beyond the horizon still is."""
    journal = Journal()
    journal.add(RecordKept(record=make_record(schedule_id="sch-1")))
    later = make_record(status=Status.DEFERRED)
    intent = dataclasses.replace(make_intent(Verb.DELETE, make_record(schedule_id="sch-1")), then_deferred=later)
    journal.add(make_run(), intent)
    _, state = merged(journal, unrecorded(verb=Verb.DELETE, at=SEND_AT))
    assert ([Status.DEFERRED], ()) == ([one.status for one in state.records.values()], state.history)


def test_an_update_that_was_repeated_since_is_settled() -> None:
    """The answer to the second try stands."""
    journal = started(Verb.UPDATE, before=make_record(schedule_id="sch-1"))
    again = make_intent(Verb.UPDATE, make_record(schedule_id="sch-1"), call="call-2")
    journal.add(make_run("run-2"), again, make_answer(Verdict.DONE, call="call-2"))
    found, _ = merged(journal, unrecorded(verb=Verb.UPDATE))
    assert ([Fate.SETTLED], ()) == (fates(found), found.entries)


def test_a_send_id_needs_no_answer() -> None:
    """It is kept by its intent."""
    journal = Journal()
    journal.add(make_run(), make_intent(Verb.CREATE_SEND_ID, None))
    found, _ = merged(journal, unrecorded(verb=Verb.CREATE_SEND_ID, schedule_id=None))
    assert [Fate.SETTLED] == fates(found)


def test_an_id_of_another_call_of_the_same_merge_is_not_taken_twice() -> None:
    """Each answer is judged with those before it brought in."""
    journal = started()
    journal.add(make_intent(Verb.CREATE, make_record("b"), call="call-2"))
    found, state = merged(journal, unrecorded(), unrecorded("b", call="call-2"))
    assert ([Fate.MERGED, Fate.REFUSED], Status.IN_DOUBT) == (
        fates(found),
        state.records[Address("b")].status,
    )


def test_a_merge_moves_the_serial_once() -> None:
    """What is written is one batch of one run."""
    journal = started()
    before = journal.state()
    _, state = merged(journal, unrecorded())
    assert (before.serial + 1, before.head.number + 1) == (state.serial, state.head.number)


def test_the_fold_takes_what_a_merge_writes() -> None:
    """From the snapshot as from the first batch."""
    journal = started()
    before = journal.state()
    merged(journal, unrecorded())
    assert journal.state() == fold(before, journal.batches[-1:])
    assert CallId("call-1") not in {intent.call for intent in journal.state().pending}
