"""Hands units to workers: in the plan's order, each once what it waits for is known to be done.

A broadcast of a trigger is handed out only when it may have its turn, which is then taken for it: no worker waits
with one in its hands, and no replace cancels what it may not create again at once.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable, Iterator

from braze_gitops.apply.broadcast_queue import BroadcastQueue
from braze_gitops.apply.pace import Pace
from braze_gitops.apply.work import Unit
from braze_gitops.model import Address


class Board:
    """The units that are still to do.

    A unit that waits for a delete which is not part of this apply, or was not done, is never handed out.
    """

    def __init__(self, units: Iterable[Unit], pace: Pace) -> None:
        self._units = {unit.number: unit for unit in units}
        self._pace = pace
        self._ready: list[int] = []
        self._broadcasts = BroadcastQueue(pace.turns)
        self._missing: dict[int, set[Address]] = {}
        self._waiting: dict[Address, list[int]] = {}
        self._busy = 0
        self._moved = asyncio.Event()
        for unit in self._units.values():
            if unit.waits_for:
                self._missing[unit.number] = set(unit.waits_for)
                for address in unit.waits_for:
                    self._waiting.setdefault(address, []).append(unit.number)
            else:
                self._make_ready(unit)

    def take_now(self) -> Unit | None:
        """Return the first unit that can start, None if none can now; tell the board when it is settled."""
        now = self._pace.now()
        broadcast = self._broadcasts.first(now)
        if broadcast is None and not self._ready:
            return None
        self._busy += 1
        if broadcast is None or (self._ready and self._ready[0] < broadcast):
            return self._units.pop(heapq.heappop(self._ready))
        unit = self._units.pop(self._broadcasts.pop(now))
        assert unit.audience is not None
        self._pace.turns.take(unit.change.address, unit.audience)
        return unit

    async def take(self) -> Unit | None:
        """Return the next unit that can start, waiting for those in work, or for its turn where it is a broadcast;
        None when no other will ever start, or nothing new may.
        """
        while (unit := self.take_now()) is None:
            opens_at = self._broadcasts.opens_at(self._pace.now())
            if self._busy:
                self._moved.clear()
                goes_on = await self._pace.wait_for_others(self._moved, opens_at)
            else:
                goes_on = opens_at is not None and await self._pace.wait_for_broadcasts(opens_at)
            if not goes_on:
                return None
        return unit

    def settle(self, unit: Unit, *, left: bool) -> None:
        """Say that a unit is over, and whether its schedule is known to have left its time."""
        self._busy -= 1
        freed = self._pace.turns.over(unit.change.address)
        if freed is not None:
            self._broadcasts.reopen(freed)
        if left:
            for number in self._waiting.pop(unit.change.address, ()):
                missing = self._missing[number]
                missing.discard(unit.change.address)
                if not missing:
                    self._make_ready(self._units[number])
        self._moved.set()

    def left(self) -> Iterator[tuple[Unit, tuple[Address, ...]]]:
        """Yield the units that were never handed out, and what each still waits for."""
        for number, unit in sorted(self._units.items()):
            yield unit, tuple(sorted(self._missing.get(number, ())))

    def _make_ready(self, unit: Unit) -> None:
        audience = unit.audience
        if audience is None:
            heapq.heappush(self._ready, unit.number)
        else:
            self._broadcasts.add(unit.number, audience)
