"""Schedules that are live and that no record holds."""

from __future__ import annotations

import pytest

from braze_gitops.model import Verb, Verdict
from braze_gitops.state import Entry, RecordForgotten, RecordKept, Resolution, RunClosed, RunId, past_of
from braze_gitops.state.call_index import index_calls
from braze_gitops.state.loose import loose_in
from support.merging import TEASER, merged, recreated, resolved, started
from support.states import NOW, Journal, make_answer, make_intent, make_record, make_run
from support.unrecorded import unrecorded


def loose(journal: Journal) -> list[tuple[str, str]]:
    """Return id and address of each."""
    index = index_calls(batch for batch, _ in journal.batches)
    return [(one.schedule_id, one.address) for one in loose_in(journal.state(), index)]


def twice() -> Journal:
    """Return a journal in which a create was called not created, made again, and found to be created after all."""
    journal = started()
    journal.add(*resolved(Resolution.NOT_CREATED))
    journal.add(*recreated())
    merged(journal, unrecorded())
    return journal


def test_what_a_wrong_word_left_is_loose() -> None:
    """The first one; the second has a record."""
    assert [("sch-1", "teaser")] == loose(twice())


def test_what_a_record_holds_is_not() -> None:
    """Nor is a create without an answer, or one that was refused."""
    journal = started()
    journal.add(*recreated())
    refused = make_intent(Verb.CREATE, make_record("other"), call="call-3")
    journal.add(make_run("run-3"), refused, make_answer(Verdict.REJECTED, call="call-3", schedule_id=None))
    assert [] == loose(journal)


def test_what_took_its_place_and_is_over_is_not() -> None:
    """The second one went to the history: the first stays loose."""
    journal = twice()
    gone = RecordForgotten(address=TEASER, past=past_of(make_record(schedule_id="sch-2"), now=NOW))
    journal.add(make_run("run-4"), gone, RunClosed(run=RunId("run-4"), applied=True, at=NOW))
    assert [("sch-1", "teaser")] == loose(journal)


@pytest.mark.parametrize("held", [True, False], ids=["held", "cancelled since"])
def test_what_came_back_under_another_name_is_not(held: bool) -> None:  # noqa: FBT001 - a table's column
    """A record has its id, or had it when it was cancelled."""
    journal = twice()
    entries: tuple[Entry, ...] = (RecordKept(record=make_record("other", schedule_id="sch-1")),)
    if not held:
        delete = make_intent(Verb.DELETE, make_record("other", schedule_id="sch-1"), call="call-9")
        entries = (*entries, delete, make_answer(Verdict.DONE, call="call-9", schedule_id="sch-1"))
    journal.add(make_run("run-4"), *entries, RunClosed(run=RunId("run-4"), applied=True, at=NOW))
    assert [] == loose(journal)
