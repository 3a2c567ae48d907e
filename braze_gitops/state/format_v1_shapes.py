"""Format version 1 described once: what each object of the state's files holds, and what each field may be.

A field that may be left out has its default here. A type says what may be written, and where it has no None,
`null` may not: what is `LEFT_OUT` is None once it was read. The types of single values: `format_v1_values.py`.

Only modules of a format import msgspec, and `format_v1.py` imports those when something is read.
"""

from __future__ import annotations

from typing import Annotated, Literal, Never, TypeAlias, cast

from msgspec import Meta, Struct

from braze_gitops.model import Kind, Lineage, ScheduleId, TimeMode, Verb, Verdict
from braze_gitops.state.entry import Resolution, RunId
from braze_gitops.state.format_v1_values import (
    AddressText,
    Digest,
    FromOne,
    FromZero,
    Moment,
    Payload,
    Wall,
)
from braze_gitops.state.record import CallId, Status

LEFT_OUT: Never = cast("Never", None)


class _Object(Struct, forbid_unknown_fields=True, gc=False):
    """An object with these fields and no other; it lives for a moment and is never part of a circle."""


class Time(_Object):
    """When a schedule sends."""

    mode: TimeMode
    wall: Wall
    zone: str = LEFT_OUT
    instant: Moment = LEFT_OUT


class Window(_Object):
    """From when to when it sends."""

    first_at: Moment
    last_at: Moment


class Inputs(_Object):
    """What a payload was made of."""

    definition: str
    tool: str
    zones: str
    variables: dict[str, str] = {}
    files: dict[str, str] = {}


class AnyRecord(_Object, kw_only=True):
    """What every form of a record has."""

    kind: Kind
    status: Status
    schedule_id: ScheduleId = LEFT_OUT
    dispatch_id: str = LEFT_OUT
    time: Time
    window: Window
    version_unknown: bool = False
    imported: bool = False
    protected: bool = False
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    commit: str = LEFT_OUT
    applied_at: Moment
    inside_at: Moment = LEFT_OUT
    payload_digest: Digest
    payload: Payload
    inputs: Inputs


class Attempt(AnyRecord, kw_only=True):
    """What an address will be if an unfinished call was done: a record with nothing unfinished of its own."""

    address: AddressText


class Unfinished(_Object, kw_only=True):
    """A call about a record whose outcome is not known."""

    verb: Verb
    since: Moment
    payload_digest: Digest = LEFT_OUT
    evidence: str = ""
    call: CallId = LEFT_OUT
    tries: FromOne
    attempt: Attempt = LEFT_OUT


class Record(AnyRecord, kw_only=True):
    """A record under its address, as a snapshot has it."""

    unfinished: Unfinished = LEFT_OUT


class Addressed(Record, kw_only=True):
    """A record with its address, as a batch has it."""

    address: AddressText


class Past(_Object, kw_only=True):
    """A schedule that is over."""

    address: AddressText
    kind: Kind
    schedule_id: ScheduleId = LEFT_OUT
    dispatch_id: str = LEFT_OUT
    window: Window
    audience_digest: Digest
    channels: tuple[str, ...] = ()
    content_digest: Digest
    version_unknown: bool = False
    ended_at: Moment


class SendId(_Object):
    """A send id made for a campaign."""

    campaign_id: str
    send_id: str
    created_at: Moment
    confirmed: bool = False


class Halt(_Object, kw_only=True):
    """An emergency stop."""

    id: str
    pattern: str = LEFT_OUT
    tags: tuple[str, ...] = ()
    first_at: Moment = LEFT_OUT
    last_at: Moment = LEFT_OUT
    who: str
    why: str
    at: Moment
    lifted: tuple[AddressText, ...] = ()
    lifted_at: Moment = LEFT_OUT
    sends: dict[AddressText, Moment] = {}
    names: tuple[AddressText, ...] = ()


class Exchange(_Object):
    """What came back from a call, as it was."""

    status: FromZero = LEFT_OUT
    headers: dict[str, str] = {}
    body: str = ""
    failure: str = ""
    complete: bool = False
    left: bool = False


class Answer(_Object):
    """What came back from a call, as it was read."""

    verdict: Verdict
    schedule_id: ScheduleId = LEFT_OUT
    dispatch_id: str = LEFT_OUT
    message: str = ""
    remarks: tuple[str, ...] = ()


class _Entry(_Object, tag_field="entry"):
    """An entry of a batch: its `entry` says which, its other fields are those of the dataclass of that name."""


class StateCreated(_Entry, tag="state_created"):
    """See `entry.StateCreated`."""

    lineage: Lineage
    environment: str
    endpoint: str
    at: Moment


