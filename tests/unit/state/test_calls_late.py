"""Calls that are answered late or not at all, intents that cannot be, and the evidence people see."""

import dataclasses

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Answer, Exchange, Kind, ScheduleId, Verb, Verdict
from braze_gitops.state import (
    CallId,
    DoubtResolved,
    Entry,
    Record,
    RecordMoved,
    Resolution,
    RunClosed,
    RunId,
    State,
    Status,
    Unfinished,
    settle,
)
from braze_gitops.state.calls import evidence_of
from support.states import (
    NOW,
    Journal,
    fold_entries,
    make_answer,
    make_intent,
    make_payload,
    make_record,
    make_run,
)

NOT_DONE = [Verdict.REJECTED, Verdict.DENIED, Verdict.LIMITED, Verdict.NOT_SENT]
TEASER = Address("teaser")
BEFORE = make_record()
AFTER = make_record(payload=make_payload(messages={"email": {"subject": "Now"}}))
DEFERRED = make_record(status=Status.DEFERRED)
NEW = make_record(schedule_id=None)
CREATE = make_intent(Verb.CREATE, NEW)
UPDATE = make_intent(Verb.UPDATE, AFTER)
DELETE = make_intent(Verb.DELETE, BEFORE)
DELETE_THEN_DEFER = make_intent(Verb.DELETE, BEFORE, then_deferred=DEFERRED)
SEND = make_intent(Verb.CREATE_SEND_ID, None)
EARLIER_UPDATE = Unfinished(
    verb=Verb.UPDATE, since=NOW, payload_digest=AFTER.payload_digest, call=CallId("call-0")
)
EARLIER_DELETE = Unfinished(verb=Verb.DELETE, since=NOW, call=CallId("call-0"))
CRASH = make_run("run-2")


def record_after(*entries: Entry, before: Record | None = None) -> Record | None:
    """Return the record of the address after these entries."""
    return fold_entries(*entries, before=before).records.get(TEASER)


def with_doubt(record: Record, doubt: Unfinished | None) -> Record:
    """Return `record` with a call without an outcome."""
    return dataclasses.replace(record, unfinished=doubt)


# -------------------------------------------------------------------------------------- late answers


def test_late_create_done_beats_the_doubt() -> None:
    """An id found after the create was settled takes its place."""
    found = record_after(CREATE, CRASH, make_answer(Verdict.DONE, schedule_id="late"))
    assert dataclasses.replace(NEW, schedule_id=ScheduleId("late")) == found


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_late_create_not_done_drops_the_doubt(verdict: Verdict) -> None:
    """A create that turns out not to have been done leaves no record."""
    assert record_after(CREATE, CRASH, make_answer(verdict, status=400)) is None


def test_late_unknown_create_brings_its_evidence() -> None:
    """An unclear answer found later adds what came back; it stays one try."""
    found = record_after(CREATE, CRASH, make_answer(Verdict.UNKNOWN, status=500, message="500"))
    assert found is not None
    assert found.unfinished is not None
    assert ("500", 1) == (found.unfinished.evidence, found.unfinished.tries)


def test_late_create_done_beats_a_persons_assumption() -> None:
    """An id found after a person said "assume created" makes the record whole."""
    assumed = DoubtResolved(
        address=TEASER,
        resolution=Resolution.ASSUME_CREATED,
        schedule_id=None,
        who="ana",
        why="seen",
        at=NOW,
    )
    found = record_after(CREATE, CRASH, assumed, make_answer(Verdict.DONE, schedule_id="late"))
    assert found is not None
    assert (Status.SCHEDULED, "late") == (found.status, found.schedule_id)


def test_late_update_done_is_the_attempt() -> None:
    """An update that turns out done leaves what it tried to bring."""
    assert AFTER == record_after(UPDATE, CRASH, make_answer(Verdict.DONE), before=BEFORE)


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_late_update_not_done_takes_the_doubt_back(verdict: Verdict) -> None:
    """An update that turns out not done leaves the record as it was before."""
    assert BEFORE == record_after(UPDATE, CRASH, make_answer(verdict, status=400), before=BEFORE)


