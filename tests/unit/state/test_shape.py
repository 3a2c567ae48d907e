"""Shapes: a whole object at once, and nothing in it that was not made sure of."""

import dataclasses
import json
from collections.abc import Callable
from types import MappingProxyType
from typing import TypedDict

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Verb, Verdict
from braze_gitops.state import CallAnswered, RecordKept, decode_batch, encode_batch
from braze_gitops.state import shape as kinds
from braze_gitops.state.json_text import seal
from braze_gitops.state.shape import Shape
from support.states import NOW, make_answer, make_batch, make_intent, make_record, make_run


class Thing(TypedDict):
    """An object of a test."""

    name: str
    count: int | None
    tags: object


def a_shape() -> Shape[Thing]:
    """Return the shape of a thing, which has seen nothing yet."""
    return Shape(name=kinds.TEXT, count=kinds.NO_WHOLE, tags=kinds.EMPTY_LIST)


GOOD = {"name": "a", "count": 1}


def test_what_is_left_out_has_its_default() -> None:
    """Each field is there, in the order of the shape."""
    assert {"name": "a", "count": 1, "tags": ()} == a_shape().take(GOOD, "x")


def test_frozen_objects_are_read_as_well() -> None:
    """A plan's file hands over frozen mappings."""
    assert {"name": "a", "count": None, "tags": ()} == a_shape().take(MappingProxyType({"name": "a"}), "x")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("text", "x is not an object", id="text"),
        pytest.param([], "x is not an object", id="list"),
        pytest.param({"count": 1}, "x lacks the field name", id="missing"),
        pytest.param({"name": "a", "more": 1}, "does not know: more", id="unknown"),
        pytest.param({"name": 1}, "name that is not a text", id="number for a text"),
        pytest.param({"name": None}, "name that is not a text", id="null for a text"),
        pytest.param({"name": "a", "count": None}, "count that is not a whole", id="null written out"),
        pytest.param({"name": "a", "count": True}, "count that is not a whole", id="flag for a number"),
        pytest.param({"name": "a", "tags": "x"}, "tags that is not a list", id="text for a list"),
    ],
)
@pytest.mark.parametrize("seen", [pytest.param(False, id="first"), pytest.param(True, id="after a good one")])
def test_what_is_not_the_shape_is_refused(value: object, message: str, *, seen: bool) -> None:
    """What is wrong is said, whether or not a good object came before."""
    shape = a_shape()
    if seen:
        shape.take(GOOD, "x")
        shape.take({"name": "a"}, "x")
    with pytest.raises(StateDamagedError, match=message):
        shape.take(value, "x")


BATCH = make_batch(
    make_run(),
    make_intent(Verb.CREATE, make_record(schedule_id=None)),
    make_answer(Verdict.DONE, schedule_id="s"),
    RecordKept(record=dataclasses.replace(make_record(), inside_at=NOW)),
)


def reread(change: Callable[[str], str]) -> None:
    """Read the batch with its text changed, under a digest that fits."""
    body = encode_batch(BATCH).decode()
    fields = body[2 : body.rindex(',\n  "digest"')]
    changed = change(fields)
    assert changed != fields
    decode_batch(seal([changed]))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            '"run": "run-1", "verb"', '"run": "run-1", "run": "run-1", "verb"', "a key stands twice", id="entry"
        ),
        pytest.param(
            '"call": "call-1", "kind"', '"call": 1, "kind"', "call that is not a text", id="call as number"
        ),
        pytest.param(
            '"call_intended", "address": "teaser"',
            '"call_intended", "address": "No"',
            "is not an address",
            id="address",
        ),
        pytest.param(
            '"record": {"address": "teaser"',
            '"record": {"address": "No"',
            "is not an address",
            id="address of a record",
        ),
        pytest.param('"verb": "create"', '"verb": "send"', "verb that is not one of create, update", id="verb"),
        pytest.param('"status": 201', '"status": -1', "whole number from 0 on", id="status"),
        pytest.param('"status": 201', '"status": true', "whole number from 0 on", id="status as flag"),
        pytest.param(
            '"complete": true', '"complete": 1', "complete that is not true or false", id="flag as number"
        ),
        pytest.param('"verdict": "done"', '"verdict": "fine"', "verdict that is not one of", id="verdict"),
        pytest.param(
            '"verdict": "done"', '"verdict": "done", "remarks": [1]', "list of texts", id="remark as number"
        ),
        pytest.param(
            '"verdict": "done"', '"verdict": "done", "notice": ""', "does not know: notice", id="unknown field"
        ),
        pytest.param('"version": 1', '"version": 1, "version": 1', "a key stands twice", id="file"),
        pytest.param('"number": 1', '"number": 0', "number that is not a whole number from 1", id="batch 0"),
        pytest.param(
            '"broadcast": true', '"broadcast": true, "broadcast": true', "a key stands twice", id="payload"
        ),
        pytest.param('"subject": ', '"subject": "", "subject": ', "a key stands twice", id="inside a payload"),
        pytest.param('"variables": {', '"variables": {"brand": "x", ', "a key stands twice", id="variables"),
        pytest.param('"payload_digest": "', '"payload_digest": "x', "is not a digest", id="digest"),
        pytest.param('"first_at": "2026', '"first_at": "026', "not an instant", id="window"),
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
    with pytest.raises(StateDamagedError, match="entry that is not a text"):
        reread(lambda text: text.replace('"entry": "run_opened"', f'"entry": {name}', 1))


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
