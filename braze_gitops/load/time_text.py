"""The text of a `schedule.time`, taken apart: date and time of day as in ISO 8601, with or without an offset."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta

from braze_gitops.load.time_problem import TimeRefused

# A year outside of these is a slip of the keyboard, and every window around one inside stays a valid date.
FIRST_YEAR = 2000
LAST_YEAR = 2100

_TIME = re.compile(
    r"(?P<wall>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?P<second>:[0-9]{2})?)"
    r"(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
_DATE_ONLY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WITH_SPACE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} +[0-9]{2}:[0-9]{2}")
_FRACTION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.,][0-9]+")
_LARGEST_OFFSET = timedelta(hours=14)
_EXAMPLE = "write it like 2026-11-27T09:00:00"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A time text taken apart; `zone` is `Z` or `+02:00` as in the text."""

    text: str
    wall: datetime
    zone: str | None
    offset: timedelta | None


def read_time(value: object) -> Written:
    """Return a time as it is written.

    Raises:
        TimeRefused: it is no date and time that a definition may have.
    """
    if not isinstance(value, str):
        raise TimeRefused(
            "time",
            "time-missing" if value is None else "time-not-text",
            "`time` must be a date and time",
            _EXAMPLE,
        )
    found = _TIME.match(value)
    if found is None:
        raise TimeRefused("time", "time-format", *_misspelt(value))
    try:
        wall = datetime.fromisoformat(found["wall"])
    except ValueError:
        message = f"{value} is no date and time of the calendar"
        raise TimeRefused("time", "time-invalid", message, "check month, day, hour and minute") from None
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        message = f"the year {wall.year} is out of range"
        raise TimeRefused("time", "time-year", message, f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
    zone = found["offset"]
    if zone is None or zone == "Z":
        return Written(text=value, wall=wall, zone=zone, offset=None if zone is None else timedelta())
    sign, hours, minutes = zone[0], int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or offset > _LARGEST_OFFSET:
        raise TimeRefused(
            "time", "time-offset", f"{zone} is no offset that a place on Earth has", "write it like +02:00"
        )
    signed = -offset if sign == "-" else offset
    return Written(text=value, wall=wall, zone=f"{sign}{hours:02}:{minutes:02}", offset=signed)


def _misspelt(value: str) -> tuple[str, str]:
    """Return message and hint for a time text that is not written as ISO 8601 asks."""
    if not value.strip():
        return "`time` is empty", _EXAMPLE
    if _DATE_ONLY.match(value):
        return f"{value} is a date without a time of day", f"write {value}T09:00:00"
    if _WITH_SPACE.match(value):
        return "a T must stand between date and time", f"write {'T'.join(value.split(maxsplit=1))[:40]}"
    if _FRACTION.match(value):
        return (
            "fractions of a second are not allowed",
            f"write {value[:19]}{value[19:].lstrip('.,0123456789')[:6]}",
        )
    shown = value if len(value) <= 40 else f"{value[:37]}…"
    return f"{shown} is no date and time", _EXAMPLE


def wall_text(wall: datetime) -> str:
    """Return a wall time as it is written, to the second."""
    return wall.isoformat(timespec="seconds")
