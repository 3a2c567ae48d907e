"""Records, history, send ids and halts as JSON, the same in a snapshot and in a batch (format version 1).

A field that has its default is left out. Each pair of functions mirrors one dataclass of `record.py`; a record, of
which a journal holds very many, is read in `record_reading.py`.
"""

from __future__ import annotations

from braze_gitops.model import (
    Address,
    Inputs,
    Json,
    JsonObject,
    Kind,
    ScheduleId,
    SendTime,
    Window,
)
from braze_gitops.state.fields import Fields, is_address, write_moment, wrong
from braze_gitops.state.json_text import in_order
from braze_gitops.state.record import Halt, Past, Record, SendId, Unfinished
from braze_gitops.state.record_reading import read_window


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
            "content_digest": past.content_digest,
            "version_unknown": past.version_unknown or None,
            "ended_at": write_moment(past.ended_at),
        }
    )


def read_past(fields: Fields) -> Past:
    """Return the schedule that is over."""
    past = Past(
        address=fields.address("address"),
        kind=fields.choice("kind", Kind),
        schedule_id=_schedule_id(fields),
        dispatch_id=fields.optional_text("dispatch_id"),
        window=read_window(fields.any("window"), "the history"),
        audience_digest=fields.digest("audience_digest"),
        content_digest=fields.digest("content_digest"),
        version_unknown=fields.flag("version_unknown"),
        ended_at=fields.moment("ended_at"),
    )
    fields.done()
    return past


def write_send_id(send_id: SendId) -> JsonObject:
    """Return the fields of a send id."""
    return {
        "campaign_id": send_id.campaign_id,
        "send_id": send_id.send_id,
        "created_at": write_moment(send_id.created_at),
        "confirmed": send_id.confirmed,
    }


def read_send_id(fields: Fields) -> SendId:
    """Return the send id."""
    send_id = SendId(
        campaign_id=fields.text("campaign_id"),
        send_id=fields.text("send_id"),
        created_at=fields.moment("created_at"),
        confirmed=fields.flag("confirmed"),
    )
    fields.done()
    return send_id


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
        }
    )


def read_halt(fields: Fields) -> Halt:
    """Return the halt."""
    halt = Halt(
        id=fields.text("id"),
        pattern=fields.optional_text("pattern"),
        tags=fields.texts("tags"),
        first_at=fields.optional_moment("first_at"),
        last_at=fields.optional_moment("last_at"),
        who=fields.text("who"),
        why=fields.text("why"),
        at=fields.moment("at"),
        lifted=tuple(map(_address, fields.texts("lifted"))),
    )
    fields.done()
    return halt


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


def _schedule_id(fields: Fields) -> ScheduleId | None:
    text = fields.optional_text("schedule_id")
    return ScheduleId(text) if text is not None else None


def _address(text: str) -> Address:
    if not is_address(text):
        raise wrong("a halt", f"lifts what is no address: {text}")
    return Address(text)


def _without_none(fields: dict[str, Json]) -> JsonObject:
    return {name: value for name, value in fields.items() if value is not None}
