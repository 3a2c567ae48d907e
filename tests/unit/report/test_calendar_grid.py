"""The weeks of a calendar at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.report import Style
from braze_gitops.report.calendar import Calendar
from braze_gitops.report.calendar_grid import add_grid, cut
from braze_gitops.report.calendar_row import Sign
from braze_gitops.report.page import Page, display_width
from support.calendars import SENT_AT, a_calendar, a_row, days, from_dashboard
from support.reviews import NOW


def grid(calendar: Calendar, *, width: int = 80, colour: bool = False) -> list[str]:
    """Return the lines of the weeks."""
    page = Page(Style(colour=colour), width)
    add_grid(page, calendar, width=width)
    return page.text().rstrip("\n").splitlines()


TWO_WEEKS = days(first="2026-11-20", last="2026-11-30")


def test_names_stand_on_their_days() -> None:
    """Cut to the cell; the first day and each first of a month say their month, days outside nothing."""
    calendar = a_calendar(
        a_row("a-name-that-is-long", sign=Sign.CREATE),
        a_row("stays", at=SENT_AT + timedelta(days=3)),
        over=days(first="2026-11-20", last="2026-12-02"),
    )
    assert [
        "Mon        Tue        Wed        Thu        Fri        Sat        Sun",
        "16         17         18         19         20 Nov <   21         22",
        "23         24         25         26         27         28         29",
        "                                            + a-name-…",
        "30         1 Dec      2          3          4          5          6",
        "stays",
        "",
        "< today, + a plan creates it",
    ] == grid(calendar)


@pytest.mark.parametrize(
    ("series", "shown"),
    [
        ("brands", "+ brands"),
        ("brands[]", "+ brands"),
        ('brands["de"]', "+ bran… de"),
        ('brands["de"][]', "+ bran… de"),
        ('brands["alpha"]', "+ b… alpha"),
        ('brands["a-long-one"]', "+ a-long-…"),
    ],
    ids=["no entry", "a series", "an entry", "a series of an entry", "room for a letter", "no room"],
)
def test_an_entry_is_told(series: str, shown: str) -> None:
    """All entries of a `for_each` have one name; the key is what tells them apart."""
    row = a_row("brands", series=series, sign=Sign.CREATE)
    assert shown == grid(a_calendar(row, over=TWO_WEEKS))[3].strip()


def test_an_entry_on_another_day_stands_in_brackets() -> None:
    """As any other name does."""
    row = a_row("brands", series='brands["de"]', hours=26)
    assert "brands de  (bran… de)" == grid(a_calendar(row, over=TWO_WEEKS))[3].strip()


def test_many_on_a_day_are_counted() -> None:
    """Three are named, of more two."""
    rows = [a_row(f"row-{number}", audience=str(number)) for number in range(4)]
    assert ["row-0", "row-1", "+2 more"] == [line.strip() for line in grid(a_calendar(*rows, over=TWO_WEEKS))[3:6]]
    assert ["row-0", "row-1", "row-2"] == [
        line.strip() for line in grid(a_calendar(*rows[:3], over=TWO_WEEKS))[3:6]
    ]


def test_a_narrow_window_shows_numbers() -> None:
    """A name of a few letters says nothing."""
    lines = grid(a_calendar(a_row(), over=TWO_WEEKS), width=40)
    assert ("(1)", True) == (lines[3].strip(), all(len(line) <= 40 for line in lines))


def test_what_goes_on_stands_in_brackets() -> None:
    """On each further day of its span."""
    lines = grid(a_calendar(a_row("teaser", hours=20), over=TWO_WEEKS))
    assert ("teaser     (teaser)", "< today, (name) also on that day") == (lines[3].strip(), lines[-1])


def test_a_collision_marks_the_day() -> None:
    """Without colour too, and the mark is explained."""
    lines = grid(a_calendar(a_row("a"), a_row("b"), over=TWO_WEEKS))
    assert ("27 !", "< today, ! collides") == (lines[2].split("26")[1].split("28")[0].strip(), lines[-1])


def test_an_empty_calendar_far_away_explains_nothing() -> None:
    """There is no sign in it."""
    assert 3 == len(grid(a_calendar(over=days(first="2027-01-04", last="2027-01-12"))))


def test_the_dashboard_has_a_sign() -> None:
    """Names of other people are shown visibly, and by columns."""
    lines = grid(a_calendar(from_dashboard("\x1b[2J你好你好你好"), over=TWO_WEEKS))
    assert ("* \\u{1b}[…", True) == (lines[3].strip(), all(display_width(line) <= 80 for line in lines))


@pytest.mark.parametrize(
    ("text", "shown"), [("12345", "12345"), ("123456", "1234…"), ("你好你好", "你好…"), ("a你好你", "a你…")]
)
def test_a_cut_fits(text: str, shown: str) -> None:
    """A wide sign takes two columns."""
    assert (shown, True) == (cut(text, 5), display_width(shown) <= 5)


def test_colours_repeat_what_the_signs_say() -> None:
    """Without them the lines are the same."""
    calendar = a_calendar(a_row(sign=Sign.CREATE), a_row("b"), over=TWO_WEEKS)
    coloured = grid(calendar, colour=True)
    assert "\x1b[1;32m+ teaser" in "\n".join(coloured)


def test_today_is_the_day_there() -> None:
    """A calendar of another place may have another date."""
    calendar = a_calendar(
        over=days("Asia/Tokyo", first="2026-11-20", last="2026-11-22"),
        now=datetime(2026, 11, 20, 16, tzinfo=UTC),
        made_at=NOW,
    )
    assert "21 <" in grid(calendar)[1]
