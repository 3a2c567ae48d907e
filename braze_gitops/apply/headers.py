"""What the headers of an answer say of time and limits (braze-api.md 9.4); what cannot be read says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from braze_gitops.model import Exchange

_FAR = timedelta(days=366)


def server_time(exchange: Exchange) -> datetime | None:
    """Return when the server says it answered."""
    return _http_date(exchange.headers.get("date", ""))


def limit_ends_at(exchange: Exchange, *, now: datetime) -> datetime | None:
    """Return when the server says it will answer again: `retry-after`, else `x-ratelimit-reset`; None unsaid."""
    wait = exchange.headers.get("retry-after", "").strip()
    seconds = _number(wait)
    if seconds is not None:
        return now + timedelta(seconds=seconds) if seconds <= _FAR.total_seconds() else now + _FAR
    return _http_date(wait) or _reset_at(exchange)


def is_used_up(exchange: Exchange) -> bool:
    """Whether the server says that nothing is left of the limit."""
    return _number(exchange.headers.get("x-ratelimit-remaining", "").strip()) == 0


def _reset_at(exchange: Exchange) -> datetime | None:
    seconds = _number(exchange.headers.get("x-ratelimit-reset", "").strip())
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _http_date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
