"""The compact form of a payload: what the state keeps of it.

The rules, in words:

    a list of people (`external_user_ids`, `user_aliases`, `recipients`)
        {"$people": {"count": n, "digests": [one a person, salted with the lineage, sorted]}}
    a string of more than 512 UTF-8 bytes
        {"$text": "<SHA-256 of it>"}, the text itself travels apart
    a value taken from the run's own environment
        {"$env": {"name": NAME, "version": N}}, and nothing made from the value
    an object of the user's with a key that starts with `$`
        {"$object": {…}}, its values compact in turn, so that none of the above can be imitated
    anything else
        itself

Two payloads have one compact form only if they are the same payload, people compared as a multiset.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import cast

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import (
    PEOPLE_FIELDS,
    Json,
    JsonObject,
    Lineage,
    canonical_json,
    digest_json,
    digest_text,
    freeze_object,
)
from braze_gitops.state.compact_shape import ENV, OBJECT, PEOPLE, PERSON_DIGEST_DIGITS, PLAIN, TEXT
from braze_gitops.state.kept_payload import KeptPayload

LONG_TEXT_BYTES = 512
_AUDIENCE_FIELDS = (*PEOPLE_FIELDS, "segment_id", "audience", "broadcast", "recipient_subscription_state")
_PARENT_FIELDS = ("campaign_id", "canvas_id")
_CONTENT_FIELDS = ("messages", "trigger_properties", "canvas_entry_properties", "context")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CompactPayload:
    """The compact form of one payload: `fields`, their digest, and the long texts they name by digest."""

    fields: JsonObject
    digest: str
    texts: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What the state knows of listed people: how many, and a salted digest of each, sorted."""

    count: int
    digests: tuple[str, ...]


def compact_payload(payload: JsonObject, *, lineage: Lineage) -> CompactPayload:
    """Return the compact form of `payload`, a whole payload with people and texts written out.

    The digest is that of the canonical JSON of the fields; `expand_texts` gives everything back but people.
    """
    texts: dict[str, str] = {}
    fields = {
        key: _compact_people(value, lineage)
        if key in PEOPLE_FIELDS and isinstance(value, tuple)
        else _compact(value, texts)
        for key, value in payload.items()
    }
    # The digest is taken before freezing, while these are plain dicts, which the encoder takes at its own speed.
    whole = _guarded(fields)
    return CompactPayload(fields=freeze_object(whole), digest=digest_json(whole), texts=MappingProxyType(texts))


def expand_texts(fields: JsonObject, texts: Mapping[str, str]) -> JsonObject:
    """Return the payload a compact form stands for, long texts written out; people and `$env` stay as they are.

    Raises:
        StateDamagedError: a text is not in `texts`, or `fields` is no compact form.
    """
    expanded = _expand(fields, texts)
    if not isinstance(expanded, Mapping):
        raise StateDamagedError("a payload is one long text", hint="restore the state from a copy")
    return expanded


def texts_named(fields: JsonObject) -> tuple[str, ...]:
    """Return the digest of each long text a compact form names, as often as it does."""
    glance = fields.texts_at_a_glance() if isinstance(fields, KeptPayload) else None
    if glance is not None:
        return glance
    found: list[str] = []
    _collect_texts(fields, found)
    return tuple(found)


def people_of(fields: JsonObject) -> Mapping[str, People]:
    """Return what is known of the people each field of a compact form lists; no entry for a field without."""
    found = {}
    for name in PEOPLE_FIELDS:
        match fields.get(name):
            case {"$people": {"count": int(count), "digests": tuple(digests)}}:
                found[name] = People(count=count, digests=tuple(map(str, digests)))
    return MappingProxyType(found)


def audience_digest(fields: JsonObject) -> str:
    """Return the digest of who gets it: people, segment, audience, broadcast, subscription state and, for a
    trigger, the campaign or Canvas, which has an audience of its own. A message's `campaign_id` only tracks it.
    """
    names = _AUDIENCE_FIELDS if "messages" in fields else (*_AUDIENCE_FIELDS, *_PARENT_FIELDS)
    return digest_json(_only(fields, names))


def channels_of(fields: JsonObject) -> tuple[str, ...]:
    """Return the channels of a message, sorted, in Braze's names; empty for a trigger, which names none."""
    messages = fields.get("messages")
    return tuple(sorted(messages)) if isinstance(messages, Mapping) else ()


def content_digest(fields: JsonObject) -> str:
    """Return the digest of what is sent: the messages, or the campaign or Canvas and its properties; no time."""
    names = _CONTENT_FIELDS if "messages" in fields else (*_CONTENT_FIELDS, *_PARENT_FIELDS)
    return digest_json(_only(fields, names))


def _only(fields: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: fields[name] for name in names if name in fields}


def _compact_people(people: tuple[Json, ...], lineage: Lineage) -> Json:
    digests = sorted(digest_text(f"{lineage}\0{canonical_json(person)}") for person in people)
    short = tuple(digest[:PERSON_DIGEST_DIGITS] for digest in digests)
    return {PEOPLE: {"count": len(people), "digests": short}}


def _compact(value: Json, texts: dict[str, str]) -> Json:
    match value:
        case str() if is_long(value):
            digest = digest_text(value)
            texts[digest] = value
            return {TEXT: digest}
        case None | str() | bool() | int() | float():
            return value
        case tuple():
            return tuple(_compact(item, texts) for item in value)
        case _:
            return _guarded({key: _compact(item, texts) for key, item in value.items()})


def is_long(text: str) -> bool:
    """Whether `text` has more than 512 UTF-8 bytes, so that the state names it by digest."""
    if len(text) * 4 <= LONG_TEXT_BYTES:
        return False
    return len(text) > LONG_TEXT_BYTES or len(text.encode("utf-8", "surrogatepass")) > LONG_TEXT_BYTES


def _guarded(fields: JsonObject) -> JsonObject:
    return {OBJECT: fields} if any(key.startswith("$") for key in fields) else fields


def _expand(value: Json, texts: Mapping[str, str]) -> Json:
    match value:
        case {"$text": str(digest)}:
            if digest not in texts:
                raise StateDamagedError(
                    f"the state names a text it does not hold: {digest}", hint="restore the state from a copy"
                )
            return texts[digest]
        case {"$object": Mapping() as inner}:
            return MappingProxyType({key: _expand(item, texts) for key, item in inner.items()})
        case {"$people": _} | {"$env": _}:
            return value
        case Mapping():
            return MappingProxyType({key: _expand(item, texts) for key, item in value.items()})
        case tuple():
            return tuple(_expand(item, texts) for item in value)
        case _:
            return value


def _collect_texts(fields: JsonObject, found: list[str]) -> None:
    if TEXT in fields:
        found.append(str(fields[TEXT]))
    # Most objects hold nothing but plain values; asking for all at once keeps a walk over 10,000 payloads short.
    if PLAIN.issuperset(map(type, fields.values())):
        return
    for key, value in fields.items():
        if type(value) in PLAIN:
            continue
        if isinstance(value, tuple):
            _collect_texts_of(value, found)
        elif key == OBJECT:
            _collect_texts_of(cast("JsonObject", value).values(), found)
        elif key not in (PEOPLE, ENV):
            _collect_texts(cast("JsonObject", value), found)


def _collect_texts_of(values: Iterable[Json], found: list[str]) -> None:
    for value in values:
        if isinstance(value, tuple):
            _collect_texts_of(value, found)
        elif isinstance(value, Mapping):
            _collect_texts(value, found)
