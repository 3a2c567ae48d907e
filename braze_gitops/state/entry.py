"""Journal entries: what happened to a state, one value each, in the order it was made durable.

A batch holds entries and the long texts they are the first to name; the state is the fold of all batches.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from braze_gitops.model import Address, Answer, Exchange, Kind, Lineage, ScheduleId, Verb
from braze_gitops.state.record import CallId, Halt, Past, Record

RunId = NewType("RunId", str)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StateCreated:
    """The first entry of every journal: whose state this is."""

    lineage: Lineage
    environment: str
    endpoint: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunOpened:
    """A run starts to change the state; it also settles what an earlier run left pending.

    `host`, `boot`, `pid` and `started` (the process's start time as the system tells it) let another run on the
    same machine see that the process is gone; `ci_run` is the address of the CI run, `ci_group` its concurrency
    group, both empty elsewhere. `takes_over` is the run whose place this one takes, if it had not closed. `why` is
    the reason a person gave for a change of the state alone.
    """

    run: RunId
    operation: str
    who: str
    host: str
    boot: str
    pid: int
    started: str
    why: str = ""
    ci_run: str = ""
    ci_group: str = ""
    commit: str | None = None
    takes_over: RunId | None = None
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunClosed:
    """The run that was open has ended in order; `applied` is False when it stopped before all was tried."""

    run: RunId
    applied: bool
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallIntended:
    """A call is about to be made: durable before the request leaves.

    `record` is what the address will be once the call is done (its `schedule_id` still None for a create); None
    for a delete. `schedule_id` and `parent_id` are those the request names: the record's, None for a create.
    `then_deferred` is the record a delete leaves behind when the schedule waits for a later apply, else None.
    `send_id` is the send id a `create_send_id` makes for the campaign `parent_id`, None for every other call.
    """

    run: RunId
    call: CallId
    address: Address
    verb: Verb
    kind: Kind
    schedule_id: ScheduleId | None
    parent_id: str | None
    record: Record | None
    then_deferred: Record | None = None
    send_id: str | None = None
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """What came back from a call, as it was and as it was read; durable before anything relies on it."""

    run: RunId
    call: CallId
    exchange: Exchange
    answer: Answer
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordKept:
    """A record is written without a call: deferred, or refreshed where Braze sees no difference."""

    record: Record


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordMoved:
    """A record takes a new address without a call."""

    before: Address
    after: Address


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordsMoved:
    """Several records take new addresses at once, without a call: `moves` maps each old address to its new one.

    A new address is free, or another of these records leaves it: so two can change places.
    """

    moves: Mapping[Address, Address]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NamesChanged:
    """What was sent, and what is halted, goes on under other names; records move by themselves.

    `names` maps each old name of a definition or a series to its new one, all of them at once (`renaming.py`).
    """

    names: Mapping[Address, Address]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordForgotten:
    """A record leaves the state without a call; `past` is what history keeps, None when nothing was ever sent."""

    address: Address
    past: Past | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionsSeen:
    """Definitions applied for the first time: name → since."""

    since: Mapping[str, datetime]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyTrusted:
    """A key's fingerprint is trusted from now on."""

    fingerprint: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyDistrusted:
    """A key is not trusted any more; a state that then trusts none trusts the next one it is given."""

    fingerprint: str
    at: datetime


class Resolution(StrEnum):
    """What a person says of an address that is in doubt or vanished."""

    SCHEDULE_ID = "schedule_id"
    NOT_CREATED = "not_created"
    ASSUME_CREATED = "assume_created"
    GONE = "gone"
    RETRY = "retry"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DoubtResolved:
    """A person's word on an address that is in doubt or vanished; `schedule_id` only with that resolution."""

    address: Address
    resolution: Resolution
    schedule_id: ScheduleId | None
    who: str
    why: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HaltSet:
    """An emergency stop begins; its id is the next one of this state, and nothing of it is lifted."""

    halt: Halt


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HaltLifted:
    """The halt with the id `halt` lets one address go, or with None for `address` ends as a whole."""

    halt: str
    address: Address | None
    who: str
    why: str
    at: datetime


Entry: TypeAlias = (
    StateCreated
    | RunOpened
    | RunClosed
    | CallIntended
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
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One numbered, immutable step of the journal.

    `previous` is the digest of the batch before (empty for the first); `nonce` makes two runs' batches differ
    even when they say the same; `texts` maps the digest of each long text first named here to the text.
    """

    number: int
    previous: str
    lineage: Lineage
    nonce: str
    tool: str
    at: datetime
    entries: tuple[Entry, ...]
    texts: Mapping[str, str]
