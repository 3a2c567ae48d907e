"""Reading format version 1: what is wrong is told with its place, and both ways of reading say the same."""

import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Exchange, Verb, Verdict, freeze_object
from braze_gitops.state import (
    Batch,
    CallAnswered,
    KeyDistrusted,
    NamesChanged,
    Record,
    RecordKept,
    RecordsMoved,
    decode_batch,
    encode_batch,
    read_past,
)
from braze_gitops.state.format_v1_reading import _read_value
from braze_gitops.state.json_text import seal, write_line
from support.states import NOW, make_answer, make_batch, make_intent, make_record, make_run

BATCH = make_batch(
    make_run(),
    make_intent(Verb.CREATE, make_record(schedule_id=None)),
    make_answer(Verdict.DONE, schedule_id="s"),
    RecordKept(record=dataclasses.replace(make_record(), inside_at=NOW)),
)


def reread(change: Callable[[str], str], *, strictly: bool = False) -> None:
    """Read the batch with its text changed, under a digest that fits."""
    body = encode_batch(BATCH).decode()
    fields = body[2 : body.rindex(',\n  "digest"')]
    changed = change(fields)
    assert changed != fields
    decode_batch(seal([changed]), strictly=strictly)


@pytest.mark.parametrize("strictly", [False, True])
def test_what_moves_records_and_keys_comes_back(*, strictly: bool) -> None:
    """A ring of names, and a key that is trusted no more, as they were written."""
    batch = make_batch(
        make_run(),
        RecordsMoved(moves={Address("a"): Address("b"), Address("b"): Address("a")}),
        NamesChanged(names={Address("a"): Address("b")}),
        KeyDistrusted(fingerprint="0123456789abcdef", at=NOW),
    )
    assert batch == decode_batch(encode_batch(batch), strictly=strictly)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            '"call": "call-1", "kind"',
            '"call": 1, "kind"',
            r"entries\[1\].call is not a text",
            id="call as number",
        ),
        pytest.param(
            '"call_intended", "address": "teaser"',
            '"call_intended", "address": "No"',
            r"entries\[1\].address is not an address",
            id="address",
        ),
        pytest.param(
            '"record": {"address": "teaser"',
            '"record": {"address": "No"',
            r"entries\[1\].record.address is not an address",
            id="address of a record",
        ),
        pytest.param('"verb": "create"', '"verb": "send"', "verb is not one of create, update", id="verb"),
        pytest.param('"status": 201', '"status": -1', "whole number from 0 on", id="status"),
        pytest.param('"status": 201', '"status": true', "whole number from 0 on", id="status as flag"),
        pytest.param(
            '"complete": true',
            '"complete": 1',
            r"entries\[2\].exchange.complete is not true or false",
            id="flag as number",
        ),
        pytest.param('"verdict": "done"', '"verdict": "fine"', "answer.verdict is not one of", id="verdict"),
        pytest.param(
            '"verdict": "done"',
            '"verdict": "done", "remarks": [1]',
            r"answer.remarks\[0\] is not a text",
            id="remark as number",
        ),
        pytest.param(
            '"verdict": "done"', '"verdict": "done", "notice": ""', "does not know: notice", id="unknown field"
        ),
        pytest.param('"number": 1', '"number": 0', "number is not a whole number from 1", id="batch 0"),
        pytest.param('"payload_digest": "', '"payload_digest": "x', "payload_digest is not a digest", id="digest"),
        pytest.param('"first_at": "2026', '"first_at": "026', "window.first_at is not an instant", id="window"),
    ],
)
def test_what_a_batch_does_not_hold_is_refused(old: str, new: str, message: str) -> None:
    """A batch with one thing changed is refused with what is wrong, although its digest fits."""
    with pytest.raises(StateDamagedError, match=message):
        reread(lambda text: text.replace(old, new, 1))


def test_entry_may_stand_in_any_order() -> None:
    """The name of an entry is found wherever it stands."""
    body = json.loads(encode_batch(BATCH))
    del body["digest"]
    body["entries"] = [dict(reversed(entry.items())) for entry in body["entries"]]
    content = seal(f'  "{name}": {json.dumps(value)}' for name, value in body.items())
    assert BATCH.entries == decode_batch(content).entries


@pytest.mark.parametrize("name", ["1", "null", "[1]", "{}", '{"a": [1]}'])
def test_entry_without_a_name_is_refused(name: str) -> None:
    """What is no text names no entry."""
    with pytest.raises(StateDamagedError, match="entry is not a text"):
        reread(lambda text: text.replace('"entry": "run_opened"', f'"entry": {name}', 1))


def test_entry_that_names_none_is_refused() -> None:
    """Without a name nobody knows what an entry is."""
    with pytest.raises(StateDamagedError, match=r"entries\[0\] lacks the field entry"):
        reread(lambda text: text.replace('"entry": "run_opened", ', "", 1))


def test_instants_have_one_spelling() -> None:
    """An instant to the microsecond comes back, and with nothing but zeros behind the point it is refused."""
    at = NOW.replace(microsecond=120)
    batch = dataclasses.replace(BATCH, at=at)
    assert at == decode_batch(encode_batch(batch)).at
    with pytest.raises(StateDamagedError, match="not an instant"):
        reread(lambda text: text.replace("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000000Z"))


