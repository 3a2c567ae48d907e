"""A payload that is kept as a text: it is what it would be if it had been read, and is read when looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest
from hypothesis import given

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import (
    Json,
    JsonObject,
    Kind,
    canonical_json,
    digest_json,
    freeze,
    freeze_object,
    normal_form,
    send_id_pair,
    thaw,
)
from braze_gitops.state import audience_digest, compact_payload, content_digest, people_of, texts_named
from braze_gitops.state.json_text import escape_surrogates, in_order, write_block, write_line
from braze_gitops.state.kept_payload import KeptPayload, look_at
from support.state_strategies import payloads
from support.states import LINEAGE

FIELDS = freeze_object(
    {"campaign_id": "c", "messages": {"sms": {"body": "Hi"}}, "recipients": [1], "send_id": "s"}
)
DIGEST = "0123456789abcdef" * 4


def kept(text: str) -> KeptPayload:
    """Return a payload of teaser."""
    return KeptPayload(text.encode(), "teaser")


def kept_of(fields: JsonObject) -> KeptPayload:
    """Return the payload that is kept of `fields`."""
    return kept(write_line(fields))


# What nobody can have looked at.
NONE = kept("{")


def test_it_equals_what_it_holds() -> None:
    """A frozen object, a plain one, another such payload however it is written; from both sides."""
    found = kept_of(FIELDS)
    others: tuple[object, ...] = (FIELDS, dict(FIELDS), kept_of(FIELDS), kept(write_block(FIELDS)))
    assert [(True, True)] * 4 == [(found == other, other == found) for other in others]


def test_it_equals_nothing_else() -> None:
    """Another object, another such payload, and what is none; from both sides."""
    found = kept_of(FIELDS)
    others: tuple[object, ...] = (freeze_object({}), {}, kept("{}"), 1)
    assert [(False, False)] * 4 == [(found == other, other == found) for other in others]


def test_two_of_one_text_are_equal_unread() -> None:
    """Comparing the same with the same reads nothing."""
    assert kept("{") == NONE


def test_it_is_a_mapping() -> None:
    """With names, a length and no hash, and it says whose it is."""
    found = kept_of(FIELDS)
    assert (list(FIELDS), 4, "KeptPayload(of teaser)") == (list(found), len(found), repr(found))
    with pytest.raises(TypeError):
        hash(found)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(freeze, id="freeze"),
        pytest.param(thaw, id="thaw"),
        pytest.param(canonical_json, id="canonical_json"),
        pytest.param(digest_json, id="digest_json"),
        pytest.param(write_line, id="write_line"),
        pytest.param(lambda fields: write_block(in_order(fields)), id="write_block"),
        pytest.param(people_of, id="people_of"),
        pytest.param(audience_digest, id="audience_digest"),
        pytest.param(content_digest, id="content_digest"),
        pytest.param(texts_named, id="texts_named"),
        pytest.param(send_id_pair, id="send_id_pair"),
        pytest.param(lambda fields: normal_form(Kind.CAMPAIGN, fields), id="normal_form"),
    ],
)
def test_whoever_uses_it_gets_the_same(use: Callable[[JsonObject], object]) -> None:
    """As of the frozen object."""
    fields = compact_payload(
        freeze_object({**FIELDS, "recipients": ["a"], "note": "x" * 600}), lineage=LINEAGE
    ).fields
    assert use(fields) == use(kept_of(fields))


def test_it_matches_as_a_mapping() -> None:
    """Where a pattern asks for one."""
    match kept_of(FIELDS):
        case Mapping() as found:
            assert FIELDS == found
    match kept_of(FIELDS):
        case {"send_id": str(send_id)}:
            assert send_id == "s"


def test_what_it_holds_is_frozen_and_read_once() -> None:
    """Nobody can change it."""
    found = kept_of(FIELDS)
    assert (True, MappingProxyType) == (found.fields() is found.fields(), type(found["messages"]))


def test_that_a_field_is_not_there_is_told_unread() -> None:
    """A payload without a send id is not read for the lack of it."""
    assert (None, False, None) == (NONE.get("send_id"), "send_id" in NONE, send_id_pair(NONE))


@pytest.mark.parametrize("spelt", ["send_id", r"\u0073end_id", r"send\u005fid"])
def test_a_field_is_found_however_it_is_spelt(spelt: str) -> None:
    """An escape may stand for any character."""
    assert kept(f'{{"{spelt}": "x"}}')["send_id"] == "x"


@pytest.mark.parametrize("name", ["a/b", "é", "$object", "a b"])
def test_a_name_that_may_be_written_in_more_ways_is_looked_for(name: str) -> None:
    """Its lack is not told by the text."""
    assert (False, True) == (name in kept("{}"), "a/b" in kept(r'{"a\/b": 1}'))
    with pytest.raises(StateDamagedError):
        NONE.get(name)


def test_a_field_that_was_read_to_be_missing_is_missing() -> None:
    """After the first look as before."""
    found = kept_of(FIELDS)
    look_at(found)
    with pytest.raises(KeyError):
        found["canvas_id"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param('{"a": 1}', (), id="none"),
        pytest.param(r'{"a": "\n"}', (), id="another escape"),
        pytest.param('{"a": "$1"}', (), id="a dollar"),
        pytest.param(rf'{{"a": "\"$text\": \"{DIGEST}\""}}', (), id="within a text"),
        pytest.param(f'{{"a": {{"$text": "{DIGEST}"}}}}', (DIGEST,), id="one"),
        pytest.param(f'{{"a": [{{"$text":\n "{DIGEST}"}}, {{"$text" :"{DIGEST}"}}]}}', (DIGEST,) * 2, id="twice"),
        pytest.param(f'{{"a": {{"$object": {{"$text": "{DIGEST}"}}}}}}', None, id="the user's own"),
        pytest.param(rf'{{"a": {{"\u0024text": "{DIGEST}"}}}}', None, id="spelt otherwise"),
    ],
)
def test_long_texts_are_named_at_a_glance(text: str, named: tuple[str, ...] | None) -> None:
    """Or not at all, where only reading can tell."""
    assert named == kept(text).texts_at_a_glance()


def test_a_text_spelt_otherwise_is_named() -> None:
    """By reading."""
    assert (DIGEST,) == texts_named(kept(rf'{{"a": {{"\u0024text": "{DIGEST}"}}}}'))


@given(payload=payloads)
def test_it_names_the_texts_and_holds_the_fields_of_any_payload(payload: JsonObject) -> None:
    """Whatever the payload, and in both ways it is written."""
    fields = compact_payload(payload, lineage=LINEAGE).fields
    for text in (write_line(fields), write_block(in_order(fields))):
        found = kept(escape_surrogates(text))
        assert sorted(texts_named(fields)) == sorted(texts_named(found))
        assert (send_id_pair(fields), fields) == (send_id_pair(found), found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"a": {"$x": 1}}', id="a mark that is none"),
        pytest.param(b'{"a": 1, "a": 1}', id="a name twice"),
        pytest.param(b'{"a": 1e999}', id="a number without end"),
        pytest.param(b'{"a": NaN}', id="no number"),
        pytest.param(b'{"a": "\xff"}', id="no UTF-8"),
        pytest.param(b'{"a": ' * 250 + b"1" + b"}" * 250, id="deep"),
        pytest.param(b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, id="deeper"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="a huge number"),
    ],
)
def test_what_is_no_payload_is_refused_when_looked_at(text: bytes) -> None:
    """Each time, with whose it is and who finds the file."""
    found = KeptPayload(text, "teaser")
    for _ in range(2):
        with pytest.raises(StateDamagedError, match="the payload of teaser") as caught:
            look_at(found)
        assert "state check" in caught.value.hint


def test_looking_at_what_was_read_does_nothing() -> None:
    """A record made by this program keeps a plain object."""
    fields: Mapping[str, Json] = {}
    look_at(fields)
    assert {} == fields
