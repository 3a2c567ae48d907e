"""Calls that go to an address where nothing arrives, one of several or all from some call on."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from braze_gitops.apply import Braze
from braze_gitops.model import Call, Exchange


@dataclass(kw_only=True)
class Detour:
    """Sends calls from number `skip` on, `times` of them, to an address where nothing arrives."""

    straight: Callable[[], Braze]
    astray: Callable[[], Braze]
    skip: int
    times: int
    sent_astray: int = 0
    _calls: Iterator[int] = field(default_factory=itertools.count)

    def connect(self) -> Detoured:
        """Return the connections of one worker."""
        return Detoured(self)

    def is_astray(self) -> bool:
        """Count one more call, and tell which way it goes."""
        found = self.skip <= next(self._calls) < self.skip + self.times
        self.sent_astray += found
        return found


class Detoured:
    """One worker's two clients."""

    def __init__(self, detour: Detour) -> None:
        self._detour = detour
        self._straight, self._astray = detour.straight(), detour.astray()

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Make the call over the client whose turn it is."""
        client = self._astray if self._detour.is_astray() else self._straight
        return await client.perform(call, leaving=leaving)

    async def close(self) -> None:
        """Close both."""
        await self._straight.close()
        await self._astray.close()
