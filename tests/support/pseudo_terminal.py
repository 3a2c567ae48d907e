"""The program at a terminal of its own: a person who reads and types."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

from support.installed_program import SECONDS, Ended, command, environment, interrupts_heard


def at_terminal(
    *arguments: str,
    folder: Path,
    types: str = "",
    when: str = "",
    interrupts: signal.Signals | None = None,
    **variables: str,
) -> Ended:
    """Run the program at a terminal and return all that was shown.

    Once `when` has been shown `types` is typed, or the program gets the signal `interrupts`.
    """
    ours, theirs = pty.openpty()
    with interrupts_heard():
        process = subprocess.Popen(
            command(*arguments),
            cwd=folder,
            env=environment(folder, TERM="xterm-256color", COLUMNS="80", **variables),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
    os.close(theirs)
    try:
        shown = _talk(ours, process, types=types, when=when, interrupts=interrupts)
        return Ended(code=process.wait(timeout=SECONDS), out=shown.replace("\r\n", "\n"), err="")
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
            process.wait()


def _talk(
    terminal: int, process: subprocess.Popen[bytes], *, types: str, when: str, interrupts: signal.Signals | None
) -> str:
    """Return what was shown until the program ended."""
    shown = b""
    deadline = time.monotonic() + SECONDS
    waiting = bool(types) or interrupts is not None
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        elif process.poll() is not None:
            break
        if waiting and when.encode() in shown:
            waiting = False
            if interrupts is not None:
                process.send_signal(interrupts)
            else:
                os.write(terminal, types.encode())
    return shown.decode("utf-8", "replace")
