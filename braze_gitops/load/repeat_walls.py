"""The wall times a rule of RFC 5545 names (section 3.3.10), period by period, until the year 2100 at the latest.

A period is a day, week, month or year of the rule's frequency. The days of it that pass every BY… part are
combined with the times of day, and BYSETPOS picks from what a period has. What the rule leaves open comes from the
start.
"""

from __future__ import annotations

import calendar
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from braze_gitops.load.time_text import LAST_YEAR

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_END = date(LAST_YEAR, 12, 31)
# Whether a day passes a part; `_Rule` makes one for each part it has.
_Test = Callable[[date], bool]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    frequency: str
    interval: int
    week_start: int
    tests: tuple[_Test, ...]
    times: tuple[time, ...]
    positions: tuple[int, ...]


def walls_of(parts: Mapping[str, str], start: datetime) -> Iterator[datetime]:
    """Yield the wall times that the parts of a checked rule name from `start` on, in order, each once.

    The entries of a `for_each` often share a rule: what one has worked out the next ones read.
    """
    yield from _shared(tuple(sorted(parts.items())), start)


class _Shared:
    """The values of an iterator, for many readers: each is asked for once, when the first one comes to it."""

    __slots__ = ("_rest", "_seen")

    def __init__(self, values: Iterator[datetime]) -> None:
        self._rest = values
        self._seen: list[datetime] = []

    def __iter__(self) -> Iterator[datetime]:
        place = 0
        while True:
            if place == len(self._seen):
                value = next(self._rest, None)
                if value is None:
                    return
                self._seen.append(value)
            yield self._seen[place]
            place += 1


@functools.lru_cache(maxsize=64)
def _shared(parts: tuple[tuple[str, str], ...], start: datetime) -> _Shared:
    return _Shared(_walls_of(dict(parts), start))


def _walls_of(parts: Mapping[str, str], start: datetime) -> Iterator[datetime]:
    rule = _read(parts, start)
    for period in _periods(rule, start.date()):
        days = [day for day in period if all(test(day) for test in rule.tests)]
        if not days:
            continue
        for wall in _of_period(rule, days):
            if wall >= start and wall.year <= LAST_YEAR:
                yield wall


def _of_period(rule: _Rule, days: Sequence[date]) -> Iterator[datetime]:
    if not rule.positions:
        for day in days:
            for at in rule.times:
                yield datetime.combine(day, at)
        return
    size = len(days) * len(rule.times)
    for place in sorted({at - 1 if at > 0 else size + at for at in rule.positions if abs(at) <= size}):
        nth, moment = divmod(place, len(rule.times))
        yield datetime.combine(days[nth], rule.times[moment])


def _periods(rule: _Rule, start: date) -> Iterator[Sequence[date]]:
    """Yield the days of each period the rule looks at, from that of the start on."""
    match rule.frequency:
        case "DAILY":
            for number in range(start.toordinal(), _END.toordinal() + 1, rule.interval):
                yield (date.fromordinal(number),)
        case "WEEKLY":
            first = start.toordinal() - (start.weekday() - rule.week_start) % 7
            for number in range(first, _END.toordinal() + 1, 7 * rule.interval):
                yield [date.fromordinal(number + at) for at in range(7)]
        case "MONTHLY":
            for number in range(start.year * 12 + start.month - 1, (LAST_YEAR + 1) * 12, rule.interval):
                year, month = divmod(number, 12)
                yield _days_from(date(year, month + 1, 1), calendar.monthrange(year, month + 1)[1])
        case _:
            for year in range(start.year, LAST_YEAR + 1, rule.interval):
                yield _days_from(date(year, 1, 1), _year_length(year))


def _days_from(first: date, count: int) -> list[date]:
    return [date.fromordinal(first.toordinal() + at) for at in range(count)]


