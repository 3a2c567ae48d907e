"""When a definition sends: once, or as often as its `schedule.repeat` says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from braze_gitops.load.clock_time import Clock, read_clock, send_times
from braze_gitops.load.repeat_rule import Series, read_series
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.model import Occurrence, SendTime

# More places in which clocks change than this, and the rest is told by the first of them.
_SHOWN = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One send of a definition: when, its key and what it is one of if the definition repeats."""

    time: SendTime
    key: str | None = None
    occurrence: Occurrence | None = None


def read_sends(schedule: Mapping[str, object]) -> tuple[tuple[Send, ...], tuple[TimeProblem, ...]]:
    """Return every send `schedule` asks for, in order, and what is wrong with it; none exactly beside an error."""
    clock, problems = read_clock(schedule)
    if clock is None:
        return (), problems
    repeat = schedule.get("repeat")
    if not isinstance(repeat, Mapping):
        times, problems = send_times(clock, (clock.wall,))
        return tuple(Send(time=time) for time in times), problems
    series, problems = read_series(repeat, clock)
    if series is None:
        return (), problems
    sends, further = _sends_of(series, clock)
    return sends, (*problems, *further)


def _sends_of(series: Series, clock: Clock) -> tuple[tuple[Send, ...], tuple[TimeProblem, ...]]:
    times, problems = send_times(clock, series.walls.values())
    occurrence = Occurrence(rule=series.words, interval=series.interval, left_out=series.left_out)
    sends = tuple(
        Send(time=time, key=key, occurrence=occurrence) for key, time in zip(series.walls, times, strict=False)
    )
    return sends, tuple(_in_series(problem) for problem in problems[:_SHOWN])


def _in_series(problem: TimeProblem) -> TimeProblem:
    """Return what is wrong with one send of a series: it stands in the rule, and may be left out."""
    if problem.key != "time":
        return problem
    hint = f"{problem.hint}; or leave that day out with `except`"
    return dataclasses.replace(problem, key="repeat", message=f"of this series, {problem.message}", hint=hint)
