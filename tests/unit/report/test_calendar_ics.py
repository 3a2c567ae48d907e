"""A calendar for other calendars: what each line of an event says, read as text."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import timedelta

import pytest

from braze_gitops.model import TimeMode
from braze_gitops.report import Calendar, calendar_ics
from braze_gitops.report.calendar_ics import uid_of
from braze_gitops.report.calendar_row import Row, Source, Standing
from support.calendars import SENT_AT, a_calendar, a_row, at_wall, from_dashboard, plain
from support.reviews import NOW

TOLD = "teaser (message by email\\, braze-gitops)\\nreaches: broadcast to segment seg-1\\nstatus: scheduled"
NEW_YORK = "Fri 27 Nov 2026\\, 09:00 America/New_York (14:00 UTC)"


def lines(calendar: Calendar) -> list[str]:
    """Return the lines of a file, unfolded."""
    whole = calendar_ics(calendar, tool="0.1.0").decode("utf-8")
    assert whole.endswith("\r\n")
    return whole.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(row: Row, *names: str) -> list[str]:
    """Return the lines of one event that begin with one of these names."""
    return [line for line in lines(a_calendar(row)) if line.startswith(names)]


def test_a_calendar_says_what_it_is() -> None:
    """The version of the format, who wrote it, its name; published, so that nobody is invited."""
    assert [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//braze-gitops//0.1.0//EN",
        "METHOD:PUBLISH",
        "NAME:Braze production",
        "X-WR-CALNAME:Braze production",
        "END:VCALENDAR",
    ] == lines(a_calendar())


def test_a_file_of_another_moment_is_made_now() -> None:
    """What would be so then is said today, and a newer file counts for more."""
    then = a_calendar(a_row(), now=NOW + timedelta(days=6), made_at=NOW)
    assert ["DTSTAMP:20261120T090000Z"] == [line for line in lines(then) if line.startswith("DTSTAMP")]


def test_what_was_stopped_ends_there() -> None:
    """And not with its window."""
    stopped = dataclasses.replace(a_row(hours=26), stopped_at=SENT_AT + timedelta(hours=10))
    assert ["DTSTART:20261127T140000Z", "DTEND:20261128T000000Z"] == values(stopped, "DTSTART", "DTEND")


def test_an_event_is_complete() -> None:
    """Every line of one."""
    row = a_row(time=plain(SENT_AT, "America/New_York"), tags=("black,friday", "sale"))
    assert {
        "BEGIN:VEVENT",
        "SUMMARY:teaser",
        "DTSTART:20261127T140000Z",
        "DTSTAMP:20261120T090000Z",
        f"UID:{uid_of(row, seed='lineage-1')}",
        "SEQUENCE:7",
        "CATEGORIES:black\\,friday,sale",
        f"DESCRIPTION:{TOLD}\\nwritten: {NEW_YORK}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    } == set(lines(a_calendar(row))[6:-1])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(a_row(), ["DTSTART:20261127T140000Z"], id="an instant"),
        pytest.param(
            a_row(time=at_wall("2026-11-27T09:00:00"), hours=26), ["DTSTART:20261127T090000"], id="local"
        ),
        pytest.param(
            a_row(time=at_wall("2026-11-27T09:00:00", TimeMode.OPTIMAL), hours=50),
            ["DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"],
            id="optimal",
        ),
        pytest.param(
            from_dashboard(time=at_wall("2026-11-27T09:00:00", TimeMode.PLAIN)),
            ["DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"],
            id="a clock that nobody names",
        ),
        pytest.param(
            dataclasses.replace(a_row(hours=26), time=None, source=Source.HISTORY),
            ["DTSTART:20261127T140000Z", "DTEND:20261128T160000Z"],
            id="a span of the history",
        ),
    ],
)
def test_times_are_true_for_every_reader(row: Row, expected: list[str]) -> None:
    """An instant in UTC, a local time without a zone, a day where no time is known."""
    assert expected == values(row, "DTSTART", "DTEND")


def test_a_clock_that_nobody_names_is_told() -> None:
    """The time stands in the description, with what is missing."""
    (told,) = values(from_dashboard(time=at_wall("2026-11-27T09:00:00", TimeMode.PLAIN)), "DESCRIPTION")
    assert "written: 2026-11-27 09:00 in the zone of the company\\, which the dashboard does not name" in told


@pytest.mark.parametrize(
    ("row", "status", "summary"),
    [
        (a_row(), "CONFIRMED", "teaser"),
        (a_row(standing=Standing.TENTATIVE), "TENTATIVE", "teaser (not arranged like this yet)"),
        (a_row(standing=Standing.CANCELLED), "CANCELLED", "teaser (does not go out)"),
        (a_row(standing=Standing.TENTATIVE, blocked=("imminent",)), "TENTATIVE", "teaser (blocked)"),
    ],
    ids=["arranged", "planned", "cancelled", "blocked"],
)
def test_how_sure_it_is(row: Row, status: str, summary: str) -> None:
    """For programs in STATUS, for people in the title too."""
    assert [f"SUMMARY:{summary}", f"STATUS:{status}"] == values(row, "SUMMARY", "STATUS")


def test_an_old_place_is_no_event() -> None:
    """One address is one event: the one at its new time."""
    calendar = a_calendar(a_row(at=SENT_AT + timedelta(days=1)), a_row(is_shadow=True))
    assert ["DTSTART:20261128T140000Z"] == [line for line in lines(calendar) if line.startswith("DTSTART")]


def test_collisions_are_told() -> None:
    """In the description, for there is no field for them."""
    found = [line for line in lines(a_calendar(a_row("a"), a_row("b"))) if line.startswith("DESCRIPTION")]
    assert "\\ncollides with b: goes to the same people by email within 24 hours" in found[0]


@pytest.mark.parametrize("text", ["\x1b[31m", "a\x00b", "\u202ekcab", "\x7f"], ids=repr)
def test_no_control_character_gets_in(text: str) -> None:
    """A line of text may hold none."""
    whole = calendar_ics(a_calendar(from_dashboard(text), a_row(tags=(text,))), tool="0").decode("utf-8")
    assert not {one for one in text if not one.isprintable()} & set(whole)


def test_a_name_cannot_add_a_line() -> None:
    """A line break in a name or a tag is shown, not obeyed."""
    text = "a\r\nATTENDEE:mailto:anna@shop.example"
    found = lines(a_calendar(from_dashboard(text), a_row(tags=(text,))))
    assert [] == [line for line in found if line.startswith("ATTENDEE")]


def test_long_lines_are_folded() -> None:
    """No line has more than 75 octets."""
    whole = calendar_ics(a_calendar(from_dashboard("长长的名字" * 40)), tool="0")
    assert 75 >= max(len(line) for line in whole.split(b"\r\n"))


def test_one_row_keeps_its_uid() -> None:
    """Whatever is said of it and whenever; another address, state or source has another."""
    row = a_row()
    later = dataclasses.replace(row, status="sent", time=plain(NOW), standing=Standing.CANCELLED)
    assert uid_of(row, seed="a") == uid_of(later, seed="a")
    assert 3 == len({uid_of(row, seed="a"), uid_of(row, seed="b"), uid_of(a_row("other"), seed="a")})


def test_the_library_is_loaded_for_this_alone() -> None:
    """Every other report is as quick without it."""
    code = "import sys, braze_gitops.report; print('icalendar' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False" == done.stdout.strip()
