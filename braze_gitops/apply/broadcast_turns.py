"""Turns for broadcasts of triggers: Braze takes 250 a minute over all audiences and 10 to one (braze-api.md 10).

Where Braze's minutes begin, and when a request reaches it, is not known. So a turn counts from the moment it is
taken until a minute after its answer: no 60 seconds of Braze's, wherever they start, see more than the limit.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from datetime import datetime

from braze_gitops.model import Address
from braze_gitops.plan import BROADCAST_WINDOW, BROADCASTS, BROADCASTS_TO_ONE


@dataclasses.dataclass(slots=True, eq=False)
class _Turn:
    """One broadcast that counts; not answered yet without `answered_at`."""

    answered_at: datetime | None = None

    def counts_until(self, now: datetime) -> datetime:
        """Return when it counts no more; the earliest such moment while it is not answered."""
        return (self.answered_at or now) + BROADCAST_WINDOW


class BroadcastTurns:
    """Which turns are taken. `now` may not go back from one call to the next.

    A turn is taken for an address ahead of its call (`take`), used by the call (`use`), counted on from its answer
    (`answered`), and given back if the call was never made (`over`).
    """

    def __init__(self) -> None:
        self._to_all: list[_Turn] = []
        self._to_one: defaultdict[str, list[_Turn]] = defaultdict(list)
        self._taken: dict[Address, tuple[str, _Turn]] = {}
        self._used: dict[Address, tuple[str, _Turn]] = {}

    def remember(self, audience: str, answered_at: datetime) -> None:
        """Count a broadcast of another run."""
        turn = _Turn(answered_at=answered_at)
        self._to_all.append(turn)
        self._to_one[audience].append(turn)

    def opens_at(self, audience: str, now: datetime) -> datetime:
        """Return when a broadcast to `audience` may have its turn: `now`, or later, and not before that.

        While calls are under way the true moment may be later still.
        """
        to_one = _opening(self._to_one[audience], BROADCASTS_TO_ONE, now)
        return max(to_one, self.opens_to_all_at(now))

    def opens_to_all_at(self, now: datetime) -> datetime:
        """Return the same for any audience, as far as the limit over all of them goes."""
        return _opening(self._to_all, BROADCASTS, now)

    def take(self, address: Address, audience: str) -> None:
        """Take a turn for the broadcast of `address`; only when it is open."""
        turn = _Turn()
        self._to_all.append(turn)
        self._to_one[audience].append(turn)
        self._taken[address] = audience, turn

    def use(self, address: Address) -> bool:
        """Use the turn that was taken for `address`; False if there is none, as for a second try."""
        taken = self._taken.pop(address, None)
        if taken is None:
            return False
        self._used[address] = taken
        return True

    def answered(self, address: Address, now: datetime) -> None:
        """Count the turn that `address` uses, if it does, for another minute."""
        used = self._used.pop(address, None)
        if used is not None:
            used[1].answered_at = now

    def over(self, address: Address) -> str | None:
        """Give back what `address` has taken and not made a call with; return the audience, None if nothing."""
        freed = None
        for held in (self._taken.pop(address, None), self._used.pop(address, None)):
            if held is not None:
                freed, turn = held
                self._to_all.remove(turn)
                self._to_one[freed].remove(turn)
        return freed


def _opening(turns: list[_Turn], limit: int, now: datetime) -> datetime:
    """Return when there is room under `limit`; what counts no more is forgotten."""
    if len(turns) < limit:
        return now
    turns[:] = [turn for turn in turns if turn.counts_until(now) > now]
    if len(turns) < limit:
        return now
    return min(turn.counts_until(now) for turn in turns)
