"""The order in which changes are made, and what each create has to wait for (design.md section 4, *Order*).

    0   forgets and moves, and what only brings a record up to date or defers it: no call at all
    1   deletes
    2   updates and replaces: a replace is one unit and changes what is there, so it stands where an update would
    3   creates
    4   what is not changed, by address

Within each the nearest first instant comes first, old or new, then the address.

The create half of a replace waits for its own delete. Any create, a replace's half included, also waits for each
delete before it in the order, a replace's half included, that has the same audience: two schedules to the same
people never stand side by side because a cancellation failed. Of its own series it waits for those within half
the interval alone: the others are no nearer than the series is to itself. An update that brings another time waits
for those it would come near to, within a day or half the interval. What comes to the time that another send of its
series is at, or may be at, waits until that one has left it. Only what comes before is waited for, so that no two
changes ever wait for each other.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from braze_gitops.model import Address, Desired, Window, series_of
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.distance import time_between
from braze_gitops.plan.open_call import sides_of
from braze_gitops.state import audience_digest

_RANKS = {
    Action.FORGET: 0,
    Action.MOVE: 0,
    Action.IMPORT: 0,
    Action.DEFER: 0,
    Action.DELETE: 1,
    Action.UPDATE: 2,
    Action.REPLACE: 2,
    Action.CREATE: 3,
    Action.NONE: 4,
}
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
_LEAVES = frozenset({Action.DELETE, Action.UPDATE, Action.REPLACE})
_A_DAY = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


def nearest_at(change: Change) -> datetime | None:
    """Return the first instant at which the change matters, old or new; None where nothing is arranged."""
    instants = [record.window.first_at for record in (change.before, change.after) if record is not None]
    return min(instants, default=None)


def in_order(
    changes: Iterable[Change], *, intervals: Mapping[Address, timedelta] = MappingProxyType({})
) -> tuple[Change, ...]:
    """Return the changes in the order they are made, each create with what it starts after.

    `intervals` are those of the series that are defined, by `series_of`.
    """
    deletes: defaultdict[str, list[Change]] = defaultdict(list)
    left: defaultdict[tuple[Address, Window], list[Address]] = defaultdict(list)
    ordered = []
    for change in sorted(changes, key=_place):
        waits: list[Address] = []
        if change.action is Action.REPLACE:
            waits.append(change.address)
        if change.action in (Action.CREATE, Action.REPLACE) and deletes and change.after is not None:
            before = deletes[audience_digest(change.after.payload)]
            waits += (one.address for one in before if not _is_far(one, change, intervals))
        if change.action is Action.UPDATE and deletes and change.after is not None and not _keeps_its_time(change):
            before = deletes[audience_digest(change.after.payload)]
            waits += (one.address for one in before if _is_near(one, change, intervals))
        if change.action in _BRINGS and change.after is not None:
            waits += left[series_of(change.address), change.after.window]
        if change.action in (Action.DELETE, Action.REPLACE) and change.before is not None:
            deletes[audience_digest(change.before.payload)].append(change)
        if change.action in _LEAVES and change.before is not None:
            for side in sides_of(change.before):
                if change.after is None or side.window != change.after.window:
                    left[series_of(change.address), side.window].append(change.address)
        ordered.append(dataclasses.replace(change, starts_after=tuple(dict.fromkeys(waits))) if waits else change)
    return tuple(ordered)


def intervals_of(desired: Desired) -> Mapping[Address, timedelta]:
    """Return the shortest time between two sends of each series that has more than one."""
    return {
        series_of(one.address): one.occurrence.interval
        for one in desired.schedules
        if one.occurrence is not None and one.occurrence.interval is not None
    }


def _is_far(goes: Change, comes: Change, intervals: Mapping[Address, timedelta]) -> bool:
    """Whether both are of one series and half its interval apart."""
    series = series_of(comes.address)
    interval = intervals.get(series)
    if interval is None or series != series_of(goes.address) or goes.before is None or comes.after is None:
        return False
    return time_between(goes.before.time, goes.before.window, comes.after) >= interval / 2


def _is_near(goes: Change, comes: Change, intervals: Mapping[Address, timedelta]) -> bool:
    """Whether what comes would be near what goes, if that stayed: within a day, or half the interval."""
    assert goes.before is not None, "what goes is there"
    assert comes.after is not None, "what comes has a record"
    near = intervals.get(series_of(comes.address), 2 * _A_DAY) / 2
    return time_between(goes.before.time, goes.before.window, comes.after) < near


def _keeps_its_time(change: Change) -> bool:
    before, after = change.before, change.after
    return before is not None and after is not None and before.window == after.window


def _place(change: Change) -> tuple[int, datetime, Address]:
    rank = 0 if change.refresh else _RANKS[change.action]
    if rank == _RANKS[Action.NONE]:
        return rank, _NEVER, change.address
    return rank, nearest_at(change) or _NEVER, change.address
