"""A wall time in a zone, on the days on which its clocks change: one that does not exist, or that comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from braze_gitops.load.time_problem import TimeProblem, TimeRefused
from braze_gitops.load.time_text import wall_text
from braze_gitops.model import SendTime, Severity, TimeMode

FOLDS = ("first", "second")


def in_zone(wall: datetime, zone: ZoneInfo, fold: str | None) -> tuple[SendTime, bool]:
    """Return when `wall` comes in `zone`, of two times the one `fold` says, and whether it comes twice.

    Raises:
        TimeRefused: it never comes, or twice without a `fold`.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    before, after = offsets_in(zone, wall)
    if before < after:
        raise _gap(wall, zone, before, after)
    if before > after and fold is None:
        raise _twice(wall, zone, first, second)
    chosen = second if before > after and fold == "second" else first
    return (
        SendTime(mode=TimeMode.PLAIN, wall=wall, zone=zone.key, instant=chosen.astimezone(UTC)),
        before > after,
    )


def offsets_in(zone: ZoneInfo, wall: datetime) -> tuple[timedelta, timedelta]:
    """Return the offsets before and after a change of clocks over `wall`; else the same one twice.

    The first is the smaller one where the wall time never comes, the larger one where it comes twice.
    """
    return _offset(wall.replace(tzinfo=zone, fold=0)), _offset(wall.replace(tzinfo=zone, fold=1))


def _gap(wall: datetime, zone: ZoneInfo, before: timedelta, after: timedelta) -> TimeRefused:
    """Return the refusal of a wall time that clocks jump over, with the nearest times on both sides."""
    low, high = wall - after, wall - before
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        at_middle = _offset(middle.replace(tzinfo=UTC).astimezone(zone))
        low, high = (low, middle) if at_middle == after else (middle, high)
    last, first = high + before - timedelta(minutes=1), high + after
    message = f"{wall_text(wall)} does not exist in {zone.key}: the clocks are moved forward over it"
    hint = f"the nearest times are {wall_text(last)} and {wall_text(first)}"
    return TimeRefused("time", "time-in-gap", message, hint)


def _twice(wall: datetime, zone: ZoneInfo, first: datetime, second: datetime) -> TimeRefused:
    message = f"{wall_text(wall)} comes twice in {zone.key}: the clocks are moved back over it"
    choices = (
        f"`fold: {fold}` for {at.astimezone(UTC):%H:%M} UTC"
        for fold, at in zip(FOLDS, (first, second), strict=True)
    )
    return TimeRefused("time", "time-in-fold", message, f"write {' or '.join(choices)}")


def idle_fold(wall: datetime, zone: ZoneInfo) -> TimeProblem:
    """Return the warning on a `fold` beside times that come once each, of which `wall` is one."""
    return TimeProblem(
        key="fold",
        code="fold-idle",
        message=f"{wall_text(wall)} comes only once in {zone.key}, so `fold` does nothing",
        hint="delete `fold`",
        severity=Severity.WARNING,
    )


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
