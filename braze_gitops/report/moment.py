"""Moments and windows in words, in English on every machine: weekday, date, time, zone, how far away."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import assert_never

from braze_gitops.model import WORLD, AudienceZone, AudienceZones, SendTime, TimeMode, Window
from braze_gitops.report.place_words import place_words

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Less than a minute, in seconds.
_SHORT_BY = 59
_UTC_ZONES = frozenset({"Z", "UTC", "Etc/UTC", "+00:00", "-00:00"})


def date_words(moment: datetime) -> str:
    """Return the date as it stands in `moment`: `Fri 27 Nov 2026`."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year:04}"


def clock_words(moment: datetime) -> str:
    """Return the time of day as it stands in `moment`; seconds only when there are any."""
    seconds = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour:02}:{moment.minute:02}{seconds}"


def moment_words(moment: datetime) -> str:
    """Return an aware moment in UTC: `Fri 27 Nov 2026, 14:00 UTC`."""
    at = moment.astimezone(UTC)
    return f"{date_words(at)}, {clock_words(at)} UTC"


def distance_words(moment: datetime, now: datetime) -> str:
    """Return how far `moment` is from `now`, as `span_words` counts: `in 3 days`, `20 minutes ago`, `now`."""
    seconds = (moment - now).total_seconds()
    size = span_words(timedelta(seconds=abs(seconds)))
    if size == "less than a minute":
        return "now" if abs(seconds) < 1 else ("in less than a minute" if seconds > 0 else "a moment ago")
    return f"in {size}" if seconds > 0 else f"{size} ago"


def span_words(span: timedelta) -> str:
    """Return a length of time in its largest fitting unit, rounded down: `90 minutes`, `2 days`.

    Hours and days that are short by less than a minute count as whole: a command later is no day less.
    """
    seconds = int(span.total_seconds())
    minutes = seconds // 60
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return count(minutes, "minute")
    if minutes < 48 * 60:
        return count((seconds + _SHORT_BY) // 3600, "hour")
    return count((seconds + _SHORT_BY) // (24 * 3600), "day")


def duration_words(span: timedelta) -> str:
    """Return how long something takes: `3 seconds`, else as `span_words`."""
    seconds = span.total_seconds()
    return count(max(1, round(seconds)), "second") if seconds < 60 else span_words(span)


def count(number: int, noun: str) -> str:
    """Return the number with its noun: `1 day`, `2,000 days`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def time_words(send_time: SendTime) -> str:
    """Return a send time as a person wrote it, with what it means: zone and UTC, local or optimal time."""
    day = date_words(send_time.wall)
    match send_time.mode:
        case TimeMode.LOCAL:
            return f"{day}, {clock_words(send_time.wall)} on each person's own clock"
        case TimeMode.OPTIMAL:
            return f"{day}, at each person's best time of that day"
        case TimeMode.PLAIN:
            return f"{day}, {clock_words(send_time.wall)} {_zone_words(send_time)}"
        case _:
            assert_never(send_time.mode)


def _zone_words(send_time: SendTime) -> str:
    zone = send_time.zone or "UTC"
    if zone in _UTC_ZONES or send_time.instant is None:
        return "UTC"
    at = send_time.instant.astimezone(UTC)
    shown = f"UTC{zone}" if zone[0] in "+-" else zone
    day = "" if at.date() == send_time.wall.date() else f"{date_words(at)}, "
    return f"{shown} ({day}{clock_words(at)} UTC)"


def when_words(
    send_time: SendTime, window: Window, now: datetime, *, zones: AudienceZones = WORLD
) -> tuple[str, ...]:
    """Return when Braze sends: one line, and one for each end, with a place, if it is more than one instant.

    `zones` are those between which the people of the environment live.
    """
    return f"{time_words(send_time)}, {distance_in_words(window, now)}", *_ends(send_time, window, zones)


def past_words(window: Window, now: datetime) -> str:
    """Return when something was sent of which only the window is known."""
    until = f" to {moment_words(window.last_at)}" if window.last_at > window.first_at else ""
    return f"{moment_words(window.first_at)}{until}, {distance_in_words(window, now)}"


def distance_in_words(window: Window, now: datetime) -> str:
    """Return how far a window is from `now`; one with two ends begins, began or ended."""
    if window.first_at == window.last_at:
        return distance_words(window.first_at, now)
    if now >= window.last_at:
        return f"ended {distance_words(window.last_at, now)}"
    return f"{'began' if window.first_at <= now else 'begins'} {distance_words(window.first_at, now)}"


def _ends(send_time: SendTime, window: Window, zones: AudienceZones) -> tuple[str, ...]:
    if window.first_at == window.last_at:
        return ()
    begin = end = send_time.wall
    if send_time.mode is TimeMode.OPTIMAL:
        begin = datetime.combine(begin.date(), time.min)
        end = begin + timedelta(days=1)
    return (
        f"first {_at_place(begin, window.first_at, zones.first, zones.last)}: {moment_words(window.first_at)}",
        f"last {_at_place(end, window.last_at, zones.last, zones.first)}: {moment_words(window.last_at)}",
    )


def _at_place(wall: datetime, at: datetime, *known: AudienceZone) -> str:
    return place_words(wall.replace(tzinfo=UTC) - at, wall.date(), known)
