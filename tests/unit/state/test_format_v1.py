"""Format version 1: samples that must read forever, and what is refused."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from braze_gitops.errors import StateDamagedError, StateError, StateTooNewError
from braze_gitops.model import Lineage, Verb, digest_text
from braze_gitops.state import (
    RecordKept,
    decode_batch,
    decode_snapshot,
    digest_of,
    encode_batch,
    encode_snapshot,
    look_at_payloads,
)
from braze_gitops.state.json_text import seal
from support.state_samples import SAMPLE_BATCH, SAMPLE_STATE, TEXT
from support.states import NOW, TOOL, Journal, make_batch, make_intent, make_record, make_run

SAMPLES = Path(__file__).parent / "samples"
SNAPSHOT_BYTES = (SAMPLES / "snapshot_v1.json").read_bytes()
BATCH_BYTES = (SAMPLES / "batch_v1.json").read_bytes()
TEXTS = {digest_text(TEXT): TEXT}

Fields = dict[str, object]


def resealed(content: bytes, change: Callable[[Fields], object]) -> bytes:
    """Return `content` with `change` made to its fields, under a digest that fits."""
    fields: Fields = json.loads(content)
    del fields["digest"]
    change(fields)
    return seal(f'  "{name}": {json.dumps(value)}' for name, value in fields.items())


def set_at(*path: str | int, value: object) -> Callable[[Fields], object]:
    """Return the change that sets what is at `path`."""

    def change(fields: Fields) -> None:
        found: object = fields
        for step in path[:-1]:
            found = found[step]  # type: ignore[index]  # JSON of a test, of a shape the test knows
        found[path[-1]] = value  # type: ignore[index]  # of the same shape as above

    return change


def without(*path: str | int) -> Callable[[Fields], object]:
    """Return the change that takes away what is at `path`."""

    def change(fields: Fields) -> None:
        found: object = fields
        for step in path[:-1]:
            found = found[step]  # type: ignore[index]  # JSON of a test, of a shape the test knows
        del found[path[-1]]  # type: ignore[attr-defined]  # of the same shape as above

    return change


def test_sample_snapshot_reads() -> None:
    """The sample snapshot means the state it always meant."""
    assert SAMPLE_STATE == decode_snapshot(SNAPSHOT_BYTES, TEXTS)


def test_sample_snapshot_is_written_the_same() -> None:
    """The sample state is written byte for byte as it always was."""
    assert SNAPSHOT_BYTES == encode_snapshot(SAMPLE_STATE, tool=TOOL)


def test_sample_batch_reads() -> None:
    """The sample batch means the entries it always meant."""
    assert SAMPLE_BATCH == decode_batch(BATCH_BYTES)


def test_sample_batch_is_written_the_same() -> None:
    """The sample batch is written byte for byte as it always was."""
    assert BATCH_BYTES == encode_batch(SAMPLE_BATCH)


def test_snapshot_has_the_fields_of_the_design_in_order() -> None:
    """The fields of a snapshot are those people know, in one order."""
    assert [
        "version",
        "tool_version",
        "lineage",
        "serial",
        "journal",
        "environment",
        "endpoint",
        "key_fingerprints",
        "commit",
        "definitions",
        "schedules",
        "send_ids",
        "halts",
        "history",
        "digest",
    ] == list(json.loads(SNAPSHOT_BYTES))


def test_record_is_a_block_of_lines() -> None:
    """A change of one field of a record changes two lines of the snapshot, its own and the digest's."""
    address = min(SAMPLE_STATE.records)
    records = {
        **SAMPLE_STATE.records,
        address: dataclasses.replace(SAMPLE_STATE.records[address], owner="somebody else"),
    }
    changed = encode_snapshot(dataclasses.replace(SAMPLE_STATE, records=records), tool=TOOL)
    assert 2 == len(set(changed.splitlines()) - set(SNAPSHOT_BYTES.splitlines()))


def test_entry_is_one_line() -> None:
    """A batch has one line for each entry and each text."""
    lines = BATCH_BYTES.decode().splitlines()
    assert len(SAMPLE_BATCH.entries) == sum(line.startswith('    {"entry": "') for line in lines)


@pytest.mark.parametrize(
    ("content", "decode"),
    [
        pytest.param(SNAPSHOT_BYTES, lambda content: decode_snapshot(content, TEXTS), id="snapshot"),
        pytest.param(BATCH_BYTES, decode_batch, id="batch"),
    ],
)
def test_every_flipped_byte_is_seen(content: bytes, decode: Callable[[bytes], object]) -> None:
    """Whatever byte of a sample is flipped, it is refused."""
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 0x01
        with pytest.raises((StateDamagedError, StateTooNewError)):
            decode(bytes(damaged))


