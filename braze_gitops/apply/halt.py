"""Why a run starts nothing new any more, told to all who work on it."""

from __future__ import annotations

import asyncio

from braze_gitops.apply.outcome import PRECEDENCE, Ending
from braze_gitops.apply.ports import Progress, StopSignal


class Halt:
    """Set once by whoever finds a reason to stop; further reasons are kept beside the first.

    `is_set` is asked before every call, so it looks at the person's wish itself and not at what a task made of it.
    """

    def __init__(self, stop: StopSignal, progress: Progress) -> None:
        self._stop = stop
        self._progress = progress
        self._reasons: dict[Ending, str] = {}
        self._event = asyncio.Event()

    def call(self, ending: Ending, why: str) -> None:
        """Stop for this reason; the first sentence for each kind of ending stays."""
        if ending not in self._reasons:
            self._reasons[ending] = why
            self._progress.happened("stopping", {"ending": ending.value, "why": why})
        self._event.set()

    def is_set(self) -> bool:
        """Whether nothing new may start."""
        if self._stop.is_set():
            self.call(Ending.INTERRUPTED, "the run was asked to stop")
        return bool(self._reasons)

    def ends_calls(self) -> bool:
        """Whether nothing may be called any more, not even what has its turn: a limit holds up new turns alone."""
        return self.is_set() and any(ending is not Ending.LIMIT for ending in self._reasons)

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
