"""What a call does to the record of its address, by verb and verdict."""

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Address, Kind, ScheduleId, Verb, Verdict
from braze_gitops.state import (
    CallId,
    Entry,
    Record,
    SendId,
    Status,
    Unfinished,
)
from support.states import (
    NOW,
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


# ------------------------------------------------------------------------------------------- creates


def test_create_done_is_scheduled() -> None:
    """A create that was done leaves the intended record with its ids."""
    found = record_after(CREATE, make_answer(Verdict.DONE, schedule_id="new"))
    assert dataclasses.replace(NEW, schedule_id=ScheduleId("new")) == found


def test_create_done_keeps_the_dispatch_id() -> None:
    """The dispatch id of a create is kept."""
    answer = make_answer(Verdict.DONE, schedule_id="new")
    answer = dataclasses.replace(answer, answer=dataclasses.replace(answer.answer, dispatch_id="d-1"))
    found = record_after(CREATE, answer)
    assert found is not None
    assert "d-1" == found.dispatch_id


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_create_not_done_leaves_nothing(verdict: Verdict) -> None:
    """A create that was not done leaves no record."""
    assert record_after(CREATE, make_answer(verdict, status=400)) is None


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_create_not_done_leaves_the_deferred_record(verdict: Verdict) -> None:
    """A deferred record under the address stays when its create was not done."""
    assert DEFERRED == record_after(CREATE, make_answer(verdict, status=400), before=DEFERRED)


def test_create_done_takes_the_place_of_the_deferred_record() -> None:
    """A create that was done replaces the deferred record."""
    found = record_after(CREATE, make_answer(Verdict.DONE, schedule_id="new"), before=DEFERRED)
    assert dataclasses.replace(NEW, schedule_id=ScheduleId("new")) == found


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(make_answer(Verdict.UNKNOWN, status=500, message="500 oops"), id="unknown"),
        pytest.param(make_answer(Verdict.DONE, message="500 oops", status=500), id="done without an id"),
    ],
)
def test_create_without_a_clear_answer_is_in_doubt(answer: Entry) -> None:
    """A create whose outcome is not known is in doubt, with what came back as evidence."""
    found = record_after(CREATE, answer)
    doubt = Unfinished(verb=Verb.CREATE, since=NOW, evidence="500 oops", call=CallId("call-1"))
    assert with_doubt(dataclasses.replace(NEW, status=Status.IN_DOUBT), doubt) == found


def test_create_never_answered_is_in_doubt() -> None:
    """A create without an answer is in doubt once another run opens; nothing came back."""
    found = record_after(CREATE, CRASH)
    doubt = Unfinished(verb=Verb.CREATE, since=NOW, call=CallId("call-1"))
    assert with_doubt(dataclasses.replace(NEW, status=Status.IN_DOUBT), doubt) == found


def test_create_in_doubt_takes_the_place_of_the_deferred_record() -> None:
    """The doubt replaces the deferred record: it must not be created again."""
    found = record_after(CREATE, CRASH, before=DEFERRED)
    assert found is not None
    assert Status.IN_DOUBT is found.status


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(make_answer(Verdict.DONE, schedule_id="other"), id="done"),
        pytest.param(make_answer(Verdict.UNKNOWN, status=500), id="unknown"),
        pytest.param(CRASH, id="crash"),
    ],
)
def test_create_never_replaces_a_known_id(end: Entry) -> None:
    """Whatever a create brings, an id that is known under its address stays."""
    assert BEFORE == record_after(CREATE, end, before=BEFORE)


# ------------------------------------------------------------------------------------------- updates


def test_update_done_is_the_new_record() -> None:
    """An update that was done leaves the new record under the same id."""
    assert AFTER == record_after(UPDATE, make_answer(Verdict.DONE), before=BEFORE)


