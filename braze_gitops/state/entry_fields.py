"""Journal entries as JSON (format version 1): one object an entry, its `entry` says which.

An entry this version does not know was written by a later one: what it did cannot be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from braze_gitops.errors import StateTooNewError
from braze_gitops.model import (
    Answer,
    Exchange,
    Json,
    JsonObject,
    Lineage,
    ScheduleId,
)
from braze_gitops.state.call_reading import read_answered, read_intent
from braze_gitops.state.entry import (
    CallAnswered,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    KeyTrusted,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    Resolution,
    RunClosed,
    RunId,
    RunOpened,
    StateCreated,
)
from braze_gitops.state.fields import Fields, read_moment, write_moment, wrong
from braze_gitops.state.record_fields import read_past, write_addressed, write_past
from braze_gitops.state.record_reading import read_addressed


def write_entry(entry: Entry) -> tuple[str, JsonObject]:
    """Return the name of the kind of `entry` and its fields; what is None is left out."""
    name, fields = _write(entry)
    return name, {key: value for key, value in fields.items() if value is not None}


def read_entry(value: object) -> Entry:
    """Return the entry that an object, as the parser made it, holds.

    Raises:
        StateTooNewError: this version has no such entry.
        StateDamagedError: the entry does not have the shape this program writes.
    """
    # Nearly all entries are of calls, whose readers look at the whole object themselves.
    called = value.get("entry") if type(value) is dict else None
    if isinstance(called, str) and called in _CALLS:
        return _CALLS[called](value)
    fields = Fields(value, "an entry")
    name = fields.text("entry")
    if name not in _READERS:
        raise StateTooNewError(
            f"has an entry this version does not know: {name}",
            hint="install the version of braze-gitops that wrote it, or a later one",
        )
    entry = _READERS[name](fields)
    fields.done()
    return entry


def _write(entry: Entry) -> tuple[str, dict[str, Json]]:
    match entry:
        case CallIntended():
            return "call_intended", _write_intent(entry)
        case CallAnswered():
            return "call_answered", {
                "run": entry.run,
                "call": entry.call,
                "exchange": _write_exchange(entry.exchange),
                "answer": _write_answer(entry.answer),
                "at": write_moment(entry.at),
            }
        case RunOpened():
            return "run_opened", _write_run(entry)
        case RunClosed():
            at = write_moment(entry.at)
            return "run_closed", {"run": entry.run, "applied": entry.applied, "at": at}
        case RecordKept():
            return "record_kept", {"record": write_addressed(entry.record)}
        case RecordMoved():
            return "record_moved", {"before": entry.before, "after": entry.after}
        case RecordForgotten():
            past = write_past(entry.past) if entry.past is not None else None
            return "record_forgotten", {"address": entry.address, "past": past}
        case DefinitionsSeen():
            since = {name: write_moment(at) for name, at in entry.since.items()}
            return "definitions_seen", {"since": since}
        case KeyTrusted():
            return "key_trusted", {"fingerprint": entry.fingerprint, "at": write_moment(entry.at)}
        case DoubtResolved():
            return "doubt_resolved", {
                "address": entry.address,
                "resolution": entry.resolution,
                "schedule_id": entry.schedule_id,
                "who": entry.who,
                "why": entry.why,
                "at": write_moment(entry.at),
            }
        case StateCreated():
            return "state_created", {
                "lineage": entry.lineage,
                "environment": entry.environment,
                "endpoint": entry.endpoint,
                "at": write_moment(entry.at),
            }
        case _:
            assert_never(entry)


def _write_run(entry: RunOpened) -> dict[str, Json]:
    return {
        "run": entry.run,
        "operation": entry.operation,
        "who": entry.who,
        "host": entry.host,
        "boot": entry.boot,
        "pid": entry.pid,
        "started": entry.started,
        "ci_run": entry.ci_run or None,
        "ci_group": entry.ci_group or None,
        "commit": entry.commit,
        "takes_over": entry.takes_over,
        "at": write_moment(entry.at),
    }


def _write_intent(entry: CallIntended) -> dict[str, Json]:
    return {
        "run": entry.run,
        "call": entry.call,
        "address": entry.address,
        "verb": entry.verb,
        "kind": entry.kind,
        "schedule_id": entry.schedule_id,
        "parent_id": entry.parent_id,
        "record": write_addressed(entry.record),
        "then_deferred": write_addressed(entry.then_deferred),
        "send_id": entry.send_id,
        "at": write_moment(entry.at),
    }


def _write_exchange(exchange: Exchange) -> JsonObject:
    fields: dict[str, Json] = {
        "status": exchange.status,
        "headers": dict(exchange.headers) or None,
        "body": exchange.body or None,
        "failure": exchange.failure or None,
        "complete": exchange.complete,
        "left": exchange.left,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _write_answer(answer: Answer) -> JsonObject:
    fields: dict[str, Json] = {
        "verdict": answer.verdict,
        "schedule_id": answer.schedule_id,
        "dispatch_id": answer.dispatch_id,
        "message": answer.message or None,
        "remarks": answer.remarks or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _read_state_created(fields: Fields) -> StateCreated:
    return StateCreated(
        lineage=Lineage(fields.text("lineage")),
        environment=fields.text("environment"),
        endpoint=fields.text("endpoint"),
        at=fields.moment("at"),
    )


def _read_run_opened(fields: Fields) -> RunOpened:
    takes_over = fields.optional_text("takes_over")
    return RunOpened(
        run=RunId(fields.text("run")),
        operation=fields.text("operation"),
        who=fields.text("who"),
        host=fields.text("host"),
        boot=fields.text("boot"),
        pid=fields.whole("pid", least=0),
        started=fields.text("started"),
        ci_run=fields.text_or("ci_run"),
        ci_group=fields.text_or("ci_group"),
        commit=fields.optional_text("commit"),
        takes_over=RunId(takes_over) if takes_over is not None else None,
        at=fields.moment("at"),
    )


def _read_run_closed(fields: Fields) -> RunClosed:
    return RunClosed(run=RunId(fields.text("run")), applied=fields.flag("applied"), at=fields.moment("at"))


def _read_record_kept(fields: Fields) -> RecordKept:
    return RecordKept(record=read_addressed(fields.any("record"), "an entry, record"))


def _read_record_moved(fields: Fields) -> RecordMoved:
    return RecordMoved(before=fields.address("before"), after=fields.address("after"))


def _read_record_forgotten(fields: Fields) -> RecordForgotten:
    past = fields.optional_nested("past")
    return RecordForgotten(address=fields.address("address"), past=read_past(past) if past is not None else None)


def _read_definitions_seen(fields: Fields) -> DefinitionsSeen:
    return DefinitionsSeen(since=read_since(fields, "since"))


def read_since(fields: Fields, name: str) -> Mapping[str, datetime]:
    """Return an object of instants by definition."""
    found = {}
    for key, text in fields.text_map(name).items():
        moment = read_moment(text)
        if moment is None:
            raise wrong(f"the definition {key}", "was first applied at what is no instant in UTC")
        found[key] = moment
    return MappingProxyType(found)


def _read_key_trusted(fields: Fields) -> KeyTrusted:
    return KeyTrusted(fingerprint=fields.text("fingerprint"), at=fields.moment("at"))


def _read_doubt_resolved(fields: Fields) -> DoubtResolved:
    return DoubtResolved(
        address=fields.address("address"),
        resolution=fields.choice("resolution", Resolution),
        schedule_id=_schedule_id(fields),
        who=fields.text("who"),
        why=fields.text("why"),
        at=fields.moment("at"),
    )


def _schedule_id(fields: Fields) -> ScheduleId | None:
    text = fields.optional_text("schedule_id")
    return ScheduleId(text) if text is not None else None


_CALLS: Mapping[str, Callable[[object], Entry]] = {
    "call_answered": read_answered,
    "call_intended": read_intent,
}
_READERS: Mapping[str, Callable[[Fields], Entry]] = {
    "definitions_seen": _read_definitions_seen,
    "doubt_resolved": _read_doubt_resolved,
    "key_trusted": _read_key_trusted,
    "record_forgotten": _read_record_forgotten,
    "record_kept": _read_record_kept,
    "record_moved": _read_record_moved,
    "run_closed": _read_run_closed,
    "run_opened": _read_run_opened,
    "state_created": _read_state_created,
}
