"""The fold: order, lineage, and each entry that is no call."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from braze_gitops.errors import StateDamagedError, StateForeignError
from braze_gitops.model import Address, Lineage, ScheduleId, Verb, Verdict, digest_text
from braze_gitops.state import (
    Batch,
    CallId,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    Head,
    KeyDistrusted,
    KeyTrusted,
    Past,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunId,
    StateCreated,
    Status,
    Unfinished,
    fold,
)
from support.states import (
    LINEAGE,
    NOW,
    SEND_AT,
    Journal,
    fold_entries,
    make_answer,
    make_batch,
    make_intent,
    make_payload,
    make_record,
    make_run,
)

TEASER = Address("teaser")
RECORD = make_record()
DEFERRED = make_record(status=Status.DEFERRED)
IN_DOUBT = make_record(
    status=Status.IN_DOUBT, unfinished=Unfinished(verb=Verb.CREATE, since=NOW, call=CallId("call-1"))
)
VANISHED = make_record(status=Status.VANISHED, unfinished=Unfinished(verb=Verb.DELETE, since=NOW))
CREATED = StateCreated(lineage=LINEAGE, environment="production", endpoint="https://rest.example", at=NOW)
PAST = Past(
    address=TEASER,
    kind=RECORD.kind,
    schedule_id=ScheduleId("sched-1"),
    dispatch_id=None,
    window=RECORD.window,
    audience_digest=digest_text("a"),
    content_digest=digest_text("c"),
    version_unknown=False,
    ended_at=NOW,
)


def resolved(resolution: Resolution, schedule_id: str | None = None) -> DoubtResolved:
    """Return a person's word on the address."""
    given = ScheduleId(schedule_id) if schedule_id is not None else None
    return DoubtResolved(address=TEASER, resolution=resolution, schedule_id=given, who="ana", why="seen", at=NOW)


def closed(*, applied: bool) -> RunClosed:
    """Return the end of the first run."""
    return RunClosed(run=RunId("run-1"), applied=applied, at=NOW)


def test_first_batch_makes_the_state() -> None:
    """A journal of one batch is an empty state of its lineage, environment and endpoint, serial 1."""
    journal = Journal()
    state = journal.state()
    found = (state.lineage, state.environment, state.endpoint, state.serial, state.head)
    head = Head(number=1, digest=journal.batches[0][1])
    assert (LINEAGE, "production", "https://rest.example", 1, head) == found


def test_nothing_to_fold_is_the_state_itself() -> None:
    """A state without batches after it is what it was."""
    state = Journal().state()
    assert state == fold(state, [])


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param((), id="no entry"),
        pytest.param((make_run(),), id="another entry first"),
        pytest.param((dataclasses.replace(CREATED, lineage=Lineage("other")),), id="another lineage"),
    ],
)
def test_journal_that_creates_no_state_is_refused(entries: tuple[Entry, ...]) -> None:
    """The first batch must create the state of its own lineage."""
    with pytest.raises(StateDamagedError, match="batch 1, which creates no state"):
        fold(None, [(make_batch(*entries), "d")])


def test_empty_journal_is_refused() -> None:
    """No state and no batch make no state."""
    with pytest.raises(StateDamagedError, match="holds no batch"):
        fold(None, [])


def test_journal_that_begins_later_is_refused() -> None:
    """A journal whose first batch is not number 1 has lost its beginning."""
    with pytest.raises(StateDamagedError, match="does not follow"):
        fold(None, [(dataclasses.replace(make_batch(CREATED), number=2), "d")])


def _replaced(**changes: object) -> Callable[[Batch], Batch]:
    return lambda batch: dataclasses.replace(batch, **changes)  # type: ignore[arg-type]  # a test's table


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_replaced(number=3), id="a number is left out"),
        pytest.param(_replaced(number=1), id="a number again"),
        pytest.param(_replaced(previous=digest_text("other")), id="another batch before"),
    ],
)
def test_broken_chain_is_refused(change: Callable[[Batch], Batch]) -> None:
    """A batch that does not name the one before is refused."""
    journal = Journal()
    second = change(make_batch(make_run(), after=journal.batches[0]))
    with pytest.raises(StateDamagedError, match="does not follow batch 1"):
        fold(journal.state(), [(second, "d")])