def test_update_done_keeps_the_ids_of_the_record() -> None:
    """The ids of an update's record come from the record it updates, whatever the intent's record says."""
    before = dataclasses.replace(BEFORE, dispatch_id="d-1")
    intent = make_intent(Verb.UPDATE, dataclasses.replace(AFTER, schedule_id=None), schedule_id="sched-1")
    found = record_after(intent, make_answer(Verdict.DONE), before=before)
    assert dataclasses.replace(AFTER, dispatch_id="d-1") == found


def test_update_done_clears_an_earlier_doubt() -> None:
    """An update that was done answers for the earlier try as well."""
    before = with_doubt(BEFORE, EARLIER_UPDATE)
    assert AFTER == record_after(UPDATE, make_answer(Verdict.DONE), before=before)


@pytest.mark.parametrize("verdict", NOT_DONE)
@pytest.mark.parametrize("doubt", [None, EARLIER_UPDATE], ids=["first try", "after an unanswered try"])
def test_update_not_done_leaves_the_old_record(verdict: Verdict, doubt: Unfinished | None) -> None:
    """An update that was not done leaves the record as it was, an earlier doubt included."""
    before = with_doubt(BEFORE, doubt)
    assert before == record_after(UPDATE, make_answer(verdict, status=400), before=before)


@pytest.mark.parametrize(
    ("end", "evidence"),
    [
        pytest.param(make_answer(Verdict.UNKNOWN, status=None, failure="cut"), "cut", id="unknown"),
        pytest.param(CRASH, "", id="crash"),
    ],
)
def test_update_without_an_answer_is_unfinished(end: Entry, evidence: str) -> None:
    """An update whose outcome is not known leaves the old record and what was tried."""
    doubt = Unfinished(
        verb=Verb.UPDATE,
        since=NOW,
        payload_digest=AFTER.payload_digest,
        evidence=evidence,
        call=CallId("call-1"),
        attempt=AFTER,
    )
    assert with_doubt(BEFORE, doubt) == record_after(UPDATE, end, before=BEFORE)


def test_second_unanswered_update_counts() -> None:
    """Each further try without an outcome is counted."""
    found = record_after(UPDATE, CRASH, before=with_doubt(BEFORE, EARLIER_UPDATE))
    assert found is not None
    assert found.unfinished is not None
    assert (2, CallId("call-1")) == (found.unfinished.tries, found.unfinished.call)


def test_unanswered_update_of_nothing_is_nothing() -> None:
    """An update of an address that has no record leaves none when it goes unanswered."""
    assert record_after(UPDATE, CRASH) is None


# ------------------------------------------------------------------------------------------- deletes


def test_delete_done_leaves_nothing() -> None:
    """A delete that was done leaves no record."""
    assert record_after(DELETE, make_answer(Verdict.DONE), before=BEFORE) is None


def test_delete_done_leaves_the_deferred_record() -> None:
    """A delete whose schedule waits for a later apply leaves its deferred record."""
    assert DEFERRED == record_after(DELETE_THEN_DEFER, make_answer(Verdict.DONE), before=BEFORE)


@pytest.mark.parametrize("verdict", [Verdict.DENIED, Verdict.LIMITED, Verdict.NOT_SENT])
@pytest.mark.parametrize("doubt", [None, EARLIER_DELETE], ids=["first try", "after an unanswered try"])
def test_delete_that_was_not_tried_leaves_the_record(verdict: Verdict, doubt: Unfinished | None) -> None:
    """A delete that Braze never looked at leaves the record as it was."""
    before = with_doubt(BEFORE, doubt)
    assert before == record_after(DELETE, make_answer(verdict, status=401), before=before)


def test_rejected_delete_vanishes() -> None:
    """A delete that Braze refuses at the first try blocks its address, with what it said."""
    found = record_after(DELETE, make_answer(Verdict.REJECTED, status=404, message="404 unknown"), before=BEFORE)
    refusal = Unfinished(verb=Verb.DELETE, since=NOW, evidence="404 unknown", call=CallId("call-1"))
    assert with_doubt(dataclasses.replace(BEFORE, status=Status.VANISHED), refusal) == found


