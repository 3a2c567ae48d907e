"""How fast calls may be made: the hourly budget, and what Braze says of its limit, for all workers alike.

The budget is spent at full speed and then waited for; the server's own headers win (design.md 5.9). Windows are
clock hours (braze-api.md 9.4), so a wait that ends before the window does is a call wasted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from braze_gitops.apply.halt import Halt
from braze_gitops.apply.headers import clock_ahead, is_used_up, limit_ends_at, server_time
from braze_gitops.apply.outcome import Ending
from braze_gitops.apply.ports import Clock, Progress
from braze_gitops.apply.retry import pause_seconds
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.apply.work import PlannedCall
from braze_gitops.model import Exchange, Verdict

_HOUR = timedelta(hours=1)


class Pace:
    """Lets calls through one by one; while a limit is waited for, all wait.

    A moment that was waited for once is over, even for a clock that stands still.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        settings: ApplySettings,
        halt: Halt,
        progress: Progress,
        chance: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._halt = halt
        self._progress = progress
        self._chance = chance
        self._gate = asyncio.Lock()
        self._until: datetime | None = None
        self._waited_until: datetime | None = None
        self._waited = timedelta()
        self._hour: datetime | None = None
        self._spent = 0
        self._limited = 0

    async def turn(self, planned: PlannedCall) -> None:  # noqa: ARG002 - the limits of broadcasts will ask
        """Return when `planned` may be made, or when nothing new may start: ask the halt which of the two."""
        async with self._gate:
            while not self._halt.is_set():
                until = self._owed()
                if until is None:
                    self._spent += 1
                    return
                await self._wait(until)

    async def pause(self, number: int) -> None:
        """Wait before repeat `number` of one call, or until nothing new may start."""
        await self._sleep(pause_seconds(number, chance=self._chance(), settings=self._settings))

    def heard(self, exchange: Exchange, verdict: Verdict, *, sent_at: datetime) -> None:
        """Take note of what the answer to a request made then says of the limit and of the server's clock."""
        now = self._clock.now()
        ahead = self._compare_clocks(exchange, sent_at=sent_at, now=now)
        ends_at = limit_ends_at(exchange, now=now, ahead=ahead)
        if verdict is Verdict.LIMITED:
            self._limited += 1
            seconds = pause_seconds(self._limited, chance=self._chance(), settings=self._settings)
            pause = now + timedelta(seconds=seconds)
            self._wait_until(ends_at if ends_at is not None and ends_at > now else pause)
            return
        if verdict is Verdict.DONE:
            self._limited = 0
        if is_used_up(exchange):
            self._wait_until(ends_at)

    def _compare_clocks(self, exchange: Exchange, *, sent_at: datetime, now: datetime) -> timedelta:
        """Return how far the server's clock is ahead of ours; nothing more is called if that is too far."""
        theirs = server_time(exchange)
        if theirs is None:
            return timedelta()
        ahead = clock_ahead(theirs, sent_at=sent_at, heard_at=now)
        if abs(ahead) > self._settings.max_skew:
            self._halt.call(
                Ending.CLOCK,
                f"this machine's clock and Braze's are {round(abs(ahead).total_seconds())} seconds apart "
                f"(here {now:%Y-%m-%d %H:%M:%S}, there {theirs:%Y-%m-%d %H:%M:%S} UTC): set this one right",
            )
        return ahead

    def _wait_until(self, moment: datetime | None) -> None:
        if moment is not None and (self._until is None or moment > self._until):
            self._until = moment

    def _owed(self) -> datetime | None:
        """Return the moment that has to be waited for now, None if there is none."""
        now = self._clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._spent = hour, 0
        if self._spent >= self._settings.rate_limit_per_hour:
            self._wait_until(hour + _HOUR)
        until = self._until
        if until is None or until <= now or (self._waited_until is not None and until <= self._waited_until):
            self._until = None
            return None
        return until

    async def _wait(self, until: datetime) -> None:
        now = self._clock.now()
        wait = until - max(now, self._waited_until or now)
        if self._waited + wait > self._settings.max_wait:
            self._halt.call(
                Ending.LIMIT,
                f"the rate limit is used up until {until:%Y-%m-%d %H:%M:%S} UTC, longer than this run may wait",
            )
            return
        self._waited += wait
        self._progress.happened(
            "waiting", {"until": until, "seconds": wait.total_seconds(), "why": "the rate limit is used up"}
        )
        await self._sleep(wait.total_seconds())
        self._waited_until = until
        self._spent = 0

    async def _sleep(self, seconds: float) -> None:
        """Wait that long, or until nothing new may start."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        halted = asyncio.ensure_future(self._halt.wait())
        try:
            await asyncio.wait({sleeping, halted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleeping, halted):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
