"""A `schedule.repeat` as a series: every wall time it names, each with its key (design.md section 3).

    every: day | weekday | week | month     with `on` (days of the week or of the month) and `at` (times of day)
    rrule: FREQ=…                           RFC 5545, of days and more

from `schedule.time` on, until `until` (a date, its whole day included, or a wall time) or for `count`, without
what stands under `except`. `count` counts exceptions too. Everything is wall-clock time; where a wall time lies in
the world is for `clock_time` to say.

The key is the date by the rule. Where a rule names several times on one day, each but the one at the time of day
of `schedule.time` has its own added: what is added to a series leaves the keys of the others as they are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import islice, pairwise

from braze_gitops.load.clock_time import Clock
from braze_gitops.load.document import NodePath
from braze_gitops.load.loose import items, text
from braze_gitops.load.repeat_rfc import RuleText, RuleTextError, read_rule_text
from braze_gitops.load.repeat_short import EVERY, ShortFormError, ShortRule
from braze_gitops.load.repeat_walls import walls_of
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.load.time_text import FIRST_YEAR, LAST_YEAR
from braze_gitops.model import Severity, TimeMode

MAX_OCCURRENCES = 1_000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\Z")
_ENDS = "add `until: 2027-06-30` or `count: 52`"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a `repeat` names: key and wall time of each, in order; `words` say the rule.

    `left_out` are the keys that the exceptions take out of it, in order. `interval` is the shortest time
    between two of the rule, exceptions included; None where it names one alone.
    """

    walls: Mapping[str, datetime]
    words: str
    interval: timedelta | None
    left_out: tuple[str, ...] = ()


