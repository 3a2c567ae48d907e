"""Reads a `schedule.repeat` beside a schedule of one line."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load.clock_time import Clock, read_clock
from braze_gitops.load.repeat_rule import Series, read_series
from braze_gitops.load.time_problem import TimeProblem

ZONED = {"time": "2026-12-01T09:00:00", "timezone": "America/New_York"}
OFFSET = {"time": "2026-12-01T09:00:00+01:00"}
LOCAL = {"time": "2026-12-01T09:00:00", "in_local_time": True}
OPTIMAL = {"time": "2026-12-01T00:00:00", "at_optimal_time": True}


def clock_of(schedule: Mapping[str, object]) -> Clock:
    """Return the clock of a schedule without a flaw."""
    clock, problems = read_clock(schedule)
    assert clock is not None, problems
    return clock


def read(schedule: Mapping[str, object] | None = None, /, **repeat: object) -> Series:
    """Return the series of a repeat that can be read."""
    series, problems = read_repeat(schedule, repeat)
    assert series is not None, problems
    return series


def refused(schedule: Mapping[str, object] | None = None, /, **repeat: object) -> TimeProblem:
    """Return what is wrong with a repeat."""
    series, problems = read_repeat(schedule, repeat)
    assert series is None
    (problem,) = problems
    return problem


def read_repeat(
    schedule: Mapping[str, object] | None, repeat: Mapping[str, object]
) -> tuple[Series | None, tuple[TimeProblem, ...]]:
    """Return the series and what is said about it, at nine in New York if no schedule says another hour."""
    named = {key.rstrip("_"): value for key, value in repeat.items()}
    return read_series(named, clock_of(schedule or ZONED))
