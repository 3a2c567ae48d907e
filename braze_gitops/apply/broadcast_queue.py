"""Units that broadcast, until their turn: an audience whose minute is full holds up nobody else."""

from __future__ import annotations

import heapq
from collections import defaultdict
from datetime import datetime

from braze_gitops.apply.broadcast_turns import BroadcastTurns


class BroadcastQueue:
    """Numbers of units by audience; `first` is the lowest of those that may start.

    An audience with a unit stands either among the open ones, by its first number, or among the closed ones, by
    the moment at which to look at it again. Entries of what has changed since are dropped when they come up.
    """

    def __init__(self, turns: BroadcastTurns) -> None:
        self._turns = turns
        self._count = 0
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        self._open: list[tuple[int, str]] = []
        self._closed: list[tuple[datetime, str]] = []
        self._closed_until: dict[str, datetime] = {}

    def __bool__(self) -> bool:
        """Whether any unit is left."""
        return self._count > 0

    def add(self, number: int, audience: str) -> None:
        """Put a unit in."""
        self._count += 1
        heapq.heappush(self._numbers[audience], number)
        if audience not in self._closed_until:
            heapq.heappush(self._open, (number, audience))

    def reopen(self, audience: str) -> None:
        """Look at an audience at once: a turn was given back."""
        if self._closed_until.pop(audience, None) is not None and self._numbers[audience]:
            heapq.heappush(self._open, (self._numbers[audience][0], audience))

    def first(self, now: datetime) -> int | None:
        """Return the first unit that has its turn, None if none has."""
        found = self._first(now)
        return found[0] if found is not None else None

    def pop(self, now: datetime) -> int:
        """Take out what `first` returned."""
        found = self._first(now)
        assert found is not None
        number, audience = found
        self._count -= 1
        heapq.heappop(self._open)
        heapq.heappop(self._numbers[audience])
        if self._numbers[audience]:
            heapq.heappush(self._open, (self._numbers[audience][0], audience))
        return number

    def opens_at(self, now: datetime) -> datetime | None:
        """Return when `first` may return one: `now` if it does already, None when there are none left."""
        if not self:
            return None
        if self._first(now) is not None:
            return now
        to_all = self._turns.opens_to_all_at(now)
        if to_all > now:
            return to_all
        while True:
            moment, audience = self._closed[0]
            exact = self._turns.opens_at(audience, now)
            if self._closed_until.get(audience) == moment and (exact <= moment):
                return moment
            heapq.heappop(self._closed)
            if self._closed_until.get(audience) == moment:
                self._close(audience, exact)

    def _first(self, now: datetime) -> tuple[int, str] | None:
        while self._closed and self._closed[0][0] <= now:
            moment, audience = heapq.heappop(self._closed)
            if self._closed_until.get(audience) == moment:
                self.reopen(audience)
        if self._turns.opens_to_all_at(now) > now:
            return None
        while self._open:
            number, audience = self._open[0]
            if audience in self._closed_until or self._numbers[audience][:1] != [number]:
                heapq.heappop(self._open)
                continue
            opens_at = self._turns.opens_at(audience, now)
            if opens_at <= now:
                return number, audience
            heapq.heappop(self._open)
            self._close(audience, opens_at)
        return None

    def _close(self, audience: str, until: datetime) -> None:
        self._closed_until[audience] = until
        heapq.heappush(self._closed, (until, audience))
