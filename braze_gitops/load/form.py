"""Whether a text has the form it must have: addresses, links, times, identifiers."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\Z")
_SENDER = re.compile(r"(?P<name>[^<>]*\S[^<>]*)<(?P<email>[^<>]+)>\Z")
_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?\Z", re.ASCII
)
_DIGITS = re.compile(r"[0-9]+\Z")


def is_email_address(text: str) -> bool:
    """Whether `text` is one bare address, `user@host`."""
    return _EMAIL.match(text) is not None


def is_reply_to(text: str) -> bool:
    """Whether `text` is an address or Braze's word for none (braze-api.md 8.5)."""
    return text == "NO_REPLY_TO" or is_email_address(text)


def is_sender(text: str) -> bool:
    """Whether `text` is `Display Name <user@host>` (braze-api.md 8.5)."""
    found = _SENDER.match(text)
    return found is not None and is_email_address(found["email"])


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http or https address without spaces."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not re.search(r"\s", text)


def is_date_time(text: str) -> bool:
    """Whether `text` is a date, or a date and time with or without an offset, that exists (ISO 8601)."""
    return read_date_time(text) is not None


def read_date_time(text: str) -> datetime | None:
    """Return the moment `text` names, aware only if an offset is written; None if it names none."""
    if _DATE_TIME.match(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_number_text(text: str) -> bool:
    """Whether `text` is a zero-based index: digits alone."""
    return _DIGITS.match(text) is not None


def is_short_ascii(text: str) -> bool:
    """Whether `text` is at most 64 ASCII characters (braze-api.md 10, send_id)."""
    return text.isascii() and len(text) <= 64


def byte_length(text: str) -> int:
    """Return the number of UTF-8 bytes of `text`."""
    return len(text.encode("utf-8", "surrogatepass"))
