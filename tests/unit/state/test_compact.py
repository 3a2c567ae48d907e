"""The compact form of a payload: rules, and what can be had back from it."""

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import JsonObject, Lineage, digest_json, digest_text, freeze_object
from braze_gitops.state import (
    People,
    audience_digest,
    channels_of,
    compact_payload,
    content_digest,
    expand_texts,
    people_of,
    texts_named,
)
from braze_gitops.state.compact_shape import is_compact
from support.states import LINEAGE

LONG = "ü" * 257
HEX = "a" * 64


def compact(**fields: object) -> JsonObject:
    """Return the compact form of a payload with these fields."""
    return compact_payload(freeze_object(fields), lineage=LINEAGE).fields


@pytest.mark.parametrize(
    ("text", "is_apart"),
    [
        pytest.param("a" * 512, False, id="512 bytes of ASCII"),
        pytest.param("a" * 513, True, id="513 bytes of ASCII"),
        pytest.param("ü" * 256, False, id="512 bytes in 256 characters"),
        pytest.param("ü" * 257, True, id="514 bytes in 257 characters"),
        pytest.param("a" * 128, False, id="128 characters"),
    ],
)
def test_text_over_512_bytes_is_named_by_digest(*, text: str, is_apart: bool) -> None:
    """A text stands in the payload up to 512 UTF-8 bytes and is named by digest beyond."""
    expected = {"$text": digest_text(text)} if is_apart else text
    assert expected == compact(body=text)["body"]


def test_long_texts_travel_apart() -> None:
    """The long texts come with the compact form, by digest, and nothing else does."""
    found = compact_payload(freeze_object({"messages": {"email": {"body": LONG}}, "note": "x"}), lineage=LINEAGE)
    assert {digest_text(LONG): LONG} == found.texts


def test_digest_is_that_of_the_fields() -> None:
    """The digest of a compact form is that of the canonical JSON of its fields."""
    found = compact_payload(freeze_object({"b": LONG, "external_user_ids": ["u1"]}), lineage=LINEAGE)
    assert digest_json(found.fields) == found.digest


def test_people_leave_count_and_digests() -> None:
    """Of listed people stay their number and one digest each, sorted."""
    fields = compact(external_user_ids=["u2", "u1"])
    known = people_of(fields)["external_user_ids"]
    assert (2, tuple(sorted(known.digests))) == (known.count, known.digests)


def test_people_do_not_show() -> None:
    """No id of a listed person stands in the compact form."""
    fields = compact(
        external_user_ids=["person-1"],
        user_aliases=[{"alias_name": "person-2", "alias_label": "crm"}],
        recipients=[{"external_user_id": "person-3", "trigger_properties": {"n": 1}}],
    )
    assert "person-" not in repr(fields)


def test_order_of_people_is_no_difference() -> None:
    """The same people in another order have the same compact form."""
    assert compact(external_user_ids=["a", "b", "b"]) == compact(external_user_ids=["b", "a", "b"])


def test_digest_of_a_person_is_salted() -> None:
    """The same person has other digests in another state."""
    elsewhere = compact_payload(freeze_object({"external_user_ids": ["a"]}), lineage=Lineage("other")).fields
    assert compact(external_user_ids=["a"]) != elsewhere


def test_one_more_person_adds_one_digest() -> None:
    """Adding people leaves the digests of the others as they were."""
    before = people_of(compact(external_user_ids=["a", "b"]))["external_user_ids"]
    after = people_of(compact(external_user_ids=["a", "b", "c"]))["external_user_ids"]
    assert (set(), 1) == (set(before.digests) - set(after.digests), len(set(after.digests) - set(before.digests)))


def test_no_people_is_not_absent_people() -> None:
    """An empty list of people is kept as such."""
    assert {"user_aliases": People(count=0, digests=())} == people_of(compact(user_aliases=[]))


def test_people_field_that_is_no_list_stays() -> None:
    """A people field that holds no list is kept like any other value, and tells of nobody."""
    fields = compact(recipients="everybody")
    assert ("everybody", {}) == (fields["recipients"], people_of(fields))


@pytest.mark.parametrize("mark", ["$text", "$people", "$env", "$object", "$anything"])
def test_own_object_cannot_imitate(mark: str) -> None:
    """An object of the user's with a key that starts with `$` is wrapped."""
    assert {"$object": {mark: HEX}} == compact(extra={mark: HEX})["extra"]


def test_dollar_key_of_the_payload_is_wrapped() -> None:
    """A payload with such a key at its top is wrapped whole."""
    assert {"$object": {"$text": HEX}} == compact(**{"$text": HEX})


def test_expand_gives_everything_back() -> None:
    """What is not people comes back from the compact form and its texts."""
    payload = freeze_object({"a": LONG, "b": {"$x": [LONG, 1, None]}, "c": [[True]]})
    found = compact_payload(payload, lineage=LINEAGE)
    assert payload == expand_texts(found.fields, found.texts)


def test_expand_leaves_people_and_env() -> None:
    """People and values of the environment stay as the state knows them."""
    fields = freeze_object({**compact(recipients=["r"]), "token": {"$env": {"name": "TOKEN", "version": 2}}})
    assert fields == expand_texts(fields, {})


def test_expand_refuses_a_missing_text() -> None:
    """A text that is nowhere is an error of the state, not of the program."""
    with pytest.raises(StateDamagedError, match="a text it does not hold"):
        expand_texts(compact(body=LONG), {})


def test_expand_refuses_a_payload_that_is_a_text() -> None:
    """A compact form that is one long text is no payload."""
    with pytest.raises(StateDamagedError, match="one long text"):
        expand_texts(freeze_object({"$text": HEX}), {HEX: "x"})


