"""In a series, what leaves a time goes before what comes near to it.

So nobody is sent two within half the interval when Braze refuses the one that leaves, or when a run is killed
between the two. The order of a plan is by time, which serves a series that moves to an earlier hour; one that
moves to a later hour by more than half its interval is done from its end.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from braze_gitops.apply.work import Unit
from braze_gitops.model import Address
from braze_gitops.plan import Action, Arrivals, Change, Plan, apart_in, by_series, sides_of, standing
from braze_gitops.state import Record


def parted(units: Sequence[Unit], plan: Plan) -> tuple[Unit, ...]:
    """Return the units of a plan, each also waiting for those of its series that it would come too near to.

    Where some would wait for each other in a ring, the last of the waits found is left out.
    """
    halves = {one.address: one.apart for one in plan.series}
    waits = {unit.change.address: set(unit.waits_for) for unit in units}
    ahead = _Ahead(units)
    for series, changes in by_series((unit.change for unit in units), plan.series).items():
        arrivals, half = Arrivals(changes), halves.get(series, apart_in(None))
        for leaves in changes:
            for side in _left_by(leaves):
                for comes in arrivals.near(side, half):
                    if ahead.may_wait(comes.address, leaves.address):
                        waits[comes.address].add(leaves.address)
    return tuple(dataclasses.replace(unit, waits_for=frozenset(waits[unit.change.address])) for unit in units)


class _Ahead:
    """What each address waits for, as far as that waits itself."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._moves = {unit.change.address for unit in units if unit.change.action is not Action.DELETE}
        self._of: Mapping[Address, set[Address]] = {
            unit.change.address: set(unit.waits_for & self._moves) for unit in units
        }

    def may_wait(self, comes: Address, leaves: Address) -> bool:
        """Whether one may wait for another, which is noted: not if that waits for the first."""
        if comes == leaves or self._waits(leaves, comes):
            return False
        self._of[comes] |= {leaves} & self._moves
        return True

    def _waits(self, start: Address, goal: Address) -> bool:
        seen, open_ones = {start}, [start]
        while open_ones:
            ahead = self._of.get(open_ones.pop(), set())
            if goal in ahead:
                return True
            open_ones += ahead - seen
            seen |= ahead
        return False


def _left_by(change: Change) -> Iterator[Record]:
    """Yield what is scheduled before a change and is not after it, also by an update that was never answered."""
    before, after = standing(change), change.after
    for side in sides_of(before) if before is not None else ():
        if change.action is Action.DELETE or after is None or side.time.meaning != after.time.meaning:
            yield side