class _RefusedError(Exception):
    def __init__(self, path: NodePath, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = _problem(path, code, message, hint)


def read_series(repeat: Mapping[str, object], clock: Clock) -> tuple[Series | None, tuple[TimeProblem, ...]]:
    """Return the series from `clock.wall` on, and what is wrong with it; None exactly when there is an error."""
    try:
        rule, words, own = _rule_of(repeat, clock)
        last, count = _end_of(repeat, own, clock)
        walls = _until_the_end(rule, last, count)
        _check(walls, clock, last)
        left_out, notes = _exceptions(repeat, walls)
    except _RefusedError as refused:
        return None, (refused.problem,)
    except ShortFormError as error:
        return None, (_problem(error.path, error.code, error.message, error.hint),)
    except RuleTextError as error:
        return None, (_problem(("rrule",), "repeat-rule", error.message, error.hint),)
    keyed = tuple(_keyed(walls, clock.wall.time()))
    kept = {key: wall for key, wall in keyed if wall not in left_out}
    if not kept:
        message = "the exceptions leave nothing of this series"
        return None, (_problem(("except",), "repeat-empty", message, "delete the definition, or some of them"),)
    gaps = [after - before for before, after in pairwise(walls)]
    words += f" until {last.day} {last:%b %Y}" if last is not None else f", {len(walls)} times"
    missing = tuple(key for key, _ in keyed if key not in kept)
    return Series(walls=kept, words=words, interval=min(gaps, default=None), left_out=missing), notes


def _rule_of(repeat: Mapping[str, object], clock: Clock) -> tuple[Iterator[datetime], str, RuleText | None]:
    """Return the endless rule, its words, and what an RFC 5545 text says, with an end of its own perhaps."""
    written, every = repeat.get("rrule"), repeat.get("every")
    if (written is None) == (every is None):
        message = "nothing says how it repeats" if every is None else "`every` and `rrule` exclude each other"
        raise _RefusedError((), "repeat-rule", message, "for example `every: week` and `on: [mon]`")
    if every is not None:
        if every not in EVERY:
            hint = "one of day, weekday, week and month; every second week is `rrule: FREQ=WEEKLY;INTERVAL=2`"
            raise _RefusedError(("every",), "repeat-rule", "this is no way to repeat", hint)
        _refuse_times_at_optimal(repeat, clock)
        short = ShortRule(repeat, clock.wall)
        return short.walls(), short.days if clock.mode is TimeMode.OPTIMAL else short.words, None
    for key in ("on", "at"):
        if repeat.get(key) is not None:
            message = f"`{key}` belongs to `every`, not to `rrule`"
            raise _RefusedError((key,), "repeat-rule", message, "say it in the rule: BYDAY, BYHOUR, BYMINUTE")
    rule = read_rule_text(text(written))
    beside = next((key for key in ("until", "count") if repeat.get(key) is not None), None)
    if beside is not None and (rule.until is not None or rule.count is not None):
        raise _RefusedError(("rrule",), "repeat-end", "the rule has an end of its own", f"delete `{beside}`")
    parts = ";".join(f"{name}={value}" for name, value in rule.parts.items())
    return walls_of(rule.parts, clock.wall), f"by the rule {parts}", rule


def _refuse_times_at_optimal(repeat: Mapping[str, object], clock: Clock) -> None:
    if clock.mode is TimeMode.OPTIMAL and repeat.get("at") is not None:
        message = "`at` has no meaning with `at_optimal_time`: each person has a time of day of their own"
        raise _RefusedError(("at",), "repeat-at", message, "delete `at` or `at_optimal_time`")


def _end_of(
    repeat: Mapping[str, object], own: RuleText | None, clock: Clock
) -> tuple[datetime | None, int | None]:
    """Return the last wall time that may come, and how many may; exactly one of them is there."""
    until, count = repeat.get("until"), repeat.get("count")
    if until is not None and count is not None:
        raise _RefusedError(
            ("count",), "repeat-end", "`until` and `count` exclude each other", "keep one of the two"
        )
    if isinstance(count, int) and not isinstance(count, bool):
        if not 1 <= count <= MAX_OCCURRENCES:
            hint = f"use a number from 1 to {MAX_OCCURRENCES:,}"
            raise _RefusedError(("count",), "repeat-end", f"{count} is no number of times", hint)
        return None, count
    if until is not None:
        return _wall(until, ("until",), "repeat-end", end_of_day=True), None
    if own is not None and own.count is not None:
        return None, own.count
    if own is not None and own.until is not None:
        return _own_until(own.until, clock), None
    message = "this series never ends, and at most 1,000 sends of one definition can be planned"
    raise _RefusedError((), "repeat-endless", message, _ENDS)


def _own_until(written: str, clock: Clock) -> datetime:
    """Return the UNTIL of a rule as a wall time of the schedule's clock."""
    if not FIRST_YEAR <= int(written[:4]) <= LAST_YEAR:
        message = f"UNTIL={written} is out of range"
        raise _RefusedError(("rrule",), "repeat-end", message, f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        wall = datetime.strptime(written.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
    except ValueError:
        message = f"UNTIL={written} is no date and time of the calendar"
        raise _RefusedError(("rrule",), "repeat-end", message, "check month, day and hour") from None
    if not written.endswith("Z"):
        return wall
    zone = clock.zone or (timezone(clock.offset) if clock.offset is not None else None)
    if zone is None:
        message = "UNTIL cannot be in UTC where each person's own clock counts"
        raise _RefusedError(("rrule",), "repeat-end", message, "take the Z away")
    return wall.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _wall(written: object, path: NodePath, code: str, *, end_of_day: bool = False) -> datetime:
    """Return a date or a wall time as written; of a date its first or last moment."""
    if isinstance(written, str):
        try:
            if _DATE.match(written):
                return datetime.combine(date.fromisoformat(written), time.max if end_of_day else time.min)
            if _WALL.match(written):
                return datetime.fromisoformat(written)
        except ValueError:
            pass
    hint = "write a date like 2027-03-31, or a time like 2027-03-31T09:00 without an offset"
    raise _RefusedError(path, code, f"{str(written)[:40]} is no date and no time", hint)


def _until_the_end(rule: Iterator[datetime], last: datetime | None, count: int | None) -> tuple[datetime, ...]:
    walls = []
    for wall in islice(rule, count if count is not None else MAX_OCCURRENCES + 1):
        if last is not None and wall > last:
            break
        walls.append(wall)
        if len(walls) > MAX_OCCURRENCES:
            message = f"this series has more than {MAX_OCCURRENCES:,} sends"
            raise _RefusedError((), "repeat-too-many", message, "end it earlier, and go on in a later definition")
    if count is not None and 0 < len(walls) < count:
        message = f"only {len(walls)} of these {count} times come until the year {LAST_YEAR}"
        raise _RefusedError((), "repeat-end", message, f"use `count: {len(walls)}` at most")
    return tuple(walls)


def _check(walls: Sequence[datetime], clock: Clock, last: datetime | None) -> None:
    if last is not None and last.year > LAST_YEAR:
        hint = f"use a year up to {LAST_YEAR}"
        raise _RefusedError(("until",), "repeat-end", f"the year {last.year} is out of range", hint)
    if last is not None and last < clock.wall:
        message = f"`until` is before the start, {clock.wall:%Y-%m-%dT%H:%M}"
        raise _RefusedError(("until",), "repeat-end", message, "the series goes from `schedule.time` on")
    if not walls:
        message = "this series is empty: nothing of it comes between its start and its end"
        raise _RefusedError((), "repeat-empty", message, "look at `schedule.time`, `until` and the days")
    if clock.mode is TimeMode.OPTIMAL and _is_several_a_day(walls):
        message = "a rule with several times a day has no meaning with `at_optimal_time`"
        raise _RefusedError(("rrule",), "repeat-rule", message, "take BYHOUR and BYMINUTE away")


def _exceptions(
    repeat: Mapping[str, object], walls: Sequence[datetime]
) -> tuple[frozenset[datetime], tuple[TimeProblem, ...]]:
    """Return the wall times that are left out, and a warning for each exception that leaves out nothing."""
    left_out: set[datetime] = set()
    notes = []
    for at, written in enumerate(items(repeat.get("except"))):
        wall = _wall(written, ("except", at), "repeat-except")
        is_day = isinstance(written, str) and _DATE.match(written) is not None
        found = {one for one in walls if (one.date() == wall.date() if is_day else one == wall)}
        left_out |= found
        if not found:
            message = f"{written} is no time of this series, so nothing is left out"
            notes.append(_problem(("except", at), "repeat-except-idle", message, "delete it", Severity.WARNING))
    return frozenset(left_out), tuple(notes)


def _keyed(walls: Sequence[datetime], own: time) -> Iterator[tuple[str, datetime]]:
    several = _is_several_a_day(walls)
    for wall in walls:
        at = "" if not several or wall.time() == own else f"{wall:T%H:%M}" + (f"{wall::%S}" if wall.second else "")
        yield f"{wall:%Y-%m-%d}{at}", wall


def _is_several_a_day(walls: Sequence[datetime]) -> bool:
    return len({wall.date() for wall in walls}) < len(walls)


def _problem(
    path: NodePath, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> TimeProblem:
    return TimeProblem(key="repeat", inside=path, code=code, message=message, hint=hint, severity=severity)
