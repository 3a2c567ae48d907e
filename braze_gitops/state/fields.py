"""Strict reading of one JSON object: each field taken once by name and type, and nothing left over.

A journal of ten thousand calls has a million fields: what is right is taken in one step, and only what is not is
looked at again, to say what is wrong with it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Json, JsonObject, is_name, split_address

E = TypeVar("E", bound=StrEnum)
_Anything: TypeAlias = object  # `Fields` has a method of that name

_DIGEST_LENGTH = 64
_HEX = frozenset("0123456789abcdef")
_MISSING = object()


class Fields:
    """The fields of one object that are not taken yet; `where` says in messages which object it is.

    The object is one as the parser of the state's files made it, or a frozen one.
    """

    __slots__ = ("_left", "_name", "_where")

    def __init__(self, value: object, where: str, name: str = "") -> None:
        # There are no other mappings here, and asking for any mapping costs more than reading one.
        self._left: dict[str, object]
        self._where = where
        self._name = name
        if type(value) is not dict and not isinstance(value, MappingProxyType):
            raise self._wrong("is not an object")
        self._left = dict(value)

    def done(self) -> None:
        """Make sure that nothing is left.

        Raises:
            StateDamagedError: a field is there that this format does not have.
        """
        if self._left:
            raise self._wrong(f"has a field this version does not know: {min(self._left)}")

    def any(self, name: str) -> Json:
        """Return the value of a field that must be there, as it is: frozen, or for another `Fields`."""
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

    def optional_digest(self, name: str) -> str | None:
        """Return a SHA-256 in lower-case hex, None where the field is left out."""
        return self.digest(name) if name in self._left else None

    def address(self, name: str) -> Address:
        """Return an address."""
        text = self.text(name)
        if is_address(text):
            return Address(text)
        raise self._not(name, text, "an address")

    def moment(self, name: str) -> datetime:
        """Return an aware instant in UTC."""
        value = self._left.pop(name, _MISSING)
        moment = read_moment(value) if isinstance(value, str) else None
        if moment is None:
            raise self._not(name, value, "an instant in UTC")
        return moment

    def optional_moment(self, name: str) -> datetime | None:
        """Return an aware instant in UTC, None where the field is left out."""
        return self.moment(name) if name in self._left else None

    def list(self, name: str) -> tuple[Json, ...]:
        """Return a list, empty where the field is left out; an item is plain, or something for `Fields`."""
        value = self._left.pop(name, ())
        if isinstance(value, list) or type(value) is tuple:
            return tuple(value)
        raise self._not(name, value, "a list")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings, empty where the field is left out."""
        items = self.list(name)
        found = tuple(item for item in items if isinstance(item, str))
        if len(found) != len(items):
            raise self._not(name, items, "a list of texts")
        return found

    def object(self, name: str) -> JsonObject:
        """Return an object of a frozen one, empty where the field is left out."""
        value = self._left.pop(name, _EMPTY)
        if isinstance(value, Mapping):
            return value
        raise self._not(name, value, "an object")

    def items(self, name: str) -> Mapping[str, Json]:
        """Return an object whose values are as they are, for other `Fields`; empty where the field is left out."""
        value = self._left.pop(name, _EMPTY)
        if type(value) is dict or isinstance(value, MappingProxyType):
            return Fields(value, self._where, name).rest()
        raise self._not(name, value, "an object")

    def rest(self) -> Mapping[str, Json]:
        """Return what is not taken yet, as it is."""
        return MappingProxyType(cast("dict[str, Json]", self._left))

    def text_map(self, name: str) -> Mapping[str, str]:
        """Return an object of strings, empty where the field is left out."""
        items = self.items(name)
        found = {key: item for key, item in items.items() if isinstance(item, str)}
        if len(found) != len(items):
            raise self._not(name, items, "an object of texts")
        return MappingProxyType(found)

    def nested(self, name: str) -> Fields:
        """Return the fields of an object in here."""
        where = f"{self._where}, {self._name}" if self._name else self._where
        return Fields(self.any(name), where, name)

    def optional_nested(self, name: str) -> Fields | None:
        """Return the fields of an object in here, None where it is left out."""
        return self.nested(name) if name in self._left else None

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


def is_address(text: str) -> bool:
    """Whether `text` is an address."""
    if is_name(text):
        return True
    try:
        split_address(text)
    except ValueError:
        return False
    return True


def write_moment(moment: datetime) -> str:
    """Return an aware instant as the state's files hold it: in UTC, with `Z`."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant without a zone: {moment}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


# One apply has one moment for all its records, and a plain time is told three times in each.
@functools.lru_cache(maxsize=256)
def read_moment(text: str) -> datetime | None:
    """Return the instant `write_moment` wrote, None if it did not write this."""
    if not text.endswith("Z"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # With these in their places only one spelling of an instant has so many characters; midnight has another one.
    pinned = text[4] == text[7] == "-" and text[10] == "T" and text[13] == text[16] == ":" and text[11:13] != "24"
    if pinned and (len(text) == 20 or (len(text) == 27 and text[19] == "." and moment.microsecond)):
        return moment
    return moment if write_moment(moment) == text else None