class RunOpened(_Entry, tag="run_opened", kw_only=True):
    """See `entry.RunOpened`."""

    run: RunId
    operation: str
    who: str
    host: str
    boot: str
    pid: FromZero
    started: str
    why: str = ""
    ci_run: str = ""
    ci_group: str = ""
    commit: str = LEFT_OUT
    takes_over: RunId = LEFT_OUT
    at: Moment


class RunClosed(_Entry, tag="run_closed"):
    """See `entry.RunClosed`."""

    run: RunId
    at: Moment
    applied: bool = False


class CallIntended(_Entry, tag="call_intended", kw_only=True):
    """See `entry.CallIntended`."""

    run: RunId
    call: CallId
    address: AddressText
    verb: Verb
    kind: Kind
    schedule_id: ScheduleId = LEFT_OUT
    parent_id: str = LEFT_OUT
    record: Addressed = LEFT_OUT
    then_deferred: Addressed = LEFT_OUT
    send_id: str = LEFT_OUT
    at: Moment


class CallAnswered(_Entry, tag="call_answered"):
    """See `entry.CallAnswered`."""

    run: RunId
    call: CallId
    exchange: Exchange
    answer: Answer
    at: Moment


class RecordKept(_Entry, tag="record_kept"):
    """See `entry.RecordKept`."""

    record: Addressed


class RecordMoved(_Entry, tag="record_moved"):
    """See `entry.RecordMoved`."""

    before: AddressText
    after: AddressText


class RecordsMoved(_Entry, tag="records_moved"):
    """See `entry.RecordsMoved`."""

    moves: dict[AddressText, AddressText] = {}


class NamesChanged(_Entry, tag="names_changed"):
    """See `entry.NamesChanged`."""

    names: dict[AddressText, AddressText] = {}


class RecordForgotten(_Entry, tag="record_forgotten"):
    """See `entry.RecordForgotten`."""

    address: AddressText
    past: Past = LEFT_OUT


class DefinitionsSeen(_Entry, tag="definitions_seen"):
    """See `entry.DefinitionsSeen`."""

    since: dict[str, Moment] = {}


class KeyTrusted(_Entry, tag="key_trusted"):
    """See `entry.KeyTrusted`."""

    fingerprint: str
    at: Moment


class KeyDistrusted(_Entry, tag="key_distrusted"):
    """See `entry.KeyDistrusted`."""

    fingerprint: str
    at: Moment


class DoubtResolved(_Entry, tag="doubt_resolved", kw_only=True):
    """See `entry.DoubtResolved`."""

    address: AddressText
    resolution: Resolution
    schedule_id: ScheduleId = LEFT_OUT
    who: str
    why: str
    at: Moment


class HaltSet(_Entry, tag="halt_set"):
    """See `entry.HaltSet`."""

    halt: Halt


class HaltLifted(_Entry, tag="halt_lifted", kw_only=True):
    """See `entry.HaltLifted`."""

    halt: str
    address: AddressText = LEFT_OUT
    who: str
    why: str
    at: Moment


Entry: TypeAlias = (
    CallIntended
    | CallAnswered
    | RecordKept
    | RecordMoved
    | RecordsMoved
    | NamesChanged
    | RecordForgotten
    | DefinitionsSeen
    | KeyTrusted
    | KeyDistrusted
    | DoubtResolved
    | HaltSet
    | HaltLifted
    | RunOpened
    | RunClosed
    | StateCreated
)


class Batch(_Object, kw_only=True):
    """A file of the journal."""

    version: Literal[1]
    tool_version: str
    lineage: Lineage
    number: FromOne
    previous: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z", description="the digest of the batch before")]
    nonce: str
    at: Moment
    entries: tuple[Entry, ...] = ()
    texts: dict[str, str] = {}


class Head(_Object):
    """The last batch that is in a snapshot."""

    number: FromOne
    digest: Digest


class Snapshot(_Object, kw_only=True):
    """The file people read and review."""

    version: Literal[1]
    tool_version: str
    lineage: Lineage
    serial: FromOne
    journal: Head
    environment: str
    endpoint: str
    key_fingerprints: tuple[str, ...] = ()
    commit: str | None
    definitions: dict[str, Moment] = {}
    schedules: dict[AddressText, Record] = {}
    send_ids: tuple[SendId, ...] = ()
    halts: tuple[Halt, ...] = ()
    history: tuple[Past, ...] = ()


class Unrecorded(_Object, kw_only=True):
    """An answer that a state could not take."""

    address: AddressText
    kind: Kind
    verb: Verb
    schedule_id: ScheduleId = LEFT_OUT
    answered: Entry


class Answers(_Object, kw_only=True):
    """The file that keeps such answers."""

    version: Literal[1]
    tool_version: str
    lineage: Lineage
    environment: str
    answers: tuple[Unrecorded, ...] = ()
