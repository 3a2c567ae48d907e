"""The last look before a request leaves: is this run still the one that holds the state?

A process may be stopped at any moment and go on much later (a laptop's lid, a paused container). By then another
run may have taken over, and a person may have said that the create which this one is about to send was never
made. The journal tells, and looking at it costs a round trip to a remote store, so it is looked at only when more
time has passed since the intent was handed in than a write takes. It is asked at the last moment: the connection
stands, and the next thing that happens is the first byte. What remains is a stop between this look and that byte.
"""

from __future__ import annotations

from collections.abc import Callable

from braze_gitops.apply.floor import Floor

# Longer than most writes take, shorter than a take-over and a person's word.
LONG_SECONDS = 1.0
# Longer than a look takes: the run was stopped again while it looked. A store that is always so slow is believed.
LONG_LOOK_SECONDS = 10.0
MOST_LOOKS = 3


class LastLook:
    """One call's look; made when its intent is handed in. `held_back` says why it stays, if it does."""

    def __init__(self, floor: Floor, why_not: Callable[[], str]) -> None:
        self._floor = floor
        self._why_not = why_not
        self._since = floor.clock.ticks()
        self._has_left = False
        self.held_back = ""

    def withdraw(self, why: str) -> None:
        """Say that the request was given up; before it was let go nothing of it has left."""
        if not self._has_left:
            self.held_back = why

    async def may_leave(self) -> bool:
        """Whether the request may leave now; fits what the port `Braze` asks."""
        patience = LONG_SECONDS
        for _ in range(MOST_LOOKS):
            if self._floor.clock.ticks() - self._since <= patience:
                break
            self._since, patience = self._floor.clock.ticks(), LONG_LOOK_SECONDS
            await self._floor.is_ours()
            self.held_back = self._why_not()
            if self.held_back:
                break
        self._has_left = not self.held_back
        return self._has_left
