"""Changes of one series that do the same thing: what two of them must have in common to be told together.

Their action, their words, who and what they reach, each field that differs, how their time of day moves, what
holds them, what they wait for and what is said of them. What repeats a call or gets another key stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from braze_gitops.guard import Review
from braze_gitops.model import Address, Json, SendTime, canonical_json
from braze_gitops.plan import Change, Difference, series_address
from braze_gitops.report.series_words import key_of
from braze_gitops.state import Record

# Said of the first of many, and true of all of them.
_OF_THE_FIRST = frozenset({"many-broadcasts"})
_Clock: TypeAlias = tuple[object, ...]
Said: TypeAlias = Sequence[tuple[str, str]]


def series_likeness(change: Change, review: Review, said: Said) -> tuple[object, ...] | None:
    """Return what two changes of one series have in common that are told together; None for one that is like none.

    `said` are the codes and words of what is said of it, but what holds it.
    """
    if change.series is None or change.repeats:
        return None
    return (
        change.series,
        _move_of_key(change),
        (change.action, change.then, change.pauses, change.refresh, change.deferred),
        (change.kind, change.cause, change.mark, change.resumes, change.new_send_id, change.turn_at),
        (tuple(change.needs), tuple(sorted({_head(other) for other in waits_for(change)}))),
        tuple(block.code for block in review.blocks.get(change.address, ())),
        tuple((one.path, one.kind, one.before, one.after, one.sentence) for one in other_differences(change)),
        _words_of(change.after or change.before),
        _move_of_time(change),
        tuple(one for one in said if one[0] not in _OF_THE_FIRST),
    )


def other_differences(change: Change) -> tuple[Difference, ...]:
    """Return the fields that differ beside the time."""
    return tuple(one for one in change.differences if not one.path.startswith("schedule"))


def waits_for(change: Change) -> tuple[Address, ...]:
    """Return what else has to be cancelled before a change."""
    return tuple(other for other in change.starts_after if other != change.address)


def clocks(change: Change) -> tuple[SendTime, SendTime] | None:
    """Return the time before and after where the clock that people read moves, else None."""
    if change.before is None or change.after is None:
        return None
    before, after = change.before.time, change.after.time
    return (before, after) if _clock(before) != _clock(after) or before.wall != after.wall else None


def _move_of_key(change: Change) -> tuple[object, ...]:
    """Return how the address moves: from which series, by how many days, and to which other hour of its key."""
    previous = change.previous_address
    if previous is None:
        return ()
    old_day, _, old_hour = key_of(previous).partition("T")
    day, _, hour = key_of(change.address).partition("T")
    try:
        days = date.fromisoformat(day) - date.fromisoformat(old_day)
    except ValueError:
        return (previous,)
    return (_head(previous), days, (old_hour, hour) if old_hour != hour else ())


def _head(address: Address) -> Address:
    """Return an address without the key of its send; all of it where that has none."""
    return series_address(address, None) or address


def _words_of(record: Record | None) -> tuple[object, ...]:
    """Return what a record sends and says, but for its time."""
    if record is None:
        return ()
    payload: Mapping[str, Json] = {key: value for key, value in record.payload.items() if key != "schedule"}
    return (
        canonical_json(payload),
        (record.status, record.protected, record.imported, record.version_unknown),
        (record.description, record.owner, record.tags),
    )


def _move_of_time(change: Change) -> tuple[object, ...]:
    """Return how the time moves: both clocks, the days between, and what zone data alone moves."""
    record = change.after or change.before
    if record is None:
        return ()
    if change.before is None or change.after is None:
        return (record.time.mode, record.time.zone)
    before, after = change.before.time, change.after.time
    days = after.wall.date() - before.wall.date()
    if clocks(change) is None:
        return (before.mode, before.zone, _shift(before.instant, after.instant))
    return (_clock(before), _clock(after), days)


def _shift(before: datetime | None, after: datetime | None) -> timedelta | None:
    return after - before if before is not None and after is not None else None


def _clock(time: SendTime) -> _Clock:
    return (time.mode, time.zone, time.wall.time())
