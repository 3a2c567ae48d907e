"""The short forms of a `repeat`: every day, weekday, week or month, on some days, at some times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time

from braze_gitops.load.document import NodePath
from braze_gitops.load.loose import items, text
from braze_gitops.load.repeat_walls import walls_of

EVERY = ("day", "weekday", "week", "month")
_CODES: Mapping[str, str] = {
    "mon": "MO",
    "tue": "TU",
    "wed": "WE",
    "thu": "TH",
    "fri": "FR",
    "sat": "SA",
    "sun": "SU",
}
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_EVERY_MONTH_HAS = 28
_WORKING_DAYS = "MO,TU,WE,TH,FR"


class ShortFormError(Exception):
    """What is wrong with a short form; `path` leads to it from the block."""

    def __init__(self, path: NodePath, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.path = path
        self.code = code
        self.message = message
        self.hint = hint


class ShortRule:
    """A short form that can be read: the rule of its days, and its times of day.

    Raises:
        ShortFormError: a day or a time cannot be read, or does not go with `every`.
    """

    def __init__(self, repeat: Mapping[str, object], start: datetime) -> None:
        self._every = text(repeat.get("every"))
        self._start = start
        days = items(repeat.get("on"))
        if days and self._every in ("day", "weekday"):
            message = f"`on` has no meaning with `every: {self._every}`"
            raise ShortFormError(("on",), "repeat-on", message, "delete `on`, or write `every: week`")
        self._parts, self._days = self._read_days(days)
        self._times = _read_times(repeat) or (start.time(),)

    @property
    def words(self) -> str:
        """Return the rule as a person says it, without its start and end."""
        return f"{self.days} at {hours_text(self._times)}"

    @property
    def days(self) -> str:
        """Return the days of the rule as a person says them."""
        match self._every:
            case "day":
                return "every day"
            case "weekday":
                return "Monday to Friday"
            case "week":
                return f"every {_and(self._days)}"
            case _:
                return f"every month on {_and(self._days)}"

    def walls(self) -> Iterator[datetime]:
        """Yield the wall times from the start on, in order, without an end."""
        midnight = datetime.combine(self._start.date(), time.min)
        for day in walls_of(self._parts, midnight):
            for at in self._times:
                wall = datetime.combine(day.date(), at)
                if wall >= self._start:
                    yield wall

    @property
    def times(self) -> tuple[time, ...]:
        """Return the times of day that `at` names, else that of the start, in order."""
        return self._times

    @property
    def before_start(self) -> tuple[time, ...]:
        """Return the times of day that the rule names on the day of the start and before it, in order."""
        midnight = datetime.combine(self._start.date(), time.min)
        if next(walls_of(self._parts, midnight), None) != midnight:
            return ()
        return tuple(at for at in self._times if at < self._start.time())

    def _read_days(self, days: Sequence[object]) -> tuple[dict[str, str], list[str]]:
        """Return the rule of the days, and the days in words."""
        match self._every:
            case "day":
                return {"FREQ": "DAILY"}, []
            case "weekday":
                return {"FREQ": "WEEKLY", "BYDAY": _WORKING_DAYS}, []
            case "week":
                numbers = sorted({_weekday(day, ("on", at)) for at, day in enumerate(days)})
                numbers = numbers or [self._start.weekday()]
                codes = [tuple(_CODES.values())[number] for number in numbers]
                return {"FREQ": "WEEKLY", "BYDAY": ",".join(codes)}, [_NAMES[number] for number in numbers]
            case _:
                return self._read_month_days(days)

    def _read_month_days(self, days: Sequence[object]) -> tuple[dict[str, str], list[str]]:
        if not days and self._start.day > _EVERY_MONTH_HAS:
            message = f"not every month has a day {self._start.day}"
            hint = f"write `on: [last]` for the last day, or `on: [{self._start.day}]` for the months that have it"
            raise ShortFormError((), "repeat-on", message, hint)
        found = [_month_day(day, ("on", at)) for at, day in enumerate(days)] or [
            (str(self._start.day), _of_month(self._start.day))
        ]
        kinds = {code.lstrip("-").isdigit() for code, _ in found}
        if len(kinds) > 1:
            message = "days by number and days of the week cannot stand in one list"
            raise ShortFormError(("on",), "repeat-on", message, "write two definitions, or an `rrule`")
        unique = dict(found)
        part = "BYMONTHDAY" if kinds.pop() else "BYDAY"
        return {"FREQ": "MONTHLY", part: ",".join(unique)}, list(unique.values())


def _read_times(repeat: Mapping[str, object]) -> tuple[time, ...]:
    times = set()
    for at, written in enumerate(items(repeat.get("at"))):
        if not isinstance(written, str) or not _TIME_OF_DAY.match(written):
            message = f"{_shown(written)} is no time of day"
            raise ShortFormError(("at", at), "repeat-at", message, 'write it like "09:00"')
        times.add(time.fromisoformat(written))
    return tuple(sorted(times))


def _weekday(written: object, path: NodePath) -> int:
    """Return the number of a day of the week, Monday 0."""
    name = written.lower() if isinstance(written, str) else ""
    for number, (short, long) in enumerate(zip(_CODES, _NAMES, strict=True)):
        if name in (short, long.lower()):
            return number
    message = f"{_shown(written)} is no day of the week"
    raise ShortFormError(path, "repeat-on", message, "write mon, tue, wed, thu, fri, sat or sun")


def _month_day(written: object, path: NodePath) -> tuple[str, str]:
    """Return a day of the month as a rule has it, and in words."""
    if isinstance(written, int) and not isinstance(written, bool) and (1 <= written <= 31 or written == -1):
        return str(written), _of_month(written)
    words = written.lower().split() if isinstance(written, str) else []
    if words in (["last"], ["last", "day"]):
        return "-1", _of_month(-1)
    if len(words) == 2 and words[0] in _ORDINALS:
        number = _weekday(words[1], path)
        return f"{_ORDINALS[words[0]]}{tuple(_CODES.values())[number]}", f"the {words[0]} {_NAMES[number]}"
    hint = "write a number from 1 to 31, `last`, or for example `first monday`"
    raise ShortFormError(path, "repeat-on", f"{_shown(written)} is no day of a month", hint)


def hours_text(times: Iterable[time]) -> str:
    """Return times of day as a person lists them; seconds only where there are some."""
    return _and([f"{one:%H:%M:%S}" if one.second else f"{one:%H:%M}" for one in times])


def _of_month(day: int) -> str:
    return "the last day" if day == -1 else f"day {day}"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _shown(written: object) -> str:
    text = str(written)
    return text if len(text) <= 30 else f"{text[:29]}…"
