"""Failing on purpose: orders as they are read, and which of them a call or a run meets.

What a fault makes of an answer is in `spoiling`, how that leaves in `leaving`, and the ones that strike before
anything arrives are in `unreachable`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.values import EVERY_PATH, Fault, FaultKind

if TYPE_CHECKING:
    import sqlite3

__all__ = ["UNREACHABLE", "is_carried_out", "read_fault", "take_fault", "take_unreachable"]

# Faults that strike before the work; all others strike the answer after it. `committed` overrides this.
STRIKE_FIRST = frozenset(
    {
        FaultKind.BAD_REQUEST,
        FaultKind.UNAUTHORIZED,
        FaultKind.FORBIDDEN,
        FaultKind.NOT_FOUND,
        FaultKind.NOT_ALLOWED,
        FaultKind.REQUEST_TIMEOUT,
        FaultKind.CONFLICT,
        FaultKind.TOO_LARGE,
        FaultKind.WRONG_TYPE,
        FaultKind.UNPROCESSABLE,
        FaultKind.RATE_LIMITED,
        FaultKind.RATE_LIMITED_BARE,
        FaultKind.RATE_LIMITED_PAST,
        FaultKind.RETRY_AFTER,
        FaultKind.SERVER_ERROR,
        FaultKind.BAD_GATEWAY,
        FaultKind.UNAVAILABLE,
        FaultKind.GATEWAY_TIMEOUT,
        FaultKind.REDIRECT_301,
        FaultKind.REDIRECT_302,
        FaultKind.REDIRECT_303,
        FaultKind.REDIRECT_307,
        FaultKind.REDIRECT_308,
        FaultKind.QUEUED,
        FaultKind.CUT_BEFORE,
        FaultKind.RESET,
    }
)

# Faults that strike before a request arrives: no call ever meets them.
UNREACHABLE = frozenset({FaultKind.REFUSED, FaultKind.UNKNOWN_HOST, FaultKind.NO_TLS})


def take_fault(connection: sqlite3.Connection, path: str) -> Fault | None:
    """Return the fault this call meets, counted down; None if it passes.

    Of those that fit, each that still skips lets this call count; the first that skips no more is played.
    """
    query = "SELECT * FROM faults WHERE path IN (?, ?) AND times > 0 ORDER BY number"
    rows = connection.execute(query, (path, EVERY_PATH)).fetchall()
    return take_first(connection, (row for row in rows if row["kind"] not in UNREACHABLE))


def take_unreachable(connection: sqlite3.Connection) -> Fault | None:
    """Return the fault that a run which joins meets, counted down; None if it gets through."""
    rows = connection.execute("SELECT * FROM faults WHERE times > 0 ORDER BY number").fetchall()
    return take_first(connection, (row for row in rows if row["kind"] in UNREACHABLE))


def take_first(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> Fault | None:
    """Return the first that skips no more, counted down, with the others' skips."""
    played: Fault | None = None
    for row in rows:
        if row["skip"] > 0:
            connection.execute("UPDATE faults SET skip = skip - 1 WHERE number = ?", (row["number"],))
        elif played is None:
            connection.execute("UPDATE faults SET times = times - 1 WHERE number = ?", (row["number"],))
            played = Fault(
                kind=FaultKind(row["kind"]),
                path=str(row["path"]),
                committed=None if row["committed"] is None else bool(row["committed"]),
                delay_seconds=float(row["delay_seconds"]),
                reset_seconds=None if row["reset_seconds"] is None else int(row["reset_seconds"]),
            )
    return played


def is_carried_out(fault: Fault | None) -> bool:
    """Tell whether the request is answered for real before the fault strikes."""
    if fault is None:
        return True
    return fault.kind not in STRIKE_FIRST if fault.committed is None else fault.committed


def read_fault(fields: Mapping[str, object]) -> Fault:
    """Return the fault an admin call describes; SandboxError says what is wrong with it."""
    known = {"kind", "path", "skip", "times", "committed", "delay_seconds", "reset_seconds"}
    unknown = sorted(fields.keys() - known)
    if unknown:
        raise SandboxError(f"a fault has no field {unknown[0]}", hint=f"it has {', '.join(sorted(known))}")
    try:
        kind = FaultKind(str(fields.get("kind", "")))
    except ValueError:
        kinds = ", ".join(each.value for each in FaultKind)
        raise SandboxError(f"there is no fault {fields.get('kind')!r}", hint=f"there are {kinds}") from None
    if kind in UNREACHABLE and fields.keys() & {"path", "committed"}:
        raise SandboxError(
            f"{kind.value} strikes before a request arrives, so it has no path and commits nothing",
            hint="skip and times count the runs that join the sandbox",
        )
    delay, committed, reset = (
        fields.get("delay_seconds", 1.0),
        fields.get("committed"),
        fields.get("reset_seconds"),
    )
    if not isinstance(delay, int | float) or isinstance(delay, bool) or not 0 <= delay <= 3600:
        raise SandboxError("delay_seconds of a fault must be a number of seconds, at most an hour")
    if committed is not None and not isinstance(committed, bool):
        raise SandboxError("committed of a fault must be true or false")
    return Fault(
        kind=kind,
        path=str(fields.get("path", EVERY_PATH)),
        skip=counted(fields, "skip", 0),
        times=counted(fields, "times", 1),
        committed=committed,
        delay_seconds=float(delay),
        reset_seconds=None if reset is None else counted(fields, "reset_seconds", 0),
    )


def counted(fields: Mapping[str, object], name: str, fallback: int) -> int:
    """Return a field that counts something, or `fallback` without it."""
    value = fields.get(name, fallback)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SandboxError(f"{name} of a fault must be a whole number, not negative")
    return value
