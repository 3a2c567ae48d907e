"""When a definition wants to send: `schedule.time`, `timezone`, `fold` and the two flags, as one `SendTime`.

Zones come from the pinned `tzdata` package alone, never from the machine, so that a plan is the same everywhere.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # it ships no types; one string is read from it

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import choices
from braze_gitops.load.zone_words import MEANT_ZONES, OFFSET
from braze_gitops.model import SendTime, Severity, TimeMode

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
_FOLDS = ("first", "second")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TimeProblem:
    """What is wrong with a `schedule`; `key` is the one of its keys to mark, `inside` leads on from there."""

    key: str
    inside: NodePath = ()
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


class _Refused(Exception):  # noqa: N818 - a way out of the checks; it becomes a value at once
    def __init__(self, key: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = TimeProblem(key=key, code=code, message=message, hint=hint)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A time text taken apart; `zone` is `Z` or `+02:00` as in the text."""

    text: str
    wall: datetime
    zone: str | None
    offset: timedelta | None


def zones_version() -> str:
    """Return the version of the time zone data, e.g. `2026f`."""
    return str(tzdata.IANA_VERSION)


@functools.cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones the pinned data knows."""
    text = (importlib.resources.files("tzdata") / "zones").read_text(encoding="utf-8")
    return frozenset(text.split())


@functools.cache
def clear_zone_names() -> frozenset[str]:
    """Return the zones a definition may name: those of places, `Area/City`, and UTC; no abbreviations."""
    return frozenset(name for name in zone_names() if "/" in name or name == "UTC")


@functools.cache
def read_zone(name: str) -> ZoneInfo:
    """Return the zone `name`, one of `zone_names`, from the pinned data."""
    file = importlib.resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with file.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


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


def zone_fault(name: str) -> tuple[str, str] | None:
    """Return message and hint for a name that is no clear zone, None for one that is."""
    try:
        _zone_name(name)
    except _Refused as refused:
        return refused.problem.message, refused.problem.hint
    return None


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
        written = _read_time(schedule.get("time"))
        if mode is TimeMode.PLAIN:
            return _plain(schedule, written), ()
        _refuse_beside_flag(schedule, written, "in_local_time" if mode is TimeMode.LOCAL else "at_optimal_time")
        return Clock(mode=mode, wall=written.wall), ()
    except _Refused as refused:
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
        except _Refused as refused:
            problems.append(refused.problem)
            continue
        sends.append(send)
        uses_fold = uses_fold or is_twice
    if problems:
        return (), tuple(problems)
    if clock.zone is not None and clock.fold is not None and not uses_fold:
        return tuple(sends), (_idle_fold(last, clock.zone),)
    return tuple(sends), ()


def _send_time(clock: Clock, wall: datetime) -> tuple[SendTime, bool]:
    """Return when `wall` comes, and whether it comes twice."""
    if clock.zone is not None:
        return _in_zone(wall, clock.zone, clock.fold)
    if clock.offset is None:
        return SendTime(mode=clock.mode, wall=wall), False
    instant = wall.replace(tzinfo=timezone(clock.offset)).astimezone(UTC)
    return SendTime(mode=TimeMode.PLAIN, wall=wall, zone=clock.offset_text, instant=instant), False


def _further(schedule: Mapping[str, object], reported: str) -> tuple[TimeProblem, ...]:
    """Return what else is wrong on its own, once the first problem, at key `reported`, is known."""
    problems = []
    checks = {"timezone": _zone_name, "fold": _fold}
    for key, check in checks.items():
        try:
            if key != reported and schedule.get(key) is not None:
                check(schedule[key])
        except _Refused as refused:
            problems.append(refused.problem)
    return tuple(problems)


def _mode(schedule: Mapping[str, object]) -> TimeMode:
    local = schedule.get("in_local_time") is True
    optimal = schedule.get("at_optimal_time") is True
    if local and optimal:
        message = "`in_local_time` and `at_optimal_time` exclude each other"
        raise _Refused("at_optimal_time", "time-both-flags", message, "keep one of the two")
    return TimeMode.LOCAL if local else TimeMode.OPTIMAL if optimal else TimeMode.PLAIN


def _refuse_beside_flag(schedule: Mapping[str, object], written: _Written, flag: str) -> None:
    """Refuse what fixes the instant where each person's own clock decides (braze-api.md 7.1)."""
    for key in ("timezone", "fold"):
        if schedule.get(key) is not None:
            message = f"`{key}` has no meaning with `{flag}`: each person's own clock counts"
            raise _Refused(key, f"{key}-with-flag", message, f"delete `{key}` or `{flag}`")
    if written.zone is not None:
        message = f"the time must have no offset ({written.zone}) with `{flag}`: each person's own clock counts"
        raise _Refused("time", "offset-with-flag", message, f"write {_wall_text(written.wall)}")


