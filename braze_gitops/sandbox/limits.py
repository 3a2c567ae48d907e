"""How often the sandbox may be asked: windows that follow its own clock (braze-api.md 9.4 and 10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from braze_gitops.sandbox.orders import RATE_LIMIT_SETTING

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Allowance", "take_broadcast", "take_request", "take_send_id"]

REQUESTS_PER_HOUR = 250_000
BROADCASTS_PER_MINUTE = 250
BROADCASTS_PER_MINUTE_AND_AUDIENCE = 10
SEND_IDS_PER_DAY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of a limit after a call: `granted` says whether it was still inside.

    The window ends at `reset_at`, sandbox time.
    """

    granted: bool
    limit: int
    remaining: int
    reset_at: datetime

    def headers(self) -> dict[str, str]:
        """Return the three headers that say so."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(int(self.reset_at.timestamp())),
        }


def take_request(connection: sqlite3.Connection, *, now: datetime) -> Allowance:
    """Count a request against the clock hour that all endpoints share."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (RATE_LIMIT_SETTING,)).fetchone()
    limit = REQUESTS_PER_HOUR if row is None else int(row["value"])
    opened = now.replace(minute=0, second=0, microsecond=0)
    return take(connection, "requests", opened=opened, length=timedelta(hours=1), limit=limit)


def take_send_id(connection: sqlite3.Connection, *, now: datetime) -> Allowance:
    """Count a new send id against the day (UTC: a decision of ours)."""
    opened = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return take(connection, "send_ids", opened=opened, length=timedelta(days=1), limit=SEND_IDS_PER_DAY)


def take_broadcast(connection: sqlite3.Connection, fields: Mapping[str, object], *, now: datetime) -> Allowance:
    """Count a broadcast create of a trigger endpoint: over its own audience, then over all.

    An audience is the campaign or Canvas with its connected audience. The limit returned is the one that
    refused, or the general one.
    """
    opened = now.replace(second=0, microsecond=0)
    named = [fields.get(name) for name in ("campaign_id", "canvas_id", "audience")]
    digest = hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()
    minute = timedelta(minutes=1)
    own = take(
        connection,
        f"audience {digest}",
        opened=opened,
        length=minute,
        limit=BROADCASTS_PER_MINUTE_AND_AUDIENCE,
    )
    if not own.granted:
        return own
    return take(connection, "broadcasts", opened=opened, length=minute, limit=BROADCASTS_PER_MINUTE)


def take(
    connection: sqlite3.Connection, name: str, *, opened: datetime, length: timedelta, limit: int
) -> Allowance:
    """Count one use in the window that opened then, unless it is used up."""
    key = (name, opened.isoformat())
    row = connection.execute("SELECT used FROM counters WHERE name = ? AND opened = ?", key).fetchone()
    used = 0 if row is None else int(row["used"])
    granted = used < limit
    if granted:
        used += 1
        connection.execute("INSERT OR REPLACE INTO counters VALUES (?, ?, ?)", (*key, used))
    return Allowance(granted=granted, limit=limit, remaining=max(0, limit - used), reset_at=opened + length)