def test_late_answer_to_the_second_try_leaves_the_first_open() -> None:
    """Taking back one of two doubts leaves the other, whose content is not known any more."""
    second = dataclasses.replace(UPDATE, call=CallId("call-2"))
    found = record_after(
        UPDATE, CRASH, second, CRASH, make_answer(Verdict.REJECTED, call="call-2", status=400), before=BEFORE
    )
    assert with_doubt(BEFORE, Unfinished(verb=Verb.UPDATE, since=NOW)) == found


def test_late_answer_to_the_first_try_says_nothing_of_the_second() -> None:
    """An answer to a try that was followed by another one changes nothing."""
    second = dataclasses.replace(UPDATE, call=CallId("call-2"))
    entries = (UPDATE, CRASH, second, CRASH)
    late = make_answer(Verdict.REJECTED, status=400)
    assert record_after(*entries, before=BEFORE) == record_after(*entries, late, before=BEFORE)


def test_late_update_without_its_attempt_stays_open() -> None:
    """An update that turns out done changes nothing where nobody knows any more what it brought."""
    before = dataclasses.replace(BEFORE, unfinished=Unfinished(verb=Verb.UPDATE, since=NOW, call=CallId("call-1")))
    assert before == record_after(make_answer(Verdict.DONE), before=before)


def test_late_delete_done_leaves_what_it_said() -> None:
    """A delete that turns out done leaves the deferred record it was to leave."""
    assert DEFERRED == record_after(DELETE_THEN_DEFER, CRASH, make_answer(Verdict.DONE), before=BEFORE)


def test_late_rejected_delete_vanishes() -> None:
    """A delete that turns out refused at its only try blocks the address."""
    found = record_after(DELETE, CRASH, make_answer(Verdict.REJECTED, status=404), before=BEFORE)
    assert found is not None
    assert Status.VANISHED is found.status


def test_late_rejected_second_delete_is_done() -> None:
    """A delete that turns out refused at its second try was done by the first."""
    second = dataclasses.replace(DELETE, call=CallId("call-2"))
    late = make_answer(Verdict.REJECTED, call="call-2", status=404)
    assert record_after(DELETE, CRASH, second, CRASH, late, before=BEFORE) is None


def test_answer_to_a_vanished_record_changes_nothing() -> None:
    """A second answer to a refused delete changes nothing."""
    refused = make_answer(Verdict.REJECTED, status=404)
    once = record_after(DELETE, refused, before=BEFORE)
    assert once == record_after(DELETE, refused, make_answer(Verdict.DONE), before=BEFORE)


def test_answer_to_nothing_changes_nothing() -> None:
    """An answer to a call that nothing waits for changes nothing."""
    assert BEFORE == record_after(make_answer(Verdict.DONE, schedule_id="x"), before=BEFORE)


# -------------------------------------------------------------------------------- pending and settling


def pending_state() -> State:
    """Return a state whose run has one create under way."""
    return fold_entries(CREATE)


def test_intent_is_pending_until_answered() -> None:
    """An intent waits, as it was written, and the records do not change."""
    state = pending_state()
    assert ((CREATE,), {}) == (state.pending, dict(state.records))


def test_answer_ends_the_wait() -> None:
    """An answered call is pending no more."""
    assert () == fold_entries(CREATE, make_answer(Verdict.DENIED, status=401)).pending


def test_settle_shows_what_the_next_run_finds() -> None:
    """A reader sees the records as the next run will settle them."""
    journal = Journal()
    journal.add(make_run())
    journal.add(CREATE)
    settled = settle(journal.state())
    journal.add(CRASH)
    assert journal.state().records == settled.records


def test_settle_writes_nothing() -> None:
    """Settling for a reader leaves the version of the state alone."""
    state = pending_state()
    settled = settle(state)
    assert (state.serial, state.head, ()) == (settled.serial, settled.head, settled.pending)


def test_settle_of_a_state_at_rest_is_itself() -> None:
    """A state without anything pending is returned as it is."""
    state = fold_entries(before=BEFORE)
    assert state is settle(state)


def test_closing_a_run_settles_what_it_left() -> None:
    """A run that closes with a call unanswered leaves it in doubt."""
    state = fold_entries(CREATE, RunClosed(run=RunId("run-1"), applied=False, at=NOW))
    assert (Status.IN_DOUBT, ()) == (state.records[TEASER].status, state.pending)