def test_answer_without_status_comes_back() -> None:
    """A call that got no answer has no status."""
    answered = make_answer(Verdict.UNKNOWN, status=None, failure="cut")
    entry = decode_batch(encode_batch(dataclasses.replace(BATCH, entries=(answered,)))).entries[0]
    assert isinstance(entry, CallAnswered)
    assert answered == entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"run": "run-1", "verb"', '"run": "run-1", "run": "run-1", "verb"', id="entry"),
        pytest.param('"version": 1', '"version": 1, "version": 1', id="file"),
        pytest.param('"broadcast": true', '"broadcast": true, "broadcast": true', id="payload"),
        pytest.param('"subject": ', '"subject": "", "subject": ', id="inside a payload"),
        pytest.param('"variables": {', '"variables": {"brand": "x", ', id="variables"),
    ],
)
def test_a_key_that_stands_twice_is_seen_by_whoever_looks(old: str, new: str) -> None:
    """Read strictly, a key stands once in each object, wherever that is."""
    with pytest.raises(StateDamagedError, match="a key stands twice"):
        reread(lambda text: text.replace(old, new, 1), strictly=True)


def test_half_a_character_comes_back() -> None:
    """What Braze cut in two is read as it was written, by the strict parser."""
    exchange = Exchange(status=500, body="before \ud83d after", headers={"x": "\udc00"})
    answered = dataclasses.replace(make_answer(Verdict.UNKNOWN), exchange=exchange)
    batch = dataclasses.replace(BATCH, entries=(answered,))
    assert batch == decode_batch(encode_batch(batch))


NO_PAYLOADS = (
    pytest.param("1", id="a number"),
    pytest.param('{"a": {"$x": 1}}', id="not compact"),
    pytest.param('{"a": 1, "a": 1}', id="a name twice"),
    pytest.param('{"a": 1e999}', id="a number without end"),
)


def with_payload(text: str, *, strictly: bool) -> Batch:
    """Return a batch read with `text` in the place of a payload, under a digest that fits."""
    body = encode_batch(make_batch(RecordKept(record=make_record()))).decode()
    fields = body[2 : body.rindex(',\n  "digest"')]
    payload = write_line(make_record().payload)
    assert payload in fields
    return decode_batch(seal([fields.replace(payload, text)]), strictly=strictly)


def record_in(batch: Batch) -> Record:
    """Return the record that the last entry keeps."""
    entry = batch.entries[-1]
    assert isinstance(entry, RecordKept)
    return entry.record


@pytest.mark.parametrize("text", NO_PAYLOADS)
def test_what_is_no_payload_is_refused_by_whoever_looks(text: str) -> None:
    """Whose it is is told, and who names the file."""
    record = record_in(with_payload(text, strictly=False))
    with pytest.raises(StateDamagedError, match="the payload of teaser is not what this program writes") as caught:
        dict(record.payload)
    assert "state check" in caught.value.hint


@pytest.mark.parametrize("text", NO_PAYLOADS)
def test_what_is_no_payload_is_refused_strictly(text: str) -> None:
    """Read strictly, each payload is looked at."""
    with pytest.raises(StateDamagedError, match=r"payload is not a payload as|a key stands twice|too large"):
        with_payload(text, strictly=True)


def test_read_strictly_a_payload_is_the_same() -> None:
    """Looked at or kept as a text."""
    text = '{"a": [1, {"b": null}]}'
    both = [record_in(with_payload(text, strictly=strictly)).payload for strictly in (False, True)]
    assert [freeze_object({"a": [1, {"b": None}]})] * 2 == both


def test_a_variable_may_have_the_name_of_a_payload() -> None:
    """It stays a text, and an object there is named as what it is not."""
    reread(lambda text: text.replace('"variables": {', '"variables": {"payload": "x", '), strictly=True)
    with pytest.raises(StateDamagedError, match=r"variables\.payload is not a text"):
        reread(lambda text: text.replace('"variables": {', '"variables": {"payload": {}, '), strictly=True)


def test_whatever_lies_deeper_than_a_payload_fits_nothing() -> None:
    """A deep value in the place of another is told as that."""
    deep = '{"a": ' * 300 + "1" + "}" * 300
    with pytest.raises(StateDamagedError, match="nonce is not a text"):
        reread(lambda text: re.sub('"nonce": "[^"]*"', f'"nonce": {deep}', text), strictly=True)


def test_what_no_description_tells_is_refused_as_well() -> None:
    """Whatever cannot be made of a value that fits its description is refused in words."""

    def refuse(found: int, take: object) -> int:
        del take
        raise ValueError(found)

    with pytest.raises(StateDamagedError, match="it cannot be read: 1"):
        _read_value(1, int, refuse, "it")


def test_a_past_is_named_by_whoever_reads_it() -> None:
    """The plan's file holds one as well, at another place."""
    with pytest.raises(StateDamagedError, match="the change, past lacks the field address"):
        read_past(freeze_object({}), "the change, past")


def test_the_library_is_imported_when_something_is_read() -> None:
    """Whoever only writes, or never comes to a state, does not wait for it."""
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from braze_gitops.state import decode_batch, encode_batch\n"
        "from support.states import make_batch\n"
        "content = encode_batch(make_batch())\n"
        "assert 'msgspec' not in sys.modules\n"
        "decode_batch(content)\n"
        "assert 'msgspec' in sys.modules\n"
    )
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