def test_state_with_a_run_has_no_snapshot() -> None:
    """A state whose run has not closed cannot be written as a snapshot."""
    journal = Journal()
    journal.add(make_run())
    with pytest.raises(ValueError, match="no snapshot"):
        encode_snapshot(journal.state(), tool=TOOL)


def test_state_with_a_call_under_way_has_no_snapshot() -> None:
    """A state with a pending call cannot be written as a snapshot."""
    journal = Journal()
    journal.add(make_intent(Verb.CREATE, make_record(schedule_id=None)))
    with pytest.raises(ValueError, match="no snapshot"):
        encode_snapshot(journal.state(), tool=TOOL)


def test_payload_digest_is_checked_before_writing() -> None:
    """A record with a wrong payload digest is not written."""
    record = dataclasses.replace(make_record(), payload_digest=digest_text("other"))
    with pytest.raises(ValueError, match="the payload of teaser"):
        encode_batch(make_batch(RecordKept(record=record)))


@pytest.mark.parametrize("is_left_behind", [False, True], ids=["record", "record left behind"])
def test_payload_digest_of_an_intent_is_checked(*, is_left_behind: bool) -> None:
    """An intent with a wrong payload digest is not written."""
    record = dataclasses.replace(make_record(), payload_digest=digest_text("other"))
    verb = Verb.DELETE if is_left_behind else Verb.UPDATE
    intent = make_intent(verb, record, then_deferred=record if is_left_behind else None)
    with pytest.raises(ValueError, match="the payload of teaser"):
        encode_batch(make_batch(intent))


def test_text_digest_is_checked_before_writing() -> None:
    """A text under a wrong digest is not written."""
    with pytest.raises(ValueError, match="a text does not have the digest"):
        encode_batch(make_batch(texts={digest_text("other"): "x"}))


def test_naive_time_is_not_written() -> None:
    """A moment without a zone is not written."""
    with pytest.raises(ValueError, match="without a zone"):
        encode_batch(dataclasses.replace(make_batch(), at=NOW.replace(tzinfo=None)))


def test_order_of_a_payloads_keys_is_no_difference() -> None:
    """The order in which a payload's keys were written does not show."""
    record = make_record()
    turned = dataclasses.replace(record, payload=dict(reversed(list(record.payload.items()))))
    first, second = (make_batch(RecordKept(record=one)) for one in (record, turned))
    assert encode_batch(first) == encode_batch(second)


