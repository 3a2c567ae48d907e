"""The end of a series: `until`, `count`, or the UNTIL or COUNT of its rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timezone

from braze_gitops.load.clock_time import Clock
from braze_gitops.load.repeat_problem import RepeatRefusedError, read_wall
from braze_gitops.load.repeat_rfc import RuleText
from braze_gitops.load.repeat_short import hours_text
from braze_gitops.load.time_text import FIRST_YEAR, LAST_YEAR

MAX_OCCURRENCES = 1_000
_END_OF_DAY = time(23, 59, 59)
_ENDS = "add `until: 2027-06-30` or `count: 52`"


def read_end(
    repeat: Mapping[str, object], own: RuleText | None, clock: Clock
) -> tuple[datetime | None, int | None]:
    """Return the last wall time that may come, and how many may; exactly one of them is there."""
    until, count = repeat.get("until"), repeat.get("count")
    if until is not None and count is not None:
        raise RepeatRefusedError(
            ("count",), "repeat-end", "`until` and `count` exclude each other", "keep one of the two"
        )
    if isinstance(count, int) and not isinstance(count, bool):
        if not 1 <= count <= MAX_OCCURRENCES:
            hint = f"use a number from 1 to {MAX_OCCURRENCES:,}"
            raise RepeatRefusedError(("count",), "repeat-end", f"{count} is no number of times", hint)
        return None, count
    if until is not None:
        return read_wall(until, ("until",), "repeat-end", end_of_day=True), None
    if own is not None and own.count is not None:
        return None, own.count
    if own is not None and own.until is not None:
        return _own_until(own.until, clock), None
    message = "this series never ends, and at most 1,000 sends of one definition can be planned"
    raise RepeatRefusedError((), "repeat-endless", message, _ENDS)


def end_text(last: datetime) -> str:
    """Return the end of a series as a person says it; of a whole day without its last second."""
    day = f"{last.day} {last:%b %Y}"
    return day if last.time().replace(microsecond=0) == _END_OF_DAY else f"{day} at {hours_text([last.time()])}"


def _own_until(written: str, clock: Clock) -> datetime:
    """Return the UNTIL of a rule as a wall time of the schedule's clock."""
    if not FIRST_YEAR <= int(written[:4]) <= LAST_YEAR:
        message = f"UNTIL={written} is out of range"
        raise RepeatRefusedError(("rrule",), "repeat-end", message, f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        wall = datetime.strptime(written.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
    except ValueError:
        message = f"UNTIL={written} is no date and time of the calendar"
        raise RepeatRefusedError(("rrule",), "repeat-end", message, "check month, day and hour") from None
    if not written.endswith("Z"):
        return wall
    zone = clock.zone or (timezone(clock.offset) if clock.offset is not None else None)
    if zone is None:
        message = "UNTIL cannot be in UTC where each person's own clock counts"
        raise RepeatRefusedError(("rrule",), "repeat-end", message, "take the Z away")
    return wall.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
