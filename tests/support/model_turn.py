"""One run of the program as the model sees it: a process that can be struck at any of its boundaries.

All happens in one thread and in an order that hangs on the seed alone, so that a failing example fails again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import functools
import random
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from braze_gitops.errors import StalePlanError, StateConflictError, StoreError
from braze_gitops.store import Store, StoredState
from support.file_systems import Step
from support.memory_journal import Killed
from support.model_braze import LivingBraze

T = TypeVar("T")


class Where(StrEnum):
    """The boundaries of a run: each call to the file system, each batch and each request before and after."""

    STEP = "step"
    BATCH = "batch"
    DURABLE = "durable"
    CALL = "call"
    LEFT = "left"
    ANSWER = "answer"


class Strike(StrEnum):
    """What happens at a boundary."""

    KILL = "kill"
    POWER = "power"
    STOP = "stop"
    FULL = "full"
    FLUSH = "flush"
    MEANWHILE = "meanwhile"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """What strikes a run, and at which boundary of that kind, counted from 1."""

    strike: Strike
    where: Where
    number: int


def _nothing() -> None:
    """Do nothing."""


class Turn:
    """One process: alive until it is killed; counts its boundaries and is struck at one of them, or at none."""

    def __init__(
        self,
        disturbance: Disturbance | None = None,
        *,
        clock: PassingClock | None = None,
        meanwhile: Callable[[], None] = _nothing,
    ) -> None:
        self.disturbance = disturbance
        self.stop = asyncio.Event()
        self.dead = False
        self.struck = False
        self.seen: dict[Where, int] = dict.fromkeys(Where, 0)
        self._fails: Strike | None = None
        self._clock = clock
        self._meanwhile = meanwhile

    def step(self, step: Step) -> None:
        """Pass one call to the file system, which fails from where it was told to."""
        self.reach(Where.STEP)
        if self._fails is Strike.FULL and step.name in ("create", "write", "make_folder"):
            raise OSError(errno.ENOSPC, "no space left on device", str(step.path))
        if self._fails is Strike.FLUSH and step.name in ("sync", "sync_folder"):
            raise OSError(errno.EIO, "input/output error", str(step.path))

    def reach(self, where: Where) -> None:
        """Pass a boundary; nothing gets past one in a process that is dead."""
        if self.dead:
            raise Killed
        self.seen[where] += 1
        due = self.disturbance
        if due is not None and not self.struck and (due.where, due.number) == (where, self.seen[where]):
            self.struck = True
            self._hit(due.strike)

    def _hit(self, strike: Strike) -> None:
        match strike:
            case Strike.KILL | Strike.POWER:
                self.dead = True
                raise Killed
            case Strike.STOP:
                self.stop.set()
            case Strike.FULL | Strike.FLUSH:
                self._fails = strike
            case Strike.MEANWHILE:
                self._meanwhile()
                if self._clock is not None:
                    self._clock.stand(minutes=1)


class PassingClock:
    """The one clock of a world: program and Braze share it, and it moves when somebody waits."""

    def __init__(self, braze: LivingBraze) -> None:
        self._braze = braze
        self._ticks = 0.0

    def now(self) -> datetime:
        """Return the present."""
        return self._braze.now

    def ticks(self) -> float:
        """Return real seconds, those included in which the process stood still."""
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        """Let that much time pass."""
        self.move(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def move(self, by: timedelta) -> None:
        """Let time pass, for Braze as well."""
        self._ticks += by.total_seconds()
        self._braze.pass_time(self._braze.now + by)

    def stand(self, *, minutes: int) -> None:
        """Say that the process stood still for so long while others worked."""
        self.move(timedelta(minutes=minutes))


class WatchedStore:
    """A store whose batches are boundaries; `durable` are the numbers that it said were durable."""

    def __init__(self, store: Store, turn: Turn, durable: dict[int, bytes]) -> None:
        self._store = store
        self._turn = turn
        self._durable = durable

    def read(self) -> StoredState | None:
        """Return what is there."""
        return self._store.read()

    def put_batch(self, number: int, content: bytes) -> None:
        """Put a batch, with a boundary before and after."""
        self._turn.reach(Where.BATCH)
        self._store.put_batch(number, content)
        if self._durable.setdefault(number, content) != content:
            raise AssertionError(f"batch {number} was written twice")
        self._turn.reach(Where.DURABLE)

    def put_snapshot(self, content: bytes, texts: Mapping[str, str]) -> None:
        """Put the snapshot."""
        self._store.put_snapshot(content, texts)

    def describe(self) -> str:
        """Say where this is."""
        return self._store.describe()

    def name_of_snapshot(self) -> str:
        """Say where the snapshot is."""
        return self._store.name_of_snapshot()

    def name_of_batch(self, number: int) -> str:
        """Say where a batch is."""
        return self._store.name_of_batch(number)


class _Loop(asyncio.SelectorEventLoop):
    """Runs what belongs in a thread at once, and lets its result arrive a few turns of the loop later."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def run_in_executor(self, _executor: object, func: Callable[[], T], *args: object) -> asyncio.Future[T]:
        """Run `func` now."""
        future: asyncio.Future[T] = self.create_future()
        try:
            result = func(*args)
        except BaseException as error:  # noqa: BLE001 - whatever it was goes to whoever awaits it
            self._later(self._chance.randrange(4), functools.partial(_fail, future, error))
        else:
            self._later(self._chance.randrange(4), functools.partial(_finish, future, result))
        return future

    def _later(self, turns: int, done: Callable[[], None]) -> None:
        if turns:
            self.call_soon(self._later, turns - 1, done)
        else:
            done()


def _finish(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: asyncio.Future[T], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()


def run_turn(
    work: Callable[[], Coroutine[object, object, T]], turn: Turn, chance: random.Random
) -> T | Exception | None:
    """Return what `work` returns; None if its process was killed on the way.

    An error of the store or the like is returned, not raised: it is one of the ways a run may end.
    """
    with asyncio.Runner(loop_factory=lambda: _Loop(chance)) as runner:
        runner.get_loop().set_exception_handler(lambda _loop, _context: None)
        try:
            return runner.run(work())
        except BaseException as error:
            if turn.dead:
                return None
            if isinstance(error, (StoreError, StateConflictError, StalePlanError)):
                return error
            raise