TEASER = ("schedules", "teaser")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(set_at("more", value=1), "does not know: more", id="unknown field"),
        pytest.param(without("halts"), "", id="nothing missing"),
        pytest.param(without("endpoint"), "lacks the field endpoint", id="field missing"),
        pytest.param(set_at("serial", value="1"), "serial is not a whole number", id="serial as text"),
        pytest.param(set_at("serial", value=True), "serial is not a whole number", id="serial as flag"),
        pytest.param(set_at("serial", value=0), "serial is not a whole number from 1", id="serial 0"),
        pytest.param(set_at("commit", value=1), "commit is not a text", id="commit as number"),
        pytest.param(set_at("endpoint", value=1), "endpoint is not a text", id="endpoint as number"),
        pytest.param(set_at("journal", value=1), "journal is not an object", id="head as number"),
        pytest.param(set_at("journal", "more", value=1), "journal has a field", id="unknown field of the head"),
        pytest.param(set_at("journal", "digest", value="x"), "journal.digest is not a digest", id="head's digest"),
        pytest.param(set_at("schedules", value=[]), "schedules is not an object", id="records as a list"),
        pytest.param(
            set_at("schedules", "No Name", value={}),
            "a key of schedules, No Name, is not an address",
            id="no address",
        ),
        pytest.param(set_at("schedules", 'a["\\x"]', value={}), "is not an address", id="bad escape"),
        pytest.param(set_at(*TEASER, value=1), "schedules.teaser is not an object", id="record as number"),
        pytest.param(set_at(*TEASER, "more", value=1), "schedules.teaser has a field", id="field of a record"),
        pytest.param(set_at(*TEASER, "kind", value="x"), "not one of message, campaign", id="unknown kind"),
        pytest.param(set_at(*TEASER, "kind", value=1), "not one of message, campaign", id="kind as number"),
        pytest.param(set_at(*TEASER, "protected", value=1), "protected is not true", id="flag as number"),
        pytest.param(set_at(*TEASER, "tags", value="x"), "tags is not a list", id="tags as text"),
        pytest.param(set_at(*TEASER, "tags", value=[1]), "tags.0. is not a text", id="tag as number"),
        pytest.param(set_at(*TEASER, "applied_at", value="x"), "not an instant", id="instant that is none"),
        pytest.param(
            set_at(*TEASER, "applied_at", value="2026-11-20T09:00:00+00:00"), "not an instant", id="other spelling"
        ),
        pytest.param(
            set_at(*TEASER, "applied_at", value="2026-13-20T09:00:00Z"), "not an instant", id="impossible month"
        ),
        pytest.param(set_at(*TEASER, "applied_at", value=1), "not an instant", id="instant as number"),
        pytest.param(
            set_at(*TEASER, "time", "wall", value="2026-11-20T09:00:00Z"), "not a wall time", id="wall with a zone"
        ),
        pytest.param(set_at(*TEASER, "time", "wall", value="x"), "not a wall time", id="wall that is none"),
        pytest.param(set_at(*TEASER, "time", "wall", value=1), "not a wall time", id="wall as number"),
        pytest.param(without(*TEASER, "payload"), "lacks the field payload", id="payload missing"),
        pytest.param(
            set_at(*TEASER, "inputs", "files", value={"a": 1}), "files.a is not a text", id="file as number"
        ),
        pytest.param(without(*TEASER, "schedule_id"), "scheduled without a schedule id", id="scheduled, no id"),
        pytest.param(
            set_at(*TEASER, "unfinished", "attempt", "address", value="other"), "another address", id="attempt"
        ),
        pytest.param(
            set_at(*TEASER, "unfinished", "attempt", "unfinished", value={}), "does not know", id="nested attempt"
        ),
        pytest.param(
            set_at("definitions", "a", value="x"),
            "definitions.a is not an instant in UTC",
            id="since that is none",
        ),
        pytest.param(
            set_at("halts", 0, "lifted", value=["No"]), "lifted.0. is not an address", id="lifted address"
        ),
        pytest.param(set_at("history", value=[1]), "history.0. is not an object", id="history as number"),
        pytest.param(set_at("history", 0, "address", value="No"), "is not an address", id="address of the past"),
    ],
)
def test_snapshot_of_another_shape_is_refused(change: Callable[[Fields], object], message: str) -> None:
    """A snapshot that this program would not write is refused, although its digest fits."""
    content = resealed(SNAPSHOT_BYTES, change)
    if not message:
        assert () == decode_snapshot(content, TEXTS).halts
        return
    with pytest.raises(StateDamagedError, match=message):
        decode_snapshot(content, TEXTS)


@pytest.mark.parametrize("value", [{"a": {"$x": 1}}, {"$text": "0" * 64}, [], 1], ids=repr)
def test_payload_that_is_none_is_refused_by_whoever_looks(value: object) -> None:
    """Reading a snapshot leaves payloads alone; reading it strictly, or looking at the payload, does not."""
    content = resealed(SNAPSHOT_BYTES, set_at(*TEASER, "payload", value=value))
    state = decode_snapshot(content, TEXTS)
    with pytest.raises(StateDamagedError, match="payload of teaser"):
        look_at_payloads(state)
    with pytest.raises(StateDamagedError, match="payload is not a payload as"):
        decode_snapshot(content, TEXTS, strictly=True)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        pytest.param(set_at("more", value=1), StateDamagedError, "does not know: more", id="unknown field"),
        pytest.param(
            set_at("previous", value="x"), StateDamagedError, "previous is not the digest", id="previous"
        ),
        pytest.param(
            set_at("texts", digest_text(TEXT), value="other"), StateDamagedError, "a text does not fit", id="text"
        ),
        pytest.param(
            set_at("entries", value=[1]), StateDamagedError, "entries.0. is not an object", id="no entry"
        ),
        pytest.param(
            set_at("entries", 0, "more", value=1), StateDamagedError, "does not know: more", id="field of an entry"
        ),
        pytest.param(
            set_at("entries", value=[{"entry": "halt_ordered"}]),
            StateTooNewError,
            "does not know: halt_ordered",
            id="entry of a later version",
        ),
    ],
)
def test_batch_of_another_shape_is_refused(
    change: Callable[[Fields], object], error: type[StateError], message: str
) -> None:
    """A batch that this program would not write is refused, although its digest fits."""
    with pytest.raises(error, match=message):
        decode_batch(resealed(BATCH_BYTES, change))


def test_lineage_is_kept_apart() -> None:
    """The lineage is in the bytes, so that two states never look alike."""
    other = dataclasses.replace(SAMPLE_BATCH, lineage=Lineage("other"))
    assert digest_of(encode_batch(other)) != digest_of(BATCH_BYTES)
