"""An event loop in which waiting takes no time: when nothing else can happen, the clock jumps to what is due next.

What runs is ordered by its virtual moment alone, however fast or slow the machine is; threads are not used. A wait
that nothing will ever end is an error at once.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from support.states import NOW

P = ParamSpec("P")
T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Lets time pass instead of waiting."""

    passed = 0.0

    def select(  # type: ignore[explicit-any] # the key may carry anything
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "nothing will ever happen again"
            self.passed += timeout
        return ready


class _AtOnce(ThreadPoolExecutor):
    """Runs what it is given before it returns."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever waits for the result gets it
            future.set_exception(error)
        return future


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)
        self.set_default_executor(_AtOnce())

    def time(self) -> float:
        return self._jumping.passed

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the signature is of the library
        """Do nothing: no thread was ever begun, and the library would wait for one of its own in real time."""


class VirtualClock:
    """The time of the running loop; fits the port `apply.Clock`. Each loop begins at `start`."""

    def __init__(self) -> None:
        self.start = NOW

    def now(self) -> datetime:
        """Return the present; `start` outside of a loop."""
        return self.start + timedelta(seconds=self.ticks())

    def ticks(self) -> float:
        """Return the seconds that have passed."""
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return 0.0

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        await asyncio.sleep(seconds)


def run_in_virtual_time(main: Coroutine[object, object, T]) -> T:
    """Run to the end, in no time."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)
