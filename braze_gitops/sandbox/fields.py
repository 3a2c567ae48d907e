"""The words in which the rules are written: what a JSON value may be, said as data, read by one engine.

A check is a function of a value and its place (`messages.email.from`) that yields what is wrong with it,
nothing for a value that is right. Types are JSON's own: a string is no number, `"false"` no boolean, `true`
no integer, `null` no absent field. Every object lists the fields it knows; another one is an error.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

__all__ = [
    "Check",
    "Problem",
    "Rule",
    "at_least_one",
    "choice",
    "flag",
    "free_object",
    "json_bytes",
    "list_of",
    "moment",
    "needs",
    "number",
    "one_at_most",
    "parse_moment",
    "table",
    "text",
    "whole",
]

KB = 1024

# Braze takes the ISO 8601 forms of braze-api.md 7.1; an offset may come with or without its colon.
MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))?", re.ASCII
)
LONGEST_OFFSET = timedelta(hours=14)

NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a request: where, what, and Braze's own words for it where they are known."""

    place: str
    text: str
    label: str = ""

    def __str__(self) -> str:
        """Return the line that goes into the answer's `errors`."""
        return f"{self.place}: {self.text}" if self.place else self.text


Check = Callable[[object, str], Iterator[Problem]]
Rule = Callable[[Mapping[str, object], str], Iterator[Problem]]


def json_bytes(value: object) -> int:
    """Return the UTF-8 size of a value as compact JSON: how payloads are measured here (7.6: unknown)."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def parse_moment(value: str) -> tuple[datetime, bool] | None:
    """Return the moment a string names and whether it carries an offset; None if it names none.

    Without an offset the moment is given as if it were UTC.
    """
    found = MOMENT.fullmatch(value)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zulu, sign, offset_hours, offset_minutes = found.groups()
    offset = timedelta(hours=int(offset_hours or 0), minutes=int(offset_minutes or 0))
    if offset > LONGEST_OFFSET or int(offset_minutes or 0) > 59:
        return None
    zone = UTC if sign is None else timezone(-offset if sign == "-" else offset)
    microseconds = int((fraction or "0").ljust(6, "0")[:6])
    clock = (int(hour), int(minute), int(second or 0), microseconds)
    try:
        named = datetime(int(year), int(month), int(day), *clock, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return named, zulu is not None or sign is not None


# ------------------------------------------------------------------------------------------ single values


def text(
    *,
    empty: bool = True,
    most_bytes: int | None = None,
    ascii_only: bool = False,
    form: re.Pattern[str] | None = None,
    form_words: str = "",
    label: str = "",
) -> Check:
    """Check a string: whether it may be empty, its UTF-8 size, ASCII alone, and a form it has to have.

    Liquid is let through where a form is asked for: what it becomes is known when it is sent.
    """

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(place=place, text="must be a string", label=label)
        elif not empty and not value.strip():
            yield Problem(place=place, text="must not be empty", label=label)
        elif ascii_only and not value.isascii():
            yield Problem(place=place, text="must be ASCII", label=label)
        elif most_bytes is not None and len(value.encode()) > most_bytes:
            yield Problem(place=place, text=f"must be at most {most_bytes} bytes", label=label)
        elif form is not None and "{{" not in value and "{%" not in value and not form.fullmatch(value):
            yield Problem(place=place, text=f"must be {form_words}", label=label)

    return check


def choice(*choices: str) -> Check:
    """Check a string that must be one of those."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if value not in choices or not isinstance(value, str):
            yield Problem(place=place, text=f"must be one of {', '.join(choices)}")

    return check


def flag() -> Check:
    """Check a JSON boolean; strings and numbers that look like one are wrong (braze-api.md 7.5)."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(place=place, text="must be true or false")

    return check


def whole(*, low: int | None = None, high: int | None = None) -> Check:
    """Check an integer within bounds."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(place=place, text="must be an integer")
        elif (low is not None and value < low) or (high is not None and value > high):
            yield Problem(place=place, text=f"must be between {low} and {high}")

    return check


def number(*, low: float = -math.inf, high: float = math.inf) -> Check:
    """Check a number, whole or not, within bounds."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield Problem(place=place, text="must be a number")
        elif not low <= value <= high:
            yield Problem(place=place, text=f"must be between {low} and {high}")

    return check


def moment(*, label: str = "") -> Check:
    """Check an ISO 8601 date and time, with or without an offset."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, str) or parse_moment(value) is None:
            yield Problem(place=place, text="must be an ISO 8601 date and time", label=label)

    return check


# --------------------------------------------------------------------------------------- objects and lists


def free_object(*, most_kilobytes: int | None = None, without: Iterable[str] = (), label: str = "") -> Check:
    """Check an object with any fields but those of `without`, up to a size as compact JSON."""
    refused = frozenset(without)

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(place=place, text="must be an object", label=label)
            return
        for name in sorted(refused & value.keys()):
            yield Problem(place=f"{place}.{name}", text="is not allowed here", label=label)
        if most_kilobytes is not None and json_bytes(value) > most_kilobytes * KB:
            yield Problem(place=place, text=f"must be at most {most_kilobytes} KB", label=label)

    return check


def list_of(item: Check, *, at_least: int = 0, at_most: int | None = None, label: str = "") -> Check:
    """Check an array: its length, then each item."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(place=place, text="must be an array", label="")
            return
        if len(value) < at_least:
            yield Problem(place=place, text=f"must hold at least {at_least}")
        if at_most is not None and len(value) > at_most:
            yield Problem(place=place, text=f"must hold at most {at_most}", label=label)
        for index, entry in enumerate(value):
            yield from item(entry, f"{place}[{index}]")

    return check


def table(
    fields: Mapping[str, Check],
    *,
    required: Iterable[str] = (),
    rules: Iterable[Rule] = (),
    labels: Mapping[str, str] = NO_LABELS,
) -> Check:
    """Check an object field by field; its rules are asked only when every field by itself is right.

    `labels` are Braze's own words for a required field that is missing.
    """
    wanted, asked = tuple(required), tuple(rules)

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(place=place, text="must be an object")
            return
        right = True
        inside = f"{place}." if place else ""
        for name in wanted:
            if name not in value:
                right = False
                yield Problem(place=f"{inside}{name}", text="is required", label=labels.get(name, ""))
        for name, entry in value.items():
            known = fields.get(name)
            found = (
                (Problem(place=f"{inside}{name}", text="is not a known field"),)
                if known is None
                else tuple(known(entry, f"{inside}{name}"))
            )
            right = right and not found
            yield from found
        if right:
            for rule in asked:
                yield from rule(value, place)

    return check


# ------------------------------------------------------------------------------------- rules across fields


def needs(name: str, other: str) -> Rule:
    """Rule: a field that is present asks for another one."""

    def rule(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
        if name in fields and other not in fields:
            yield Problem(place=f"{place}.{name}".lstrip("."), text=f"needs {other}")

    return rule


def at_least_one(*names: str, label: str = "") -> Rule:
    """Rule: one or more of the fields are present."""

    def rule(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
        if not any(name in fields for name in names):
            yield Problem(place=place, text=f"needs one of {', '.join(names)}", label=label)

    return rule


def one_at_most(*names: str) -> Rule:
    """Rule: of the fields at most one is present."""

    def rule(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
        present = [name for name in names if name in fields]
        if len(present) > 1:
            yield Problem(place=place, text=f"takes only one of {', '.join(present)}")

    return rule
