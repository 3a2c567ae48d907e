"""One sandbox a data folder, shared by everybody who needs it and gone when the last of them is.

Who starts it keeps the write end of a pipe to it, who joins keeps a connection to it. The kernel closes both
when their holder ends, however it ends, and the server ends when nobody holds it: nothing is polled, and
nothing stays behind. Which of two that start at once serves is decided by a lock on the data folder; the
other one is told so and joins.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.notice import Notice, read_notice
from braze_gitops.sandbox.unreachable import misled
from braze_gitops.sandbox.values import RunningSandbox

if TYPE_CHECKING:
    import subprocess

__all__ = ["join_or_start"]

START_TIMEOUT_SECONDS = 20.0
HOLD_TIMEOUT_SECONDS = 5.0
BETWEEN_TRIES_SECONDS = 0.03
WELCOME = b"HTTP/1.1 200 "
ENVIRONMENT_KEPT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "TMPDIR", "LANG", "LC_ALL")


@contextmanager
def join_or_start(
    folder: Path, *, clock_start: datetime, durable: bool = True, frozen: bool = False
) -> Iterator[RunningSandbox]:
    """Yield the sandbox that serves that data folder, started as a process of its own if none does.

    `clock_start` (aware) sets the clock the first time only. `durable` (a commit survives a power cut) and
    `frozen` (the clock stands) hold for a sandbox that is started here, not for one that is joined. When
    the last holder leaves or dies, it ends; on leaving, one started here has ended unless others hold it.
    Nothing it prints reaches this process. The address is another one where a fault was ordered that strikes
    before a request arrives. Raises SandboxError when it does not come up.
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        notice = read_notice(folder)
        held = None if notice is None else hold(notice)
        if held is not None:
            connection, running = held
            with connection, misled(folder, running) as given:
                yield given
            return
        child = start(folder, clock_start=clock_start, durable=durable, frozen=frozen)
        started = await_announcement(child)
        if started is not None:
            try:
                with misled(folder, started) as given:
                    yield given
            finally:
                release(child)
            return
        release(child)
        time.sleep(BETWEEN_TRIES_SECONDS)
    raise SandboxError(f"the sandbox in {folder} neither answers nor starts")


def hold(notice: Notice) -> tuple[socket.socket, RunningSandbox] | None:
    """Return a connection that keeps that server alive and where it is; None if it is gone or going."""
    request = f"GET /sandbox/hold?instance={notice.instance} HTTP/1.1\r\nHost: 127.0.0.1:{notice.port}\r\n\r\n"
    try:
        connection = socket.create_connection(("127.0.0.1", notice.port), timeout=HOLD_TIMEOUT_SECONDS)
    except OSError:
        return None
    try:
        connection.sendall(request.encode("ascii"))
        answer = b""
        while b"\n}\n" not in answer and (answer.startswith(WELCOME) or len(answer) < len(WELCOME)):
            part = connection.recv(65536)
            if not part:
                break
            answer += part
        if answer.startswith(WELCOME):
            content = answer.partition(b"\r\n\r\n")[2]
            fields = json.loads(content[content.index(b"{") : content.rindex(b"}") + 1])
            return connection, RunningSandbox(url=str(fields["url"]), key=str(fields["key"]))
    except (OSError, ValueError, KeyError):
        pass
    connection.close()
    return None


def start(folder: Path, *, clock_start: datetime, durable: bool, frozen: bool) -> subprocess.Popen[bytes]:
    """Start a server process in a session of its own: Ctrl-C at the terminal is for us, not for it."""
    import subprocess

    arguments = [
        sys.executable,
        "-P",
        "-m",
        "braze_gitops.sandbox",
        str(folder.absolute()),
        clock_start.isoformat(),
        *([] if durable else ["--not-durable"]),
        *(["--frozen"] if frozen else []),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "server.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 -- our own module, run by our own interpreter
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                cwd=folder,
                env=child_environment(),
            )
    except OSError as error:
        raise SandboxError(f"the sandbox cannot be started: {error}") from error


def await_announcement(child: subprocess.Popen[bytes]) -> RunningSandbox | None:
    """Return where the started server is; None if another one serves the folder already.

    Raises SandboxError, with what it said, when it ended instead.
    """
    line = child.stdout.readline() if child.stdout is not None else b""
    try:
        fields = json.loads(line)
    except ValueError:
        release(child)
        raise SandboxError(
            "the sandbox ended before it was ready",
            hint="its last words are in server.log in its data folder",
        ) from None
    if "error" in fields:
        release(child)
        raise SandboxError(str(fields["error"]), hint=str(fields["hint"]))
    if "busy" in fields:
        return None
    return RunningSandbox(url=str(fields["url"]), key=str(fields["key"]))


def child_environment() -> dict[str, str]:
    """Return what the server needs of our environment: the way to Python and to this package, no secret."""
    kept = {name: os.environ[name] for name in ENVIRONMENT_KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def release(child: subprocess.Popen[bytes]) -> None:
    """Let go of a server we started: return when it has ended or said that others still hold it."""
    if child.stdin is not None:
        child.stdin.close()
    last_word = child.stdout.readline() if child.stdout is not None else b""
    if child.stdout is not None:
        child.stdout.close()
    if last_word:
        child.returncode = 0  # it is the others' now; without this Python warns of a child that still runs
    else:
        child.wait()
