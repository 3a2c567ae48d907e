"""The guard `too-close`: what comes within half the interval of a series of another send of the same series.

Looked at is what a plan brings to a new time (create, update, replace). Beside it stands, under other keys of the
same definition, or of the one it has moved from, and the same `for_each` item,

    what was sent            by the history
    what has begun           by its record
    what may stay            scheduled and no longer defined, but protected, or so near that Braze may send it
    what cannot be moved     scheduled, and its old or its new time is over or inside the cutoff
    what is held             scheduled, and too close at its new time to one of these
    what is not known        in doubt, vanished or external, for another time than it is wanted

A series keeps its own distances, so this holds what an edit of its rule does to people who have just had one.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

from braze_gitops.model import Address, DesiredSchedule, Window, series_of
from braze_gitops.plan.change import Action
from braze_gitops.plan.situation import Decision, Moment, Phase
from braze_gitops.plan.wanted import Wanted
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record, State, Status

# Of a series of one send: as far as two sends of different definitions are apart.
_ALONE = timedelta(hours=24)
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another send of the same series: `how` it stands, in words."""

    address: Address
    window: Window
    how: str


# What is beside the sends of each series, by what `series_of` says.
Neighbours: TypeAlias = Mapping[Address, tuple[Neighbour, ...]]


def neighbours_of(state: State, *, wanted: Mapping[Address, Wanted], moment: Moment) -> Neighbours:
    """Return for each series that is defined what nothing keeps from reaching people any more."""
    sends = [one.desired for one in wanted.values() if one.desired.occurrence is not None]
    names = (name for one in sends for name in (one.address, one.moved_from) if name is not None)
    series = frozenset(map(series_of, names))
    if not series:
        return {}
    times = {(series_of(one.address), wanted[one.address].record.window) for one in sends}
    found: defaultdict[Address, list[Neighbour]] = defaultdict(list)
    movable: defaultdict[Address, list[tuple[Record, Wanted]]] = defaultdict(list)
    for past in state.history:
        if (key := series_of(past.address)) in series:
            found[key].append(Neighbour(address=past.address, window=past.window, how="was sent"))
    for address, record in state.records.items():
        if (key := series_of(address)) not in series:
            continue
        side = wanted.get(address)
        if how := _how(record, side, moment, is_wanted=(key, record.window) in times):
            found[key].append(Neighbour(address=address, window=record.window, how=how))
        elif side is not None and record.status is Status.SCHEDULED and record.window != side.record.window:
            movable[key].append((record, side))
    for key in found.keys() & movable.keys():
        found[key] += _held_by(found[key], movable[key])
    return {key: tuple(neighbours) for key, neighbours in found.items()}


def _held_by(neighbours: Sequence[Neighbour], movable: Sequence[tuple[Record, Wanted]]) -> Iterator[Neighbour]:
    """Yield each that keeps its time because its new one is too close to a neighbour, or to another such one."""
    new, rest = neighbours, list(movable)
    while new and rest:
        held = [bool(_near(side.desired, side.record.window, new)) for _, side in rest]
        new = [_held(record) for (record, _), is_held in zip(rest, held, strict=True) if is_held]
        rest = [one for one, is_held in zip(rest, held, strict=True) if not is_held]
        yield from new


def _held(record: Record) -> Neighbour:
    return Neighbour(address=record.address, window=record.window, how="is held and stays scheduled for")


def too_close(
    desired: DesiredSchedule | None,
    decision: Decision,
    record: Record | None,
    neighbours: Neighbours,
) -> str:
    """Return what a change comes too close to, in words; empty if to nothing."""
    after = decision.after
    if desired is None or desired.occurrence is None or after is None:
        return ""
    if decision.action not in _BRINGS or decision.then is not None or _keeps_its_time(record, after):
        return ""
    series = dict.fromkeys(series_of(name) for name in (desired.address, desired.moved_from) if name is not None)
    near = _near(desired, after.window, [one for of in series for one in neighbours.get(of, ())])
    if not near:
        return ""
    one = min(near, key=lambda neighbour: (_apart(neighbour.window, after.window), neighbour.address))
    return f"{one.address} {one.how} {in_utc(one.window.first_at)}"


def _near(desired: DesiredSchedule, window: Window, neighbours: Iterable[Neighbour]) -> list[Neighbour]:
    """Return the neighbours that a send of a series would be too close to at `window`."""
    assert desired.occurrence is not None, "it is one send of a series"
    interval, own = desired.occurrence.interval, (desired.address, desired.moved_from)
    half = interval / 2 if interval is not None else _ALONE
    return [one for one in neighbours if one.address not in own and _apart(one.window, window) < half]


def _how(record: Record, wanted: Wanted | None, moment: Moment, *, is_wanted: bool) -> str:
    """Return how a record stands that no plan takes out of the way; empty if it goes, or comes to another time.

    `is_wanted` says that its series wants a send at its time, under whatever key.
    """
    if moment.phase_of(record) in (Phase.SENDING, Phase.SENT):
        return "went out, or is going out,"
    if record.status is Status.DEFERRED or is_wanted:
        return ""
    if record.status is not Status.SCHEDULED:
        return "may be scheduled for"
    if wanted is None and record.protected:
        return "is protected and stays scheduled for"
    if wanted is None:
        return "is cancelled too late to be sure of it, for" if moment.is_imminent(record.window) else ""
    is_late = moment.is_imminent(record.window) or moment.is_imminent(wanted.record.window)
    return "cannot be moved any more and stays scheduled for" if is_late else ""


def _keeps_its_time(record: Record | None, after: Record) -> bool:
    return record is not None and record.status is Status.SCHEDULED and record.window == after.window


def _apart(one: Window, other: Window) -> timedelta:
    """Return the least time between two sends for one person.

    Two windows of the same width are those of each person's own clock: who has the one early has the other early.
    """
    if one.last_at - one.first_at == other.last_at - other.first_at:
        return abs(one.first_at - other.first_at)
    return max(timedelta(), one.first_at - other.last_at, other.first_at - one.last_at)
