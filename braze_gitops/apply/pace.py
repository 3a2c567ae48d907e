"""How fast calls may be made: the hourly budget, broadcasts a minute, and what Braze says of its limit.

The budget is spent at full speed and then waited for; the server's own headers win (design.md 5.9). Windows are
clock hours (braze-api.md 9.4), so a wait that ends before the window does is a call wasted. What the journal
tells of calls that earlier runs made in the same hour counts. The budget and Braze's word hold for all calls; the
minutes of broadcasts (`broadcast_turns.py`) hold up only those, and so does the day of new send ids (braze-api.md
6.1) where it is longer than the run may wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from braze_gitops.apply.broadcast_turns import BroadcastTurns
from braze_gitops.apply.earlier import EarlierCall
from braze_gitops.apply.halt import Halt
from braze_gitops.apply.headers import clock_ahead, is_used_up, limit_ends_at, server_time
from braze_gitops.apply.outcome import Ending
from braze_gitops.apply.ports import Clock, Progress
from braze_gitops.apply.retry import pause_seconds
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.apply.work import PlannedCall
from braze_gitops.model import Address, Exchange, Verdict
from braze_gitops.plan import BROADCASTS, BROADCASTS_TO_ONE

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_USED_UP = "Braze says that its rate limit is used up"
_TO_ALL = f"Braze takes {BROADCASTS} trigger broadcasts a minute"
_TO_ONE = f"Braze takes {BROADCASTS_TO_ONE} trigger broadcasts a minute to one audience"


class Pace:
    """Lets calls through one by one. Each wait is told once, whoever waits with it, and all count for `max_wait`.

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
        self._resting = asyncio.Lock()
        self._limited_until: datetime | None = None
        self._waited_until: datetime | None = None
        self._waited = timedelta()
        self._hour = hour_of(clock.now())
        self._spent = 0
        self._limited = 0
        self.turns = BroadcastTurns()
        self._no_send_ids_until: datetime | None = None

    def remember(self, earlier: Iterable[EarlierCall]) -> None:
        """Count the calls that other runs made, before the first of this one."""
        for call in earlier:
            self._spent += call.at >= self._hour
            if call.audience is not None:
                self.turns.remember(call.audience, call.at)

    def now(self) -> datetime:
        """Return the present, at least the last moment that was waited for."""
        now = self._clock.now()
        return now if self._waited_until is None else max(now, self._waited_until)

    async def turn(self, planned: PlannedCall, *, calls: int = 1, has_cancelled: bool = False) -> bool:
        """Return when `planned` has its turn; False when nothing new may start and it has none.

        `calls` is how many it takes from the hour's budget: none that were taken ahead, all of a change with its
        first, so that no replace waits for the next hour between its two. What was taken ahead keeps its turn when
        the run may not wait for a limit, with `has_cancelled` (`Halt.ends_calls`) also when a person asked it to
        stop: a replace that has cancelled is the last thing to leave half done.
        """
        audience, record = planned.audience, planned.record
        if audience is not None and record is not None and not self.turns.use(record.address):
            await self._turn_again(record.address, audience)
        async with self._gate:
            while not self._halt.is_set():
                owed = self._owed(calls)
                if owed is None:
                    self._spent += calls
                    return True
                await self._wait(*owed)
        return calls == 0 and not self._halt.ends_calls(has_cancelled=has_cancelled)

    async def wait_for_broadcasts(self, until: datetime) -> bool:
        """Wait until a broadcast may have its turn then; False if nothing new may start."""
        async with self._resting:
            now = self.now()
            if until > now and not self._halt.is_set():
                await self._wait(until, _TO_ALL if self.turns.opens_to_all_at(now) > now else _TO_ONE)
        return not self._halt.is_set()

    async def wait_for_others(self, moved: asyncio.Event, until: datetime | None) -> bool:
        """Wait for work that is under way to move, or until then; False if nothing new may start."""
        waits: list[Awaitable[object]] = [moved.wait()]
        if until is not None:
            waits.append(self._clock.sleep(max(0.0, (until - self.now()).total_seconds())))
        await self._first_of(*waits)
        return not self._halt.is_set()

    async def pause(self, number: int) -> None:
        """Wait before repeat `number` of one call, or until nothing new may start."""
        seconds = pause_seconds(number, chance=self._chance(), settings=self._settings)
        await self._first_of(self._clock.sleep(seconds))

    def why_not(self, planned: PlannedCall) -> str:
        """Return why `planned` may not be made before a limit of its own ends; empty if it may."""
        until = self._no_send_ids_until
        if planned.new_send_id is None or until is None or until <= self.now():
            return ""
        return f"Braze makes no new send ids until {until:%Y-%m-%d %H:%M:%S} UTC, longer than this run may wait"

    def heard(self, planned: PlannedCall, exchange: Exchange, verdict: Verdict, *, sent_at: datetime) -> None:
        """Take note of what the answer to `planned`, made then, says of the limit and of the server's clock."""
        now = self.now()
        if planned.record is not None:
            self.turns.answered(planned.record.address, now)
        ahead = self._compare_clocks(exchange, sent_at=sent_at)
        ends_at = limit_ends_at(exchange, now=now, ahead=ahead)
        if planned.new_send_id is not None and self._is_too_long(exchange, verdict, ends_at, now=now):
            self._no_send_ids_until = ends_at
            return
        if verdict is Verdict.LIMITED:
            self._limited += 1
            seconds = pause_seconds(self._limited, chance=self._chance(), settings=self._settings)
            pause = now + timedelta(seconds=seconds)
            self._limit_until(ends_at if ends_at is not None and ends_at > now else pause)
            return
        if verdict is Verdict.DONE:
            self._limited = 0
        if is_used_up(exchange):
            self._limit_until(ends_at)

    def _is_too_long(
        self, exchange: Exchange, verdict: Verdict, ends_at: datetime | None, *, now: datetime
    ) -> bool:
        """Whether a limit is one that this run may not wait for: that of new send ids is a day's."""
        is_over = verdict is Verdict.LIMITED or is_used_up(exchange)
        return is_over and ends_at is not None and self._waited + (ends_at - now) > self._settings.max_wait

    def _compare_clocks(self, exchange: Exchange, *, sent_at: datetime) -> timedelta:
        """Return how far the server's clock is ahead of ours; nothing more is called if that is too far."""
        theirs, now = server_time(exchange), self._clock.now()
        if theirs is None:
            return timedelta()
        ahead = clock_ahead(theirs, sent_at=sent_at, heard_at=now)
        if abs(ahead) > self._settings.max_skew:
            self._halt.call(
                Ending.CLOCK,
                f"this machine's clock and Braze's are {round(abs(ahead).total_seconds())} seconds apart "
                f"(here {_words(now)}, there {_words(theirs)}): set this one right",
            )
        return ahead

    def _limit_until(self, moment: datetime | None) -> None:
        if moment is not None and (self._limited_until is None or moment > self._limited_until):
            self._limited_until = moment

    def _owed(self, calls: int) -> tuple[datetime, str] | None:
        """Return the moment that so many calls have to wait for now and why, None if there is none."""
        now = self.now()
        hour = hour_of(now)
        if hour != self._hour:
            self._hour, self._spent = hour, 0
        if self._limited_until is not None and self._limited_until > now:
            return self._limited_until, _USED_UP
        budget = self._settings.rate_limit_per_hour
        # What is more than a whole hour's budget is begun at its start.
        if calls and self._spent and self._spent + calls > budget:
            return hour + _HOUR, f"{budget:,} calls an hour are this environment's budget (`rate_limit_per_hour`)"
        return None

    async def _turn_again(self, address: Address, audience: str) -> None:
        """Wait for one more turn of a broadcast that has used its first, and use it."""
        while not self._halt.is_set():
            now = self.now()
            opens_at = self.turns.opens_at(audience, now)
            if opens_at <= now:
                self.turns.take(address, audience)
                self.turns.use(address)
                return
            await self.wait_for_broadcasts(opens_at)

    async def _wait(self, until: datetime, why: str) -> None:
        """Wait until then if this run may, and say so; else nothing new may start."""
        wait = until - self.now()
        if self._waited + wait > self._settings.max_wait:
            self._halt.call(
                Ending.LIMIT,
                f"{why}: it goes on at {_words(until)}, and this run may not wait that long (--max-wait); "
                "apply again from then on",
            )
            return
        self._waited += wait
        self._progress.happened("waiting", {"until": until, "seconds": wait.total_seconds(), "why": why})
        await self._first_of(self._clock.sleep(wait.total_seconds()))
        if not self._halt.is_set():
            self._waited_until = until

    async def _first_of(self, *waits: Awaitable[object]) -> None:
        """Return when the first of these is over, or nothing new may start."""
        tasks = [asyncio.ensure_future(one) for one in (*waits, self._halt.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            # Not by awaiting each: a cancellation of ours that arrives just then must not be taken for theirs.
            await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.result()


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the clock hour that `moment` is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _words(moment: datetime) -> str:
    """Return a moment for people, in UTC, rounded up to a whole second."""
    whole = moment + (_SECOND - timedelta(microseconds=moment.microsecond)) % _SECOND
    return f"{whole:%Y-%m-%d %H:%M:%S} UTC"
