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
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import islice, pairwise

from braze_gitops.load.clock_time import Clock
from braze_gitops.load.loose import items, text
from braze_gitops.load.repeat_end import MAX_OCCURRENCES, end_text, read_end
from braze_gitops.load.repeat_except import read_exceptions
from braze_gitops.load.repeat_problem import RepeatRefusedError, repeat_problem
from braze_gitops.load.repeat_rfc import RuleText, RuleTextError, read_rule_text
from braze_gitops.load.repeat_short import EVERY, ShortFormError, ShortRule, hours_text
from braze_gitops.load.repeat_walls import walls_of
from braze_gitops.load.repeat_words import hint_on_every
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.load.time_text import LAST_YEAR
from braze_gitops.model import Severity, TimeMode


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A rule without its end, in wall times and words; `short` if it is one, else what an RFC 5545 text says."""

    walls: Iterator[datetime]
    words: str
    short: ShortRule | None = None
    own: RuleText | None = None


def read_series(repeat: Mapping[str, object], clock: Clock) -> tuple[Series | None, tuple[TimeProblem, ...]]:
    """Return the series from `clock.wall` on, and what is wrong with it; None exactly when there is an error."""
    try:
        rule = _rule_of(repeat, clock)
        last, count = read_end(repeat, rule.own, clock)
        walls = _until_the_end(rule.walls, last, count)
        _check(walls, clock, last, "UNTIL" if repeat.get("until") is None else "until")
        left_out, notes = read_exceptions(repeat, walls)
    except RepeatRefusedError as refused:
        return None, (refused.problem,)
    except ShortFormError as error:
        return None, (repeat_problem(error.path, error.code, error.message, error.hint),)
    except RuleTextError as error:
        return None, (repeat_problem(("rrule",), "repeat-rule", error.message, error.hint),)
    keyed = tuple(_keyed(walls, clock.wall.time()))
    kept = {key: wall for key, wall in keyed if wall not in left_out}
    if not kept:
        message = "the exceptions leave nothing of this series"
        return None, (
            repeat_problem(("except",), "repeat-empty", message, "delete the definition, or some of them"),
        )
    gaps = [after - before for before, after in pairwise(walls)]
    words = f"{rule.words} until {end_text(last)}" if last is not None else f"{rule.words}, {len(walls)} times"
    missing = tuple(key for key, _ in keyed if key not in kept)
    series = Series(walls=kept, words=words, interval=min(gaps, default=None), left_out=missing)
    return series, (*_other_hour(rule.short, clock, next(iter(kept.values()))), *_times_twice(repeat), *notes)


def _rule_of(repeat: Mapping[str, object], clock: Clock) -> _Rule:
    written, every = repeat.get("rrule"), repeat.get("every")
    if (written is None) == (every is None):
        message = "nothing says how it repeats" if every is None else "`every` and `rrule` exclude each other"
        raise RepeatRefusedError((), "repeat-rule", message, "for example `every: week` and `on: [mon]`")
    if every is not None:
        if every not in EVERY:
            raise RepeatRefusedError(("every",), "repeat-rule", "this is no way to repeat", hint_on_every(every))
        _refuse_times_at_optimal(repeat, clock)
        short = ShortRule(repeat, clock.wall)
        words = short.days if clock.mode is TimeMode.OPTIMAL else short.words
        return _Rule(walls=short.walls(), words=words, short=short)
    for key in ("on", "at"):
        if repeat.get(key) is not None:
            message = f"`{key}` belongs to `every`, not to `rrule`"
            raise RepeatRefusedError((key,), "repeat-rule", message, "say it in the rule: BYDAY, BYHOUR, BYMINUTE")
    rule = read_rule_text(text(written))
    beside = next((key for key in ("until", "count") if repeat.get(key) is not None), None)
    if beside is not None and (rule.until is not None or rule.count is not None):
        raise RepeatRefusedError(("rrule",), "repeat-end", "the rule has an end of its own", f"delete `{beside}`")
    parts = ";".join(f"{name}={value}" for name, value in rule.parts.items())
    return _Rule(walls=walls_of(rule.parts, clock.wall), words=f"by the rule {parts}", own=rule)


def _other_hour(short: ShortRule | None, clock: Clock, first: datetime) -> Iterator[TimeProblem]:
    """Yield what follows where the time of day of `schedule.time` is none of `at`; midnight is the whole day."""
    own = clock.wall.time()
    if short is None or own in (time.min, *short.times):
        return
    message = (
        f"`time` has {hours_text([own])} and `at` has {hours_text(short.times)}: "
        f"this series begins on {first:%Y-%m-%d} at {hours_text([first.time()])}"
    )
    before = short.before_start
    if before:
        verb = "is" if len(before) == 1 else "are"
        message += f", and {hours_text(before)} {verb} left out on {clock.wall:%Y-%m-%d}"
    whole_day = f"{clock.wall:%Y-%m-%d}T00:00:00{clock.offset_text or ''}"
    hint = f"write the hour into both, or `time: {whole_day}` for the whole day"
    yield repeat_problem(("at",), "repeat-hour", message, hint, Severity.WARNING)


def _times_twice(repeat: Mapping[str, object]) -> Iterator[TimeProblem]:
    times = items(repeat.get("at"))
    for number, written in enumerate(times):
        if written in times[:number]:
            message = f"{written} stands twice in `at`"
            yield repeat_problem(("at", number), "repeat-twice", message, "delete one of them", Severity.WARNING)


def _refuse_times_at_optimal(repeat: Mapping[str, object], clock: Clock) -> None:
    if clock.mode is TimeMode.OPTIMAL and repeat.get("at") is not None:
        message = "`at` has no meaning with `at_optimal_time`: each person has a time of day of their own"
        raise RepeatRefusedError(("at",), "repeat-at", message, "delete `at` or `at_optimal_time`")


def _until_the_end(rule: Iterator[datetime], last: datetime | None, count: int | None) -> tuple[datetime, ...]:
    walls = []
    for wall in islice(rule, count if count is not None else MAX_OCCURRENCES + 1):
        if last is not None and wall > last:
            break
        walls.append(wall)
        if len(walls) > MAX_OCCURRENCES:
            message = f"this series has more than {MAX_OCCURRENCES:,} sends"
            raise RepeatRefusedError(
                (), "repeat-too-many", message, "end it earlier, and go on in a later definition"
            )
    if count is not None and 0 < len(walls) < count:
        message = f"only {len(walls)} of these {count} times come until the year {LAST_YEAR}"
        raise RepeatRefusedError((), "repeat-end", message, f"use `count: {len(walls)}` at most")
    return tuple(walls)


def _check(walls: Sequence[datetime], clock: Clock, last: datetime | None, end: str) -> None:
    """Refuse what the rule and its end, a key or a part of the rule, do not make a series of."""
    at = "rrule" if end == "UNTIL" else end
    if last is not None and last.year > LAST_YEAR:
        hint = f"use a year up to {LAST_YEAR}"
        raise RepeatRefusedError(("until",), "repeat-end", f"the year {last.year} is out of range", hint)
    if last is not None and last < clock.wall:
        message = f"`{end}` is before the start, {clock.wall:%Y-%m-%dT%H:%M}"
        raise RepeatRefusedError((at,), "repeat-end", message, "the series goes from `schedule.time` on")
    if not walls:
        message = "this series is empty: nothing of it comes between its start and its end"
        raise RepeatRefusedError((), "repeat-empty", message, "look at `schedule.time`, `until` and the days")
    if clock.mode is TimeMode.OPTIMAL and _is_several_a_day(walls):
        message = "a rule with several times a day has no meaning with `at_optimal_time`"
        raise RepeatRefusedError(("rrule",), "repeat-rule", message, "take BYHOUR and BYMINUTE away")


def _keyed(walls: Sequence[datetime], own: time) -> Iterator[tuple[str, datetime]]:
    several = _is_several_a_day(walls)
    for wall in walls:
        at = "" if not several or wall.time() == own else f"{wall:T%H:%M}" + (f"{wall::%S}" if wall.second else "")
        yield f"{wall:%Y-%m-%d}{at}", wall


def _is_several_a_day(walls: Sequence[datetime]) -> bool:
    return len({wall.date() for wall in walls}) < len(walls)
