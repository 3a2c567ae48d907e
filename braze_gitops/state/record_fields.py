"""Records, history, send ids and halts as JSON, the same in a snapshot and in a batch (format version 1), written.

A field that has its default is left out. Each function mirrors one dataclass of `record.py`;
`format_v1_shapes.py` describes the same for reading.
"""

from __future__ import annotations

from braze_gitops.model import Inputs, Json, JsonObject, SendTime, Window
from braze_gitops.state.fields import write_moment
from braze_gitops.state.json_text import in_order
from braze_gitops.state.record import Halt, Past, Record, SendId, Unfinished


def write_record(record: Record) -> JsonObject:
    """Return the fields of `record` but its address, in the order people read them."""
    fields: dict[str, Json] = {
        "kind": record.kind,
        "status": record.status,
        "schedule_id": record.schedule_id,
        "dispatch_id": record.dispatch_id,
        "time": _write_time(record.time),
        "window": _write_window(record.window),
        "unfinished": _write_unfinished(record.unfinished) if record.unfinished is not None else None,
        "version_unknown": record.version_unknown or None,
        "imported": record.imported or None,
        "protected": record.protected or None,
        "description": record.description or None,
        "owner": record.owner or None,
        "tags": record.tags or None,
        "source": record.source or None,
        "commit": record.commit,
        "applied_at": write_moment(record.applied_at),
        "inside_at": write_moment(record.inside_at) if record.inside_at is not None else None,
        "payload_digest": record.payload_digest,
        "payload": in_order(record.payload),
        "inputs": _write_inputs(record.inputs),
    }
    return _without_none(fields)


def write_addressed(record: Record | None) -> JsonObject | None:
    """Return a record with its address among the fields."""
    return {"address": record.address, **write_record(record)} if record is not None else None


def write_past(past: Past) -> JsonObject:
    """Return the fields of a schedule that is over."""
    return _without_none(
        {
            "address": past.address,
            "kind": past.kind,
            "schedule_id": past.schedule_id,
            "dispatch_id": past.dispatch_id,
            "window": _write_window(past.window),
            "audience_digest": past.audience_digest,
            "channels": past.channels or None,
            "content_digest": past.content_digest,
            "version_unknown": past.version_unknown or None,
            "ended_at": write_moment(past.ended_at),
        }
    )


def write_send_id(send_id: SendId) -> JsonObject:
    """Return the fields of a send id."""
    return {
        "campaign_id": send_id.campaign_id,
        "send_id": send_id.send_id,
        "created_at": write_moment(send_id.created_at),
        "confirmed": send_id.confirmed,
    }


def write_halt(halt: Halt) -> JsonObject:
    """Return the fields of a halt."""
    return _without_none(
        {
            "id": halt.id,
            "pattern": halt.pattern,
            "tags": halt.tags or None,
            "first_at": write_moment(halt.first_at) if halt.first_at is not None else None,
            "last_at": write_moment(halt.last_at) if halt.last_at is not None else None,
            "who": halt.who,
            "why": halt.why,
            "at": write_moment(halt.at),
            "lifted": tuple(halt.lifted) or None,
            "lifted_at": write_moment(halt.lifted_at) if halt.lifted_at is not None else None,
            "sends": {address: write_moment(at) for address, at in sorted(halt.sends.items())} or None,
            "names": tuple(halt.names) or None,
        }
    )


def _write_unfinished(unfinished: Unfinished) -> JsonObject:
    return _without_none(
        {
            "verb": unfinished.verb,
            "since": write_moment(unfinished.since),
            "payload_digest": unfinished.payload_digest,
            "evidence": unfinished.evidence or None,
            "call": unfinished.call,
            "tries": unfinished.tries,
            "attempt": write_addressed(unfinished.attempt),
        }
    )


def _write_time(time: SendTime) -> JsonObject:
    return _without_none(
        {
            "mode": time.mode,
            "wall": time.wall.isoformat(),
            "zone": time.zone,
            "instant": write_moment(time.instant) if time.instant is not None else None,
        }
    )


def _write_window(window: Window) -> JsonObject:
    return {"first_at": write_moment(window.first_at), "last_at": write_moment(window.last_at)}


def _write_inputs(inputs: Inputs) -> JsonObject:
    return {
        "definition": inputs.definition,
        "variables": dict(sorted(inputs.variables.items())),
        "files": dict(sorted(inputs.files.items())),
        "tool": inputs.tool,
        "zones": inputs.zones,
    }


def _without_none(fields: dict[str, Json]) -> JsonObject:
    return {name: value for name, value in fields.items() if value is not None}
