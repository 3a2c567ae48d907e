"""Merging the late answer of a create: an id is never lost, and never given to two."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Address, Verb, Verdict, digest_text
from braze_gitops.state import (
    Fate,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunId,
    Status,
    Unrecorded,
    merge,
    past_of,
)
from support.merging import CUTOFF, TEASER, fates, merged, recreated, resolved, started
from support.states import NOW, Journal, make_answer, make_intent, make_payload, make_record, make_run
from support.unrecorded import unrecorded

LONG = "x" * 600


def test_a_create_that_waits_gets_its_id() -> None:
    """The id is known, nothing is in doubt any more."""
    found, state = merged(started(), unrecorded())
    record = state.records[TEASER]
    assert ([Fate.MERGED], Status.SCHEDULED, "sch-1", "dis-1", None) == (
        fates(found),
        record.status,
        record.schedule_id,
        record.dispatch_id,
        record.unfinished,
    )


def test_the_answer_is_written_as_of_the_run_that_made_the_call() -> None:
    """A line does not name the run; the journal does."""
    found, _ = merged(started(), unrecorded())
    assert ["run-1"] == [getattr(entry, "run", "") for entry in found.entries]


def test_a_second_time_changes_nothing() -> None:
    """What is merged is known."""
    journal = started()
    merged(journal, unrecorded())
    before = len(journal.batches)
    found, _ = merged(journal, unrecorded())
    assert ([Fate.KNOWN], (), before) == (fates(found), found.entries, len(journal.batches))


def test_a_file_that_tells_one_call_twice_is_merged_once() -> None:
    """A log beside the file, pasted together."""
    found, _ = merged(started(), unrecorded(), unrecorded())
    assert [Fate.MERGED, Fate.KNOWN] == fates(found)


@pytest.mark.parametrize("close", [False, True], ids=["still open", "settled since"])
def test_it_is_the_same_whether_the_doubt_was_settled(close: bool) -> None:  # noqa: FBT001 - a table's column
    """A next run may or may not have been there in between."""
    journal = started()
    if close:
        journal.add(make_run("run-2"), RunClosed(run=RunId("run-2"), applied=False, at=NOW))
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], "sch-1") == (fates(found), state.records[TEASER].schedule_id)


def test_a_record_that_moved_meanwhile_gets_the_id() -> None:
    """The answer follows the address."""
    journal = started()
    moved = RecordMoved(before=TEASER, after=Address("new"))
    journal.add(make_run("run-2"), moved)
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], "new", "sch-1") == (
        fates(found),
        found.judged[0].address,
        state.records[Address("new")].schedule_id,
    )


def test_a_record_that_changed_places_meanwhile_gets_the_id() -> None:
    """The answer follows the address, not whoever has the old one now."""
    journal = started()
    other = make_record("other", schedule_id="sch-9")
    moves = RecordsMoved(moves={TEASER: Address("other"), Address("other"): TEASER})
    journal.add(make_run("run-2"), RecordKept(record=other), moves)
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], "other", "sch-1", "sch-9") == (
        fates(found),
        found.judged[0].address,
        state.records[Address("other")].schedule_id,
        state.records[TEASER].schedule_id,
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        pytest.param(unrecorded(lineage="other"), "another state, of lineage other", id="lineage"),
        pytest.param(unrecorded("b"), "that call was to create teaser", id="address"),
        pytest.param(unrecorded(verb=Verb.UPDATE), "that call was to create teaser", id="verb"),
        pytest.param(
            unrecorded(call="x", verdict=Verdict.UNKNOWN, schedule_id=None), "does not have that call", id="call"
        ),
        pytest.param(unrecorded(call="x", verb=Verb.DELETE), "does not have that call", id="call to delete"),
    ],
)
def test_what_is_not_of_this_journal_is_refused(one: Unrecorded, said: str) -> None:
    """Named, and nothing is written."""
    found, _ = merged(started(), one)
    assert ([Fate.REFUSED], True, ()) == (fates(found), said in found.judged[0].why, found.entries)


def test_the_others_are_merged() -> None:
    """One that is refused holds up nothing."""
    found, state = merged(started(), unrecorded(lineage="other"), unrecorded())
    assert ([Fate.REFUSED, Fate.MERGED], "sch-1") == (fates(found), state.records[TEASER].schedule_id)


def test_an_id_of_a_call_that_is_not_in_the_journal_is_named_as_live() -> None:
    """The state may be an older copy: the id is the last that is known of that schedule."""
    found, _ = merged(started(), unrecorded(call="x"))
    assert ([Fate.LOOSE], ()) == (fates(found), found.entries)


def test_an_id_that_is_known_needs_no_call() -> None:
    """The batch of the call may have been pruned."""
    found, _ = merged(started(Verb.UPDATE, before=make_record(schedule_id="sch-1")), unrecorded(call="x"))
    assert [Fate.KNOWN] == fates(found)


def test_another_answer_in_the_journal_is_not_overruled() -> None:
    """A call has one answer; which one is right is for a person."""
    journal = started(Verb.UPDATE, before=make_record(schedule_id="sch-1"))
    journal.add(make_answer(Verdict.REJECTED))
    found, _ = merged(journal, unrecorded(verb=Verb.UPDATE))
    assert ([Fate.REFUSED], "the journal has another answer to that call: rejected") == (
        fates(found),
        found.judged[0].why,
    )


def test_another_answer_to_a_create_is_named_by_its_id() -> None:
    """Both ids are told."""
    journal = started()
    journal.add(make_answer(Verdict.DONE, schedule_id="sch-1"))
    found, _ = merged(journal, unrecorded(verdict=Verdict.UNKNOWN, schedule_id=None))
    assert "the journal has another answer to that call: sch-1" == found.judged[0].why


def test_two_ids_of_one_call_are_two_schedules() -> None:
    """The second one is live, and no record holds it."""
    journal = started()
    journal.add(make_answer(Verdict.DONE, schedule_id="sch-1"))
    found, state = merged(journal, unrecorded(schedule_id="sch-9"))
    assert ([Fate.LOOSE], "sch-1") == (fates(found), state.records[TEASER].schedule_id)


def test_an_id_of_another_address_is_not_taken() -> None:
    """Two records would change one schedule."""
    journal = started()
    journal.add(RecordKept(record=make_record("b", schedule_id="sch-1")))
    found, state = merged(journal, unrecorded())
    assert ([Fate.REFUSED], "sch-1 is the schedule id of b", None) == (
        fates(found),
        found.judged[0].why,
        state.records[TEASER].schedule_id if TEASER in state.records else None,
    )


def test_the_id_a_person_gave_is_known() -> None:
    """Both say the same."""
    journal = started()
    journal.add(*resolved(Resolution.SCHEDULE_ID, schedule_id="sch-1"))
    found, _ = merged(journal, unrecorded())
    assert ([Fate.KNOWN], ()) == (fates(found), found.entries)


def test_another_id_than_a_person_gave_is_live_in_no_record() -> None:
    """The one or the other is a second schedule; the journal keeps the answer and the record stays."""
    journal = started()
    journal.add(*resolved(Resolution.SCHEDULE_ID, schedule_id="sch-8"))
    found, state = merged(journal, unrecorded())
    assert ([Fate.LOOSE], 1, "sch-8") == (
        fates(found),
        len(found.entries),
        state.records[TEASER].schedule_id,
    )


def test_an_address_that_is_taken_for_created_gets_its_id() -> None:
    """A person assumed it, and now it is known."""
    journal = started()
    journal.add(*resolved(Resolution.ASSUME_CREATED))
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], Status.SCHEDULED) == (fates(found), state.records[TEASER].status)


@pytest.mark.parametrize(("verdict", "fate"), [(Verdict.REJECTED, Fate.REFUSED), (Verdict.UNKNOWN, Fate.SETTLED)])
def test_an_address_that_is_taken_for_created_stays_so(verdict: Verdict, fate: Fate) -> None:
    """A person's word is not taken back by an answer without an id."""
    journal = started()
    journal.add(*resolved(Resolution.ASSUME_CREATED))
    found, state = merged(journal, unrecorded(verdict=verdict, schedule_id=None))
    assert ([fate], Status.EXTERNAL) == (fates(found), state.records[TEASER].status)


