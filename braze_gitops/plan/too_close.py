"""The guard `too-close`: what comes within half the interval of a series of another send of the same series.

Looked at is what a plan brings to a new time (create, update, replace). Beside it stands, under other keys of the
same definition and the same `for_each` item,

    what was sent            by the history
    what has begun           by its record
    what stays all the same  scheduled, protected and no longer defined: nothing cancels it yet

A series keeps its own distances, so this holds what an edit of its rule does to people who have just had one.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import TypeAlias

from braze_gitops.model import Address, DesiredSchedule, Window, series_of
from braze_gitops.plan.change import Action
from braze_gitops.plan.situation import Decision, Moment, Phase
from braze_gitops.plan.wanted import Wanted
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record, State, Status

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
    series = {series_of(address) for address, one in wanted.items() if one.desired.occurrence is not None}
    found: defaultdict[Address, list[Neighbour]] = defaultdict(list)
    if not series:
        return {}
    for past in state.history:
        if (key := series_of(past.address)) in series:
            found[key].append(Neighbour(address=past.address, window=past.window, how="was sent"))
    for address, record in state.records.items():
        how = _how(record, is_wanted=address in wanted, moment=moment)
        if how and (key := series_of(address)) in series:
            found[key].append(Neighbour(address=address, window=record.window, how=how))
    return {key: tuple(neighbours) for key, neighbours in found.items()}


def too_close(
    desired: DesiredSchedule | None,
    decision: Decision,
    record: Record | None,
    neighbours: Neighbours,
) -> str:
    """Return what a change comes too close to, in words; empty if to nothing."""
    after = decision.after
    if desired is None or desired.occurrence is None or desired.occurrence.interval is None or after is None:
        return ""
    if decision.action not in _BRINGS or decision.then is not None or _keeps_its_time(record, after):
        return ""
    half = desired.occurrence.interval / 2
    near = [
        one
        for one in neighbours.get(series_of(desired.address), ())
        if one.address not in (desired.address, desired.moved_from) and _apart(one.window, after.window) < half
    ]
    if not near:
        return ""
    one = min(near, key=lambda neighbour: (_apart(neighbour.window, after.window), neighbour.address))
    return f"{one.address} {one.how} {in_utc(one.window.first_at)}"


def _how(record: Record, *, is_wanted: bool, moment: Moment) -> str:
    phase = moment.phase_of(record)
    if phase in (Phase.SENDING, Phase.SENT):
        return "went out, or is going out,"
    if record.status is Status.SCHEDULED and record.protected and not is_wanted:
        return "is protected and stays scheduled for"
    return ""


def _keeps_its_time(record: Record | None, after: Record) -> bool:
    return record is not None and record.status is Status.SCHEDULED and record.window == after.window


def _apart(one: Window, other: Window) -> timedelta:
    """Return the least time between two sends for one person.

    Two windows of the same width are those of each person's own clock: who has the one early has the other early.
    """
    if one.last_at - one.first_at == other.last_at - other.first_at:
        return abs(one.first_at - other.first_at)
    return max(timedelta(), one.first_at - other.last_at, other.first_at - one.last_at)
