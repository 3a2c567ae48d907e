"""When a definition wants to send: `schedule.time`, `timezone`, `fold` and the two flags, as one `SendTime`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from braze_gitops.load.time_problem import TimeProblem, TimeRefused
from braze_gitops.load.time_text import Written, read_time, wall_text
from braze_gitops.load.zone_change import FOLDS, idle_fold, in_zone
from braze_gitops.load.zone_offset import offset_beside_zone
from braze_gitops.load.zones import clear_zone_name, read_zone
from braze_gitops.model import SendTime, TimeMode


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By which clock a schedule's wall times are read, and the one that stands under `time`.

    `zone` is the place's zone, None where an offset (`offset`, as written in `offset_text`) or each person's own
    clock counts.
    """

    mode: TimeMode
    wall: datetime
    zone: ZoneInfo | None = None
    offset: timedelta | None = None
    offset_text: str | None = None
    fold: str | None = None


def read_send_time(schedule: Mapping[str, object]) -> tuple[SendTime | None, tuple[TimeProblem, ...]]:
    """Return when `schedule` asks to send, and what is wrong with it; None exactly when there is an error.

    Reads what `read_clock` reads. A past time is no problem here; that is for the plan to say, which knows what
    time it is.
    """
    clock, problems = read_clock(schedule)
    if clock is None:
        return None, problems
    sends, problems = send_times(clock, (clock.wall,))
    return (sends[0] if sends else None), problems


def read_clock(schedule: Mapping[str, object]) -> tuple[Clock | None, tuple[TimeProblem, ...]]:
    """Return the clock of `schedule`, and what is wrong with it; None exactly when there is an error.

    Reads `time`, `timezone`, `fold`, `in_local_time` and `at_optimal_time` and ignores other keys.
    """
    try:
        mode = _mode(schedule)
        written = read_time(schedule.get("time"))
        if mode is TimeMode.PLAIN:
            return _plain(schedule, written), ()
        _refuse_beside_flag(schedule, written, "in_local_time" if mode is TimeMode.LOCAL else "at_optimal_time")
        return Clock(mode=mode, wall=written.wall), ()
    except TimeRefused as refused:
        return None, (refused.problem, *_further(schedule, refused.problem.key))


def send_times(clock: Clock, walls: Iterable[datetime]) -> tuple[tuple[SendTime, ...], tuple[TimeProblem, ...]]:
    """Return when each wall time comes by `clock`, in order, and what is wrong; none at all beside an error."""
    sends: list[SendTime] = []
    problems: list[TimeProblem] = []
    uses_fold = False
    last = clock.wall
    for wall in walls:
        last = wall
        try:
            send, is_twice = _send_time(clock, wall)
        except TimeRefused as refused:
            problems.append(refused.problem)
            continue
        sends.append(send)
        uses_fold = uses_fold or is_twice
    if problems:
        return (), tuple(problems)
    if clock.zone is not None and clock.fold is not None and not uses_fold:
        return tuple(sends), (idle_fold(last, clock.zone),)
    return tuple(sends), ()


def _send_time(clock: Clock, wall: datetime) -> tuple[SendTime, bool]:
    """Return when `wall` comes, and whether it comes twice."""
    if clock.zone is not None:
        return in_zone(wall, clock.zone, clock.fold)
    if clock.offset is None:
        return SendTime(mode=clock.mode, wall=wall), False
    instant = wall.replace(tzinfo=timezone(clock.offset)).astimezone(UTC)
    return SendTime(mode=TimeMode.PLAIN, wall=wall, zone=clock.offset_text, instant=instant), False


def _further(schedule: Mapping[str, object], reported: str) -> tuple[TimeProblem, ...]:
    """Return what else is wrong on its own, once the first problem, at key `reported`, is known."""
    problems = []
    checks = {"timezone": clear_zone_name, "fold": _fold}
    for key, check in checks.items():
        try:
            if key != reported and schedule.get(key) is not None:
                check(schedule[key])
        except TimeRefused as refused:
            problems.append(refused.problem)
    return tuple(problems)


def _mode(schedule: Mapping[str, object]) -> TimeMode:
    local = schedule.get("in_local_time") is True
    optimal = schedule.get("at_optimal_time") is True
    if local and optimal:
        message = "`in_local_time` and `at_optimal_time` exclude each other"
        raise TimeRefused("at_optimal_time", "time-both-flags", message, "keep one of the two")
    return TimeMode.LOCAL if local else TimeMode.OPTIMAL if optimal else TimeMode.PLAIN


def _refuse_beside_flag(schedule: Mapping[str, object], written: Written, flag: str) -> None:
    """Refuse what fixes the instant where each person's own clock decides (braze-api.md 7.1)."""
    for key in ("timezone", "fold"):
        if schedule.get(key) is not None:
            message = f"`{key}` has no meaning with `{flag}`: each person's own clock counts"
            raise TimeRefused(key, f"{key}-with-flag", message, f"delete `{key}` or `{flag}`")
    if written.zone is not None:
        message = f"the time must have no offset ({written.zone}) with `{flag}`: each person's own clock counts"
        raise TimeRefused("time", "offset-with-flag", message, f"write {wall_text(written.wall)}")


def _plain(schedule: Mapping[str, object], written: Written) -> Clock:
    fold = _fold(schedule.get("fold"))
    name = schedule.get("timezone")
    if name is None:
        _check_offset(written, fold)
        return Clock(mode=TimeMode.PLAIN, wall=written.wall, offset=written.offset, offset_text=written.zone)
    if written.offset is not None:
        raise offset_beside_zone(written, written.offset, name, fold)
    return Clock(mode=TimeMode.PLAIN, wall=written.wall, zone=read_zone(clear_zone_name(name)), fold=fold)


def _check_offset(written: Written, fold: str | None) -> None:
    if written.offset is None:
        text = wall_text(written.wall)
        hint = f"add `timezone: America/New_York` (or your zone), or write {text}Z for UTC"
        raise TimeRefused("time", "time-without-zone", "the time does not say in which zone it is", hint)
    if fold is not None:
        message = "`fold` has no meaning beside a time with an offset"
        raise TimeRefused("fold", "fold-without-timezone", message, "delete `fold`")


def _fold(fold: object) -> str | None:
    if fold is None or (isinstance(fold, str) and fold in FOLDS):
        return fold
    raise TimeRefused(
        "fold", "fold-value", "`fold` must be `first` or `second`", "write `fold: first` or `fold: second`"
    )
