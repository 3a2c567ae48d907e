"""From a request that arrived to what leaves, in one transaction that also holds its row in the log.

The order of refusals: address (404), key (401), permission (403), hourly limit (429), content type (415),
size (413), JSON (400), fields (400), then what depends on time and on what is kept.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl

from braze_gitops.sandbox.arranging import Answer, refuse
from braze_gitops.sandbox.auth import (
    EVERY_PERMISSION,
    default_key,
    granted_permissions,
    presented_key,
    without_keys,
)
from braze_gitops.sandbox.endpoints import Endpoint, find_endpoint
from braze_gitops.sandbox.faults import is_carried_out, take_fault
from braze_gitops.sandbox.fields import Problem
from braze_gitops.sandbox.limits import Allowance, take_request
from braze_gitops.sandbox.reading import other_schedule
from braze_gitops.sandbox.spoiling import Departure, answer_instead, depart, spoil
from braze_gitops.sandbox.storage import transaction

if TYPE_CHECKING:
    import sqlite3

__all__ = ["MOST_BYTES", "Arrival", "respond"]

MOST_BYTES = 4 * 1024 * 1024
SYNTAX = "Error while parsing request body. Please check your syntax."
EMPTY_LIMITS = {"X-RateLimit-Limit": "", "X-RateLimit-Remaining": "", "X-RateLimit-Reset": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as it came; `content` is None when it is over MOST_BYTES."""

    method: str
    path: str
    query: str
    authorization: str
    content_type: str
    content: bytes | None


class NotJsonError(ValueError):
    """A body that is no JSON value by the letter of the standard."""


def respond(connection: sqlite3.Connection, arrival: Arrival, *, now: datetime) -> Departure:
    """Carry a request out, log it, commit both, and return what leaves; `now` is sandbox time."""
    request_id = str(uuid.uuid4())
    key = presented_key(arrival.authorization)
    with transaction(connection):
        fault = take_fault(connection, arrival.path)
        if fault is None or is_carried_out(fault):
            answer = carry_out(connection, arrival, key=key, now=now)
        else:
            answer = replace(answer_instead(fault, key=key), headers=limits_untouched(connection, now=now))
        if fault is not None:
            other = other_schedule(connection, str(answer.fields.get("schedule_id", "")))
            answer = spoil(fault, answer, path=arrival.path, key=key, now=now, other_id=other)
        departure = depart(answer, fault, key=key)
        connection.execute(
            "INSERT INTO log (at, request_id, method, path, query, body, status, answer, committed, fault)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                now.isoformat(),
                request_id,
                arrival.method,
                *masked(connection, key, arrival.path, arrival.query, readable(arrival.content)),
                departure.status_seen,
                *masked(connection, key, departure.content),
                answer.committed,
                "" if fault is None else fault.kind.value,
            ),
        )
    shown = {"X-Request-Id": request_id, "Date": format_datetime(now, usegmt=True)}
    return replace(departure, headers={**shown, **departure.headers})


def carry_out(connection: sqlite3.Connection, arrival: Arrival, *, key: str, now: datetime) -> Answer:
    """Return the true answer to a request, with what it wrote inside the transaction."""
    endpoint = find_endpoint(arrival.method, arrival.path)
    if endpoint is None:
        return Answer(status=404, fields={"message": "Not Found"})
    granted = granted_permissions(connection, key) if key else None
    if granted is None:
        return Answer(status=401, fields={"message": f"Invalid API key: {key}"}, headers=EMPTY_LIMITS)
    allowance = take_request(connection, now=now)
    if endpoint.permission not in granted and EVERY_PERMISSION not in granted:
        answer = Answer(status=403, fields={"message": "Access Denied"})
    elif not allowance.granted:
        answer = Answer(status=429, fields={"message": "Rate Limited"})
    else:
        answer = serve_endpoint(connection, endpoint, arrival, now=now)
    return replace(answer, headers={**allowance.headers(), **answer.headers})


def serve_endpoint(
    connection: sqlite3.Connection, endpoint: Endpoint, arrival: Arrival, *, now: datetime
) -> Answer:
    """Return an endpoint's answer to a request that may be made."""
    if endpoint.method == "GET":
        fields: object = dict(parse_qsl(arrival.query, keep_blank_values=True))
    elif arrival.content_type.partition(";")[0].strip().lower() != "application/json":
        return Answer(status=415, fields={"message": "Unsupported Media Type"})
    elif arrival.content is None:
        return Answer(status=413, fields={"message": "Request Entity Too Large"})
    elif arrival.query:
        return refuse(Problem(place="", text="parameters belong in the body"))
    else:
        try:
            fields = parse_json(arrival.content)
        except NotJsonError:
            return Answer(status=400, fields={"error": SYNTAX})
    try:
        problems = tuple(endpoint.takes(fields, ""))
    except RecursionError:
        return refuse(Problem(place="", text="the body is nested too deeply"))
    if problems or not isinstance(fields, dict):
        return refuse(*problems)
    return endpoint.does(connection, endpoint.kind, fields, now=now)


def parse_json(content: bytes) -> object:
    """Return the value a body holds; NotJsonError for all the standard forbids.

    Stricter than Python: NaN and Infinity, a name twice in one object and half of a surrogate pair are
    refused, since two readers would not agree on them.
    """
    try:
        value: object = json.loads(
            content.decode("utf-8"), object_pairs_hook=unique_fields, parse_constant=no_constant
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NotJsonError from error
    return value


def unique_fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object's fields, none of which may come twice."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotJsonError
    return fields


def no_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise NotJsonError(name)


def limits_untouched(connection: sqlite3.Connection, *, now: datetime) -> Mapping[str, str]:
    """Return the headers of the hourly limit without counting a call that was never carried out."""
    connection.execute("SAVEPOINT peek")
    allowance: Allowance = take_request(connection, now=now)
    connection.execute("ROLLBACK TO peek")
    connection.execute("RELEASE peek")
    return replace(allowance, remaining=allowance.remaining + allowance.granted).headers()


def readable(content: bytes | None) -> str:
    """Return a body as text for the log; one that was too large is not kept."""
    return "" if content is None else content.decode("utf-8", errors="replace")


def masked(connection: sqlite3.Connection, key: str, *texts: str) -> tuple[str, ...]:
    """Return texts for the log with no key in them, neither the presented one nor our own."""
    own = default_key(connection)
    return tuple(without_keys(text, key, own) for text in texts)