def _read_time(value: object) -> _Written:
    if not isinstance(value, str):
        raise _Refused(
            "time",
            "time-missing" if value is None else "time-not-text",
            "`time` must be a date and time",
            _EXAMPLE,
        )
    found = _TIME.match(value)
    if found is None:
        raise _Refused("time", "time-format", *_misspelt(value))
    try:
        wall = datetime.fromisoformat(found["wall"])
    except ValueError:
        message = f"{value} is no date and time of the calendar"
        raise _Refused("time", "time-invalid", message, "check month, day, hour and minute") from None
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        message = f"the year {wall.year} is out of range"
        raise _Refused("time", "time-year", message, f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
    zone = found["offset"]
    if zone is None or zone == "Z":
        return _Written(text=value, wall=wall, zone=zone, offset=None if zone is None else timedelta())
    sign, hours, minutes = zone[0], int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or offset > _LARGEST_OFFSET:
        raise _Refused(
            "time", "time-offset", f"{zone} is no offset that a place on Earth has", "write it like +02:00"
        )
    signed = -offset if sign == "-" else offset
    return _Written(text=value, wall=wall, zone=f"{sign}{hours:02}:{minutes:02}", offset=signed)


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


def _plain(schedule: Mapping[str, object], written: _Written) -> Clock:
    fold = _fold(schedule.get("fold"))
    name = schedule.get("timezone")
    if name is None:
        _check_offset(written, fold)
        return Clock(mode=TimeMode.PLAIN, wall=written.wall, offset=written.offset, offset_text=written.zone)
    if written.zone is not None:
        message = f"the time has an offset ({written.zone}) and a `timezone`, which say the same thing twice"
        raise _Refused("timezone", "timezone-and-offset", message, f"write `time: {_wall_text(written.wall)}`")
    return Clock(mode=TimeMode.PLAIN, wall=written.wall, zone=read_zone(_zone_name(name)), fold=fold)


def _in_zone(wall: datetime, zone: ZoneInfo, fold: str | None) -> tuple[SendTime, bool]:
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    before, after = _offset(first), _offset(second)
    if before < after:
        raise _gap(wall, zone, before, after)
    if before > after and fold is None:
        raise _twice(wall, zone, first, second)
    chosen = second if before > after and fold == "second" else first
    return (
        SendTime(mode=TimeMode.PLAIN, wall=wall, zone=zone.key, instant=chosen.astimezone(UTC)),
        before > after,
    )


def _check_offset(written: _Written, fold: str | None) -> None:
    if written.offset is None:
        text = _wall_text(written.wall)
        hint = f"add `timezone: America/New_York` (or your zone), or write {text}Z for UTC"
        raise _Refused("time", "time-without-zone", "the time does not say in which zone it is", hint)
    if fold is not None:
        message = "`fold` has no meaning beside a time with an offset"
        raise _Refused("fold", "fold-without-timezone", message, "delete `fold`")


def _fold(fold: object) -> str | None:
    if fold is None or (isinstance(fold, str) and fold in _FOLDS):
        return fold
    raise _Refused(
        "fold", "fold-value", "`fold` must be `first` or `second`", "write `fold: first` or `fold: second`"
    )


def _zone_name(name: object) -> str:
    if isinstance(name, str) and name in zone_names():
        if name in clear_zone_names():
            return name
        message = f"{name} is too short for a time zone: such names mislead, and some never change their clocks"
        raise _Refused("timezone", "timezone-unclear", message, _zone_hint(name))
    written = str(name)
    shown = written if len(written) <= 64 else f"{written[:63]}…"
    raise _Refused("timezone", "timezone-unknown", f"{shown} is no time zone", _zone_hint(written[:64]))


def _zone_hint(written: str) -> str:
    asked = written.strip().lower().replace(" ", "_")
    if asked.upper() not in MEANT_ZONES and OFFSET.match(asked):
        return "delete `timezone` and write the offset after the time, like 2026-11-27T09:00:00+02:00"
    meant = meant_zones(written)
    if meant:
        return f"did you mean {choices(meant)}?"
    return "use a name like America/New_York or Europe/Berlin"


def meant_zones(written: str) -> tuple[str, ...]:
    """Return the zones that may be meant by a name that is none; empty if nothing is like it."""
    asked = written.strip().lower().replace(" ", "_")
    return MEANT_ZONES.get(asked.upper()) or _similar_zones(asked)


def _similar_zones(asked: str) -> tuple[str, ...]:
    # `Etc/GMT+5` means five hours the other way than people read it.
    by_lower = {known.lower(): known for known in clear_zone_names() if not known.startswith("Etc/")}
    ending = (lower for lower in sorted(by_lower) if lower.endswith(f"/{asked}"))
    near = next(ending, None) or next(iter(difflib.get_close_matches(asked, by_lower, n=1)), None)
    return (by_lower[near],) if near else ()


def _gap(wall: datetime, zone: ZoneInfo, before: timedelta, after: timedelta) -> _Refused:
    """Return the refusal of a wall time that clocks jump over, with the nearest times on both sides."""
    low, high = wall - after, wall - before
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        at_middle = _offset(middle.replace(tzinfo=UTC).astimezone(zone))
        low, high = (low, middle) if at_middle == after else (middle, high)
    last, first = high + before - timedelta(minutes=1), high + after
    message = f"{_wall_text(wall)} does not exist in {zone.key}: the clocks are moved forward over it"
    hint = f"the nearest times are {_wall_text(last)} and {_wall_text(first)}"
    return _Refused("time", "time-in-gap", message, hint)


def _twice(wall: datetime, zone: ZoneInfo, first: datetime, second: datetime) -> _Refused:
    message = f"{_wall_text(wall)} comes twice in {zone.key}: the clocks are moved back over it"
    choices = (
        f"`fold: {fold}` for {at.astimezone(UTC):%H:%M} UTC"
        for fold, at in zip(_FOLDS, (first, second), strict=True)
    )
    return _Refused("time", "time-in-fold", message, f"write {' or '.join(choices)}")


def _idle_fold(wall: datetime, zone: ZoneInfo) -> TimeProblem:
    return TimeProblem(
        key="fold",
        code="fold-idle",
        message=f"{_wall_text(wall)} comes only once in {zone.key}, so `fold` does nothing",
        hint="delete `fold`",
        severity=Severity.WARNING,
    )


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _wall_text(wall: datetime) -> str:
    return wall.isoformat(timespec="seconds")
