"""A rule as RFC 5545 writes it (section 3.3.10), taken apart and checked.

What the standard leaves out or forbids is refused instead of being read somehow, and so is what is finer than a
day: times of day are named, by BYHOUR and BYMINUTE.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from braze_gitops.load.findings import choices, did_you_mean
from braze_gitops.load.repeat_walls import DAYS

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAY = re.compile(r"(?P<nth>[+-]?[0-9]{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)\Z")
_UNTIL = re.compile(r"[0-9]{8}T[0-9]{6}Z?\Z")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}\Z")
# Part → smallest and largest number; of those that may count from the end, the negative ones too.
_NUMBERS: Mapping[str, tuple[int, int, bool]] = {
    "INTERVAL": (1, 1000, False),
    "COUNT": (1, 9999, False),
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
_SINGLE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
_PARTS = (*_NUMBERS, "FREQ", "UNTIL", "BYDAY", "WKST")
# Part → the only frequencies the standard lets it stand with.
_ONLY_WITH: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
}
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class RuleTextError(Exception):
    """Why a rule is refused, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """A rule without its end: `parts` by their names, and the end as written, `until` like `20270331T235959Z`."""

    parts: Mapping[str, str]
    until: str | None
    count: int | None


def read_rule_text(text: str) -> RuleText:
    """Return the rule in `text`, with or without `RRULE:` before it.

    Raises:
        RuleTextError: it is none, says what the standard forbids, or can never come.
    """
    parts = _parts_of(text)
    for name, value in parts.items():
        _check_part(name, value)
    _check_together(parts)
    count = parts.pop("COUNT", None)
    return RuleText(parts=parts, until=parts.pop("UNTIL", None), count=int(count) if count is not None else None)


def _parts_of(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, sign, value = piece.partition("=")
        if not sign or not value:
            raise RuleTextError(
                f"{_short(piece)} is no part of a rule", "parts look like FREQ=WEEKLY, with ; between them"
            )
        if name not in _PARTS:
            raise RuleTextError(f"{_short(name)} is no part of a rule", _hint_on(name))
        if name in parts:
            raise RuleTextError(f"{name} stands twice", "keep one of them")
        parts[name] = value
    if "FREQ" not in parts:
        raise RuleTextError("the rule does not say how often: FREQ is missing", f"one of {choices(_FREQUENCIES)}")
    return parts


def _hint_on(name: str) -> str:
    if name in ("DTSTART", "EXDATE", "RDATE", "EXRULE"):
        return "the start is `schedule.time`, and what is left out stands under `except`"
    if name == "BYSECOND":
        return "a send comes at a whole minute: leave it out"
    return did_you_mean(name, _PARTS)


def _check_part(name: str, value: str) -> None:
    match name:
        case "FREQ" if value not in _FREQUENCIES:
            raise RuleTextError(
                f"FREQ={_short(value)} cannot be scheduled",
                f"use {choices(_FREQUENCIES)}; several times a day are BYHOUR=9,17",
            )
        case "UNTIL" if not _UNTIL.match(value):
            raise RuleTextError(
                f"UNTIL={_short(value)} is no time of a rule",
                "write it like 20270331T235959, or use `until:` beside `rrule:` for a whole day",
            )
        case "WKST" if value not in DAYS:
            raise RuleTextError(f"WKST={_short(value)} is no day of the week", choices(DAYS))
        case "BYDAY":
            for day in value.split(","):
                _check_day(day)
        case _ if name in _NUMBERS:
            _check_numbers(name, value)


def _check_day(day: str) -> None:
    found = _DAY.match(day)
    if found is None or (found["nth"] and not 1 <= abs(int(found["nth"])) <= 53):
        raise RuleTextError(f"BYDAY={_short(day)} is no day of the week", "write MO, or 2MO for the second, -1FR")


def _check_numbers(name: str, value: str) -> None:
    low, high, may_be_negative = _NUMBERS[name]
    numbers = value.split(",")
    if name in _SINGLE and len(numbers) > 1:
        raise RuleTextError(f"{name} takes one number", "keep one of them")
    for number in numbers:
        is_inside = _NUMBER.match(number) and low <= (abs(int(number)) if may_be_negative else int(number)) <= high
        if not is_inside:
            ends = f"from {low} to {high}" + (f", or from -{high} to -{low}" if may_be_negative else "")
            raise RuleTextError(f"{name}={_short(number)} is out of range", f"use a number {ends}")


def _check_together(parts: Mapping[str, str]) -> None:
    """Refuse what the standard forbids side by side, and days that no month has."""
    frequency = parts["FREQ"]
    for name, allowed in _ONLY_WITH.items():
        if name in parts and frequency not in allowed:
            raise RuleTextError(f"{name} cannot stand with FREQ={frequency}", f"it goes with {choices(allowed)}")
    if "UNTIL" in parts and "COUNT" in parts:
        raise RuleTextError("UNTIL and COUNT exclude each other", "keep one of the two")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise RuleTextError("BYSETPOS picks from what other BY… parts name", "add for example BYDAY")
    numbered = [day for day in parts.get("BYDAY", "MO").split(",") if not day.isalpha()]
    if numbered and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        raise RuleTextError(
            "a day of the week has a number only in a month or a year",
            "use FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO, or take the number away",
        )
    for day in numbered:
        if (frequency == "MONTHLY" or "BYMONTH" in parts) and abs(int(day[:-2])) > 5:
            hint = "use a number from 1 to 5, or from -5 to -1; a day of the year has no BYMONTH beside it"
            raise RuleTextError(f"no month has a day {day}", hint)
    if "BYMONTH" in parts and "BYMONTHDAY" in parts and not _is_some_day(parts):
        raise RuleTextError("no year has such a day", "look at BYMONTH and BYMONTHDAY together")


def _is_some_day(parts: Mapping[str, str]) -> bool:
    longest = max(_MONTH_DAYS[int(month) - 1] for month in parts["BYMONTH"].split(","))
    return any(abs(int(day)) <= longest for day in parts["BYMONTHDAY"].split(","))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
