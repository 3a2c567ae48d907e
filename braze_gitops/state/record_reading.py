"""Records as the state's files hold them (format version 1), read; `record_fields.py` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from braze_gitops.model import Address, Inputs, JsonObject, Kind, ScheduleId, SendTime, TimeMode, Verb, Window
from braze_gitops.state import shape
from braze_gitops.state.compact_shape import NotCompactError, take_compact
from braze_gitops.state.fields import Fields, is_address, is_digest, wrong
from braze_gitops.state.record import CallId, Record, Status, Unfinished
from braze_gitops.state.shape import Shape, member_of, moment_of, refuse, text_map_of, texts_of_list

KINDS: Mapping[str, Kind] = {one.value: one for one in Kind}
_STATUSES: Mapping[str, Status] = {one.value: one for one in Status}
_MODES: Mapping[str, TimeMode] = {one.value: one for one in TimeMode}


class _RecordFields(TypedDict):
    """A record; its address is a field of it only in a batch."""

    kind: str
    status: str
    schedule_id: str | None
    dispatch_id: str | None
    time: object
    window: object
    unfinished: object
    version_unknown: bool
    protected: bool
    description: str
    owner: str
    tags: object
    source: str
    commit: str | None
    applied_at: str
    inside_at: str | None
    payload_digest: str
    payload: object
    inputs: object


class _Addressed(_RecordFields):
    address: str


class _Time(TypedDict):
    mode: str
    wall: str
    zone: str | None
    instant: str | None


class _Window(TypedDict):
    first_at: str
    last_at: str


class _Inputs(TypedDict):
    definition: str
    variables: object
    files: object
    tool: str
    zones: str


_RECORD_FIELDS = {
    "kind": shape.TEXT,
    "status": shape.TEXT,
    "schedule_id": shape.NO_TEXT,
    "dispatch_id": shape.NO_TEXT,
    "time": shape.OBJECT,
    "window": shape.OBJECT,
    "unfinished": shape.NO_OBJECT,
    "version_unknown": shape.FALSE,
    "protected": shape.FALSE,
    "description": shape.EMPTY_TEXT,
    "owner": shape.EMPTY_TEXT,
    "tags": shape.EMPTY_LIST,
    "source": shape.EMPTY_TEXT,
    "commit": shape.NO_TEXT,
    "applied_at": shape.MOMENT,
    "inside_at": shape.NO_MOMENT,
    "payload_digest": shape.DIGEST,
    "payload": shape.NO_OBJECT,
    "inputs": shape.OBJECT,
}
_RECORD: Shape[_RecordFields] = Shape(**_RECORD_FIELDS)
_ADDRESSED: Shape[_Addressed] = Shape(address=shape.ADDRESS, **_RECORD_FIELDS)
_TIME: Shape[_Time] = Shape(mode=shape.TEXT, wall=shape.WALL, zone=shape.NO_TEXT, instant=shape.NO_MOMENT)
_WINDOW: Shape[_Window] = Shape(first_at=shape.MOMENT, last_at=shape.MOMENT)
_INPUTS: Shape[_Inputs] = Shape(
    definition=shape.TEXT,
    variables=shape.EMPTY_OBJECT,
    files=shape.EMPTY_OBJECT,
    tool=shape.TEXT,
    zones=shape.TEXT,
)


def read_record(value: object, address: Address) -> Record:
    """Return the record of `address` that a snapshot holds.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    where = f"record {address}"
    return _make_record(_RECORD.take(value, where), address, where)


def read_addressed(value: object, where: str) -> Record:
    """Return the record `write_addressed` wrote, as the parser made it or frozen.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    fields = _ADDRESSED.take(value, where)
    if not is_address(fields["address"]):
        refuse(where, "address", "an address")
    return _make_record(fields, Address(fields["address"]), where)


def read_window(value: object, where: str) -> Window:
    """Return the window."""
    fields = _WINDOW.take(value, where)
    return Window(
        first_at=moment_of(fields["first_at"], where, "first_at"),
        last_at=moment_of(fields["last_at"], where, "last_at"),
    )


def _make_record(fields: _RecordFields, address: Address, where: str) -> Record:
    unfinished, inside_at, schedule_id = fields["unfinished"], fields["inside_at"], fields["schedule_id"]
    if not is_digest(fields["payload_digest"]):
        refuse(where, "payload_digest", "a digest")
    return Record(
        address=address,
        kind=member_of(fields["kind"], KINDS, where, "kind"),
        status=member_of(fields["status"], _STATUSES, where, "status"),
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        dispatch_id=fields["dispatch_id"],
        payload=_payload(fields["payload"], address),
        payload_digest=fields["payload_digest"],
        time=_read_time(fields["time"], where),
        window=read_window(fields["window"], where),
        unfinished=_read_unfinished(unfinished, address, where) if unfinished is not None else None,
        version_unknown=fields["version_unknown"],
        protected=fields["protected"],
        description=fields["description"],
        owner=fields["owner"],
        tags=texts_of_list(fields["tags"], where, "tags"),
        inputs=_read_inputs(fields["inputs"], where),
        source=fields["source"],
        commit=fields["commit"],
        applied_at=moment_of(fields["applied_at"], where, "applied_at"),
        inside_at=moment_of(inside_at, where, "inside_at") if inside_at is not None else None,
    )


def _payload(value: object, address: Address) -> JsonObject:
    try:
        return take_compact(value)
    except NotCompactError:
        raise wrong(f"record {address}", "has no payload as the state keeps it") from None


def _read_time(value: object, where: str) -> SendTime:
    fields = _TIME.take(value, where)
    instant = fields["instant"]
    return SendTime(
        mode=member_of(fields["mode"], _MODES, where, "mode"),
        wall=_wall(fields["wall"]) or refuse(where, "wall", "a wall time without a zone"),
        zone=fields["zone"],
        instant=moment_of(instant, where, "instant") if instant is not None else None,
    )


def _wall(text: str) -> datetime | None:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return wall if wall.tzinfo is None and wall.isoformat() == text else None


def _read_inputs(value: object, where: str) -> Inputs:
    fields = _INPUTS.take(value, where)
    return Inputs(
        definition=fields["definition"],
        variables=text_map_of(fields["variables"], where, "variables"),
        files=text_map_of(fields["files"], where, "files"),
        tool=fields["tool"],
        zones=fields["zones"],
    )


def _read_unfinished(value: object, address: Address, where: str) -> Unfinished:
    fields = Fields(value, where, "unfinished")
    call = fields.optional_text("call")
    attempt = _read_attempt(fields, address, where) if fields.has("attempt") else None
    unfinished = Unfinished(
        verb=fields.choice("verb", Verb),
        since=fields.moment("since"),
        payload_digest=fields.optional_digest("payload_digest"),
        evidence=fields.text_or("evidence"),
        call=CallId(call) if call is not None else None,
        tries=fields.whole("tries", least=1),
        attempt=attempt,
    )
    fields.done()
    return unfinished


def _read_attempt(fields: Fields, address: Address, where: str) -> Record:
    """Return the attempt of an unfinished call; it holds no attempt of its own."""
    value = fields.any("attempt")
    if _has_unfinished(value):
        raise wrong(f"{where}, attempt", "has a field this version does not know: unfinished")
    attempt = read_addressed(value, f"{where}, attempt")
    if attempt.address != address:
        raise wrong(f"record {address}", "has an attempt of another address")
    return attempt


def _has_unfinished(value: object) -> bool:
    return "unfinished" in shape.object_of(value, "an attempt")
