"""JSON values, frozen all the way down, and their canonical bytes and digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | tuple[Json, ...] | Mapping[str, Json] | None"
JsonObject: TypeAlias = "Mapping[str, Json]"


def freeze(value: object) -> Json:
    """Return `value`, made of JSON types, as a tree of read-only mappings and tuples.

    Raises:
        TypeError: something in it is not JSON, or a key is not a string.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return tuple(freeze(item) for item in value)
        case Mapping():
            return MappingProxyType({_key(key): freeze(item) for key, item in value.items()})
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def freeze_object(value: Mapping[str, object]) -> JsonObject:
    """Return the mapping `value` frozen."""
    return MappingProxyType({_key(key): freeze(item) for key, item in value.items()})


def thaw(value: Json) -> object:
    """Return `value` as plain dicts and lists, for a library that writes or compares JSON."""
    match value:
        case Mapping():
            return {key: thaw(item) for key, item in value.items()}
        case tuple():
            return [thaw(item) for item in value]
        case _:
            return value


def canonical_json(value: Json) -> str:
    """Return the one text of `value`: keys sorted, no spaces, no escapes beyond what JSON needs."""
    return _ENCODER.encode(value)


def digest_text(text: str) -> str:
    """Return the lower-case hex SHA-256 of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_json(value: Json) -> str:
    """Return the lower-case hex SHA-256 of the canonical text of `value`."""
    return digest_text(canonical_json(value))


def _plain_object(value: object) -> dict[object, object]:
    """Return a read-only mapping as the dict the encoder takes; tuples it takes as they are."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not a JSON value: {type(value).__name__}")


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain_object
)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"not a JSON key: {type(key).__name__}")
    return key
