"""What a fault makes of an answer: another status, other fields, another body, another way to leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from braze_gitops.sandbox.arranging import Answer
from braze_gitops.sandbox.values import Fault, FaultKind

__all__ = ["Departure", "Manner", "answer_instead", "depart", "spoil"]

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
HTML_PAGE = "<!DOCTYPE html><title>{title}</title><h1>{title}</h1><pre>Authorization: Bearer {key}</pre>"
SUCCESSES = range(200, 300)
HUGE_BYTES = 256 * 1024

# The answers that take the place of any other: a status and its words. A 401 echoes the key, as Braze's does.
INSTEAD: Mapping[FaultKind, tuple[int, str]] = {
    FaultKind.BAD_REQUEST: (400, "Bad Request"),
    FaultKind.UNAUTHORIZED: (401, "Invalid API key: {key}"),
    FaultKind.FORBIDDEN: (403, "Access Denied"),
    FaultKind.NOT_FOUND: (404, "Not Found"),
    FaultKind.NOT_ALLOWED: (405, "Method Not Allowed"),
    FaultKind.REQUEST_TIMEOUT: (408, "Request Timeout"),
    FaultKind.CONFLICT: (409, "Conflict"),
    FaultKind.TOO_LARGE: (413, "Request Entity Too Large"),
    FaultKind.WRONG_TYPE: (415, "Unsupported Media Type"),
    FaultKind.UNPROCESSABLE: (422, "Unprocessable Entity"),
    FaultKind.RATE_LIMITED: (429, "Rate Limited"),
    FaultKind.RATE_LIMITED_BARE: (429, "Rate Limited"),
    FaultKind.RATE_LIMITED_PAST: (429, "Rate Limited"),
    FaultKind.RETRY_AFTER: (429, "Rate Limited"),
    FaultKind.SERVER_ERROR: (500, "Internal Server Error"),
    FaultKind.BAD_GATEWAY: (502, "Bad Gateway"),
    FaultKind.UNAVAILABLE: (503, "Service Unavailable"),
    FaultKind.GATEWAY_TIMEOUT: (504, "Gateway Timeout"),
    FaultKind.REDIRECT_301: (301, "Moved Permanently"),
    FaultKind.REDIRECT_302: (302, "Found"),
    FaultKind.REDIRECT_303: (303, "See Other"),
    FaultKind.REDIRECT_307: (307, "Temporary Redirect"),
    FaultKind.REDIRECT_308: (308, "Permanent Redirect"),
    FaultKind.QUEUED: (202, "queued"),
}
REDIRECTS = range(301, 309)
# What something between a caller and Braze answers with: a page for people, which shows what it was asked.
PAGES = frozenset({FaultKind.HTML, FaultKind.BAD_GATEWAY, FaultKind.GATEWAY_TIMEOUT})


class Manner(Enum):
    """How an answer leaves."""

    PLAIN = auto()
    CUT = auto()
    RESET = auto()
    CUT_HEAD = auto()
    CUT_BODY = auto()
    NOT_HTTP = auto()
    DRIPPING = auto()
    ENDLESS = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    TWICE = auto()
    EARLY = auto()
    STALE = auto()
    HUNG_UP = auto()


MANNERS: Mapping[FaultKind, Manner] = {
    FaultKind.CUT_BEFORE: Manner.CUT,
    FaultKind.CUT_AFTER: Manner.CUT,
    FaultKind.RESET: Manner.RESET,
    FaultKind.CUT_HEAD: Manner.CUT_HEAD,
    FaultKind.TRUNCATED: Manner.CUT_BODY,
    FaultKind.NOT_HTTP: Manner.NOT_HTTP,
    FaultKind.DRIPPING: Manner.DRIPPING,
    FaultKind.ENDLESS: Manner.ENDLESS,
    FaultKind.TOO_SHORT: Manner.TOO_SHORT,
    FaultKind.TOO_LONG: Manner.TOO_LONG,
    FaultKind.TWICE: Manner.TWICE,
    FaultKind.EARLY: Manner.EARLY,
    FaultKind.STALE: Manner.STALE,
    FaultKind.HUNG_UP: Manner.HUNG_UP,
}
WITHOUT_STATUS = frozenset({Manner.CUT, Manner.RESET, Manner.CUT_HEAD, Manner.NOT_HTTP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What leaves: `content` as bytes to be, after `delay_seconds` (or with as much between two bytes)."""

    status: int
    content: str
    content_type: str = JSON_TYPE
    headers: Mapping[str, str]
    manner: Manner = Manner.PLAIN
    delay_seconds: float = 0.0

    @property
    def status_seen(self) -> int | None:
        """Return the status its caller can see, None if not even that leaves."""
        return None if self.manner in WITHOUT_STATUS else self.status


