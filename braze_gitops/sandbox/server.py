"""The server's life: the lock on its folder, its socket, its clock, and how it begins and ends.

It begins by taking the folder's lock, which the kernel gives back however it ends; opens the database, binds
its port, lets the clock run, and only then leaves the note by which others find it. It ends in the opposite
order: on a signal, at the end of the `with` block that runs it in a thread, or, started for others, when
nobody holds it any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.app import make_app
from braze_gitops.sandbox.auth import default_key
from braze_gitops.sandbox.clock import RENEW_SECONDS, keep_clock, start_clock, stop_clock
from braze_gitops.sandbox.http import QuietServer
from braze_gitops.sandbox.notice import Notice, read_notice, remove_notice, write_notice
from braze_gitops.sandbox.serving import Serving
from braze_gitops.sandbox.storage import open_database, transaction
from braze_gitops.sandbox.values import RunningSandbox

if TYPE_CHECKING:
    import sqlite3

__all__ = ["FolderServedError", "SandboxServer"]

LOOPBACK = "127.0.0.1"
LOCK_RETRY_SECONDS = 0.02
LOCK_PATIENCE_SECONDS = 2.0
STANDARD_INPUT = 0
STANDARD_OUTPUT = 1


class FolderServedError(SandboxError):
    """Another sandbox serves the data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a server holds from beginning to end."""

    listener: socket.socket
    connection: sqlite3.Connection
    running: RunningSandbox
    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxServer:
    """One sandbox on one data folder, to be run in a thread, in the foreground or for those who hold it."""

    folder: Path
    clock_start: datetime
    port: int = 0
    durable: bool = True
    frozen: bool = False

    @contextmanager
    def in_thread(self) -> Iterator[RunningSandbox]:
        """Yield the server while a thread of this process runs it; it has ended on return."""
        started: Future[tuple[Serving, asyncio.AbstractEventLoop]] = Future()

        def announce(serving: Serving) -> None:
            started.set_result((serving, asyncio.get_running_loop()))

        def work() -> None:
            try:
                with self.opened(patience_seconds=LOCK_PATIENCE_SECONDS) as opened:
                    asyncio.run(self.attend(opened, announce=announce))
            except BaseException as error:
                if started.done():
                    raise
                started.set_exception(error)

        thread = threading.Thread(target=work, name="sandbox", daemon=True)
        thread.start()
        try:
            serving, loop = started.result()
            try:
                yield serving.running
            finally:
                with suppress(RuntimeError):  # it has ended by itself: its folder is gone
                    loop.call_soon_threadsafe(serving.closing.set)
        finally:
            thread.join()

    def run(self, *, announce: Callable[[RunningSandbox], None]) -> None:
        """Serve until SIGINT or SIGTERM; for the main thread."""

        def begin(serving: Serving) -> None:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, serving.closing.set)
            announce(serving.running)

        with self.opened(patience_seconds=LOCK_PATIENCE_SECONDS) as opened:
            asyncio.run(self.attend(opened, announce=begin))

    def run_while_held(self, *, announce: Callable[[RunningSandbox], None]) -> None:
        """Serve until standard input is closed and no connection holds the server, or SIGTERM.

        Standard input is the pipe of whoever started the process. When it closes and others go on, one line
        on standard output says so. Raises FolderServedError at once if the folder is served.
        """

        def begin(serving: Serving) -> None:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, serving.closing.set)
            serving.holders += 1
            loop.add_reader(STANDARD_INPUT, starter_stirs, serving, loop)
            announce(serving.running)

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with self.opened(patience_seconds=0.0) as opened:
            asyncio.run(self.attend(opened, announce=begin, ends_unheld=True))

    @contextmanager
    def opened(self, *, patience_seconds: float) -> Iterator[Opened]:
        """Yield what serving needs; on return the clock stands, the port is closed and the folder is free."""
        with ExitStack() as stack:
            stack.enter_context(self.locked(patience_seconds))
            connection = stack.enter_context(closing(open_database(self.folder, durable=self.durable)))
            with transaction(connection):
                key = default_key(connection)
            listener = stack.enter_context(bound_socket(self.port))
            start_clock(self.folder, start=self.clock_start, frozen=self.frozen, durable=self.durable)
            port: int = listener.getsockname()[1]
            running = RunningSandbox(url=f"http://{LOOPBACK}:{port}", key=key)
            instance = secrets.token_hex(8)
            stack.callback(self.leave, instance)
            yield Opened(listener=listener, connection=connection, running=running, instance=instance)

    @contextmanager
    def locked(self, patience_seconds: float) -> Iterator[None]:
        """Hold the folder; a server that is just ending is waited for."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SandboxError(f"the sandbox's data folder cannot be used: {error}") from error
        deadline = time.monotonic() + patience_seconds
        try:
            while not took_lock(descriptor):
                if time.monotonic() >= deadline:
                    raise self.served_by_another()
                time.sleep(LOCK_RETRY_SECONDS)
            yield
        finally:
            os.close(descriptor)

    def served_by_another(self) -> FolderServedError:
        """Return the error that says where the other one is, as far as is known."""
        notice = read_notice(self.folder)
        where = "" if notice is None else f" at http://{LOOPBACK}:{notice.port} (process {notice.pid})"
        return FolderServedError(
            f"another sandbox serves {self.folder}{where}",
            hint="use that one, or end it first",
        )

    def is_ours(self, instance: str) -> bool:
        """Tell whether the folder is still the one this server opened, not removed or made anew."""
        notice = read_notice(self.folder)
        return notice is not None and notice.instance == instance

    def leave(self, instance: str) -> None:
        """Take the note away and let the clock stand."""
        if self.is_ours(instance):
            remove_notice(self.folder)
            with suppress(SandboxError, OSError):  # what could not be written runs out by itself
                stop_clock(self.folder, start=self.clock_start, durable=self.durable)

    async def attend(
        self, opened: Opened, *, announce: Callable[[Serving], None], ends_unheld: bool = False
    ) -> None:
        """Serve until the wish to end; `announce` is called when requests are taken."""
        end = asyncio.Event()
        serving = Serving(
            folder=self.folder,
            clock_start=self.clock_start,
            connection=opened.connection,
            running=opened.running,
            instance=opened.instance,
            closing=end,
            unheld=end.set if ends_unheld else lambda: None,
        )

        def started() -> None:
            port: int = opened.listener.getsockname()[1]
            write_notice(self.folder, Notice(port=port, pid=os.getpid(), instance=opened.instance))
            announce(serving)

        server = QuietServer(make_app(serving), serving, started=started)
        keeping = asyncio.create_task(self.keep_time(serving))
        try:
            await server.serve(sockets=[opened.listener])
        finally:
            end.set()
            await keeping

    async def keep_time(self, serving: Serving) -> None:
        """Let the clock go on while the server does; without its folder there is nothing left to serve."""
        while not serving.closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(serving.closing.wait(), timeout=RENEW_SECONDS)
                break
            try:
                if not self.is_ours(serving.instance):
                    break
                keep_clock(self.folder, start=self.clock_start, durable=self.durable)
            except (SandboxError, OSError):
                break
        serving.closing.set()


def starter_stirs(serving: Serving, loop: asyncio.AbstractEventLoop) -> None:
    """Notice that whoever started the process let go of it: the pipe at standard input is closed."""
    if os.read(STANDARD_INPUT, 4096):
        return
    loop.remove_reader(STANDARD_INPUT)
    serving.holders -= 1
    if serving.holders == 0:
        serving.unheld()
        return
    with suppress(OSError):  # nobody may be left to hear it
        os.write(STANDARD_OUTPUT, b"others hold this sandbox\n")
    sys.stdout.flush()


def took_lock(descriptor: int) -> bool:
    """Try to take the lock once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def bound_socket(port: int) -> contextlib.closing[socket.socket]:
    """Return a loopback socket on that port, a free one for 0."""
    # The protocol is named because asyncio switches Nagle's wait off only for sockets that name it: without,
    # each answer on a kept connection is 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SandboxError(
            f"the sandbox cannot listen on port {port}: {error}", hint="choose another port, or 0 for a free one"
        ) from error
    return closing(listener)
