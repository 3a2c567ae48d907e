"""The ICS of a calendar, read by an implementation of RFC 5545 that did not write it, in three zones."""

from __future__ import annotations

import dataclasses
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from braze_gitops.model import TimeMode
from braze_gitops.report import Calendar, calendar_ics
from braze_gitops.report.calendar_row import Row, Source, Standing
from support.calendars import a_calendar, a_row, at_wall, days, from_dashboard, plain
from support.ical_js import Event, Start, read_calendar
from support.installed_program import TEASER, ProjectOnDisk

pytestmark = [pytest.mark.deep, pytest.mark.needs("node", "ical.js")]

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata")
YEAR = days(first="2026-11-01", last="2027-10-31")
# Both sides of each change of clocks in New York and Berlin of the year that follows.
INSTANTS = tuple(
    datetime.fromisoformat(f"{text}+00:00")
    for text in (
        "2026-11-27T14:00:00",
        "2027-03-14T06:59:00",
        "2027-03-14T07:00:00",
        "2027-03-28T00:59:00",
        "2027-03-28T01:00:00",
        "2027-07-04T23:30:00",
        "2027-10-31T00:30:00",
        "2027-10-31T01:30:00",
    )
)
TRICKY = 'a, b; c\\n: "d" \\ e — 长长的名字 👩🏽‍🚀 ' + "x" * 200


def rows() -> tuple[Row, ...]:
    """Return a row for each instant, and one for each other form of a time."""
    at = [
        a_row(f"at-{place}", at=instant, time=plain(instant, ZONES[place % 3]), audience=str(place))
        for place, instant in enumerate(INSTANTS)
    ]
    return (
        *at,
        a_row("local", time=at_wall("2026-12-01T09:00:00"), tags=("one, two", "three"), audience="local"),
        a_row("best", time=at_wall("2026-12-03T09:00:00", TimeMode.OPTIMAL), audience="best"),
        a_row("going", standing=Standing.CANCELLED, audience="going"),
        a_row("coming", standing=Standing.TENTATIVE, audience="coming"),
        dataclasses.replace(a_row("over", hours=26, source=Source.HISTORY, audience="over"), time=None),
        from_dashboard(TRICKY, at=INSTANTS[0] + timedelta(days=9)),
    )


def events(calendar: Calendar, zone: str) -> dict[str, Event]:
    """Return what a reader in a zone finds, by the first word of the description."""
    found = read_calendar(calendar_ics(calendar, tool="0.1.0"), zone=zone)
    assert ("2.0", zone) == (found.version, found.zone.replace("Calcutta", "Kolkata"))
    return {str(event.description).split(" (")[0]: event for event in found.events}


@pytest.mark.parametrize("zone", ZONES)
def test_every_event_is_found_with_the_time_it_has_there(zone: str) -> None:
    """An instant on the clock of the zone, a local time as written, a day as the day it is."""
    calendar = a_calendar(*rows(), over=YEAR)
    found = events(calendar, zone)
    starts = {name: event.start for name, event in found.items()}
    there = ZoneInfo(zone)
    expected = {
        f"at-{place}": Start(form="utc", local=instant.astimezone(there).replace(tzinfo=None))
        for place, instant in enumerate(INSTANTS)
    }
    assert expected == {name: start for name, start in starts.items() if name.startswith("at-")}
    assert Start(form="floating", local=datetime.fromisoformat("2026-12-01T09:00:00")) == starts["local"]
    assert Start(form="date", local=date(2026, 12, 3)) == starts["best"]
    end = datetime(2026, 11, 28, 16, tzinfo=UTC).astimezone(there).replace(tzinfo=None)
    assert Start(form="utc", local=end) == found["over"].end
    assert len(calendar.rows) == len(found)


def test_what_is_written_is_what_is_read() -> None:
    """Names with every sign that has a meaning in the format, tags, how sure it is, and who is told of it."""
    found = events(a_calendar(*rows(), over=YEAR), "UTC")
    assert ("one, two", "three") == found["local"].categories
    assert ["CONFIRMED", "CANCELLED", "TENTATIVE"] == [found[name].status for name in ("local", "going", "coming")]
    dashboard = found["campaign cmp-9"]
    assert dashboard.summary is not None
    assert dashboard.summary.startswith('a, b; c\\n: "d" \\ e — 长长的名字 👩🏽\\u{200d}🚀 xxx')
    assert "reaches: broadcast to segment seg-1\nstatus: scheduled\nwritten: " in str(dashboard.description)
    assert ({7}, {"2026-11-20T09:00:00Z"}) == (
        {event.sequence for event in found.values()},
        {event.stamp for event in found.values()},
    )
    assert len(found) == len({event.uid for event in found.values()})


def test_a_broken_file_is_not_read() -> None:
    """The reader that proves the others is none that takes anything."""
    whole = calendar_ics(a_calendar(*rows(), over=YEAR), tool="0.1.0")
    with pytest.raises(subprocess.CalledProcessError):
        read_calendar(whole.replace(b"END:VCALENDAR\r\n", b""), zone="UTC")


@pytest.mark.parametrize("zone", ZONES)
def test_the_file_of_the_program_shows_the_right_local_times(tmp_path: Path, zone: str) -> None:
    """From a definition in New York to a reader's own calendar, before and after the apply."""
    project = ProjectOnDisk(tmp_path, definitions={"teaser": TEASER})
    seen = []
    for _ in range(2):
        assert project.run("calendar", "--format", "ics", "--out", "braze.ics").code == 0
        (event,) = read_calendar((tmp_path / "braze.ics").read_bytes(), zone=zone).events
        seen.append((event.uid, event.status, event.start.local))
        assert project.apply().code == 0
    uid, local = seen[0][0], datetime(2026, 11, 27, 14, tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert [(uid, "TENTATIVE", local), (uid, "CONFIRMED", local)] == seen
