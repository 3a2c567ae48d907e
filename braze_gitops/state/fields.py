"""Strict reading of one JSON object: each field taken once by name and type, and nothing left over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Json, JsonObject, is_name, split_address

E = TypeVar("E", bound=StrEnum)

_DIGEST_LENGTH = 64
_HEX = frozenset("0123456789abcdef")


class Fields:
    """The fields of one object that are not taken yet; `where` says in messages which object it is."""

    __slots__ = ("_left", "_where")

    def __init__(self, value: Json, where: str) -> None:
        # The parser makes no other mapping, and asking for any mapping costs more than reading one.
        if not isinstance(value, MappingProxyType):
            raise wrong(where, "is not an object")
        self._left: dict[str, Json] = dict(value)
        self._where = where

    def done(self) -> None:
        """Make sure that nothing is left.

        Raises:
            StateDamagedError: a field is there that this format does not have.
        """
        if self._left:
            raise wrong(self._where, f"has a field this version does not know: {min(self._left)}")

    def any(self, name: str) -> Json:
        """Return the value of a field that must be there, whatever it is."""
        if name not in self._left:
            raise wrong(self._where, f"lacks the field {name}")
        return self._left.pop(name)

    def has(self, name: str) -> bool:
        """Whether a field is there and not taken yet."""
        return name in self._left

    def text(self, name: str) -> str:
        """Return a string."""
        value = self.any(name)
        if isinstance(value, str):
            return value
        raise self._not(name, "a text")

    def text_or(self, name: str, default: str = "") -> str:
        """Return a string, `default` where the field is left out."""
        return self.text(name) if name in self._left else default

    def optional_text(self, name: str) -> str | None:
        """Return a string, None where the field is left out."""
        return self.text(name) if name in self._left else None

    def flag(self, name: str) -> bool:
        """Return a true or false, False where the field is left out."""
        value = self._left.pop(name, False)
        if isinstance(value, bool):
            return value
        raise self._not(name, "true or false")

    def whole(self, name: str, *, least: int) -> int:
        """Return a whole number from `least` on."""
        value = self.any(name)
        if type(value) is int and value >= least:
            return value
        raise self._not(name, f"a whole number from {least} on")

    def choice(self, name: str, kind: type[E]) -> E:
        """Return a member of a closed set."""
        try:
            return kind(self.text(name))
        except ValueError:
            raise self._not(name, "one of " + ", ".join(kind)) from None

    def digest(self, name: str) -> str:
        """Return a SHA-256 in lower-case hex."""
        value = self.any(name)
        if isinstance(value, str) and is_digest(value):
            return value
        raise self._not(name, "a digest")

    def optional_digest(self, name: str) -> str | None:
        """Return a SHA-256 in lower-case hex, None where the field is left out."""
        return self.digest(name) if name in self._left else None

    def address(self, name: str) -> Address:
        """Return an address."""
        text = self.text(name)
        if is_address(text):
            return Address(text)
        raise self._not(name, "an address")

    def moment(self, name: str) -> datetime:
        """Return an aware instant in UTC."""
        value = self.any(name)
        moment = read_moment(value) if isinstance(value, str) else None
        if moment is None:
            raise self._not(name, "an instant in UTC")
        return moment

    def optional_moment(self, name: str) -> datetime | None:
        """Return an aware instant in UTC, None where the field is left out."""
        return self.moment(name) if name in self._left else None

    def wall(self, name: str) -> datetime:
        """Return a wall time without a zone."""
        value = self.any(name)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.isoformat() != value or moment.tzinfo is not None:
            raise self._not(name, "a wall time without a zone")
        return moment

    def list(self, name: str) -> tuple[Json, ...]:
        """Return a list of anything, empty where the field is left out."""
        value = self._left.pop(name, ())
        if isinstance(value, tuple):
            return value
        raise self._not(name, "a list")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings, empty where the field is left out."""
        items = self.list(name)
        found = tuple(item for item in items if isinstance(item, str))
        if len(found) != len(items):
            raise self._not(name, "a list of texts")
        return found

    def object(self, name: str) -> JsonObject:
        """Return an object of anything, empty where the field is left out."""
        value = self._left.pop(name, _EMPTY)
        if isinstance(value, Mapping):
            return value
        raise self._not(name, "an object")

    def text_map(self, name: str) -> Mapping[str, str]:
        """Return an object of strings, empty where the field is left out."""
        items = self.object(name)
        found = {key: item for key, item in items.items() if isinstance(item, str)}
        if len(found) != len(items):
            raise self._not(name, "an object of texts")
        return MappingProxyType(found)

    def nested(self, name: str) -> Fields:
        """Return the fields of an object in here."""
        return Fields(self.any(name), f"{self._where}, {name}")

    def optional_nested(self, name: str) -> Fields | None:
        """Return the fields of an object in here, None where it is left out."""
        return self.nested(name) if name in self._left else None

    def _not(self, name: str, what: str) -> StateDamagedError:
        return wrong(self._where, f"has a field {name} that is not {what}")


_EMPTY: JsonObject = MappingProxyType({})


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


def read_moment(text: str) -> datetime | None:
    """Return the instant `write_moment` wrote, None if it did not write this."""
    if not text.endswith("Z"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Of twenty characters with these in their places only one spelling of an instant is made.
    if len(text) == 20 and text[4] == text[7] == "-" and text[10] == "T" and text[13] == text[16] == ":":
        return moment
    return moment if write_moment(moment) == text else None
