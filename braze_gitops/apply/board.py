"""Hands units to workers: in the plan's order, each once the deletes it waits for are known to be done."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable, Iterator

from braze_gitops.apply.work import Unit
from braze_gitops.model import Address


class Board:
    """The units that are still to do.

    A unit that waits for a delete which is not part of this apply, or was not done, is never handed out.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.number: unit for unit in units}
        self._ready: list[int] = []
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
                self._ready.append(unit.number)
        heapq.heapify(self._ready)

    def take_now(self) -> Unit | None:
        """Return the first unit that can start, None if none can now; tell the board when it is settled."""
        if not self._ready:
            return None
        self._busy += 1
        return self._units.pop(heapq.heappop(self._ready))

    async def take(self) -> Unit | None:
        """Return the next unit that can start, waiting for those in work; None when no other will ever start."""
        while (unit := self.take_now()) is None:
            if not self._busy:
                return None
            self._moved.clear()
            await self._moved.wait()
        return unit

    def settle(self, unit: Unit, *, deleted: bool) -> None:
        """Say that a unit is over, and whether its delete is known to be done."""
        self._busy -= 1
        if deleted:
            for number in self._waiting.pop(unit.change.address, ()):
                missing = self._missing[number]
                missing.discard(unit.change.address)
                if not missing:
                    heapq.heappush(self._ready, number)
        self._moved.set()

    def left(self) -> Iterator[tuple[Unit, tuple[Address, ...]]]:
        """Yield the units that were never handed out, and the deletes each still waits for."""
        for number, unit in sorted(self._units.items()):
            yield unit, tuple(sorted(self._missing.get(number, ())))
