"""Reading what the sandbox holds, straight from its data folder, whether or not a server runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.clock import present, read_face
from braze_gitops.sandbox.storage import DATABASE_FILE, open_database
from braze_gitops.sandbox.values import LoggedCall, SandboxSchedule, ScheduleStatus

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "json_object",
    "list_calls",
    "list_schedules",
    "other_schedule",
    "read_log",
    "read_schedules",
    "status_at",
]


def read_log(folder: Path) -> tuple[LoggedCall, ...]:
    """Return every request that reached one of Braze's addresses, oldest first; empty for a new folder."""
    if not (folder / DATABASE_FILE).exists():
        return ()
    with closing(open_database(folder)) as connection:
        return list_calls(connection)


def read_schedules(folder: Path) -> tuple[SandboxSchedule, ...]:
    """Return every schedule that was ever created, oldest first, as it stands at the sandbox time of now."""
    if not (folder / DATABASE_FILE).exists():
        return ()
    face = read_face(folder)
    with closing(open_database(folder)) as connection:
        if face is None:
            if connection.execute("SELECT 1 FROM schedules").fetchone() is None:
                return ()
            raise SandboxError(f"the sandbox's data folder {folder} has lost its clock.json")
        return list_schedules(connection, now=present(face))


def list_calls(connection: sqlite3.Connection, *, newest: int | None = None) -> tuple[LoggedCall, ...]:
    """Return the logged calls, oldest first; only that many of the newest, if said."""
    limit = -1 if newest is None else newest
    rows: Iterable[sqlite3.Row] = connection.execute("SELECT * FROM log ORDER BY number DESC LIMIT ?", (limit,))
    return tuple(logged_call(row) for row in rows)[::-1]


def list_schedules(connection: sqlite3.Connection, *, now: datetime) -> tuple[SandboxSchedule, ...]:
    """Return all schedules, oldest first, with their status at `now`."""
    rows: Iterable[sqlite3.Row] = connection.execute("SELECT * FROM schedules ORDER BY number")
    return tuple(schedule(row, now=now) for row in rows)


def other_schedule(connection: sqlite3.Connection, schedule_id: str) -> str:
    """Return the id of the oldest schedule that is not this one, an unknown one without any."""
    query = "SELECT schedule_id FROM schedules WHERE schedule_id != ? ORDER BY number LIMIT 1"
    row = connection.execute(query, (schedule_id,)).fetchone()
    return "another-schedule" if row is None else str(row["schedule_id"])


def status_at(
    now: datetime, *, first_at: datetime, last_at: datetime, deleted_at: datetime | None
) -> ScheduleStatus:
    """Return what a schedule with that window is at `now`.

    It is sent at the window's last instant, sending from its first (a plain time has one instant, so it is
    never sending); deletion is stored, everything else follows from the clock.
    """
    if deleted_at is not None:
        return ScheduleStatus.DELETED
    if now >= last_at:
        return ScheduleStatus.SENT
    return ScheduleStatus.SENDING if now >= first_at else ScheduleStatus.SCHEDULED


def schedule(row: sqlite3.Row, *, now: datetime) -> SandboxSchedule:
    """Return the schedule a row holds."""
    first_at, last_at = moment(row["first_at"]), moment(row["last_at"])
    deleted_at = optional_moment(row["deleted_at"])
    return SandboxSchedule(
        schedule_id=str(row["schedule_id"]),
        dispatch_id=str(row["dispatch_id"]),
        kind=str(row["kind"]),
        status=status_at(now, first_at=first_at, last_at=last_at, deleted_at=deleted_at),
        fields=json_object(str(row["fields"])),
        first_at=first_at,
        last_at=last_at,
        created_at=moment(row["created_at"]),
        updated_at=optional_moment(row["updated_at"]),
        deleted_at=deleted_at,
    )


def logged_call(row: sqlite3.Row) -> LoggedCall:
    """Return the call a row of the log holds."""
    status: object = row["status"]
    return LoggedCall(
        number=int(row["number"]),
        at=moment(row["at"]),
        request_id=str(row["request_id"]),
        method=str(row["method"]),
        path=str(row["path"]),
        query=str(row["query"]),
        body=json_object(str(row["body"])),
        text=str(row["body"]),
        status=status if isinstance(status, int) else None,
        answer=json_object(str(row["answer"])),
        answer_text=str(row["answer"]),
        committed=bool(row["committed"]),
        fault=str(row["fault"]),
    )


def moment(value: object) -> datetime:
    """Return a stored moment; they are kept in UTC with an offset."""
    return datetime.fromisoformat(str(value))


def optional_moment(value: object) -> datetime | None:
    """Return a stored moment that may be missing."""
    return None if value is None else moment(value)


def json_object(text: str) -> Mapping[str, object]:
    """Return the JSON object a text holds, an empty one if it holds something else."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return MappingProxyType({})
    return MappingProxyType(value if isinstance(value, dict) else {})
