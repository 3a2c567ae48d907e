"""The filters of `<< >>`: each makes a short text or value out of one, and none makes much out of little."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import quote

from braze_gitops.model import Json

# What one expression may make, in characters.
MAX_TEXT = 2_000_000

_Make: TypeAlias = "Callable[[Json, tuple[Json, ...]], Json]"

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class FilterError(Exception):
    """A value that a filter does not take; the message goes on after the filter's name."""


def text_of(value: Json) -> str:
    """Return a single value as it stands in a text: `true` and `false` in YAML's spelling.

    Raises:
        FilterError: it is a list, a map or nothing.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            raise FilterError("takes a text or number, not a list, a map or nothing")


def apply_filter(name: str, value: Json, arguments: tuple[Json, ...]) -> Json:
    """Return `value` after the filter `name`, one of `FILTERS`.

    Raises:
        FilterError: the value or the number of arguments is not what it takes, or the text would be too long.
    """
    least, most, make = FILTERS[name]
    if not least <= len(arguments) <= most:
        raise FilterError(f"takes {_count(least, most)}")
    made = make(value, arguments)
    if isinstance(made, str) and len(made) > MAX_TEXT:
        raise FilterError("would make too long a text")
    return made


def _count(least: int, most: int) -> str:
    amount = f"{least}" if least == most else f"{least} to {most}"
    return f"{amount} argument{'' if most == 1 else 's'}" if most else "no arguments"


def _replace(value: Json, arguments: tuple[Json, ...]) -> Json:
    text, before, after = text_of(value), text_of(arguments[0]), text_of(arguments[1])
    if not before:
        raise FilterError("needs a text to replace")
    if text.count(before) * len(after) > MAX_TEXT:
        raise FilterError("would make too long a text")
    return text.replace(before, after)


def _join(value: Json, arguments: tuple[Json, ...]) -> Json:
    if not isinstance(value, tuple):
        raise FilterError("takes a list")
    parts, between = [text_of(item) for item in value], "".join(map(text_of, arguments))
    if len(parts) * len(between) > MAX_TEXT:
        raise FilterError("would make too long a text")
    return between.join(parts)


def _length(value: Json, _arguments: tuple[Json, ...]) -> Json:
    if isinstance(value, str | tuple | Mapping):
        return len(value)
    raise FilterError("takes a text, a list or a map")


def _default(value: Json, arguments: tuple[Json, ...]) -> Json:
    return arguments[0] if value is None else value


def _item(position: int) -> _Make:
    def item(value: Json, _arguments: tuple[Json, ...]) -> Json:
        if not isinstance(value, str | tuple) or not value:
            raise FilterError("takes a list that is not empty")
        return value[position]

    return item


def _text(change: Callable[[str], str]) -> tuple[int, int, _Make]:
    return 0, 0, lambda value, _arguments: change(text_of(value))


def _title(text: str) -> str:
    return _WORD.sub(lambda word: word[0].capitalize(), text)


def _urlencode(text: str) -> str:
    return quote(text, safe="", errors="replace")


# Name -> least and most arguments, and what it does.
FILTERS: Mapping[str, tuple[int, int, _Make]] = {
    "capitalize": _text(str.capitalize),
    "default": (1, 1, _default),
    "e": _text(html.escape),
    "escape": _text(html.escape),
    "first": (0, 0, _item(0)),
    "join": (0, 1, _join),
    "last": (0, 0, _item(-1)),
    "length": (0, 0, _length),
    "lower": _text(str.lower),
    "replace": (2, 2, _replace),
    "title": _text(_title),
    "trim": _text(str.strip),
    "upper": _text(str.upper),
    "urlencode": _text(_urlencode),
}
