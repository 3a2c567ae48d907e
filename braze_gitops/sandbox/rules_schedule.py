"""What a `schedule` may be, when it sends, and when that is too early or too late (braze-api.md 7.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from braze_gitops.sandbox.fields import Check, Problem, flag, moment, parse_moment, table

__all__ = ["HORIZON", "SCHEDULE", "Window", "timing_problems", "window_of"]

HORIZON = timedelta(days=90)

# The wall clock strikes first in UTC+14 and last in UTC-12.
EARLIEST_ZONE = timedelta(hours=14)
LATEST_ZONE = timedelta(hours=12)

BAD_REQUEST = "Bad Request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """First and last instant at which a schedule sends, aware UTC; equal for a plain time."""

    first_at: datetime
    last_at: datetime


def no_offset_beside_flags(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: local and optimal time forbid an offset, and each other (the second is a decision of ours)."""
    local, optimal = fields.get("in_local_time") is True, fields.get("at_optimal_time") is True
    parsed = parse_moment(str(fields["time"]))
    if (local or optimal) and parsed is not None and parsed[1]:
        yield Problem(place=f"{place}.time", text="must carry no offset with local or optimal time")
    if local and optimal:
        yield Problem(place=place, text="cannot be both in_local_time and at_optimal_time")


SCHEDULE: Check = table(
    {"time": moment(label=BAD_REQUEST), "in_local_time": flag(), "at_optimal_time": flag()},
    required=["time"],
    rules=[no_offset_beside_flags],
)


def window_of(schedule: Mapping[str, object]) -> Window:
    """Return when a schedule that passed SCHEDULE sends.

    Local: its wall time from UTC+14 to UTC-12. Optimal: its whole date in those zones. Raises OverflowError
    at the ends of the calendar.
    """
    parsed = parse_moment(str(schedule["time"]))
    if parsed is None:
        raise ValueError("a schedule that was not checked")
    named = parsed[0]
    if schedule.get("at_optimal_time") is True:
        midnight = named.replace(hour=0, minute=0, second=0, microsecond=0)
        return Window(first_at=midnight - EARLIEST_ZONE, last_at=midnight + timedelta(days=1) + LATEST_ZONE)
    if schedule.get("in_local_time") is True:
        return Window(first_at=named - EARLIEST_ZONE, last_at=named + LATEST_ZONE)
    return Window(first_at=named, last_at=named)


def timing_problems(schedule: Mapping[str, object], *, now: datetime) -> Iterator[Problem]:
    """Yield what is wrong with the time itself at `now`: past already, or beyond the horizon.

    Past counts from the first instant, so a local time is past once UTC+14 has reached it: the strictest of
    the documented readings (braze-api.md 13, row 13). The horizon is compared with the last instant.
    """
    try:
        window = window_of(schedule)
    except OverflowError:
        yield Problem(place="schedule.time", text="is out of range", label=BAD_REQUEST)
        return
    if window.first_at <= now:
        yield Problem(place="schedule.time", text="is already past", label=BAD_REQUEST)
    elif window.last_at > now + HORIZON:
        yield Problem(place="schedule.time", text=f"is more than {HORIZON.days} days ahead")