def test_rejected_delete_after_an_unanswered_one_is_done() -> None:
    """A delete that Braze refuses is done when an earlier try went unanswered."""
    before = with_doubt(BEFORE, EARLIER_DELETE)
    assert record_after(DELETE, make_answer(Verdict.REJECTED, status=404), before=before) is None


def test_rejected_delete_after_an_unanswered_update_vanishes() -> None:
    """An earlier update without an outcome says nothing of a delete."""
    found = record_after(
        DELETE, make_answer(Verdict.REJECTED, status=404), before=with_doubt(BEFORE, EARLIER_UPDATE)
    )
    assert found is not None
    assert Status.VANISHED is found.status


REFUSED = make_answer(Verdict.REJECTED, status=404, call="call-2")
AGAIN = dataclasses.replace(DELETE, call=CallId("call-2"))


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_rejected_delete_after_one_that_is_known_not_done_vanishes(verdict: Verdict) -> None:
    """A try that never left, was limited, denied or refused did not delete anything: a person must say."""
    found = record_after(DELETE, make_answer(verdict, status=400), AGAIN, REFUSED, before=BEFORE)
    assert found is not None
    assert Status.VANISHED is found.status


@pytest.mark.parametrize("verdict", [Verdict.DENIED, Verdict.LIMITED, Verdict.NOT_SENT])
def test_rejected_delete_after_an_unclear_try_and_one_that_was_not_tried_is_done(verdict: Verdict) -> None:
    """What came between takes nothing back from the try that left and got no clear answer."""
    between = dataclasses.replace(DELETE, call=CallId("call-between"))
    entries = (
        *(DELETE, make_answer(Verdict.UNKNOWN, status=500)),
        *(between, make_answer(verdict, status=429, call="call-between")),
        *(AGAIN, REFUSED),
    )
    assert record_after(*entries, before=BEFORE) is None


def test_rejected_delete_of_nothing_is_nothing() -> None:
    """A refused delete of an address that has no record leaves none."""
    assert record_after(DELETE, make_answer(Verdict.REJECTED, status=404)) is None


@pytest.mark.parametrize(
    ("end", "evidence"),
    [
        pytest.param(make_answer(Verdict.UNKNOWN, status=503, message="503"), "503", id="unknown"),
        pytest.param(CRASH, "", id="crash"),
    ],
)
def test_delete_without_an_answer_is_unfinished(end: Entry, evidence: str) -> None:
    """A delete whose outcome is not known leaves the record, the delete, and what it would leave behind."""
    doubt = Unfinished(verb=Verb.DELETE, since=NOW, evidence=evidence, call=CallId("call-1"), attempt=DEFERRED)
    assert with_doubt(BEFORE, doubt) == record_after(DELETE_THEN_DEFER, end, before=BEFORE)


def test_delete_may_leave_behind_another_kind() -> None:
    """What waits after a delete may be of another kind: its definition changed that as well as the time."""
    waits = make_record(status=Status.DEFERRED, kind=Kind.CANVAS)
    delete = make_intent(Verb.DELETE, BEFORE, then_deferred=waits)
    assert waits == record_after(delete, make_answer(Verdict.DONE), before=BEFORE)


# ------------------------------------------------------------------------------------------ send ids


def send_ids_after(*entries: Entry) -> tuple[SendId, ...]:
    """Return the send ids after these entries."""
    return fold_entries(*entries).send_ids


def test_send_id_done_is_kept() -> None:
    """A send id that was made is kept by campaign and id."""
    expected = SendId(campaign_id="camp-1", send_id="send-1", created_at=NOW)
    assert (expected,) == send_ids_after(SEND, make_answer(Verdict.DONE))


@pytest.mark.parametrize("end", [make_answer(Verdict.UNKNOWN, status=500), CRASH], ids=["unknown", "crash"])
def test_send_id_without_an_answer_is_kept_unconfirmed(end: Entry) -> None:
    """A send id whose answer is lost counts, and is not confirmed."""
    expected = SendId(campaign_id="camp-1", send_id="send-1", created_at=NOW, confirmed=False)
    assert (expected,) == send_ids_after(SEND, end)


