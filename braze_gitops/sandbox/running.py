"""Starting the server here: in a thread of this process, or in the foreground until told to end.

The server library is loaded when one of these is called, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from braze_gitops.sandbox.values import RunningSandbox

__all__ = ["running_in_thread", "serve"]


@contextmanager
def running_in_thread(
    folder: Path, *, clock_start: datetime, durable: bool = True, frozen: bool = False, port: int = 0
) -> Iterator[RunningSandbox]:
    """Yield a sandbox that serves from a thread of this process, the fast way for tests.

    The same server as everywhere: others can join it. `frozen` lets the clock stand. On return it has ended
    and its port is closed. Raises SandboxError if another sandbox serves the folder.
    """
    from braze_gitops.sandbox.server import SandboxServer

    server = SandboxServer(folder=folder, port=port, clock_start=clock_start, durable=durable, frozen=frozen)
    with server.in_thread() as running:
        yield running


def serve(
    folder: Path,
    *,
    port: int,
    clock_start: datetime,
    announce: Callable[[RunningSandbox], None],
    durable: bool = True,
    frozen: bool = False,
) -> None:
    """Serve in the foreground until SIGINT or SIGTERM, then return; for the main thread.

    `announce` is called once, when requests are taken. `port` 0 takes a free one. Raises SandboxError if
    the port is taken or another sandbox serves the folder; the message says where that one is.
    """
    from braze_gitops.sandbox.server import SandboxServer

    server = SandboxServer(folder=folder, port=port, clock_start=clock_start, durable=durable, frozen=frozen)
    server.run(announce=announce)
