"""All dates of many sends at a glance: by month, days in a row as one, the hours once where they are alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from braze_gitops.report.moment import clock_words, date_words
from braze_gitops.report.page import Piece, Words

_DAY = timedelta(days=1)
# Fewer days in a row are shorter one by one.
_RUN = 3
_Hours = tuple[str, ...]
_Span = tuple[date, date, _Hours]


def date_pieces(
    walls: Iterable[datetime], *, with_hours: bool = True, says_one: bool = False
) -> tuple[Words, ...]:
    """Return every date, in order, on wall clocks: `Dec 2026: Tue 1 to Thu 3, Sat 5; Jan 2027: Mon 4, 11, 18`.

    The hours are told once where all days have the same several ones, beside the day where one has others than
    most; a single hour that all have is told where it `says_one`, and none without `with_hours`. A day is not
    broken over lines.
    """
    hours = _hours(walls, with_hours=with_hours)
    if not hours:
        return ()
    ((usual, _),) = Counter(hours.values()).most_common(1)
    is_mixed = len({*hours.values()}) > 1
    parts = [part for month in _months(hours) for part in _month(month, usual)]
    if is_mixed or len(usual) > 1 or (says_one and with_hours):
        parts.append(
            f"at {_listed(usual)} where no other hour is said" if is_mixed else f"each at {_listed(usual)}"
        )
    else:
        parts[-1] = parts[-1].removesuffix(";")
    pieces: list[Words] = []
    for part in parts:
        pieces += [" ", Piece(part, is_whole=True)]
    return tuple(pieces[1:])


def _hours(walls: Iterable[datetime], *, with_hours: bool) -> dict[date, _Hours]:
    """Return the days in order, each with its times of day."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    for wall in sorted(walls):
        found[wall.date()].append(clock_words(wall))
    return {day: tuple(dict.fromkeys(hours)) if with_hours else ("",) for day, hours in found.items()}


def _months(hours: dict[date, _Hours]) -> Iterator[tuple[_Span, ...]]:
    """Yield the days of each month, those in a row with the same hours as one."""
    for _, days in groupby(hours, key=lambda day: (day.year, day.month)):
        spans: list[_Span] = []
        for day in days:
            first, last, same = spans[-1] if spans else (day, day, ())
            if spans and last + _DAY == day and same == hours[day]:
                spans[-1] = (first, day, same)
            else:
                spans.append((day, day, hours[day]))
        yield tuple(_short_ones_apart(spans))


def _short_ones_apart(spans: Iterable[_Span]) -> Iterator[_Span]:
    for first, last, hours in spans:
        days = (last - first).days + 1
        if days >= _RUN:
            yield first, last, hours
        else:
            yield from ((first + _DAY * number, first + _DAY * number, hours) for number in range(days))


def _month(spans: Sequence[_Span], usual: _Hours) -> Iterator[str]:
    """Yield a month's days as parts that stay whole, its name in front; one weekday of all is said once."""
    _, name, year = _words(spans[0][0])
    weekdays = {first.weekday() for first, _, _ in spans}
    is_once = len(weekdays) == 1 and all(first == last and hours == usual for first, last, hours in spans)
    for place, (first, last, hours) in enumerate(spans):
        weekday, *_ = _words(first)
        day = f"{first.day}" if is_once and place else f"{weekday} {first.day}"
        until = f" to {_words(last)[0]} {last.day}" if last > first else ""
        at = f" at {_listed(hours)}" if hours != usual else ""
        head = "" if place else f"{name} {year}: "
        yield f"{head}{day}{until}{at}{';' if place == len(spans) - 1 else ','}"


def _words(day: date) -> tuple[str, str, str]:
    """Return weekday, month and year as people read them."""
    weekday, _, month, year = date_words(datetime(day.year, day.month, day.day)).split()  # noqa: DTZ001 - a date has no zone
    return weekday, month, year


def _listed(words: Sequence[str]) -> str:
    """Return `09:00, 12:00 and 17:00`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