def test_texts_named_finds_each() -> None:
    """Every long text is named, also inside lists and wrapped objects, and marks of the user's own are not."""
    other = LONG + "!"
    fields = compact(a=[[LONG]], b={"$text": "mine", "x": {"y": other}}, external_user_ids=["u" * 600])
    assert [digest_text(LONG), digest_text(other)] == list(texts_named(fields))


def test_texts_named_passes_env_by() -> None:
    """A value of the environment names no text."""
    assert [] == list(texts_named(freeze_object({"t": {"$env": {"name": "TOKEN", "version": 1}}})))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"segment_id": "other"}, id="segment"),
        pytest.param({"audience": {"AND": []}}, id="audience"),
        pytest.param({"broadcast": True}, id="broadcast"),
        pytest.param({"external_user_ids": ["b"]}, id="people"),
        pytest.param({"recipient_subscription_state": "all"}, id="subscription state"),
    ],
)
def test_audience_digest_tells_who_gets_it(other: dict[str, object]) -> None:
    """Each field that decides who gets a message is part of its audience."""
    base: dict[str, object] = {"messages": {}, "segment_id": "s", "external_user_ids": ["a"], "broadcast": False}
    assert audience_digest(compact(**base)) != audience_digest(compact(**{**base, **other}))


@pytest.mark.parametrize("field", ["schedule", "campaign_id", "send_id"])
def test_audience_of_a_message_is_not_its_tracking(field: str) -> None:
    """The time and what only tracks a message say nothing of who gets it."""
    base: dict[str, object] = {"messages": {}, "segment_id": "s"}
    assert audience_digest(compact(**base)) == audience_digest(compact(**base, **{field: "x"}))


@pytest.mark.parametrize("field", ["campaign_id", "canvas_id"])
def test_audience_of_a_trigger_is_its_parents(field: str) -> None:
    """A campaign or Canvas has an audience of its own."""
    assert audience_digest(compact(**{field: "x"})) != audience_digest(compact(**{field: "y"}))


@pytest.mark.parametrize(
    "field", ["messages", "trigger_properties", "canvas_entry_properties", "context", "campaign_id", "canvas_id"]
)
def test_content_digest_tells_what_is_sent(field: str) -> None:
    """Each field that decides what is sent is part of the content."""
    assert content_digest(compact(**{field: {"a": 1}})) != content_digest(compact(**{field: {"a": 2}}))


def test_content_is_not_the_time() -> None:
    """Two sends of one content at two times have one content digest."""
    assert content_digest(compact(messages={}, schedule="1")) == content_digest(compact(messages={}, schedule="2"))


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"a": {"$text": "short"}}, id="text that is no digest"),
        pytest.param({"a": {"$text": HEX, "b": 1}}, id="text and more"),
        pytest.param({"a": {"$text": HEX.upper()}}, id="text in capitals"),
        pytest.param({"a": {"$env": {"name": "T"}}}, id="env without version"),
        pytest.param({"a": {"$env": {"name": "T", "version": 1, "x": 1}}}, id="env and more inside"),
        pytest.param({"a": {"$env": {"name": "T", "version": 1}, "x": 1}}, id="env and more beside"),
        pytest.param({"a": {"$object": 1}}, id="object that is none"),
        pytest.param({"a": {"$object": {"b": {"$text": "short"}}}}, id="object with a wrong mark inside"),
        pytest.param({"a": {"$other": 1}}, id="unknown mark"),
        pytest.param({"a": [{"$other": 1}]}, id="unknown mark in a list"),
        pytest.param({"a": {"b": {"$other": 1}}}, id="unknown mark in an object"),
        pytest.param({"a": {"$people": {"count": 0, "digests": []}}}, id="people where none can be"),
        pytest.param({"recipients": {"$people": {"count": 1, "digests": []}}}, id="wrong count"),
        pytest.param({"recipients": {"$people": {"count": True, "digests": ["a" * 32]}}}, id="count that is none"),
        pytest.param({"recipients": {"$people": {"count": 1, "digests": ["a"]}}}, id="wrong digest of a person"),
        pytest.param({"recipients": {"$people": {"count": 0, "digests": [], "x": 1}}}, id="more inside people"),
        pytest.param({"recipients": {"$people": {"count": 0, "digests": []}, "x": 1}}, id="more beside people"),
        pytest.param({"recipients": {"$people": 1}}, id="people that are none"),
        pytest.param({"$text": HEX}, id="payload that is a text"),
        pytest.param({"$object": {}, "a": 1}, id="wrapped payload and more"),
    ],
)
def test_what_is_no_compact_form(fields: dict[str, object]) -> None:
    """A form with a wrong mark in it is told apart."""
    assert not is_compact(freeze_object(fields))


@pytest.mark.parametrize("is_list", [True, False], ids=["lists", "objects"])
def test_deep_payload_is_no_compact_form(*, is_list: bool) -> None:
    """A payload nested deeper than any definition can be is refused."""
    value: object = 1
    for _ in range(250):
        value = [value] if is_list else {"a": value}
    assert not is_compact(freeze_object({"a": value}))


def test_wrapped_payload_is_a_compact_form() -> None:
    """A payload that was wrapped whole is a compact form, people included."""
    assert is_compact(compact(**{"$x": 1, "recipients": ["r"]}))


def test_env_is_a_compact_form() -> None:
    """A value of the environment has its place, by name and version."""
    assert is_compact(freeze_object({"t": [{"$env": {"name": "TOKEN", "version": 1}}]}))


def test_channels_of_a_message_and_of_a_trigger() -> None:
    """A message names its channels; what a campaign or Canvas sends on is not written here."""
    found = [channels_of(compact(messages={"sms": {}, "email": {}})), channels_of(compact(campaign_id="c"))]
    assert [("email", "sms"), ()] == found
