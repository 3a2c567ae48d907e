"""This machine and its processes, as far as the system tells: enough to see that a run is provably gone."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from braze_gitops.state import Machine

_PROC = Path("/proc")
_DEAD_STATES = frozenset("ZXx")
# Fields of /proc/PID/stat after the command, which is in brackets and may hold anything (man proc_pid_stat).
_STATE_FIELD = 0
_STARTED_FIELD = 19


def this_machine(*, ci_group: str = "", ci_run: str = "", proc: Path = _PROC) -> Machine:
    """Return where this process runs. The boot names the process numbers' own space too: a container's numbers
    mean nothing outside it. It is empty where the system does not tell.
    """
    boot = _first_line(proc / "sys/kernel/random/boot_id")
    numbers = _link(proc / "self/ns/pid")
    return Machine(
        host=socket.gethostname(),
        boot=f"{boot} {numbers}".strip() if boot else "",
        ci_group=ci_group,
        ci_run=ci_run,
    )


def process_started(pid: int, *, proc: Path = _PROC) -> str:
    """Return when the process started, in the system's own count, empty if there is none or it cannot be told."""
    fields = _stat(pid, proc)
    return fields[_STARTED_FIELD] if len(fields) > _STARTED_FIELD else ""


def is_alive(pid: int, started: str, *, proc: Path = _PROC) -> bool | None:
    """Whether the process with that number and start time runs here; None when the system does not tell.

    One that has ended and whose parent has not noticed yet counts as not running.
    """
    if (proc / "self/stat").exists():
        fields = _stat(pid, proc)
        if not fields:
            return None if (proc / str(pid)).exists() else False
        if len(fields) <= _STARTED_FIELD or not started:
            return None
        return fields[_STARTED_FIELD] == started and fields[_STATE_FIELD] not in _DEAD_STATES
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's, so the number is taken
        return None
    return None  # there is one, and no telling whether it is the same


def _stat(pid: int, proc: Path) -> list[str]:
    try:
        content = (proc / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return content.rpartition(")")[2].split()


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
