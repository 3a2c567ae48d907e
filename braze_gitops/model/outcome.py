"""What came back from a call, first as it was, then as what it means (design.md 5.3 and 5.5).

The table, in words, for a call that left (reliability.md section 3, design.md 5.5):

    2xx and, for a create, a schedule id        done
    2xx otherwise on a create; 202              unknown
    408                                         unknown
    429                                         limited: not done, may be repeated once it is time
    401, 403                                    denied: not done, stops the run
    other 4xx                                   rejected: not done
    3xx, 5xx, no answer, cut short              unknown

and for one that never left: not sent.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from enum import StrEnum

from braze_gitops.model.call import Verb
from braze_gitops.model.kind import ScheduleId


class Verdict(StrEnum):
    """What is known of a call; see the module's table."""

    DONE = "done"
    REJECTED = "rejected"
    DENIED = "denied"
    LIMITED = "limited"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back, before anything is made of it.

    `status` is None when no complete answer came; `failure` then says why in plain words and `left` whether any
    byte of the request may have reached Braze. `headers` has lower-case names, only those the program uses;
    `body` is redacted and at most 8 KiB; `complete` is False when the body was cut short or too large.
    """

    status: int | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: str = ""
    complete: bool = True
    left: bool = True
    failure: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an exchange means: the verdict, ids if any, and remarks that must never be silent."""

    verdict: Verdict
    schedule_id: ScheduleId | None = None
    dispatch_id: str | None = None
    message: str = ""
    remarks: tuple[str, ...] = ()


def read_answer(verb: Verb, exchange: Exchange) -> Answer:
    """Return what `exchange` means for a call of `verb`; never raises, whatever the body holds."""
    if exchange.status is None:
        verdict = Verdict.UNKNOWN if exchange.left else Verdict.NOT_SENT
        return Answer(verdict=verdict, message=exchange.failure)
    body = _parse(exchange.body) if exchange.complete else None
    message = _message(exchange.status, body)
    if not 200 <= exchange.status < 300:
        return Answer(verdict=_verdict_of_failure(exchange.status), message=message, remarks=_remarks(body))
    schedule_id = _text(body, "schedule_id")
    known = exchange.status != 202 and (verb is not Verb.CREATE or schedule_id is not None)
    return Answer(
        verdict=Verdict.DONE if known else Verdict.UNKNOWN,
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        dispatch_id=_text(body, "dispatch_id"),
        message=message,
        remarks=_remarks(body),
    )


def _verdict_of_failure(status: int) -> Verdict:
    if status in (401, 403):
        return Verdict.DENIED
    if status == 429:
        return Verdict.LIMITED
    if 400 <= status < 500 and status != 408:
        return Verdict.REJECTED
    return Verdict.UNKNOWN


def _parse(body: str) -> Mapping[str, object] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _text(body: Mapping[str, object] | None, key: str) -> str | None:
    value = body.get(key) if body is not None else None
    return value if isinstance(value, str) and value.strip() else None


def _message(status: int, body: Mapping[str, object] | None) -> str:
    text = _text(body, "message") or _text(body, "error")
    return f"{status} {text}" if text else f"{status}"


def _remarks(body: Mapping[str, object] | None) -> tuple[str, ...]:
    if body is None:
        return ()
    errors = body.get("errors")
    listed = [str(error) for error in errors] if isinstance(errors, list) else []
    notice = _text(body, "notice")
    return tuple(([notice] if notice else []) + listed)
