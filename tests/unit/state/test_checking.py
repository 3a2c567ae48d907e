"""Every fault of a stored state is named with its place, and a whole one is called whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Verb, Verdict, digest_text, freeze_object
from braze_gitops.state import (
    Batch,
    Entry,
    RecordForgotten,
    RecordKept,
    RunClosed,
    RunId,
    Status,
    Unfinished,
    encode_batch,
)
from braze_gitops.state.entry_fields import write_entry
from braze_gitops.state.format_v1 import _entry_line
from support.state_parts import LONG, Failing, Parts
from support.states import (
    NOW,
    make_answer,
    make_batch,
    make_intent,
    make_record,
    make_run,
)


def test_a_whole_state_is_whole() -> None:
    """No fault, and what was looked at."""
    parts = Parts()
    checked = parts.check()
    assert ((), 5, 1, parts.at(5)) == (
        checked.faults,
        checked.batches,
        checked.texts,
        dataclasses.replace(checked.state or parts.at(1), texts=parts.at(5).texts),
    )


def test_batches_after_the_snapshot_are_noted() -> None:
    """They are part of the state."""
    assert ("batch 5 came after the snapshot and is part of the state",) == Parts().check().notes


def test_a_snapshot_of_the_last_batch_needs_no_note() -> None:
    """Nothing came after it."""
    parts = Parts()
    del parts.batches[5]
    assert ((), ()) == (parts.check().faults, parts.check().notes)


def test_without_a_snapshot_the_journal_is_the_state() -> None:
    """No fault: the next apply writes one."""
    parts = Parts()
    parts.snapshot = None
    checked = parts.check()
    assert ((), 1, True) == (checked.faults, len(checked.notes), checked.state == parts.at(5))


def test_without_a_snapshot_a_damaged_journal_is_nothing() -> None:
    """One fault, and no note that it were whole."""
    parts = Parts()
    parts.snapshot = None
    parts.batches[3] = b""
    checked = parts.check()
    assert ([("folder/3.json", "is empty")], (), None) == (parts.found(), checked.notes, checked.state)


@pytest.mark.parametrize(
    ("left", "said"),
    [((), "there is no journal"), ((4, 5), "the journal begins with batch 4")],
    ids=["none", "the end"],
)
def test_without_a_snapshot_the_beginning_must_be_there(left: tuple[int, ...], said: str) -> None:
    """What came before is nowhere."""
    parts = Parts()
    parts.snapshot = None
    parts.batches = {number: parts.batches[number] for number in left}
    assert [("folder", f"{said}, and there is no snapshot")] == parts.found()


def test_a_journal_that_begins_later_is_noted() -> None:
    """It was pruned: what came before cannot be compared."""
    parts = Parts()
    del parts.batches[1], parts.batches[2]
    checked = parts.check()
    assert (
        (),
        "the journal begins with batch 3 of 2026-11-20T09:00:00Z: what came before is in the snapshot alone",
    ) == (
        checked.faults,
        checked.notes[0],
    )


def test_a_later_beginning_that_is_damaged_is_both() -> None:
    """The note has no date, the fault has a place."""
    parts = Parts()
    del parts.batches[1], parts.batches[2]
    parts.batches[3] = b""
    assert ("folder/3.json", True) == (
        parts.found()[0][0],
        parts.check().notes[0].startswith("the journal begins with batch 3: "),
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_every_flipped_byte_of_a_batch_is_found(number: int) -> None:
    """At its own place, and once."""
    parts = Parts()
    whole = parts.batches[number]
    for place in range(0, len(whole), 7):
        parts.batches[number] = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert [f"folder/{number}.json"] == [path for path, _ in parts.found()]


def test_all_faults_are_named() -> None:
    """Not only the first."""
    parts = Parts()
    parts.batches[2], parts.batches[4] = b"", b"{}"
    parts.texts = Failing({digest_text(LONG): StateDamagedError("a text is damaged", path="folder/texts/x")})
    assert ["folder/2.json", "folder/4.json", "folder/texts/x"] == [path for path, _ in parts.found()]


@pytest.mark.parametrize(
    ("gone", "said"),
    [((3,), "batch 3 of the journal is missing"), ((2, 3), "batches 2 to 3 of the journal are missing")],
    ids=["one", "two"],
)
def test_a_gap_is_named(gone: tuple[int, ...], said: str) -> None:
    """At the first that is missing."""
    parts = Parts()
    for number in gone:
        del parts.batches[number]
    assert (f"folder/{gone[0]}.json", said) in parts.found()


def test_a_journal_behind_its_snapshot_is_named() -> None:
    """What is missing is named, not the snapshot, which alone knows of it."""
    parts = Parts()
    del parts.batches[4], parts.batches[5]
    said = "batch 4 is missing: the snapshot knows batch 4, and the journal ends with batch 3"
    assert [("folder/4.json", said)] == parts.found()
    (fault,) = parts.check().faults
    assert "leave folder/state.json as it is" in fault.way_out


def test_two_batches_that_changed_places_are_found() -> None:
    """Each is whole, and neither is where it belongs."""
    parts = Parts()
    parts.batches[2], parts.batches[3] = parts.batches[3], parts.batches[2]
    assert [("folder/2.json", "holds batch 3"), ("folder/3.json", "holds batch 2")] == parts.found()


def replaced(parts: Parts, number: int, change: Callable[[Batch], Batch]) -> None:
    """Put another whole batch in the place of one."""
    parts.batches[number] = encode_batch(change(parts.journal.batches[number - 1][0]))


@pytest.mark.parametrize(
    ("number", "change", "said"),
    [
        pytest.param(
            3,
            lambda b: dataclasses.replace(b, nonce="other"),
            [("folder/4.json", "does not follow batch 3")],
            id="replaced",
        ),
        pytest.param(
            3,
            lambda b: dataclasses.replace(b, previous="0" * 64),
            [("folder/3.json", "does not follow batch 2")],
            id="other chain",
        ),
        pytest.param(
            1,
            lambda b: dataclasses.replace(b, previous="0" * 64),
            [("folder/1.json", "is the first batch and names")],
            id="first",
        ),
        pytest.param(
            5,
            lambda b: dataclasses.replace(b, lineage="other"),
            [("folder/5.json", "belongs to another state, of")],
            id="foreign",
        ),
    ],
)
def test_a_batch_that_cannot_stand_there_is_named(
    number: int, change: Callable[[Batch], Batch], said: list[tuple[str, str]]
) -> None:
    """Whole in itself, and in the wrong journal."""
    parts = Parts()
    replaced(parts, number, change)
    found = parts.found()
    assert [(path, True) for path, _ in said] == [
        (path, what.startswith(words)) for (path, what), (_, words) in zip(found, said, strict=False)
    ]


def test_another_batch_than_the_snapshot_was_made_after_is_named() -> None:
    """The same number, and other bytes."""
    parts = Parts()
    replaced(parts, 4, lambda b: dataclasses.replace(b, nonce="other"))
    assert ("folder/4.json", "batch 4 is another one than the snapshot was made after") in parts.found()


def doubled(content: bytes) -> bytes:
    """Return a file with its first field written twice, under a digest that fits."""
    from braze_gitops.state.json_text import seal

    body = content[2 : content.rindex(b',\n  "digest"')].decode()
    return seal(['  "version": 1', body])


def test_a_key_that_stands_twice_is_found() -> None:
    """Under a digest that fits nobody but a forger writes one, and only this looks for it."""
    parts = Parts()
    parts.batches[2] = doubled(parts.batches[2])
    assert parts.snapshot is not None
    parts.snapshot = doubled(parts.snapshot)
    words = "is not what this program writes: a key stands twice in one object"
    assert [("folder/2.json", words), ("folder/state.json", words)] == parts.found()


def forged(*entries: Entry) -> bytes:
    """Return a sixth batch that this program would not write, with its digest in order."""
    from braze_gitops.state.json_text import body_of, freeze_parsed, parse_body, seal, write_line

    journal = Parts().journal
    plain = make_batch(make_run("run-6"), after=journal.batches[-1])
    fields = {name: freeze_parsed(value) for name, value in parse_body(body_of(encode_batch(plain))).items()}
    lines = [f'  "{name}": {write_line(value)}' for name, value in fields.items() if name != "entries"]
    both = ",\n".join(f"    {_entry_line(entry)}" for entry in (*plain.entries, *entries))
    assert all(write_entry(entry) for entry in entries)
    return seal([*lines, f'  "entries": [\n{both}\n  ]'])


def test_a_payload_without_its_digest_is_found() -> None:
    """In a record, in an intent and in what an unfinished call tried."""
    wrong = dataclasses.replace(make_record("other", schedule_id="id-9"), payload_digest="0" * 64)
    attempt = Unfinished(verb=Verb.UPDATE, since=NOW, attempt=wrong)
    entries = (
        RecordKept(record=wrong),
        make_intent(Verb.UPDATE, wrong),
        RecordKept(record=make_record("other", schedule_id="id-9", unfinished=attempt)),
    )
    parts = Parts()
    parts.batches[6] = forged(*entries)
    words = "the payload of other does not have the digest it is given"
    assert [("folder/6.json", words)] * 3 == parts.found()


def test_people_out_of_order_are_found() -> None:
    """Their digests are sorted, so that nobody can tell from them who came first."""
    from braze_gitops.model import digest_json

    payload = freeze_object({"external_user_ids": {"$people": {"count": 2, "digests": ["f" * 32, "0" * 32]}}})
    record = dataclasses.replace(
        make_record("other", schedule_id="id-9"), payload=payload, payload_digest=digest_json(payload)
    )
    parts = Parts()
    parts.batches[6] = forged(RecordKept(record=record))
    assert [("folder/6.json", "the people of other are not as this program writes them")] == parts.found()


def test_an_entry_that_cannot_be_is_found_once() -> None:
    """Each batch is whole and in its place, and what one says cannot follow."""
    parts = Parts()
    parts.batches[6] = forged(RunClosed(run=RunId("nobody"), applied=True, at=NOW))
    assert [("folder", "batch 6: it closes a run that is not open")] == parts.found()
    parts.snapshot = b""
    assert ["folder", "folder/state.json"] == [path for path, _ in parts.found()]


def test_a_batch_that_goes_meanwhile_is_named() -> None:
    """It was listed and cannot be read."""

    class Fading(dict[int, bytes]):
        def __getitem__(self, number: int) -> bytes:
            raise KeyError(number)

    parts = Parts()
    parts.batches = Fading(parts.batches)
    assert ("folder/1.json", "was there and is gone") == parts.found()[0]


def test_what_is_under_way_is_noted() -> None:
    """Who holds the state, which call waits, which address waits for a person: no faults."""
    parts = Parts()
    opened = dataclasses.replace(make_run("run-6"), ci_run="https://ci.example/1")
    doubt = make_intent(Verb.CREATE, make_record("doubt", schedule_id=None), call="call-2")
    parts.journal.add(
        opened,
        make_intent(Verb.DELETE, make_record(schedule_id="sched-1"), call="call-1"),
        make_answer(Verdict.REJECTED, call="call-1"),
        doubt,
        make_answer(Verdict.UNKNOWN, call="call-2"),
        make_intent(Verb.CREATE, make_record("new"), call="call-3"),
    )
    batch, _ = parts.journal.batches[-1]
    parts.batches[6] = encode_batch(batch)
    checked = parts.check()
    assert (
        (),
        (
            "batches 5 to 6 came after the snapshot and are part of the state",
            "a run is open: ana on laptop, apply since 2026-11-20T09:00:00Z, CI run https://ci.example/1",
            "the create of new, asked for 2026-11-20T09:00:00Z, has no answer yet",
            "doubt is in doubt: it waits for a person's word",
            "teaser is vanished: it waits for a person's word",
        ),
    ) == (checked.faults, checked.notes)
    assert checked.state is not None
    assert Status.IN_DOUBT is checked.state.records[doubt.address].status


def test_what_is_live_and_in_no_record_is_noted() -> None:
    """A create that a later record of its address took the place of."""
    parts = Parts()
    made = make_intent(Verb.CREATE, make_record("other", schedule_id=None), call="call-1")
    forgotten = RecordForgotten(address=made.address, past=None)
    answer = make_answer(Verdict.DONE, call="call-1", schedule_id="sch-9")
    parts.journal.add(
        make_run("run-6"), made, answer, forgotten, RunClosed(run=RunId("run-6"), applied=True, at=NOW)
    )
    batch, _ = parts.journal.batches[-1]
    parts.batches[6] = encode_batch(batch)
    checked = parts.check()
    assert ((), True) == (
        checked.faults,
        checked.notes[-1].startswith("sch-9 (message) was made for other and is live"),
    )
