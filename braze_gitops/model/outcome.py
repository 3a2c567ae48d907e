"""What came back from a call, first as it was, then as what it means (design.md 5.3 and 5.5).

The table, in words, for a call that left (reliability.md section 3, design.md 5.5):

    2xx and, for a create, its id               done
    2xx otherwise on a create; 202              unknown
    2xx with a body that is no JSON object      unknown, an empty one to anything but a create done
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

# What the answer to a create must name (braze-api.md 4 and 6.1).
_NAMED: Mapping[Verb, str] = {Verb.CREATE: "schedule_id", Verb.CREATE_SEND_ID: "send_id"}
_ID_LENGTH = 256
_TEXT_LENGTH = 500
_MOST_REMARKS = 20


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

    `status` is None when not even that came; `failure` then says why in plain words and `left` whether any byte of
    the request may have reached Braze. `headers` has lower-case names, only those the program uses; `body` is
    redacted and at most 8 KiB; `complete` is False when it was cut short or too large, and `failure` says which.
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
        return Answer(verdict=verdict, message=_plain(exchange.failure))
    body = _parse(exchange.body) if exchange.complete else None
    message = _message(exchange, body)
    if not 200 <= exchange.status < 300:
        return Answer(verdict=_verdict_of_failure(exchange.status), message=message, remarks=_remarks(body))
    schedule_id = _id(body, "schedule_id")
    return Answer(
        verdict=Verdict.DONE if _is_known(verb, exchange, body) else Verdict.UNKNOWN,
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        dispatch_id=_id(body, "dispatch_id"),
        message=message,
        remarks=(*_remarks(body), *_unusual(body)),
    )


def _is_known(verb: Verb, exchange: Exchange, body: Mapping[str, object] | None) -> bool:
    """Whether a 2xx says that the call was done.

    What the body of an update or delete holds is not documented (braze-api.md 4), so an empty one will do; a page
    of a proxy or half an answer will not, because what may be repeated is better repeated than believed.
    """
    if exchange.status == 202 or not exchange.complete:
        return False
    named = _NAMED.get(verb)
    if named is not None:
        return _id(body, named) is not None
    return body is not None or not exchange.body.strip()


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
        value = json.loads(body, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of the body; one that says a thing twice says nothing clear."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _id(body: Mapping[str, object] | None, key: str) -> str | None:
    """Return an id, None for what cannot be one: ids are opaque, but they are one short line (braze-api.md 4)."""
    value = body.get(key) if body is not None else None
    if not isinstance(value, str) or not value.strip() or len(value) > _ID_LENGTH or not value.isprintable():
        return None
    return value


def _message(exchange: Exchange, body: Mapping[str, object] | None) -> str:
    text = _text(body, "message") or _text(body, "error")
    if not exchange.complete:
        text = exchange.failure or "the answer was cut short"
    return f"{exchange.status} {_plain(text)}" if text else f"{exchange.status}"


def _text(body: Mapping[str, object] | None, key: str) -> str:
    value = body.get(key) if body is not None else None
    return value.strip() if isinstance(value, str) else ""


def _remarks(body: Mapping[str, object] | None) -> tuple[str, ...]:
    """Return `notice` and `errors[]`: accepted or not, a person must see them (braze-api.md 9.1)."""
    if body is None:
        return ()
    errors = body.get("errors")
    listed = errors if isinstance(errors, list) else [errors] if errors else []
    notice = _text(body, "notice")
    found = ([notice] if notice else []) + [_words(error) for error in listed[:_MOST_REMARKS]]
    if len(listed) > _MOST_REMARKS:
        found.append(f"and {len(listed) - _MOST_REMARKS} more errors")
    return tuple(_plain(remark) for remark in found)


def _unusual(body: Mapping[str, object] | None) -> tuple[str, ...]:
    """Return a success that does not call itself one, and an id that cannot be one."""
    message, named = _text(body, "message"), body.get("schedule_id") if body is not None else None
    called = (f'the answer says "{_plain(message)}"',) if message not in ("", "success") else ()
    odd = named is not None and _id(body, "schedule_id") is None
    return (*called, f"the answer has a `schedule_id` that can be none: {_plain(str(named))}") if odd else called


def _words(error: object) -> str:
    """Return one item of `errors[]`: a string, as documented, or the message of an object."""
    if isinstance(error, dict):
        error = error.get("message")
    return error if isinstance(error, str) else "an error without words"


def _plain(text: str) -> str:
    """Return one bounded line that any file can hold: lone surrogates and control characters escaped."""
    shown = "".join(
        one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode("ascii")
        for one in text[:_TEXT_LENGTH]
    )
    return shown if len(text) <= _TEXT_LENGTH else f"{shown}…"
