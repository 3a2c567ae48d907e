"""The objects a journal is full of, read whole: their fields, what each may be, and nothing beside them.

`Fields` asks for one field after the other, which is right for what stands in a file once. A journal of ten
thousand calls holds these shapes ten thousand times each: here all fields are laid out at once, and their types
compared with those of an object that was looked at field by field before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import Generic, NoReturn, TypeVar

from braze_gitops.state.fields import read_moment, wrong

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_ONLY_TEXTS = frozenset({str})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field may be: its types, in words for messages, and its default; `REQUIRED` must not be left out."""

    types: tuple[type, ...]
    words: str
    default: object


REQUIRED = object()
TEXT = Field(types=(str,), words="a text", default=REQUIRED)
MOMENT = Field(types=(str,), words="an instant in UTC", default=REQUIRED)
WALL = Field(types=(str,), words="a wall time without a zone", default=REQUIRED)
DIGEST = Field(types=(str,), words="a digest", default=REQUIRED)
ADDRESS = Field(types=(str,), words="an address", default=REQUIRED)
OBJECT = Field(types=(dict, MappingProxyType), words="an object", default=REQUIRED)
EMPTY_TEXT = Field(types=(str,), words="a text", default="")
NO_TEXT = Field(types=(str, NoneType), words="a text", default=None)
NO_MOMENT = Field(types=(str, NoneType), words="an instant in UTC", default=None)
WHOLE = Field(types=(int,), words="a whole number", default=REQUIRED)
NO_WHOLE = Field(types=(int, NoneType), words="a whole number from 0 on", default=None)
NO_OBJECT = Field(types=(dict, MappingProxyType, NoneType), words="an object", default=None)
EMPTY_OBJECT = Field(types=(dict, MappingProxyType), words="an object of texts", default=MappingProxyType({}))
EMPTY_LIST = Field(types=(list, tuple), words="a list", default=())
FALSE = Field(types=(bool,), words="true or false", default=False)


class Shape(Generic[T]):
    """The fields of one kind of object; `T` is the typed dict that tells the same to the type checker.

    A field may be None only by being left out.
    """

    __slots__ = ("_defaults", "_fields", "_seen")

    def __init__(self, **fields: Field) -> None:
        self._fields = fields
        self._defaults: dict[str, object] = {name: field.default for name, field in fields.items()}
        # Which fields stood there, of which types, in an object that was looked at closer: what it left out.
        self._seen: dict[tuple[object, ...], dict[str, object]] = {}

    def take(self, value: object, where: str) -> T:
        """Return every field of an object that the parser made, or a frozen one; `where` names it in messages.

        Raises:
            StateDamagedError: it is no object, lacks a field, or has one of another type or not known.
        """
        if type(value) is dict:
            left_out = self._seen.get((*value, *map(type, value.values())))
            if left_out is not None:
                return {**value, **left_out} if left_out else value  # type: ignore[return-value]  # types seen before
        return self._look_closer(value, where)

    def _look_closer(self, value: object, where: str) -> T:
        found = object_of(value, where)
        whole = self._defaults | found
        for name, field in self._fields.items():
            if whole[name] is REQUIRED:
                raise wrong(where, f"lacks the field {name}")
            if type(whole[name]) not in field.types or (whole[name] is None and name in found):
                refuse(where, name, field.words)
        unknown = found.keys() - self._fields.keys()
        if unknown:
            raise wrong(where, f"has a field this version does not know: {min(unknown)}")
        if type(value) is dict:
            left_out = {name: default for name, default in self._defaults.items() if name not in found}
            self._seen[(*found, *map(type, found.values()))] = left_out
        return whole  # type: ignore[return-value]  # its types were made sure of just now


def object_of(value: object, where: str) -> dict[str, object]:
    """Return an object as a dict that nobody else changes: what the parser made itself, a frozen one copied.

    Raises:
        StateDamagedError: it is none.
    """
    if type(value) is dict:
        return value
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise wrong(where, "is not an object")


def text_map_of(value: object, where: str, name: str) -> Mapping[str, str]:
    """Return the object of texts that the field `name` holds."""
    found = object_of(value, where)
    if not _ONLY_TEXTS.issuperset(map(type, found.values())):
        refuse(where, name, "an object of texts")
    return MappingProxyType(found)  # type: ignore[arg-type]  # nothing but texts, as was just made sure


def texts_of_list(value: object, where: str, name: str) -> tuple[str, ...]:
    """Return the list of texts that the field `name` holds; `value` is a list or a tuple."""
    found: tuple[str, ...] = tuple(value)  # type: ignore[arg-type]  # a list, as the shape made sure
    if not _ONLY_TEXTS.issuperset(map(type, found)):
        refuse(where, name, "a list of texts")
    return found


def moment_of(text: str, where: str, name: str) -> datetime:
    """Return the instant that the field `name` holds."""
    return read_moment(text) or refuse(where, name, "an instant in UTC")


def member_of(text: str, members: Mapping[str, E], where: str, name: str) -> E:
    """Return the member of a closed set that the field `name` holds; `members` has each by what is written."""
    return members.get(text) or refuse(where, name, "one of " + ", ".join(members))


def refuse(where: str, name: str, what: str) -> NoReturn:
    """Raise the error for a field that is not what it should be."""
    raise wrong(where, f"has a field {name} that is not {what}")
