"""Journal entries as JSON (format version 1), written: one object an entry, its `entry` says which.

`format_v1_shapes.py` describes the same for reading. An entry that a version does not know was written by a later
one: what it did cannot be left out.
"""

from __future__ import annotations

from typing import assert_never

from braze_gitops.model import Answer, Exchange, Json, JsonObject
from braze_gitops.state.entry import (
    CallAnswered,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    RunClosed,
    RunOpened,
    StateCreated,
)
from braze_gitops.state.fields import write_moment
from braze_gitops.state.record_fields import write_addressed, write_halt, write_past


def write_entry(entry: Entry) -> tuple[str, JsonObject]:
    """Return the name of the kind of `entry` and its fields; what is None is left out."""
    name, fields = _write(entry)
    return name, {key: value for key, value in fields.items() if value is not None}


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
            return "run_closed", {"run": entry.run, "applied": entry.applied, "at": write_moment(entry.at)}
        case RecordKept():
            return "record_kept", {"record": write_addressed(entry.record)}
        case RecordMoved():
            return "record_moved", {"before": entry.before, "after": entry.after}
        case RecordsMoved():
            return "records_moved", {"moves": dict(sorted(entry.moves.items()))}
        case NamesChanged():
            return "names_changed", {"names": dict(sorted(entry.names.items()))}
        case RecordForgotten():
            past = write_past(entry.past) if entry.past is not None else None
            return "record_forgotten", {"address": entry.address, "past": past}
        case DefinitionsSeen():
            since = {name: write_moment(at) for name, at in entry.since.items()}
            return "definitions_seen", {"since": since}
        case KeyTrusted():
            return "key_trusted", {"fingerprint": entry.fingerprint, "at": write_moment(entry.at)}
        case KeyDistrusted():
            return "key_distrusted", {"fingerprint": entry.fingerprint, "at": write_moment(entry.at)}
        case DoubtResolved():
            return "doubt_resolved", _write_word(entry)
        case HaltSet():
            return "halt_set", {"halt": write_halt(entry.halt)}
        case HaltLifted():
            return "halt_lifted", {
                "halt": entry.halt,
                "address": entry.address,
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


def _write_word(entry: DoubtResolved) -> dict[str, Json]:
    return {
        "address": entry.address,
        "resolution": entry.resolution,
        "schedule_id": entry.schedule_id,
        "who": entry.who,
        "why": entry.why,
        "at": write_moment(entry.at),
    }


def _write_run(entry: RunOpened) -> dict[str, Json]:
    return {
        "run": entry.run,
        "operation": entry.operation,
        "who": entry.who,
        "host": entry.host,
        "boot": entry.boot,
        "pid": entry.pid,
        "started": entry.started,
        "why": entry.why or None,
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