def test_foreign_batch_is_refused() -> None:
    """A batch of another lineage is refused."""
    journal = Journal()
    second = dataclasses.replace(make_batch(make_run(), after=journal.batches[0]), lineage=Lineage("other"))
    with pytest.raises(StateForeignError, match="batch 2 belongs to another state"):
        fold(journal.state(), [(second, "d")])


def test_run_is_open_until_it_closes() -> None:
    """The run that opened is known until it closes."""
    run = make_run()
    assert (run, None) == (fold_entries().run, fold_entries(closed(applied=True)).run)


@pytest.mark.parametrize(
    ("operation", "ending", "expected"),
    [
        ("apply", closed(applied=True), "4f1c"),
        ("apply", closed(applied=False), "4f1c"),
        ("apply", make_run("run-2"), "4f1c"),
        ("state resolve", closed(applied=False), None),
        ("state resolve", make_run("run-2"), None),
    ],
    ids=["all was tried", "it was stopped", "it was taken over", "no apply", "no apply, taken over"],
)
def test_commit_of_an_apply_counts(operation: str, ending: Entry, expected: str | None) -> None:
    """The commit of an apply becomes the state's however the apply ended, for it may have changed something."""
    run = dataclasses.replace(make_run("run-1", commit="4f1c"), operation=operation)
    assert expected == fold_entries(run, ending).commit


def test_run_without_a_commit_leaves_the_last_one() -> None:
    """A run outside git does not forget the commit that was applied."""
    entries = (make_run("run-1", commit="4f1c"), closed(applied=True), make_run("run-1"), closed(applied=True))
    assert "4f1c" == fold_entries(*entries).commit


def test_kept_record_is_there() -> None:
    """A record that is written without a call is the address's record."""
    assert {TEASER: DEFERRED} == fold_entries(RecordKept(record=DEFERRED)).records


def test_refreshed_record_is_there() -> None:
    """A record is refreshed under its id."""
    fresh = dataclasses.replace(RECORD, description="new words")
    assert {TEASER: fresh} == fold_entries(RecordKept(record=fresh), before=RECORD).records


def test_records_are_sorted_by_address() -> None:
    """Records come sorted, whatever order they were written in."""
    state = fold_entries(*(RecordKept(record=make_record(name)) for name in ("b", "c", "a")))
    assert ["a", "b", "c"] == list(state.records)


def test_record_moves_whole() -> None:
    """A moved record is the same record under its new address alone."""
    moved = Address("moved")
    state = fold_entries(RecordMoved(before=TEASER, after=moved), before=RECORD)
    assert {moved: dataclasses.replace(RECORD, address=moved)} == state.records


def test_record_with_an_open_delete_moves() -> None:
    """A record with a call that holds no attempt moves with it."""
    before = dataclasses.replace(RECORD, unfinished=Unfinished(verb=Verb.DELETE, since=NOW))
    moved = Address("moved")
    state = fold_entries(RecordMoved(before=TEASER, after=moved), before=before)
    assert {moved: dataclasses.replace(before, address=moved)} == state.records


@pytest.mark.parametrize(("past", "expected"), [(PAST, (PAST,)), (None, ())], ids=["was sent", "never was"])
def test_forgotten_record_leaves_its_past(past: Past | None, expected: tuple[Past, ...]) -> None:
    """A forgotten record is gone, and history keeps what it is given."""
    state = fold_entries(RecordForgotten(address=TEASER, past=past), before=RECORD)
    assert ({}, expected) == (dict(state.records), state.history)


@pytest.mark.parametrize(("days", "is_kept"), [(400, True), (401, False)])
def test_history_is_kept_400_days(*, days: int, is_kept: bool) -> None:
    """History older than 400 days before a batch's own time goes with that batch."""
    journal = Journal()
    journal.add(RecordKept(record=RECORD), RecordForgotten(address=TEASER, past=PAST))
    younger = dataclasses.replace(PAST, ended_at=NOW + timedelta(days=10))
    journal.add(RecordKept(record=RECORD), RecordForgotten(address=TEASER, past=younger))
    journal.add(make_run(), at=NOW + timedelta(days=days))
    assert ((PAST, younger) if is_kept else (younger,)) == journal.state().history


