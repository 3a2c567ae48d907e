"""When a definition wants to send: `schedule.time`, `timezone`, `fold` and the two flags, as one `SendTime`.

Zones come from the pinned `tzdata` package alone, never from the machine, so that a plan is the same everywhere.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import importlib.resources
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # it ships no types; one string is read from it

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
    """What is wrong with a `schedule`; `key` is the one of its keys to mark."""

    key: str
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


def zone_fault(name: str) -> tuple[str, str] | None:
    """Return message and hint for a name that is no clear zone, None for one that is."""
    try:
        _zone_name(name)
    except _Refused as refused:
        return refused.problem.message, refused.problem.hint
    return None


def read_send_time(schedule: Mapping[str, object]) -> tuple[SendTime | None, tuple[TimeProblem, ...]]:
    """Return when `schedule` asks to send, and what is wrong with it; None exactly when there is an error.

    Reads `time`, `timezone`, `fold`, `in_local_time` and `at_optimal_time` and ignores other keys. A past time is
    no problem here; that is for the plan to say, which knows what time it is.
    """
    try:
        mode = _mode(schedule)
        written = _read_time(schedule.get("time"))
        if mode is TimeMode.PLAIN:
            return _plain(schedule, written)
        _refuse_beside_flag(schedule, written, "in_local_time" if mode is TimeMode.LOCAL else "at_optimal_time")
        return SendTime(mode=mode, wall=written.wall), ()
    except _Refused as refused:
        return None, (refused.problem, *_further(schedule, refused.problem.key))


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


def _plain(schedule: Mapping[str, object], written: _Written) -> tuple[SendTime, tuple[TimeProblem, ...]]:
    fold = _fold(schedule.get("fold"))
    name = schedule.get("timezone")
    if name is None:
        return _with_offset(written, fold), ()
    if written.zone is not None:
        message = f"the time has an offset ({written.zone}) and a `timezone`, which say the same thing twice"
        raise _Refused("timezone", "timezone-and-offset", message, f"write `time: {_wall_text(written.wall)}`")
    zone = read_zone(_zone_name(name))
    first = written.wall.replace(tzinfo=zone, fold=0)
    second = written.wall.replace(tzinfo=zone, fold=1)
    before, after = _offset(first), _offset(second)
    if before < after:
        raise _gap(written, zone, before, after)
    chosen = first
    problems: tuple[TimeProblem, ...] = ()
    if before > after:
        if fold is None:
            raise _twice(written, zone, first, second)
        chosen = first if fold == "first" else second
    elif fold is not None:
        problems = (_idle_fold(written, zone),)
    send_time = SendTime(mode=TimeMode.PLAIN, wall=written.wall, zone=zone.key, instant=chosen.astimezone(UTC))
    return send_time, problems


def _with_offset(written: _Written, fold: str | None) -> SendTime:
    if written.offset is None:
        text = _wall_text(written.wall)
        hint = f"add `timezone: America/New_York` (or your zone), or write {text}Z for UTC"
        raise _Refused("time", "time-without-zone", "the time does not say in which zone it is", hint)
    if fold is not None:
        message = "`fold` has no meaning beside a time with an offset"
        raise _Refused("fold", "fold-without-timezone", message, "delete `fold`")
    instant = written.wall.replace(tzinfo=timezone(written.offset)).astimezone(UTC)
    return SendTime(mode=TimeMode.PLAIN, wall=written.wall, zone=written.zone, instant=instant)


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
    known = MEANT_ZONES.get(asked.upper())
    if known is None and OFFSET.match(asked):
        return "delete `timezone` and write the offset after the time, like 2026-11-27T09:00:00+02:00"
    meant = known or _similar_zones(asked)
    if meant:
        return f"did you mean {choices(meant)}?"
    return "use a name like America/New_York or Europe/Berlin"


def _similar_zones(asked: str) -> tuple[str, ...]:
    # `Etc/GMT+5` means five hours the other way than people read it.
    by_lower = {known.lower(): known for known in clear_zone_names() if not known.startswith("Etc/")}
    ending = (lower for lower in sorted(by_lower) if lower.endswith(f"/{asked}"))
    near = next(ending, None) or next(iter(difflib.get_close_matches(asked, by_lower, n=1)), None)
    return (by_lower[near],) if near else ()


def _gap(written: _Written, zone: ZoneInfo, before: timedelta, after: timedelta) -> _Refused:
    """Return the refusal of a wall time that clocks jump over, with the nearest times on both sides."""
    low, high = written.wall - after, written.wall - before
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        at_middle = _offset(middle.replace(tzinfo=UTC).astimezone(zone))
        low, high = (low, middle) if at_middle == after else (middle, high)
    last, first = high + before - timedelta(minutes=1), high + after
    message = f"{_wall_text(written.wall)} does not exist in {zone.key}: the clocks are moved forward over it"
    hint = f"the nearest times are {_wall_text(last)} and {_wall_text(first)}"
    return _Refused("time", "time-in-gap", message, hint)


def _twice(written: _Written, zone: ZoneInfo, first: datetime, second: datetime) -> _Refused:
    message = f"{_wall_text(written.wall)} comes twice in {zone.key}: the clocks are moved back over it"
    choices = (
        f"`fold: {fold}` for {at.astimezone(UTC):%H:%M} UTC"
        for fold, at in zip(_FOLDS, (first, second), strict=True)
    )
    return _Refused("time", "time-in-fold", message, f"write {' or '.join(choices)}")


def _idle_fold(written: _Written, zone: ZoneInfo) -> TimeProblem:
    return TimeProblem(
        key="fold",
        code="fold-idle",
        message=f"{_wall_text(written.wall)} comes only once in {zone.key}, so `fold` does nothing",
        hint="delete `fold`",
        severity=Severity.WARNING,
    )


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _wall_text(wall: datetime) -> str:
    return wall.isoformat(timespec="seconds")
