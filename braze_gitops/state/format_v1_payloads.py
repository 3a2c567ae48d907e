"""Where a payload stands in a file of format version 1, its text is kept, or what it holds is set apart.

A description asks for a payload's text. The library's parser gives it; a value that was parsed already has none,
so there each payload is looked at, and the description is given its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Raw

from braze_gitops.model import Address, JsonObject
from braze_gitops.state.compact_shape import NotCompactError, take_compact
from braze_gitops.state.kept_payload import KeptPayload

TakePayload: TypeAlias = Callable[[Raw, Address], JsonObject]

_NAME = "payload"
# From a file down to the payload of an attempt, the deepest there is; below, whatever there is fits nothing.
_LEVELS = 8


def keep_text(found: Raw, address: Address) -> JsonObject:
    """Return the payload of `address`, to be read when somebody looks; its file's bytes are not held on to."""
    return KeptPayload(bytes(found), address)


def set_apart(value: object) -> tuple[object, TakePayload]:
    """Return `value` with the number of each payload in its place, and what gives the payload for its number.

    A payload that is none stays where it is, so that it is found not to fit.
    """
    payloads: list[JsonObject] = []
    return _set_apart(value, payloads, _LEVELS), lambda found, _: payloads[int(bytes(found))]


def _set_apart(value: object, payloads: list[JsonObject], levels: int) -> object:
    if levels == 0:
        return value
    if isinstance(value, Mapping):
        return {
            key: _numbered(item, payloads) if key == _NAME else _set_apart(item, payloads, levels - 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_set_apart(item, payloads, levels - 1) for item in value]
    return value


def _numbered(value: object, payloads: list[JsonObject]) -> object:
    try:
        payloads.append(take_compact(value, []))
    except NotCompactError:
        return value
    return Raw(str(len(payloads) - 1).encode())
