"""A calendar of one environment: rows of what is arranged, wanted and sent by the dashboard, over some days.

Days and times are those of one zone, always named. What has no instant of its own, since each person's clock
decides, stands on the date as written; what goes out over a span is on every other day of the span as well.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from braze_gitops.model import Finding
from braze_gitops.report.calendar_collisions import with_collisions
from braze_gitops.report.calendar_row import Row
from braze_gitops.report.moment import clock_words, date_words
from braze_gitops.state import Halt

_DAY = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that are asked for, both included, on the clock of a zone that people know by `name`."""

    first_on: date
    last_on: date
    zone: tzinfo
    name: str

    def day_of(self, moment: datetime) -> date:
        """Return the date of an instant there."""
        return moment.astimezone(self.zone).date()

    def clock_of(self, moment: datetime) -> str:
        """Return the time of day of an instant there: `14:00`."""
        return clock_words(moment.astimezone(self.zone))

    def words_of(self, moment: datetime) -> str:
        """Return an instant there, the zone left to its reader: `Fri 27 Nov 2026, 14:00`."""
        there = moment.astimezone(self.zone)
        return f"{date_words(there)}, {clock_words(there)}"

    def __iter__(self) -> Iterator[date]:
        """Yield each day, in order."""
        for number in range((self.last_on - self.first_on).days + 1):
            yield self.first_on + timedelta(days=number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """All that a calendar tells, as data.

    `seed` and the key of a row make its identity in other calendars; `sequence` grows with what is arranged.
    `now` is the moment it is told for, `made_at` the present: they differ where `is_supposed`. `rows` are those
    that touch the days, in order of time; `left_out` are sentences on what is not in it. `findings` are those
    that nobody may overlook.
    """

    environment: str
    seed: str
    sequence: int
    now: datetime
    made_at: datetime
    days: Days
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    halts: tuple[Halt, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_supposed(self) -> bool:
        """Whether it tells of another moment than the present."""
        return self.now != self.made_at

    def by_day(self) -> Mapping[date, tuple[Row, ...]]:
        """Return the rows of each day that has any: those that stand on it first, then what goes on over it."""
        found: defaultdict[date, list[Row]] = defaultdict(list)
        for row in self.rows:
            for day in days_of(row, self.days):
                found[day].append(row)
        return {
            day: tuple(sorted(found[day], key=lambda row: main_day(row, self.days) != day))
            for day in sorted(found)
        }


def main_day(row: Row, days: Days) -> date:
    """Return the day on which a row stands: the date as written where each person's clock decides."""
    if row.wall_on is not None:
        return row.wall_on
    assert row.window is not None, "a row without a wall time has a window"
    return days.day_of(row.window.first_at)


def days_of(row: Row, days: Days) -> tuple[date, ...]:
    """Return the days among `days` that a row touches, in order."""
    first = last = main_day(row, days)
    span = row.goes_out
    if span is not None:
        until = span.last_at - timedelta(microseconds=1) if row.is_spread else span.last_at
        first, last = min(first, days.day_of(span.first_at)), max(last, days.day_of(until))
    first, last = max(first, days.first_on), min(last, days.last_on)
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def rows_within(rows: Iterable[Row], days: Days) -> tuple[tuple[Row, ...], int, int]:
    """Return the rows that touch `days`, with their collisions, in order; and how many lie before and after.

    A row outside of the days still collides with one inside. The old place of what moves is not counted.
    """
    kept, before, after = [], 0, 0
    for row in with_collisions(rows):
        if days_of(row, days):
            kept.append(row)
        elif not row.is_shadow:
            is_before = main_day(row, days) < days.first_on
            before, after = before + is_before, after + (not is_before)
    return tuple(sorted(kept, key=lambda row: _order(row, days))), before, after


def _order(row: Row, days: Days) -> tuple[date, bool, datetime, str]:
    """Return where a row stands: by its day, those without an instant first."""
    starts_at = row.starts_at or datetime.min.replace(tzinfo=UTC)
    return main_day(row, days), row.wall_on is None, starts_at, row.title


def weeks_of(days: Days) -> Iterator[tuple[date, ...]]:
    """Yield the weeks that hold the days, whole, from Monday to Sunday."""
    monday = days.first_on - _DAY * days.first_on.weekday()
    while monday <= days.last_on:
        yield tuple(monday + _DAY * number for number in range(7))
        monday += _DAY * 7