def test_first_moment_of_a_definition_stays() -> None:
    """The moment a definition was first applied is not moved by a later one."""
    later = NOW + timedelta(days=1)
    state = fold_entries(DefinitionsSeen(since={"b": NOW}), DefinitionsSeen(since={"a": later, "b": later}))
    assert [("a", later), ("b", NOW)] == list(state.definitions.items())


def test_key_is_trusted_once() -> None:
    """A fingerprint is listed once, in the order of trust."""
    state = fold_entries(*(KeyTrusted(fingerprint=one, at=NOW) for one in ("f2", "f1", "f2")))
    assert ("f2", "f1") == state.key_fingerprints


def test_a_key_is_trusted_no_more() -> None:
    """The others are, and it may be trusted again."""
    trusted = [KeyTrusted(fingerprint=one, at=NOW) for one in ("f1", "f2")]
    gone = KeyDistrusted(fingerprint="f1", at=NOW)
    assert ("f2",) == fold_entries(*trusted, gone).key_fingerprints
    assert ("f2", "f1") == fold_entries(*trusted, gone, trusted[0]).key_fingerprints


def test_a_key_that_is_not_trusted_cannot_lose_that() -> None:
    """The journal does not say such a thing."""
    with pytest.raises(StateDamagedError, match="takes the trust from the key f1, which has none"):
        fold_entries(KeyDistrusted(fingerprint="f1", at=NOW))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(resolved(Resolution.NOT_CREATED), id="not created"),
        pytest.param(resolved(Resolution.GONE), id="gone"),
    ],
)
def test_doubt_resolved_as_nothing_leaves_nothing(entry: Entry) -> None:
    """A schedule that a person says is not there has no record."""
    assert {} == fold_entries(entry, before=IN_DOUBT).records


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        pytest.param(SEND_AT - timedelta(seconds=1), (), id="before its time"),
        pytest.param(SEND_AT, (TEASER,), id="when its time has come"),
    ],
)
def test_gone_counts_as_sent_once_its_time_has_come(at: datetime, kept: tuple[Address, ...]) -> None:
    """What is gone after its first instant may have been sent: history keeps its address."""
    word = dataclasses.replace(resolved(Resolution.GONE), at=at)
    state = fold_entries(word, before=VANISHED)
    assert ({}, kept) == (state.records, tuple(past.address for past in state.history))


def test_doubt_resolved_with_an_id_is_scheduled() -> None:
    """The id a person found makes the record whole."""
    expected = dataclasses.replace(
        IN_DOUBT, status=Status.SCHEDULED, schedule_id=ScheduleId("told"), unfinished=None
    )
    state = fold_entries(resolved(Resolution.SCHEDULE_ID, "told"), before=IN_DOUBT)
    assert {TEASER: expected} == state.records


def test_doubt_assumed_created_is_external() -> None:
    """What a person takes for created is counted and not changed from here."""
    state = fold_entries(resolved(Resolution.ASSUME_CREATED), before=IN_DOUBT)
    assert {TEASER: dataclasses.replace(IN_DOUBT, status=Status.EXTERNAL)} == state.records


