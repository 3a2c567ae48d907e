"""What people write for how often something repeats, and what they most likely mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "day": "day days daily everyday",
    "weekday": "weekday weekdays workday workdays",
    "week": "week weeks weekly",
    "month": "month months monthly",
}
_EVERY: Mapping[str, str] = {word: every for every, words in _WORDS.items() for word in words.split()}
_YEARLY = frozenset({"year", "years", "yearly", "annual", "annually"})
_HOURLY = frozenset({"hour", "hours", "hourly"})
_LIKE = 0.8
_SEVERAL = re.compile(r"(?P<number>[0-9]{1,3})\s*(?P<unit>[a-z]+)")
_FREQ: Mapping[str | None, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}
_CHOICES = "one of day, weekday, week and month; every second week is `rrule: FREQ=WEEKLY;INTERVAL=2`"


def hint_on_every(written: object) -> str:
    """Return what to write instead of an `every` that is none of its words."""
    word = _word(written)
    several = _SEVERAL.fullmatch(word)
    every = _meant(several["unit"] if several is not None else word)
    if several is not None and every in _FREQ:
        return f"write `rrule: FREQ={_FREQ[every]};INTERVAL={several['number']}` instead"
    if every is not None:
        return f"did you mean `{every}`?"
    if word in _YEARLY:
        return "write `rrule: FREQ=YEARLY` instead"
    if word in _HOURLY:
        return 'write `every: day` and the times of day, like `at: ["09:00", "17:00"]`'
    return _CHOICES


def example_of_repeat(written: object) -> str:
    """Return a `repeat` that can be read, as near as possible to a value that is no block."""
    word = _word(written)
    if "freq=" in word:
        return 'for example `repeat: {rrule: "FREQ=WEEKLY;INTERVAL=2", count: 26}`'
    if word in _YEARLY:
        return "for example `repeat: {rrule: FREQ=YEARLY, count: 5}`"
    return f"for example `repeat: {{every: {_meant(word) or 'week'}, until: 2027-06-30}}`"


def _word(written: object) -> str:
    return written.strip().lower() if isinstance(written, str) else ""


def _meant(word: str) -> str | None:
    near = next(iter(difflib.get_close_matches(word, _EVERY, n=1, cutoff=_LIKE)), "")
    return _EVERY.get(near)
