"""Failing on purpose: which ordered fault a call meets, and what it makes of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.arranging import Answer
from braze_gitops.sandbox.values import EVERY_PATH, Fault, FaultKind

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Departure", "answer_instead", "depart", "is_carried_out", "read_fault", "spoil", "take_fault"]

# Faults that strike before the work; all others strike the answer after it. `committed` overrides this.
STRIKE_FIRST = frozenset(
    {
        FaultKind.RATE_LIMITED,
        FaultKind.UNAUTHORIZED,
        FaultKind.SERVER_ERROR,
        FaultKind.UNAVAILABLE,
        FaultKind.CUT_BEFORE,
        FaultKind.QUEUED,
    }
)

JSON_TYPE = "application/json; charset=utf-8"
HTML_PAGE = "<!DOCTYPE html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
SUCCESSES = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What leaves: `content` as bytes to be, or nothing at all when `cut`; `short` leaves half of it."""

    status: int
    content: str
    content_type: str = JSON_TYPE
    headers: Mapping[str, str]
    cut: bool = False
    short: bool = False
    delay_seconds: float = 0.0


def take_fault(connection: sqlite3.Connection, path: str) -> Fault | None:
    """Return the fault this call meets, counted down; None if it passes.

    Of those that fit, each that still skips lets this call count; the first that skips no more is played.
    """
    played: Fault | None = None
    query = "SELECT * FROM faults WHERE path IN (?, ?) AND times > 0 ORDER BY number"
    for row in connection.execute(query, (path, EVERY_PATH)).fetchall():
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


def answer_instead(fault: Fault, *, key: str) -> Answer:
    """Return the answer of a fault that takes the place of any other; a plain success where it spoils one."""
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            return Answer(status=429, fields={"message": "Rate Limited"})
        case FaultKind.UNAUTHORIZED:
            return Answer(status=401, fields={"message": f"Invalid API key: {key}"})
        case FaultKind.SERVER_ERROR:
            return Answer(status=500, fields={"message": "Internal Server Error"})
        case FaultKind.UNAVAILABLE:
            return Answer(status=503, fields={"message": "Service Unavailable"})
        case FaultKind.QUEUED:
            return Answer(status=202, fields={"message": "queued"})
        case _:
            return Answer(status=201, fields={"message": "success"})


REPLACING = frozenset(
    {
        FaultKind.RATE_LIMITED,
        FaultKind.UNAUTHORIZED,
        FaultKind.SERVER_ERROR,
        FaultKind.UNAVAILABLE,
        FaultKind.QUEUED,
    }
)


def spoil(fault: Fault, answer: Answer, *, key: str, now: datetime) -> Answer:
    """Return what the fault makes of an answer's status and fields; refusals stay what they are."""
    if fault.kind in REPLACING:
        answer = replace(answer_instead(fault, key=key), headers=answer.headers, committed=answer.committed)
    if fault.kind is FaultKind.RATE_LIMITED:
        return replace(answer, headers={**answer.headers, **exhausted(fault, now=now)})
    if fault.kind is FaultKind.UNAUTHORIZED:
        return replace(answer, headers=dict.fromkeys(answer.headers, ""))
    if answer.status not in SUCCESSES:
        return answer
    fields = dict(answer.fields)
    if fault.kind is FaultKind.NO_ID:
        fields.pop("schedule_id", None)
        fields.pop("send_id", None)
    elif fault.kind is FaultKind.NOTICE:
        fields["notice"] = "The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect."
    elif fault.kind is FaultKind.ERRORS:
        fields["errors"] = ["a minor error that was ordered"]
    return replace(answer, fields=fields)


def exhausted(fault: Fault, *, now: datetime) -> dict[str, str]:
    """Return the headers of a limit that is used up until the ordered reset, or the end of the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    reset_at = hour if fault.reset_seconds is None else now + timedelta(seconds=fault.reset_seconds)
    return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(reset_at.timestamp()))}


def depart(answer: Answer, fault: Fault | None) -> Departure:
    """Return what leaves for an answer, with what the fault does to its bytes."""
    whole = Departure(status=answer.status, content=json.dumps(answer.fields), headers=answer.headers)
    match fault.kind if fault is not None else None:
        case FaultKind.CUT_BEFORE | FaultKind.CUT_AFTER:
            return replace(whole, cut=True)
        case FaultKind.TRUNCATED:
            return replace(whole, short=True)
        case FaultKind.BAD_JSON:
            return replace(whole, content=whole.content[:-1] + ",,}")
        case FaultKind.HTML:
            return replace(whole, content=HTML_PAGE, content_type="text/html; charset=utf-8")
        case FaultKind.EMPTY:
            return replace(whole, content="")
        case FaultKind.SLOW if fault is not None:
            return replace(whole, delay_seconds=fault.delay_seconds)
        case _:
            return whole


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
