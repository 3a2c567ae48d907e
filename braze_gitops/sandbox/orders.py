"""Orders from outside: keys, campaigns and Canvases to know, faults to play, the hourly limit.

Each is one commit to the data folder. They work before a sandbox runs and while one does: the server reads
them anew with every request.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.storage import compact, ordering
from braze_gitops.sandbox.values import Fault, Reference

__all__ = [
    "RATE_LIMIT_SETTING",
    "add_dashboard_broadcast",
    "add_key",
    "clear_faults",
    "fingerprint",
    "order_fault",
    "register",
    "set_rate_limit",
]

RATE_LIMIT_SETTING = "requests_per_hour"


def fingerprint(key: str) -> str:
    """Return what is kept of a key that was given to the sandbox."""
    import hashlib

    return hashlib.sha256(key.encode()).hexdigest()


def add_key(folder: Path, key: str, *, permissions: Iterable[str]) -> None:
    """Let that key use the endpoints whose permissions are listed (braze-api.md 2.1), `*` for all.

    A key that is known gets the new set instead. Only a digest of it is kept.
    """
    if not key:
        raise SandboxError("a key of the sandbox cannot be empty")
    granted = json.dumps(sorted(set(permissions)))
    with ordering(folder) as connection:
        connection.execute("INSERT OR REPLACE INTO keys VALUES (?, ?)", (fingerprint(key), granted))


def register(folder: Path, reference: Reference) -> None:
    """Tell the sandbox what a campaign or Canvas is: live, paused, archived, or not there at all."""
    row = (reference.kind, reference.id, reference.status.value)
    with ordering(folder) as connection:
        connection.execute("INSERT OR REPLACE INTO refs VALUES (?, ?, ?)", row)


def add_dashboard_broadcast(folder: Path, fields: Mapping[str, object]) -> None:
    """Add an item that scheduled_broadcasts lists, as if somebody had scheduled it in the dashboard.

    `fields` are the answer's (braze-api.md 6.2); `next_send_time` decides whether it lies in a range.
    """
    with ordering(folder) as connection:
        connection.execute("INSERT INTO broadcasts (fields) VALUES (?)", (compact(fields),))


def order_fault(folder: Path, fault: Fault) -> None:
    """Order a fault; of several that fit a call the one ordered first is played."""
    row = (
        fault.path,
        fault.kind.value,
        fault.skip,
        fault.times,
        fault.committed,
        fault.delay_seconds,
        fault.reset_seconds,
    )
    with ordering(folder) as connection:
        connection.execute(
            "INSERT INTO faults (path, kind, skip, times, committed, delay_seconds, reset_seconds)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )


def clear_faults(folder: Path) -> None:
    """Take back every fault that was not played yet."""
    with ordering(folder) as connection:
        connection.execute("DELETE FROM faults")


def set_rate_limit(folder: Path, *, requests_per_hour: int) -> None:
    """Change how many requests a clock hour of the sandbox takes; 250,000 unless set."""
    if requests_per_hour < 0:
        raise SandboxError("the hourly limit of the sandbox cannot be negative")
    row = (RATE_LIMIT_SETTING, str(requests_per_hour))
    with ordering(folder) as connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", row)
