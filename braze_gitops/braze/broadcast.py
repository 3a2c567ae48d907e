"""What the dashboard has scheduled, as typed rows (braze-api.md 6.2)."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime

from braze_gitops.braze.wire import BROADCASTS_PATH
from braze_gitops.errors import (
    BrazeError,
    RateLimitedError,
    RejectedError,
    UnauthorizedError,
    UnavailableError,
)
from braze_gitops.model import Exchange, Verb, Verdict, read_answer

# `2026-11-27 09:00:00`, perhaps with a zone behind it (S1).
_SPACED = re.compile(r"(?P<wall>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:\.\d+)?\s*(?P<zone>.*)\Z")
_ZONE_LENGTH = 64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledBroadcast:
    """One campaign or Canvas the dashboard will send next.

    `id` is the campaign's or Canvas's, never a schedule's; `type` is `Campaign` or `Canvas`. `next_send_at` is
    aware UTC when the answer says which instant it is, else None; `wall` is the wall time as written (in each
    person's zone for `local_time_zones`, in the company's zone otherwise) and `zone` the zone written behind it.
    """

    name: str
    id: str
    type: str
    tags: tuple[str, ...]
    schedule_type: str
    wall: datetime
    zone: str
    next_send_at: datetime | None


def read_broadcasts(exchange: Exchange) -> tuple[ScheduledBroadcast, ...]:
    """Return the rows of an answer.

    Raises:
        UnauthorizedError: the key lacks `messages.schedule_broadcasts`, or is wrong.
        RateLimitedError: too many requests in this hour.
        RejectedError: Braze says the request is wrong.
        UnavailableError: no answer, a server error, or an answer that cannot be read.
    """
    answer = read_answer(Verb.UPDATE, exchange)
    if answer.verdict is not Verdict.DONE:
        raise _error(answer.verdict, exchange, answer.message)
    try:
        body: object = json.loads(exchange.body)
    except (ValueError, RecursionError):
        body = None
    rows = body.get("scheduled_broadcasts") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise _error(Verdict.UNKNOWN, exchange, "the answer holds no list of scheduled broadcasts")
    return tuple(_row(row, number, exchange) for number, row in enumerate(rows, start=1))


def read_next_send_time(text: str) -> tuple[datetime, str, datetime | None]:
    """Return the wall time, the zone written behind it, and the instant if that zone is an offset or UTC.

    Both documented forms are read: `2026-11-27 09:00:00`, perhaps with a zone, and ISO 8601.

    Raises:
        ValueError: `text` is neither.
    """
    found = _SPACED.match(text.strip())
    if found is None or len(found["zone"]) > _ZONE_LENGTH:
        raise ValueError(f"not a time: {text[:_ZONE_LENGTH]}")
    wall, zone = datetime.fromisoformat(found["wall"]), found["zone"].strip()
    if not zone:
        return wall, "", None
    try:
        offset = datetime.fromisoformat(f"{wall.isoformat()}{'Z' if zone in ('UTC', 'GMT') else zone}")
    except ValueError:
        return wall, zone, None
    return wall, zone, offset.astimezone(UTC) if offset.tzinfo is not None else None


def _row(row: object, number: int, exchange: Exchange) -> ScheduledBroadcast:
    if not isinstance(row, dict):
        raise _error(Verdict.UNKNOWN, exchange, f"scheduled broadcast {number} is no object")
    tags = row.get("tags")
    try:
        wall, zone, instant = read_next_send_time(_text(row.get("next_send_time")))
    except (ValueError, OverflowError):
        raise _error(
            Verdict.UNKNOWN, exchange, f"scheduled broadcast {number} has no next_send_time that can be read"
        ) from None
    return ScheduledBroadcast(
        name=_text(row.get("name")),
        id=_text(row.get("id")),
        type=_text(row.get("type")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        schedule_type=_text(row.get("schedule_type")),
        wall=wall,
        zone=zone,
        next_send_at=instant,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _error(verdict: Verdict, exchange: Exchange, message: str) -> BrazeError:
    """Return the error for a read that did not end well."""
    match verdict:
        case Verdict.DENIED:
            kind: type[BrazeError] = UnauthorizedError
            hint = "the key needs the permission messages.schedule_broadcasts, on the instance it belongs to"
        case Verdict.LIMITED:
            kind, hint = RateLimitedError, "run this again after the full hour"
        case Verdict.REJECTED:
            kind, hint = RejectedError, ""
        case _:
            kind, hint = UnavailableError, "run this again in a few minutes"
    return kind(
        f"Braze did not say what the dashboard has scheduled: {message}",
        path=BROADCASTS_PATH,
        status=exchange.status,
        request_id=exchange.headers.get("x-request-id", ""),
        hint=hint,
    )
