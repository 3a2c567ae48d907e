"""What the state knows of one address, and what it keeps of one that is over."""

from __future__ import annotations

import bisect
import dataclasses
import functools
import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from braze_gitops.model import (
    Address,
    Inputs,
    JsonObject,
    Kind,
    ScheduleId,
    SendTime,
    Verb,
    Window,
    split_address,
)

CallId = NewType("CallId", str)


class Status(StrEnum):
    """What is stored of an address; imminent, sending, sent, missed and halted are worked out, never stored."""

    DEFERRED = "deferred"
    SCHEDULED = "scheduled"
    IN_DOUBT = "in_doubt"
    EXTERNAL = "external"
    VANISHED = "vanished"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A call about this address whose outcome is not known.

    `since` is when its intent was written; `evidence` what came back, if anything, in plain words, redacted.
    For an update `payload_digest` is the digest of what it tried to bring, else None. `call` is the call itself,
    None once a later answer told of it while an earlier try is still open; `tries` counts the calls of this verb
    without an outcome. `attempt` is what the address will be if the call was done: the new record of an update,
    what a delete leaves behind (None: nothing); None for a create, whose record is the attempt itself.

    On a vanished record this is the delete that Braze refused, with what it said.
    """

    verb: Verb
    since: datetime
    payload_digest: str | None = None
    evidence: str = ""
    call: CallId | None = None
    tries: int = 1
    attempt: Record | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One address in the state.

    `payload` is the compact form of what was last applied (or, deferred, of what was reviewed): people as salted
    digests, long texts by digest (`state.compact`). `payload_digest` is the digest of that compact form.
    `schedule_id` is None for a deferred or in-doubt record and may be None for an external one.
    `unfinished` stands on an in-doubt create and on an update or delete without an outcome. `version_unknown`
    says that an update without an outcome was overtaken by its time: which version went out is not known.
    `imported` says that something else made the schedule and nothing was sent to it from here yet: `payload` is
    what its definition said when it was taken in, and what Braze has is not known; a done update ends that.
    """

    address: Address
    kind: Kind
    status: Status
    schedule_id: ScheduleId | None = None
    dispatch_id: str | None = None
    payload: JsonObject
    payload_digest: str
    time: SendTime
    window: Window
    unfinished: Unfinished | None = None
    version_unknown: bool = False
    imported: bool = False
    protected: bool = False
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    inputs: Inputs
    source: str = ""
    commit: str | None = None
    applied_at: datetime
    inside_at: datetime | None = None


def scheduled(record: Record, *, schedule_id: ScheduleId | None, dispatch_id: str | None) -> Record:
    """Return `record` as it is once its create is done: scheduled under these ids, with nothing unfinished.

    Written out, since every create of a journal comes through here and `dataclasses.replace` takes much longer.
    """
    return Record(
        address=record.address,
        kind=record.kind,
        status=Status.SCHEDULED,
        schedule_id=schedule_id,
        dispatch_id=dispatch_id,
        payload=record.payload,
        payload_digest=record.payload_digest,
        time=record.time,
        window=record.window,
        unfinished=None,
        version_unknown=record.version_unknown,
        imported=record.imported,
        protected=record.protected,
        description=record.description,
        owner=record.owner,
        tags=record.tags,
        inputs=record.inputs,
        source=record.source,
        commit=record.commit,
        applied_at=record.applied_at,
        inside_at=record.inside_at,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A schedule that is over: no text and no people, kept 400 days (design.md section 4, `forget`).

    `audience_digest`, `channels` and `content_digest` let a later plan see a second send of the same thing.
    `channels` are those of a message, sorted; empty for a trigger, and where the version that wrote it kept none.
    """

    address: Address
    kind: Kind
    schedule_id: ScheduleId | None
    dispatch_id: str | None
    window: Window
    audience_digest: str
    channels: tuple[str, ...] = ()
    content_digest: str
    version_unknown: bool
    ended_at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendId:
    """A send id made for a campaign, kept by (`campaign_id`, `send_id`) (design.md 5.6).

    `confirmed` is False while the answer to its call is lost: it counts against the daily limit all the same.
    """

    campaign_id: str
    send_id: str
    created_at: datetime
    confirmed: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class Halt:
    """An emergency stop (design.md 5.11); it is kept when it was lifted, so that no id ever means another one.

    It matches an address when every condition that is set does: `pattern` (shell-style, None = all), `tags` (any
    of them), `first_at`/`last_at` (the schedule's window touches that range). `lifted` names addresses let go, or
    what makes several; `lifted_at` is when the whole of it was lifted, None while it stands. `sends` is what
    it met by its own key, time or tag, each with its first instant: it holds that under another key, at another
    hour and without the tag too. `names` are definitions and series that the pattern fitted under an earlier name.
    """

    id: str
    pattern: str | None
    tags: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    who: str
    why: str
    at: datetime
    lifted: tuple[Address, ...] = ()
    lifted_at: datetime | None = None
    sends: Mapping[Address, datetime] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    names: tuple[Address, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it still holds what it matches."""
        return self.lifted_at is None

    @functools.cached_property
    def whole(self) -> Halt:
        """Return it as it was set: it stands, and nothing is let go."""
        return dataclasses.replace(self, lifted=(), lifted_at=None)

    def met_between(self, name: str, start: datetime, end: datetime) -> Sequence[tuple[datetime, Address]]:
        """Return what it met of a definition from one instant to another, in order."""
        found = self._met.get(name, ())
        low = bisect.bisect_left(found, start, key=operator.itemgetter(0))
        return found[low : bisect.bisect_right(found, end, key=operator.itemgetter(0))]

    @functools.cached_property
    def _met(self) -> Mapping[str, Sequence[tuple[datetime, Address]]]:
        found: defaultdict[str, list[tuple[datetime, Address]]] = defaultdict(list)
        for at, met in sorted((at, met) for met, at in self.sends.items()):
            found[split_address(met)[0]].append((at, met))
        return found

    def is_like(self, other: Halt) -> bool:
        """Whether both match the same, what was let go aside."""
        mine = (self.pattern, frozenset(self.tags), self.first_at, self.last_at)
        return mine == (other.pattern, frozenset(other.tags), other.first_at, other.last_at)


def halt_id(number: int) -> str:
    """Return the id of the halt that was set as number `number` of its state, from 1: what a person types."""
    return f"halt-{number}"