def test_a_create_that_a_person_thought_had_failed_is_back() -> None:
    """Braze says that it was carried out, and nothing else stands there: to create it again would send twice."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], "ana said since: not created; Braze says that it was", "sch-1") == (
        fates(found),
        found.judged[0].why,
        state.records[TEASER].schedule_id,
    )


def test_its_long_texts_come_back_with_it() -> None:
    """They may stand in the batch of the intent alone."""
    record = make_record(payload=make_payload(body=LONG))
    journal = Journal()
    texts = {digest_text(LONG): LONG}
    journal.add(make_run(), make_intent(Verb.CREATE, record), texts=texts)
    journal.add(*resolved(Resolution.NOT_CREATED))
    state = dataclasses.replace(journal.state(), texts={})
    found = merge([unrecorded()], state=state, batches=[batch for batch, _ in journal.batches], cutoff=CUTOFF)
    assert ([Fate.MERGED], texts) == (fates(found), found.texts)


def test_over_a_deferred_record_it_is_back_too() -> None:
    """What waits for a later apply is there already."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED), RecordKept(record=make_record(status=Status.DEFERRED)))
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], Status.SCHEDULED) == (fates(found), state.records[TEASER].status)


def test_created_again_there_are_two_and_both_are_named() -> None:
    """The record keeps its own, the journal keeps the answer, and a person is told, each time again."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    journal.add(*recreated())
    found, state = merged(journal, unrecorded())
    again, _ = merged(journal, unrecorded())
    assert ([Fate.LOOSE], [Fate.LOOSE], 1, 0, "sch-2") == (
        fates(found),
        fates(again),
        len(found.entries),
        len(again.entries),
        state.records[TEASER].schedule_id,
    )
    assert (
        "two schedules may be live: sch-1 is at Braze, and the record of teaser has sch-2" == found.judged[0].why
    )


def test_created_again_and_in_doubt_again_is_not_settled_by_the_first_answer() -> None:
    """The second create may have been carried out as well."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    journal.add(*recreated(schedule_id=None))
    found, state = merged(journal, unrecorded())
    assert ([Fate.LOOSE], Status.IN_DOUBT) == (fates(found), state.records[TEASER].status)


