"""Ctrl-C and SIGTERM during an apply: the first asks it to stop, the second ends the process (design.md 5.8)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

from braze_gitops.cli.signals import SIGNALS, interruption_came
from braze_gitops.errors import ExitCode

_AT_ONCE = b"\nstopped at once; the journal holds what was done, the next apply goes on\n"
_STDERR = 2
_ENOUGH = 4096


class Interruption:
    """Set by the first signal, from then on for ever; fits the port `apply.StopSignal`.

    A signal that comes before the event loop runs counts as soon as it does; one that comes after it, while the
    end is told, changes nothing: all is written by then.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()

    def is_set(self) -> bool:
        """Whether a signal came."""
        return self._asked

    async def wait(self) -> None:
        """Return once a signal came."""
        await self._event.wait()

    @contextlib.contextmanager
    def heard_here(self) -> Iterator[None]:
        """Let the running event loop hear of signals, those that came already included."""
        loop = self._loop = asyncio.get_running_loop()
        if self._asked:
            self._hear()
        # A signal that comes as the loop begins to wait would be taken after that wait only: a byte ends it.
        reads, writes = socket.socketpair()
        with reads, writes:
            reads.setblocking(False)
            writes.setblocking(False)
            before = signal.set_wakeup_fd(writes.fileno(), warn_on_full_buffer=False)
            loop.add_reader(reads, reads.recv, _ENOUGH)
            try:
                yield
            finally:
                self._loop = None
                loop.remove_reader(reads)
                signal.set_wakeup_fd(before)

    def take(self, _number: int, _frame: FrameType | None) -> None:
        """Take a signal; runs between any two steps of the main thread, so it does next to nothing itself."""
        if self._asked:
            with contextlib.suppress(OSError):
                os.write(_STDERR, _AT_ONCE)
            os._exit(ExitCode.INTERRUPTED)
        self._asked = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        self._event.set()
        self._tell()


@contextlib.contextmanager
def interruptible(tell: Callable[[], None]) -> Iterator[Interruption]:
    """Yield what the first Ctrl-C or SIGTERM sets, `tell` being called then; the second ends the process with 130.

    The journal holds either way. For the main thread. Raises KeyboardInterrupt if one came before and was lost.
    """
    interruption = Interruption(tell)
    before = [(one, signal.signal(one, interruption.take)) for one in SIGNALS]
    try:
        if interruption_came():
            raise KeyboardInterrupt
        yield interruption
    finally:
        for one, handler in before:
            signal.signal(one, handler)