# ------------------------------------------------------------------------------------ wrong intents


@pytest.mark.parametrize(
    ("intent", "message"),
    [
        pytest.param(dataclasses.replace(CREATE, record=None), "does not say as what", id="create of nothing"),
        pytest.param(dataclasses.replace(UPDATE, record=None), "does not say as what", id="update to nothing"),
        pytest.param(
            dataclasses.replace(UPDATE, schedule_id=None), "names no schedule id", id="update without id"
        ),
        pytest.param(
            dataclasses.replace(DELETE, schedule_id=None), "names no schedule id", id="delete without id"
        ),
        pytest.param(dataclasses.replace(SEND, send_id=None), "does not say which", id="send id without id"),
        pytest.param(
            dataclasses.replace(SEND, parent_id=None), "does not say which", id="send id without campaign"
        ),
        pytest.param(dataclasses.replace(CREATE, address=Address("x")), "describes teaser", id="other address"),
        pytest.param(dataclasses.replace(CREATE, kind=Kind.CANVAS), "describes teaser", id="other kind"),
        pytest.param(
            dataclasses.replace(DELETE, then_deferred=BEFORE), "is not deferred", id="leaves a scheduled record"
        ),
        pytest.param(
            dataclasses.replace(DELETE, then_deferred=dataclasses.replace(DEFERRED, schedule_id=ScheduleId("x"))),
            "is not deferred",
            id="leaves a deferred record with an id",
        ),
    ],
)
def test_intent_whose_outcome_could_not_be_recorded_is_refused(intent: Entry, message: str) -> None:
    """An intent that lacks something is refused before its call can be made."""
    with pytest.raises(StateDamagedError, match=message):
        fold_entries(intent, before=BEFORE)


def test_intent_with_a_text_that_is_nowhere_is_refused() -> None:
    """An intent may name only texts the journal holds."""
    record = make_record(payload=make_payload(messages={"email": {"body": "x" * 600}}), schedule_id=None)
    with pytest.raises(StateDamagedError, match="names a text that is nowhere"):
        fold_entries(make_intent(Verb.CREATE, record))


def test_moved_doubt_keeps_its_attempt() -> None:
    """An unfinished update that moves still knows what it tried, under the new address."""
    moved = Address("moved")
    state = fold_entries(UPDATE, CRASH, RecordMoved(before=TEASER, after=moved), before=BEFORE)
    doubt = state.records[moved].unfinished
    assert doubt is not None
    assert dataclasses.replace(AFTER, address=moved) == doubt.attempt


# ---------------------------------------------------------------------------------------- evidence


@pytest.mark.parametrize(
    ("exchange", "answer", "expected"),
    [
        pytest.param(
            Exchange(status=None, failure="time-out after 30 s"),
            Answer(verdict=Verdict.UNKNOWN, message="m"),
            "time-out after 30 s",
            id="failure",
        ),
        pytest.param(
            Exchange(status=None), Answer(verdict=Verdict.UNKNOWN, message="m"), "m", id="failure without words"
        ),
        pytest.param(Exchange(status=502), Answer(verdict=Verdict.UNKNOWN), "502", id="status alone"),
        pytest.param(
            Exchange(status=500),
            Answer(verdict=Verdict.UNKNOWN, message="500 oops", remarks=("odd",)),
            "500 oops; odd",
            id="message and remarks",
        ),
        pytest.param(
            Exchange(status=201, complete=False),
            Answer(verdict=Verdict.UNKNOWN, message="201"),
            "201; the answer was cut short; the answer names no schedule id",
            id="cut short",
        ),
        pytest.param(
            Exchange(status=202),
            Answer(verdict=Verdict.UNKNOWN, message="202 queued", schedule_id=ScheduleId("s-1")),
            "202 queued; the answer names schedule s-1",
            id="queued",
        ),
    ],
)
def test_evidence_says_what_came_back(exchange: Exchange, answer: Answer, expected: str) -> None:
    """The evidence names status, words, remarks and any id."""
    assert expected == evidence_of(exchange, answer)
