"""A calendar as iCalendar (RFC 5545), for other calendars to import.

A time that is one instant is written in UTC, which every reader shows on the own clock. A local time is
written without a zone: that is what it is for each person, 09:00 wherever they are. An optimal time, and one of
a clock that is not known, is a whole day; what the history keeps of a send over a span has the span.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from braze_gitops.model import TimeMode, digest_text
from braze_gitops.report.calendar import Calendar
from braze_gitops.report.calendar_row import COMPANY_CLOCK, Row, Source, Standing
from braze_gitops.report.escape import escape
from braze_gitops.report.moment import time_words
from braze_gitops.report.value_words import channel_words

if TYPE_CHECKING:
    from icalendar import Event

_UID_LENGTH = 32


def calendar_ics(calendar: Calendar, *, tool: str) -> bytes:
    """Return the calendar as the bytes of an `.ics` file; `tool` is the version of this program.

    The same row has the same UID every time, so that a later file updates what an earlier one brought.
    """
    import icalendar

    whole = icalendar.Calendar()
    name = f"Braze {calendar.environment}"
    whole.add("prodid", f"-//braze-gitops//{tool}//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("name", name)
    whole.add("x-wr-calname", name)
    for row in calendar.rows:
        if not row.is_shadow:
            whole.add_component(_event(row, calendar))
    return bytes(whole.to_ical())


def uid_of(row: Row, *, seed: str) -> str:
    """Return what other calendars know a row by, for ever."""
    digest = digest_text(f"{seed}\0{row.key}")
    return f"{digest[:_UID_LENGTH]}@braze-gitops"


def _event(row: Row, calendar: Calendar) -> Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", uid_of(row, seed=calendar.seed))
    event.add("dtstamp", calendar.made_at.astimezone(UTC))
    event.add("sequence", calendar.sequence)
    for name, value in _times(row):
        event.add(name, value)
    event.add("summary", _summary(row))
    event.add("description", "\n".join(_description(row)))
    event.add("status", row.standing.value.upper())
    event.add("transp", "TRANSPARENT")
    if row.tags:
        event.add("categories", [escape(tag) for tag in row.tags])
    return event


def _times(row: Row) -> Iterator[tuple[str, datetime | date]]:
    if row.mode is TimeMode.LOCAL and row.time is not None:
        yield "dtstart", row.time.wall
    elif row.wall_on is not None:
        yield "dtstart", row.wall_on
        yield "dtend", row.wall_on + timedelta(days=1)
    else:
        assert row.window is not None, "a row without a wall time has a window"
        yield "dtstart", row.window.first_at.astimezone(UTC)
        if row.is_spread:
            assert row.goes_out is not None, "what is spread has a window"
            yield "dtend", row.goes_out.last_at.astimezone(UTC)


def _summary(row: Row) -> str:
    if row.blocked:
        return f"{escape(row.title)} (blocked)"
    words = {Standing.TENTATIVE: " (not arranged like this yet)", Standing.CANCELLED: " (does not go out)"}
    return f"{escape(row.title)}{words.get(row.standing, '')}"


def _description(row: Row) -> Iterator[str]:
    by = f" by {', '.join(map(channel_words, row.channels))}" if row.channels else ""
    where = "the dashboard" if row.source is Source.DASHBOARD else "braze-gitops"
    yield escape(f"{row.key} ({row.kind}{by}, {where})")
    yield escape(f"reaches: {row.reach}")
    yield escape(f"status: {row.status}")
    if row.time is not None and (row.time.instant is not None or row.mode is not TimeMode.PLAIN):
        yield escape(f"written: {time_words(row.time)}")
    elif row.time is not None:
        yield f"written: {row.time.wall:%Y-%m-%d %H:%M} {COMPANY_CLOCK}"
    for one in row.collisions:
        yield escape(f"collides with {one.title}: {one.why}")
