"""A calendar for people, whole and line by line."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.model import Finding, Severity, TimeMode
from braze_gitops.report import Calendar, Style, calendar_text
from braze_gitops.report.calendar_row import Row, Source, Standing
from braze_gitops.report.page import display_width
from braze_gitops.state import Halt
from support.calendars import SENT_AT, a_calendar, a_row, at_wall, days, from_dashboard, plain
from support.reviews import NOW

WEEK = days(first="2026-11-23", last="2026-11-29")
LOCAL = a_row(
    "local",
    time=at_wall("2026-11-27T09:00:00"),
    at=datetime(2026, 11, 26, 19, tzinfo=UTC),
    hours=26,
)
OPTIMAL = dataclasses.replace(LOCAL, title="best", time=at_wall("2026-11-27T09:00:00", TimeMode.OPTIMAL))


def text(calendar: Calendar, *, width: int = 80, colour: bool = False) -> str:
    """Return the calendar as a person reads it."""
    return calendar_text(calendar, style=Style(colour=colour), width=width)


def agenda(calendar: Calendar) -> list[str]:
    """Return the lines below the weeks, without empty ones and the count."""
    lines = text(calendar).splitlines()
    return [line for line in lines[lines.index(next(one for one in lines if ", in " in one)) :] if line][:-1]


def test_a_calendar_is_complete() -> None:
    """Its zone, what is left out, the weeks, each day, the count."""
    calendar = dataclasses.replace(
        a_calendar(a_row("teaser"), from_dashboard("Digest", at=SENT_AT + timedelta(minutes=30)), over=WEEK),
        left_out=("1 send after Sun 29 Nov 2026",),
    )
    assert text(calendar) == (
        "Calendar of production  Mon 23 Nov 2026 to Sun 29 Nov 2026\n"
        "days and times in UTC\n"
        "\n"
        "left out  1 send after Sun 29 Nov 2026\n"
        "\n"
        "Mon        Tue        Wed        Thu        Fri        Sat        Sun\n"
        "23 Nov     24         25         26         27 !       28         29\n"
        "                                            teaser\n"
        "                                            * Digest\n"
        "\n"
        "* in the dashboard, ! collides\n"
        "\n"
        "Fri 27 Nov 2026, in 7 days\n"
        "\n"
        " 14:00   teaser  message by email\n"
        "         reaches   broadcast to segment seg-1\n"
        "         status    scheduled\n"
        "         collides  Digest: goes out at the same time; whether it reaches the\n"
        "                   same people is not known\n"
        "\n"
        " 14:30 * Digest  campaign of the dashboard\n"
        "         reaches   broadcast to segment seg-1\n"
        "         status    scheduled\n"
        "         collides  teaser: goes out at the same time; whether it reaches the\n"
        "                   same people is not known\n"
        "\n"
        "Calendar: 2 sends, of them 2 in a collision.\n"
    )


@pytest.mark.parametrize(
    ("row", "zone", "clock", "written"),
    [
        pytest.param(a_row(), "UTC", "14:00", None, id="the zone that is shown"),
        pytest.param(a_row(), "Asia/Kolkata", "19:30", "14:00 UTC", id="another zone"),
        pytest.param(
            a_row(time=plain(SENT_AT, "America/New_York")), "UTC", "14:00", "09:00 America/New_York", id="a place"
        ),
        pytest.param(
            a_row(time=dataclasses.replace(plain(SENT_AT, "Etc/GMT-10"), zone="+10:00"), at=SENT_AT),
            "UTC",
            "14:00",
            "Sat 28 Nov 2026, 00:00 UTC+10:00",
            id="an offset, on another day",
        ),
        pytest.param(
            a_row(time=dataclasses.replace(plain(), zone="Z")), "UTC", "14:00", None, id="another word for UTC"
        ),
        pytest.param(
            a_row(time=dataclasses.replace(plain(), zone=None)), "UTC", "14:00", None, id="no zone at all"
        ),
        pytest.param(LOCAL, "UTC", "local", "09:00 on each person's own clock", id="local"),
        pytest.param(OPTIMAL, "UTC", "best", "at each person's best time of that day", id="optimal"),
        pytest.param(
            from_dashboard(time=at_wall("2026-11-27T09:00:00", TimeMode.PLAIN)),
            "UTC",
            "?",
            "09:00 in the zone of the company, which the dashboard does",
            id="a clock that nobody names",
        ),
        pytest.param(
            dataclasses.replace(a_row(), time=None, source=Source.HISTORY), "UTC", "14:00", None, id="the history"
        ),
    ],
)
def test_times_are_told_as_shown_and_as_written(row: Row, zone: str, clock: str, written: str | None) -> None:
    """What stands in front is on the clock of the calendar; what a person wrote follows if it says more."""
    over = days(zone, first="2026-11-27", last="2026-11-29")
    found = agenda(a_calendar(row, over=over))
    said = [line.split("written", 1)[1].strip() for line in found if line.startswith("         written")]
    assert (clock, [written] if written else []) == (found[1].split()[0], said)


def test_a_span_is_told_on_each_of_its_days() -> None:
    """With both ends where it stands, and with the part of the day elsewhere."""
    assert [
        "Thu 26 Nov 2026, in 6 days",
        "   |     (local)  from 19:00, see Fri 27 Nov 2026",
        "Fri 27 Nov 2026, in 7 days",
        " local   local  message by email",
        "         written   09:00 on each person's own clock",
        "         window    from Thu 26 Nov 2026, 19:00 to Fri 27 Nov 2026, 21:00",
        "         reaches   broadcast to segment seg-1",
        "         status    scheduled",
    ] == agenda(a_calendar(LOCAL, over=WEEK))


def test_a_day_in_the_middle_of_a_span_is_all_of_it() -> None:
    """Neither its beginning nor its end."""
    row = a_row(at=datetime(2026, 11, 24, 12, tzinfo=UTC), hours=48)
    assert [
        "   |     (teaser)  all day, see Tue 24 Nov 2026",
        "   |     (teaser)  until 12:00, see Tue 24 Nov 2026",
    ] == [line for line in agenda(a_calendar(row, over=WEEK)) if "|" in line]


def test_a_send_under_way_says_when_it_began() -> None:
    """A reader asks how much of it is over."""
    now = datetime(2026, 11, 27, 1, tzinfo=UTC)
    page = text(a_calendar(LOCAL, over=WEEK, now=now))
    assert "from Thu 26 Nov 2026, 19:00 to Fri 27 Nov 2026, 21:00, began 6 hours ago" in " ".join(page.split())


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-20", "in 7 days"),
        ("2026-11-26", "tomorrow"),
        ("2026-11-27", "today"),
        ("2026-11-28", "yesterday"),
        ("2026-11-29", "2 days ago"),
    ],
)
def test_a_day_says_how_far_away_it_is(now: str, words: str) -> None:
    """From the moment the calendar is for."""
    calendar = a_calendar(a_row(), over=WEEK, now=datetime.fromisoformat(f"{now}T12:00:00+00:00"))
    assert f"\nFri 27 Nov 2026, {words}\n" in text(calendar)


def test_another_moment_is_marked() -> None:
    """Nobody takes it for the present."""
    page = text(a_calendar(over=WEEK, now=NOW + timedelta(days=1)))
    assert "\nAs it would be at Sat 21 Nov 2026, 09:00 UTC, if nothing is applied or edited" in page


def test_findings_and_halts_come_first() -> None:
    """What nobody may overlook stands above the weeks."""
    finding = Finding(severity=Severity.ERROR, code="empty", message="all would be cancelled", hint="look again")
    halt = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="", at=NOW)
    page = text(dataclasses.replace(a_calendar(over=WEEK), findings=(finding,), halts=(halt,)))
    assert page.index("all would be cancelled") < page.index("Halted: 1 emergency stop") < page.index("Mon  ")


def test_many_collisions_are_counted() -> None:
    """Five are named."""
    rows = [a_row(f"row-{number}", at=SENT_AT + timedelta(minutes=number)) for number in range(8)]
    found = agenda(a_calendar(*rows, over=WEEK))
    assert 8 * 5 == sum(line.startswith("         collides") for line in found)
    assert 8 == found.count("                   and 2 more")


def test_the_last_line_counts() -> None:
    """One that moves counts once, and what does not go out is said."""
    rows = [
        a_row("a", standing=Standing.CANCELLED),
        a_row("b", is_shadow=True, standing=Standing.CANCELLED),
        a_row("c", kind="canvas", channels=()),
    ]
    page = text(a_calendar(*rows, over=WEEK))
    assert "Calendar: 2 sends, of them 1 not going out.\n" == page.splitlines(keepends=True)[-1]
    assert " 14:00   c  Canvas\n" in page


def test_nothing_is_told_of_an_empty_calendar() -> None:
    """But its days."""
    assert "Calendar: 0 sends." == text(a_calendar(over=WEEK)).splitlines()[-1]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    """Names of any length and script."""
    rows = [
        a_row("a-name-" * 18),
        from_dashboard("长长的名字" * 20),
        a_row("\x1b]0;title\x07", audience="x", series=""),
    ]
    page = text(a_calendar(*rows, over=WEEK), width=width)
    assert width >= max(display_width(line) for line in page.splitlines())
    assert not set(page) & {"\x1b", "\x07"}


def test_colours_hide_nothing() -> None:
    """Without the codes the coloured text is the plain one."""
    calendar = a_calendar(a_row("a"), a_row("b"), LOCAL, over=WEEK)
    assert text(calendar) == re.sub("\x1b\\[[0-9;]*m", "", text(calendar, colour=True))
