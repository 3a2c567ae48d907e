"""The days of a calendar: which rows stand on them, in one zone, and what lies outside."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from braze_gitops.model import TimeMode, Window
from braze_gitops.report.calendar import days_of, main_day, rows_within, weeks_of
from braze_gitops.report.calendar_row import Row
from support.calendars import SENT_AT, a_calendar, a_row, at_wall, days

LATE = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)
LOCAL = a_row(
    time=at_wall("2026-12-01T09:00:00"),
    window=Window(first_at=datetime(2026, 11, 30, 19, tzinfo=UTC), last_at=datetime(2026, 12, 1, 21, tzinfo=UTC)),
)
NO_CLOCK = a_row(time=at_wall("2026-12-01T09:00:00", TimeMode.PLAIN))
OVER = a_row(window=Window(first_at=LATE, last_at=LATE + timedelta(hours=26)))


def day(text: str) -> date:
    """Return a day of the end of November or the beginning of December."""
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("row", "zone", "touched"),
    [
        pytest.param(a_row(at=LATE), "UTC", ["11-27"], id="instant"),
        pytest.param(a_row(at=LATE), "Europe/Berlin", ["11-27"], id="before midnight there"),
        pytest.param(a_row(at=LATE), "Asia/Kolkata", ["11-28"], id="after midnight there"),
        pytest.param(LOCAL, "UTC", ["11-30", "12-01"], id="local"),
        pytest.param(LOCAL, "Asia/Kolkata", ["12-01", "12-02"], id="local, seen from the east"),
        pytest.param(NO_CLOCK, "Asia/Kolkata", ["12-01"], id="a clock that nobody names"),
        pytest.param(OVER, "UTC", ["11-27", "11-28", "11-29"], id="a span"),
        pytest.param(
            a_row(window=Window(first_at=LATE, last_at=datetime(2026, 11, 29, tzinfo=UTC))),
            "UTC",
            ["11-27", "11-28"],
            id="a span up to midnight",
        ),
    ],
)
def test_a_row_is_on_every_day_it_touches(row: Row, zone: str, touched: list[str]) -> None:
    """On the clock of the zone that is asked for."""
    assert [day(text) for text in touched] == list(days_of(row, days(zone)))


def test_what_was_stopped_is_on_no_day_after_that() -> None:
    """Its window goes on, and nobody gets it any more."""
    row = a_row(hours=50)
    stopped = dataclasses.replace(row, stopped_at=SENT_AT + timedelta(hours=11))
    assert ([day("11-27"), day("11-28")], 3) == (
        list(days_of(stopped, days())),
        len(days_of(row, days())),
    )


def test_a_local_time_stands_on_its_own_date() -> None:
    """Wherever it begins in the zone that is asked for."""
    assert (day("12-01"), day("11-27")) == (main_day(LOCAL, days()), main_day(OVER, days()))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-27", "2026-11-29", ([True], 0, 0)),
        ("2026-11-29", "2026-11-30", ([True], 0, 0)),
        ("2026-11-30", "2026-12-30", ([], 1, 0)),
        ("2026-11-01", "2026-11-26", ([], 0, 1)),
    ],
    ids=["in it", "its end alone", "after it", "before it"],
)
def test_what_lies_outside_is_counted(first: str, last: str, expected: tuple[list[bool], int, int]) -> None:
    """A row that goes on into the days is one of them."""
    kept, before, after = rows_within([OVER], days(first=first, last=last))
    assert expected == ([row == OVER for row in kept], before, after)


def test_an_old_place_is_not_counted() -> None:
    """What moves is one send."""
    assert ((), 0, 0) == rows_within([a_row(at=LATE, is_shadow=True)], days(last="2026-11-26"))


def test_what_lies_outside_still_collides() -> None:
    """The day after the last is near enough."""
    kept, _, _ = rows_within(
        [a_row("a", at=LATE), a_row("b", at=LATE + timedelta(hours=3))], days(last="2026-11-27")
    )
    assert [["b"]] == [[one.title for one in row.collisions] for row in kept]


def test_rows_are_in_order_of_time() -> None:
    """On a day those without an instant come first, then by time, then by name."""
    rows = [
        a_row("c", at=datetime(2026, 12, 1, 8, tzinfo=UTC)),
        a_row("b", at=datetime(2026, 12, 1, 7, tzinfo=UTC)),
        a_row("a", at=datetime(2026, 12, 1, 8, tzinfo=UTC), audience="x"),
        a_row("d", time=at_wall("2026-12-01T09:00:00")),
        a_row("e", at=LATE),
    ]
    kept, _, _ = rows_within(rows, days())
    assert ["e", "d", "b", "a", "c"] == [row.title for row in kept]


def test_days_hold_first_what_stands_on_them() -> None:
    """Then what goes on over them."""
    calendar = a_calendar(OVER, a_row("later", at=datetime(2026, 11, 28, 12, tzinfo=UTC), audience="x"))
    assert {
        day("11-27"): ["teaser"],
        day("11-28"): ["later", "teaser"],
        day("11-29"): ["teaser"],
    } == {on: [row.title for row in rows] for on, rows in calendar.by_day().items()}


def test_weeks_are_whole() -> None:
    """From the Monday before the first day to the Sunday after the last."""
    weeks = list(weeks_of(days(first="2026-11-22", last="2026-11-23")))
    assert [day("11-16"), day("11-23")] == [week[0] for week in weeks]
    assert [day("11-22"), day("11-29")] == [week[-1] for week in weeks]


def test_times_are_those_of_the_zone() -> None:
    """Day, clock and words."""
    there = days("Asia/Kolkata")
    assert (day("11-28"), "04:00", "Sat 28 Nov 2026, 04:00") == (
        there.day_of(LATE),
        there.clock_of(LATE),
        there.words_of(LATE),
    )


def test_days_are_counted_from_the_first_to_the_last() -> None:
    """Both are included."""
    assert [day("11-22"), day("11-23")] == list(days(first="2026-11-22", last="2026-11-23"))


def test_another_moment_is_told_as_one() -> None:
    """A calendar for now supposes nothing."""
    assert (False, True) == (a_calendar().is_supposed, a_calendar(now=LATE).is_supposed)