@pytest.mark.parametrize("how", ["deleted", "in history", "forgotten since"])
def test_a_schedule_that_is_over_is_not_loose(how: str) -> None:
    """A person gave the id, and then it ran its course."""
    journal = started()
    journal.add(*resolved(Resolution.SCHEDULE_ID, schedule_id="sch-1"))
    record = make_record(schedule_id="sch-1")
    if how == "deleted":
        journal.add(make_run("run-2"), make_intent(Verb.DELETE, record, call="call-2"))
        journal.add(make_answer(Verdict.DONE, call="call-2"))
    else:
        old = past_of(record, now=NOW - timedelta(days=500 if how == "forgotten since" else 0))
        journal.add(RecordForgotten(address=TEASER, past=old))
    found, _ = merged(journal, unrecorded())
    assert [Fate.SETTLED] == fates(found)


def test_history_accounts_for_an_id_whose_batches_are_gone() -> None:
    """The snapshot remembers what the journal no longer tells."""
    journal = started()
    past = past_of(make_record(schedule_id="sch-1"), now=NOW)
    state = dataclasses.replace(journal.state(), history=(past,))
    found = merge([unrecorded()], state=state, batches=[batch for batch, _ in journal.batches], cutoff=CUTOFF)
    assert [Fate.SETTLED] == fates(found)


def test_a_loose_schedule_comes_back_once_its_address_is_free() -> None:
    """The same answer again, after the other one was cancelled: known to the journal, and held by a record now."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    journal.add(*recreated())
    assert [Fate.LOOSE] == fates(merged(journal, unrecorded())[0])
    assert [Fate.LOOSE] == fates(merged(journal, unrecorded())[0])
    journal.add(make_run("run-3"), RecordForgotten(address=TEASER, past=None))
    found, state = merged(journal, unrecorded())
    assert ([Fate.MERGED], "sch-1") == (fates(found), state.records[TEASER].schedule_id)
    assert [Fate.KNOWN] == fates(merged(journal, unrecorded())[0])