def answer_instead(fault: Fault, *, key: str) -> Answer:
    """Return the answer of a fault that takes the place of any other; a plain success where it spoils one."""
    status, words = INSTEAD.get(fault.kind, (201, "success"))
    return Answer(status=status, fields={"message": words.format(key=key)})


def spoil(fault: Fault, answer: Answer, *, path: str, key: str, now: datetime, other_id: str) -> Answer:
    """Return what the fault makes of an answer's status, headers and fields; refusals stay what they are.

    `other_id` is the id of a schedule that this call is not about.
    """
    if fault.kind in INSTEAD:
        instead = answer_instead(fault, key=key)
        headers = {**answer.headers, **headers_of(fault, path=path, key=key, now=now)}
        if fault.kind in (FaultKind.UNAUTHORIZED, FaultKind.RATE_LIMITED_BARE):
            headers = dict.fromkeys(answer.headers, "") if fault.kind is FaultKind.UNAUTHORIZED else {}
        return replace(instead, headers=headers, committed=answer.committed)
    if answer.status not in SUCCESSES:
        return answer
    fields = dict(answer.fields)
    match fault.kind:
        case FaultKind.NO_ID:
            fields.pop("schedule_id", None)
            fields.pop("send_id", None)
        case FaultKind.OTHER_ID:
            fields["schedule_id"] = other_id
        case FaultKind.ODD_ID:
            fields["schedule_id"] = {"id": 4711}
        case FaultKind.NOTICE:
            fields["notice"] = (
                "The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect."
            )
        case FaultKind.ERRORS:
            fields["errors"] = ["a minor error that was ordered"]
        case FaultKind.HUGE:
            fields["padding"] = "x" * HUGE_BYTES
        case _:
            pass
    return replace(answer, fields=fields)


def headers_of(fault: Fault, *, path: str, key: str, now: datetime) -> dict[str, str]:
    """Return the headers that belong to a fault's answer.

    A redirect names the address that was called, so that whoever follows it does so where it can be seen, and
    with the body once more.
    """
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            return exhausted(hour if fault.reset_seconds is None else now + seconds(fault, 0))
        case FaultKind.RATE_LIMITED_PAST:
            return exhausted(now - seconds(fault, 3600))
        case FaultKind.RETRY_AFTER:
            return {"Retry-After": str(int(seconds(fault, 60).total_seconds()))}
        case _ if INSTEAD[fault.kind][0] in REDIRECTS:
            return {"Location": path, "X-Forwarded-Authorization": f"Bearer {key}"}
        case _:
            return {}


def seconds(fault: Fault, fallback: int) -> timedelta:
    """Return how far away the reset was ordered to lie."""
    return timedelta(seconds=fallback if fault.reset_seconds is None else fault.reset_seconds)


def exhausted(reset_at: datetime) -> dict[str, str]:
    """Return the headers of a limit that is used up until then."""
    return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(reset_at.timestamp()))}


def depart(answer: Answer, fault: Fault | None, *, key: str) -> Departure:
    """Return what leaves for an answer, with what the fault does to its bytes."""
    whole = Departure(status=answer.status, content=json.dumps(answer.fields), headers=answer.headers)
    if fault is None:
        return whole
    whole = replace(whole, manner=MANNERS.get(fault.kind, Manner.PLAIN))
    if fault.kind in PAGES:
        title = answer.fields.get("message", "") if fault.kind is not FaultKind.HTML else "502 Bad Gateway"
        page = HTML_PAGE.format(title=title, key=key)
        return replace(whole, content=page, content_type=HTML_TYPE)
    match fault.kind:
        case FaultKind.BAD_JSON:
            return replace(whole, content=whole.content[:-1] + ",,}")
        case FaultKind.EMPTY:
            return replace(whole, content="")
        case FaultKind.BAD_GZIP:
            return replace(whole, headers={**whole.headers, "Content-Encoding": "gzip"})
        case FaultKind.SLOW | FaultKind.DRIPPING:
            return replace(whole, delay_seconds=fault.delay_seconds)
        case _:
            return whole
