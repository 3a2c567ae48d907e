"""Why a run starts nothing new any more, told to all who work on it."""

from __future__ import annotations

import asyncio

from braze_gitops.apply.outcome import PRECEDENCE, Ending
from braze_gitops.apply.ports import Clock, Progress, StopSignal
from braze_gitops.apply.settings import ApplySettings

# What holds up only what is new: a replace that has cancelled goes on to its create.
_FINISHING = frozenset({Ending.LIMIT, Ending.INTERRUPTED})


class Halt:
    """Set once by whoever finds a reason to stop; further reasons are kept beside the first.

    `is_set` is asked before every call, so it looks at the person's wish itself and not at what a task made of it.
    """

    def __init__(self, stop: StopSignal, progress: Progress, clock: Clock, settings: ApplySettings) -> None:
        self._stop = stop
        self._progress = progress
        self._clock = clock
        # The other half of the time for calls in flight is for the answer.
        self._last_start_seconds = settings.drain.total_seconds() / 2
        self._reasons: dict[Ending, str] = {}
        self._stopped_at: float | None = None
        self._event = asyncio.Event()

    def call(self, ending: Ending, why: str) -> None:
        """Stop for this reason; the first sentence for each kind of ending stays."""
        if ending not in self._reasons:
            self._reasons[ending] = why
            self._progress.happened("stopping", {"ending": ending.value, "why": why})
        self._event.set()

    def is_set(self) -> bool:
        """Whether nothing new may start."""
        if self._stop.is_set() and self._stopped_at is None:
            self._stopped_at = self._clock.ticks()
            self.call(Ending.INTERRUPTED, "the run was asked to stop")
        return bool(self._reasons)

    def ends_calls(self, *, has_cancelled: bool = False) -> bool:
        """Whether nothing may be called any more, not even what has its turn: a limit holds up new turns alone.

        With `has_cancelled` the call is the create of a replace whose delete is done. A person's wish to stop does
        not end that one while its answer still has time to come: else what was scheduled stays cancelled.
        """
        if not self.is_set():
            return False
        finishes = has_cancelled and (
            self._stopped_at is None or self._clock.ticks() - self._stopped_at <= self._last_start_seconds
        )
        spared = _FINISHING if finishes else {Ending.LIMIT}
        return any(ending not in spared for ending in self._reasons)

    def has(self, *endings: Ending) -> bool:
        """Whether one of these is among the reasons."""
        return any(ending in self._reasons for ending in endings)

    async def wait(self) -> None:
        """Return once nothing new may start."""
        await self._event.wait()

    async def watch(self) -> None:
        """Turn the person's wish into a reason, so that those who wait hear of it; ends with it."""
        await self._stop.wait()
        self.is_set()

    @property
    def ending(self) -> Ending:
        """Return how the run ends: of all reasons the one whose exit code comes first."""
        return min(
            self._reasons,
            key=lambda ending: PRECEDENCE.index(ending.exit_code),
            default=Ending.COMPLETE,
        )

    @property
    def why(self) -> str:
        """Return all reasons in words, empty without any."""
        return "; ".join(self._reasons.values())
