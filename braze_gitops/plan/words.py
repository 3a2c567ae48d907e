"""Instants and places in the few words a block, a reason or a difference needs; English on every machine."""

from __future__ import annotations

from datetime import datetime

from braze_gitops.model import SendTime, TimeMode

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UTC_NAMES = frozenset({None, "Z", "UTC", "Etc/UTC", "+00:00", "-00:00"})


def date_words(at: datetime) -> str:
    """Return the date as it stands in `at`: `Mon 9 Mar 2026`."""
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


def clock_words(at: datetime) -> str:
    """Return the time of day as it stands in `at`: `08:00`, with seconds only where there are any."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def in_utc(at: datetime) -> str:
    """Return an aware UTC instant in words: `Mon 9 Mar 2026 13:00 UTC`."""
    return f"{date_words(at)} {clock_words(at)} UTC"


def place_words(time: SendTime) -> str:
    """Return where the clock of a plain time hangs: ` in New York`, ` UTC+02:00`, ` UTC`."""
    zone = time.zone
    if zone is None or zone in _UTC_NAMES:
        return " UTC"
    if zone[0] in "+-":
        return f" UTC{zone}"
    return f" in {zone.rpartition('/')[2].replace('_', ' ')}"


def clock_and_place(time: SendTime) -> str:
    """Return the clock part of a plain or local time with what makes it an instant:
    `09:00 in New York (13:00 UTC)`.
    """
    if time.mode is TimeMode.LOCAL:
        return f"{clock_words(time.wall)} on each person's own clock"
    clock, instant = clock_words(time.wall) + place_words(time), time.instant
    if instant is None or place_words(time) == " UTC":
        return clock
    other_day = f"{date_words(instant)} " if instant.date() != time.wall.date() else ""
    return f"{clock} ({other_day}{clock_words(instant)} UTC)"
