"""What the sandbox hands out: where it runs, what it was asked, what it holds, and the faults it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "EVERY_PATH",
    "Fault",
    "FaultKind",
    "LoggedCall",
    "Reference",
    "ReferenceStatus",
    "RunningSandbox",
    "SandboxSchedule",
    "ScheduleStatus",
]

EVERY_PATH = "*"

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSandbox:
    """A sandbox that serves now: `url` has no trailing slash; `key` may do everything and is no secret."""

    url: str
    key: str


class ScheduleStatus(StrEnum):
    """What became of a schedule, worked out from its window and the sandbox clock; only deletion is stored."""

    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSchedule:
    """One schedule the sandbox was asked for.

    `kind` is `message`, `campaign` or `canvas`. `fields` is the body of the create with what updates
    replaced. `first_at` and `last_at` are the window, aware UTC; equal for a plain time. All of `created_at`,
    `updated_at` and `deleted_at` are sandbox time.
    """

    schedule_id: str
    dispatch_id: str
    kind: str
    status: ScheduleStatus
    fields: Mapping[str, object]
    first_at: datetime
    last_at: datetime
    created_at: datetime
    updated_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One request that reached one of Braze's addresses, in the order of arrival; admin calls never appear.

    `body` is the request's JSON object (empty if it was none) and `text` what arrived, both without any key.
    `status` and `answer` are what left: `status` is None when the connection was cut instead. `committed`
    says whether the request changed what the sandbox holds, whatever the caller heard. `fault` names the
    fault that was played, empty for none.
    """

    number: int
    at: datetime
    request_id: str
    method: str
    path: str
    query: str
    body: Mapping[str, object]
    text: str
    status: int | None
    answer: Mapping[str, object]
    answer_text: str
    committed: bool
    fault: str


class FaultKind(StrEnum):
    """Ways in which the sandbox can fail on purpose; docs/sandbox.md tells what each looks like to the caller."""

    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    REQUEST_TIMEOUT = "request_timeout"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    UNPROCESSABLE = "unprocessable"
    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_BARE = "rate_limited_bare"
    RATE_LIMITED_PAST = "rate_limited_past"
    RETRY_AFTER = "retry_after"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    UNAVAILABLE = "unavailable"
    GATEWAY_TIMEOUT = "gateway_timeout"
    REDIRECT_301 = "redirect_301"
    REDIRECT_302 = "redirect_302"
    REDIRECT_303 = "redirect_303"
    REDIRECT_307 = "redirect_307"
    REDIRECT_308 = "redirect_308"
    QUEUED = "queued"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    CUT_HEAD = "cut_head"
    TRUNCATED = "truncated"
    RESET = "reset"
    SLOW = "slow"
    DRIPPING = "dripping"
    HUGE = "huge"
    ENDLESS = "endless"
    NOT_HTTP = "not_http"
    BAD_GZIP = "bad_gzip"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TWICE = "twice"
    EARLY = "early"
    STALE = "stale"
    HUNG_UP = "hung_up"
    BAD_JSON = "bad_json"
    HTML = "html"
    EMPTY = "empty"
    NO_ID = "no_id"
    OTHER_ID = "other_id"
    ODD_ID = "odd_id"
    NOTICE = "notice"
    ERRORS = "errors"
    REFUSED = "refused"
    UNKNOWN_HOST = "unknown_host"
    NO_TLS = "no_tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An order to fail: the first `skip` calls of `path` pass, the next `times` fail, later ones pass.

    `path` is an endpoint's path or EVERY_PATH. `committed` overrides whether the request is carried out
    before it fails (a 500 after the work, for one). `delay_seconds` belongs to SLOW (how late) and DRIPPING (how
    long between two bytes), `reset_seconds` to the limits: how far ahead of the sandbox clock the reset lies,
    or behind it (RATE_LIMITED_PAST), by default the end of its hour, a minute, or an hour.

    REFUSED, UNKNOWN_HOST and NO_TLS strike before anything arrives: they count runs that join, not calls.
    """

    kind: FaultKind
    path: str = EVERY_PATH
    skip: int = 0
    times: int = 1
    committed: bool | None = None
    delay_seconds: float = 1.0
    reset_seconds: int | None = None


class ReferenceStatus(StrEnum):
    """What the sandbox knows of a campaign or Canvas; one it was told nothing of is live."""

    LIVE = "live"
    PAUSED = "paused"
    ARCHIVED = "archived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A campaign or Canvas (`kind`: `campaign` or `canvas`) and what a call that names it meets."""

    kind: str
    id: str
    status: ReferenceStatus = field(default=ReferenceStatus.LIVE)
