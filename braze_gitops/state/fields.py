"""Strict reading of one JSON object: each field taken once by name and type, and nothing left over.

The plan's file is read with it. Of the values that the state's own files share with it (instants, addresses,
digests) the spellings stand here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Json, JsonObject, is_address

E = TypeVar("E", bound=StrEnum)
_Anything: TypeAlias = object  # `Fields` has a method of that name

_DIGEST_LENGTH = 64
_HEX = frozenset("0123456789abcdef")
_MISSING = object()


class Fields:
    """The fields of one frozen object that are not taken yet; `where` says in messages which object it is."""

    __slots__ = ("_left", "_name", "_where")

    def __init__(self, value: object, where: str, name: str = "") -> None:
        self._where = where
        self._name = name
        if not isinstance(value, Mapping):
            raise self._wrong("is not an object")
        self._left: dict[str, object] = dict(value)

    def done(self) -> None:
        """Make sure that nothing is left.

        Raises:
            StateDamagedError: a field is there that this format does not have.
        """
        if self._left:
            raise self._wrong(f"has a field this version does not know: {min(self._left)}")

    def any(self, name: str) -> Json:
        """Return the value of a field that must be there, as it is."""
        value = self._left.pop(name, _MISSING)
        if value is _MISSING:
            raise self._wrong(f"lacks the field {name}")
        return cast("Json", value)

    def has(self, name: str) -> bool:
        """Whether a field is there and not taken yet."""
        return name in self._left

    def text(self, name: str) -> str:
        """Return a string."""
        value = self._left.pop(name, _MISSING)
        if isinstance(value, str):
            return value
        raise self._not(name, value, "a text")

    def text_or(self, name: str, default: str = "") -> str:
        """Return a string, `default` where the field is left out."""
        value = self._left.pop(name, default)
        if isinstance(value, str):
            return value
        raise self._not(name, value, "a text")

    def optional_text(self, name: str) -> str | None:
        """Return a string, None where the field is left out."""
        return self.text(name) if name in self._left else None

    def flag(self, name: str) -> bool:
        """Return a true or false, False where the field is left out."""
        value = self._left.pop(name, False)
        if isinstance(value, bool):
            return value
        raise self._not(name, value, "true or false")

    def whole(self, name: str, *, least: int) -> int:
        """Return a whole number from `least` on."""
        value = self._left.pop(name, _MISSING)
        if type(value) is int and value >= least:
            return value
        raise self._not(name, value, f"a whole number from {least} on")

    def choice(self, name: str, kind: type[E]) -> E:
        """Return a member of a closed set."""
        text = self.text(name)
        member = _members(kind).get(text)
        if member is None:
            raise self._not(name, text, "one of " + ", ".join(kind))
        return cast("E", member)

    def digest(self, name: str) -> str:
        """Return a SHA-256 in lower-case hex."""
        value = self._left.pop(name, _MISSING)
        if isinstance(value, str) and is_digest(value):
            return value
        raise self._not(name, value, "a digest")

    def address(self, name: str) -> Address:
        """Return an address."""
        text = self.text(name)
        if is_address(text):
            return Address(text)
        raise self._not(name, text, "an address")

    def moment(self, name: str) -> datetime:
        """Return an aware instant in UTC."""
        value = self._left.pop(name, _MISSING)
        try:
            return moment_of(value if isinstance(value, str) else "")
        except ValueError:
            raise self._not(name, value, "an instant in UTC") from None

    def optional_moment(self, name: str) -> datetime | None:
        """Return an aware instant in UTC, None where the field is left out."""
        return self.moment(name) if name in self._left else None

    def list(self, name: str) -> tuple[Json, ...]:
        """Return a list, empty where the field is left out."""
        value = self._left.pop(name, ())
        if isinstance(value, tuple):
            return value
        raise self._not(name, value, "a list")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings, empty where the field is left out."""
        items = self.list(name)
        found = tuple(item for item in items if isinstance(item, str))
        if len(found) != len(items):
            raise self._not(name, items, "a list of texts")
        return found

    def object(self, name: str) -> JsonObject:
        """Return an object, empty where the field is left out."""
        value = self._left.pop(name, _EMPTY)
        if isinstance(value, Mapping):
            return value
        raise self._not(name, value, "an object")

    def text_map(self, name: str) -> Mapping[str, str]:
        """Return an object of strings, empty where the field is left out."""
        items = self.object(name)
        found = {key: item for key, item in items.items() if isinstance(item, str)}
        if len(found) != len(items):
            raise self._not(name, items, "an object of texts")
        return MappingProxyType(found)

    def address_map(self, name: str) -> Mapping[Address, Address]:
        """Return an object that maps addresses to addresses, empty where the field is left out."""
        items = self.text_map(name)
        if not all(is_address(text) for pair in items.items() for text in pair):
            raise self._not(name, items, "an object of addresses")
        return MappingProxyType({Address(old): Address(new) for old, new in items.items()})

    def nested(self, name: str) -> Fields:
        """Return the fields of an object in here."""
        where = f"{self._where}, {self._name}" if self._name else self._where
        return Fields(self.any(name), where, name)

    def _not(self, name: str, value: _Anything, what: str) -> StateDamagedError:
        """Return the error for a field that is not there, or is not `what` it should be."""
        if value is _MISSING:
            return self._wrong(f"lacks the field {name}")
        return self._wrong(f"has a field {name} that is not {what}")

    def _wrong(self, what: str) -> StateDamagedError:
        return wrong(f"{self._where}, {self._name}" if self._name else self._where, what)


_EMPTY: JsonObject = MappingProxyType({})


@functools.cache
def _members(kind: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Return the members of a closed set by what is written for each."""
    return {member.value: member for member in kind}


def wrong(where: str, what: str) -> StateDamagedError:
    """Return the error for something that does not have the shape this program writes."""
    return StateDamagedError(
        f"is not what this program writes: {where} {what}", hint="restore it from a copy; nothing was changed"
    )


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hex."""
    return len(text) == _DIGEST_LENGTH and _HEX.issuperset(text)


def write_moment(moment: datetime) -> str:
    """Return an aware instant as the state's files hold it: in UTC, with `Z`."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant without a zone: {moment}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


# One apply has one moment for all its records, and a plain time is told three times in each.
@functools.lru_cache(maxsize=256)
def moment_of(text: str) -> datetime:
    """Return the instant `write_moment` wrote.

    Raises:
        ValueError: it did not write this.
    """
    moment = datetime.fromisoformat(text)
    # With these in their places only one spelling of an instant has so many characters; midnight has another one.
    marks, length = text[4:20:3], len(text)
    to_the_second = marks == "--T::Z" and length == 20
    to_the_microsecond = marks == "--T::." and length == 27 and text[26] == "Z" and moment.microsecond
    if text[11:13] == "24" or not (to_the_second or to_the_microsecond):
        raise ValueError(text)
    return moment