def _read(parts: Mapping[str, str], start: datetime) -> _Rule:
    """Return the rule with what it leaves open taken from the start."""
    parts = {**_from_start(parts, start), **parts}
    week_start = DAYS.index(parts.get("WKST", "MO"))
    hours = sorted(_numbers(parts, "BYHOUR")) or [start.hour]
    minutes = sorted(_numbers(parts, "BYMINUTE")) or [start.minute]
    return _Rule(
        frequency=parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")),
        week_start=week_start,
        tests=tuple(_tests(parts, week_start)),
        times=tuple(time(hour, minute, start.second) for hour in hours for minute in minutes),
        positions=tuple(_numbers(parts, "BYSETPOS")),
    )


def _from_start(parts: Mapping[str, str], start: datetime) -> Mapping[str, str]:
    """Return the parts that a rule without days has by the day it starts on."""
    if parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}:
        return {}
    if parts["FREQ"] == "WEEKLY" or "BYWEEKNO" in parts:
        return {"BYDAY": DAYS[start.weekday()]}
    match parts["FREQ"]:
        case "MONTHLY":
            return {"BYMONTHDAY": str(start.day)}
        case "YEARLY":
            return {"BYMONTH": str(start.month), "BYMONTHDAY": str(start.day)}
        case _:
            return {}


def _tests(parts: Mapping[str, str], week_start: int) -> Iterator[_Test]:
    """Yield one test for each part that names days, the cheapest first."""
    if months := _numbers(parts, "BYMONTH"):
        yield lambda day: day.month in months
    if month_days := _numbers(parts, "BYMONTHDAY"):
        yield lambda day: day.day in month_days or day.day - _month_length(day) - 1 in month_days
    if year_days := _numbers(parts, "BYYEARDAY"):
        yield lambda day: not year_days.isdisjoint(_both(_day_of_year(day), _year_length(day.year)))
    if weeks := _numbers(parts, "BYWEEKNO"):
        yield lambda day: not weeks.isdisjoint(_week_numbers(day, week_start))
    if "BYDAY" in parts:
        named = frozenset(parts["BYDAY"].split(","))
        is_by_year = parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts
        numbered = frozenset((DAYS.index(one[-2:]), int(one[:-2])) for one in named if len(one) > 2)
        plain = frozenset(DAYS.index(one) for one in named if len(one) == 2)
        yield (
            lambda day: (
                day.weekday() in plain
                or (bool(numbered) and not numbered.isdisjoint(_numbered(day, is_by_year=is_by_year)))
            )
        )


def _numbers(parts: Mapping[str, str], name: str) -> frozenset[int]:
    return frozenset(map(int, parts[name].split(","))) if name in parts else frozenset()


def _both(number: int, count: int) -> tuple[int, int]:
    """Return a number from the front and the same place from the end."""
    return number, number - count - 1


def _numbered(day: date, *, is_by_year: bool) -> Iterator[tuple[int, int]]:
    """Yield which of its weekday a day is in its month or year, from the front and from the end."""
    number = _day_of_year(day) if is_by_year else day.day
    length = _year_length(day.year) if is_by_year else _month_length(day)
    yield day.weekday(), (number - 1) // 7 + 1
    yield day.weekday(), -((length - number) // 7) - 1


def _week_numbers(day: date, week_start: int) -> tuple[int, int]:
    """Return the number of the week a day is in; its year is the one that has four or more of its days."""
    first = day - timedelta(days=(day.weekday() - week_start) % 7)
    year = (first + timedelta(days=3)).year
    ahead, behind = _first_week(year + 1, week_start), _first_week(year, week_start)
    return _both((first.toordinal() - behind) // 7 + 1, (ahead - behind) // 7)


def _first_week(year: int, week_start: int) -> int:
    """Return the ordinal of the first day of week 1: the week with 4 January."""
    fourth = date(year, 1, 4)
    return fourth.toordinal() - (fourth.weekday() - week_start) % 7


def _day_of_year(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_length(year: int) -> int:
    return 366 if calendar.isleap(year) else 365