def test_vanished_to_be_tried_again_is_scheduled() -> None:
    """A vanished record that a person wants tried again is scheduled, with nothing unfinished."""
    state = fold_entries(resolved(Resolution.RETRY), before=VANISHED)
    assert {TEASER: RECORD} == state.records


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        pytest.param((CREATED,), "creates a state where there is one", id="a second state"),
        pytest.param((closed(applied=True), closed(applied=True)), "a run that is not open", id="closed twice"),
        pytest.param(
            (RunClosed(run=RunId("other"), applied=True, at=NOW),), "a run that is not open", id="another run"
        ),
        pytest.param((RecordKept(record=DEFERRED),), "would lose the schedule id", id="id lost"),
        pytest.param((RecordKept(record=make_record(schedule_id="x")),), "would lose", id="id replaced"),
        pytest.param((RecordMoved(before=TEASER, after=TEASER),), "which is taken", id="moved to a taken address"),
        pytest.param((RecordMoved(before=Address("x"), after=TEASER),), "does not have", id="moved from nowhere"),
        pytest.param((RecordsMoved(moves={TEASER: TEASER}),), "which is taken", id="moved onto itself"),
        pytest.param((RecordsMoved(moves={Address("x"): TEASER}),), "does not have", id="all from nowhere"),
        pytest.param((RecordForgotten(address=Address("x"), past=None),), "does not have", id="forgot nothing"),
        pytest.param((resolved(Resolution.SCHEDULE_ID),), "no schedule id, or another", id="no id told"),
        pytest.param((resolved(Resolution.SCHEDULE_ID, "x"),), "no schedule id, or another", id="another id told"),
        pytest.param(
            (RecordKept(record=make_record("x", schedule_id=None)),), "without a schedule id", id="without an id"
        ),
        pytest.param(
            (RecordKept(record=dataclasses.replace(make_record("x"), status=Status.DEFERRED)),),
            "is deferred and has a schedule id",
            id="deferred with an id",
        ),
        pytest.param(
            (RecordKept(record=make_record("x", status=Status.IN_DOUBT)),),
            "in doubt without the call",
            id="doubt without a call",
        ),
        pytest.param(
            (
                RecordKept(
                    record=make_record(
                        "x", status=Status.DEFERRED, unfinished=Unfinished(verb=Verb.CREATE, since=NOW)
                    )
                ),
            ),
            "is deferred and has a call",
            id="deferred with a call",
        ),
        pytest.param(
            (RecordKept(record=make_record("x", payload=make_payload(note="x" * 600))),),
            "a text that is nowhere",
            id="text that is nowhere",
        ),
    ],
)
def test_entry_that_cannot_follow_is_refused(entries: tuple[Entry, ...], message: str) -> None:
    """An entry that cannot follow what the state says is refused by batch and reason."""
    with pytest.raises(StateDamagedError, match=f"batch [0-9]+: .*{message}"):
        fold_entries(*entries, before=RECORD)


@pytest.mark.parametrize(
    ("entry", "moves"),
    [
        pytest.param(make_run("run-2"), 0, id="run opened"),
        pytest.param(closed(applied=True), 0, id="run closed"),
        pytest.param(RecordKept(record=RECORD), 0, id="record kept as it was"),
        pytest.param(RecordKept(record=dataclasses.replace(RECORD, owner="x")), 1, id="record changed"),
        pytest.param(RecordMoved(before=TEASER, after=Address("x")), 1, id="record moved"),
        pytest.param(RecordsMoved(moves={TEASER: Address("x")}), 1, id="records moved"),
        pytest.param(RecordForgotten(address=TEASER, past=None), 1, id="record forgotten"),
        pytest.param(DefinitionsSeen(since={}), 0, id="no definition seen"),
        pytest.param(DefinitionsSeen(since={"a": NOW}), 1, id="definition seen"),
        pytest.param(KeyTrusted(fingerprint="f", at=NOW), 1, id="key trusted"),
    ],
)
def test_serial_moves_with_the_content(entry: Entry, moves: int) -> None:
    """The serial grows by one for a batch that changes the content, and by nothing for one that does not."""
    assert moves == fold_entries(entry, before=RECORD).serial - fold_entries(before=RECORD).serial


def test_serial_moves_once_a_batch() -> None:
    """Two changes in one batch move the serial by one."""
    journal = Journal()
    before = journal.state().serial
    journal.add(KeyTrusted(fingerprint="f", at=NOW), RecordKept(record=RECORD))
    assert before + 1 == journal.state().serial


def test_delete_of_nothing_moves_no_serial() -> None:
    """Dropping what is not there is no change."""
    entries = (make_intent(Verb.DELETE, RECORD, address="x"), make_answer(Verdict.DONE))
    assert fold_entries().serial == fold_entries(*entries).serial


def test_text_of_a_batch_is_there() -> None:
    """A text that travels in a batch is the state's from then on."""
    text = "x" * 600
    journal = Journal()
    journal.add(RecordKept(record=make_record(payload=make_payload(note=text))), texts={digest_text(text): text})
    assert {digest_text(text): text} == dict(journal.state().texts)