def test_send_id_without_an_answer_blocks_nothing() -> None:
    """A lost answer of a send id touches no record."""
    assert {TEASER: BEFORE} == fold_entries(SEND, CRASH, before=BEFORE).records


@pytest.mark.parametrize("verdict", NOT_DONE)
def test_send_id_not_done_is_not_kept(verdict: Verdict) -> None:
    """A send id that was not made is not kept."""
    assert () == send_ids_after(SEND, make_answer(verdict, status=400))


TRACKED = make_record(
    schedule_id=None, payload=make_payload(campaign_id="camp-1", send_id="send-1"), status=Status.SCHEDULED
)
CREATE_TRACKED = make_intent(Verb.CREATE, TRACKED, call="call-2", at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("before", "created_at"),
    [
        pytest.param((SEND, CRASH), NOW, id="answer lost"),
        pytest.param((SEND, make_answer(Verdict.DONE)), NOW, id="made"),
        pytest.param((SEND, make_answer(Verdict.REJECTED, status=400)), CREATE_TRACKED.at, id="refused"),
        pytest.param((), CREATE_TRACKED.at, id="never asked for"),
    ],
)
def test_a_create_that_is_done_confirms_its_send_id(before: tuple[Entry, ...], created_at: datetime) -> None:
    """Braze took it; when it was made is the moment of its own call, if that may have made it."""
    done = make_answer(Verdict.DONE, schedule_id="new", call="call-2")
    expected = SendId(campaign_id="camp-1", send_id="send-1", created_at=created_at)
    assert (expected,) == send_ids_after(*before, CREATE_TRACKED, done)


@pytest.mark.parametrize("verdict", [*NOT_DONE, Verdict.UNKNOWN])
def test_a_create_that_is_not_done_for_sure_confirms_nothing(verdict: Verdict) -> None:
    """Only a schedule that exists shows that Braze knows the send id."""
    answer = make_answer(verdict, status=400, call="call-2")
    found = send_ids_after(SEND, CRASH, CREATE_TRACKED, answer)
    assert [False] == [one.confirmed for one in found]


def test_send_id_is_confirmed_by_a_second_call() -> None:
    """A second call confirms what the first left open; it is one send id."""
    again = dataclasses.replace(SEND, call=CallId("call-2"))
    found = send_ids_after(SEND, CRASH, again, make_answer(Verdict.DONE, call="call-2"))
    assert [True] == [one.confirmed for one in found]


def test_confirmed_send_id_stays_confirmed() -> None:
    """A later call without an answer does not take back what is confirmed."""
    again = dataclasses.replace(SEND, call=CallId("call-2"))
    found = send_ids_after(SEND, make_answer(Verdict.DONE), again, CRASH)
    assert [True] == [one.confirmed for one in found]


def test_a_send_id_asked_for_anew_counts_from_then_on() -> None:
    """Three days after a lost answer it is asked for again: the hundred a day count the second time."""
    again = dataclasses.replace(SEND, call=CallId("call-2"), at=SEND.at + timedelta(days=3))
    found = send_ids_after(SEND, CRASH, again, CRASH)
    assert [(again.at, False)] == [(one.created_at, one.confirmed) for one in found]


def test_a_late_answer_takes_no_send_id_back_in_time() -> None:
    """An answer to an earlier call that comes after a later one: confirmed, and counted from the later."""
    again = dataclasses.replace(SEND, call=CallId("call-2"), at=SEND.at - timedelta(days=3))
    found = send_ids_after(SEND, CRASH, again, make_answer(Verdict.DONE, call="call-2"))
    assert [(SEND.at, True)] == [(one.created_at, one.confirmed) for one in found]


def test_a_send_id_asked_for_twice_is_kept_once() -> None:
    """Two calls without an answer at one moment say nothing new."""
    again = dataclasses.replace(SEND, call=CallId("call-2"))
    assert send_ids_after(SEND, CRASH) == send_ids_after(SEND, CRASH, again, CRASH)
