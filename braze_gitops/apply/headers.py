"""What the headers of an answer say of time and limits (braze-api.md 9.4); what cannot be read says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from braze_gitops.model import Exchange

_FAR = timedelta(days=366)
# What a header tells in whole seconds may be almost one more.
_GRAIN = timedelta(seconds=1)


def server_time(exchange: Exchange) -> datetime | None:
    """Return when the server says it answered."""
    return _http_date(exchange.headers.get("date", ""))


def clock_ahead(theirs: datetime, *, sent_at: datetime, heard_at: datetime) -> timedelta:
    """Return how far the server's clock is ahead of ours for certain, negative if it is behind, zero if neither.

    `theirs` was written at some moment between `sent_at` and `heard_at`, and what it leaves out of its second is
    lost: only what lies outside of all this is a difference, however long the answer took.
    """
    first, last = min(sent_at, heard_at), max(sent_at, heard_at)
    if theirs > last:
        return theirs - last
    return min(theirs + _GRAIN - first, timedelta())


def limit_ends_at(exchange: Exchange, *, now: datetime, ahead: timedelta = timedelta()) -> datetime | None:
    """Return when the server says it will answer again: `retry-after`, else `x-ratelimit-reset`; None unsaid.

    A moment it names is one of its own clock, which is `ahead` of ours, and has passed there for certain a second
    later.
    """
    wait = exchange.headers.get("retry-after", "").strip()
    seconds = _number(wait)
    if seconds is not None:
        return now + timedelta(seconds=seconds) if seconds <= _FAR.total_seconds() else now + _FAR
    moment = _http_date(wait) or _reset_at(exchange)
    return min(moment, now + _FAR) + _GRAIN - ahead if moment is not None else None


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
