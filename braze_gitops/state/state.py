"""The state: all records of one environment, and which version of it this is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NewType

from braze_gitops.model import Address, Lineage
from braze_gitops.state.compact import texts_named
from braze_gitops.state.entry import CallIntended, RunOpened
from braze_gitops.state.kept_payload import look_at
from braze_gitops.state.record import Halt, Past, Record, SendId

Serial = NewType("Serial", int)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last journal batch that is part of a state: its number (from 1) and its digest."""

    number: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything arranged in one environment: snapshot plus the batches after it, folded.

    `endpoint` is an https URL or the word `sandbox`. `serial` grows by one with each batch that changes the
    content (everything but `pending` and `run`). `definitions` maps a definition's name, and the address of an
    entry of its `for_each` that repeats, to `since`, the moment it was first applied. `records` and `history` are
    sorted by address. `halts` are all that were ever set, in order. `texts` maps the digest of each long text that
    a payload names to the text; it may read lazily.

    `pending` are the intents of the last run that have no outcome yet, in order; `run` is that run while it has
    not closed. Both are empty in a snapshot.
    """

    lineage: Lineage
    serial: Serial
    environment: str
    endpoint: str
    key_fingerprints: tuple[str, ...] = ()
    commit: str | None = None
    definitions: Mapping[str, datetime] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    records: Mapping[Address, Record] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    send_ids: tuple[SendId, ...] = ()
    halts: tuple[Halt, ...] = ()
    history: tuple[Past, ...] = ()
    head: Head
    texts: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    pending: tuple[CallIntended, ...] = ()
    run: RunOpened | None = None


def texts_of(state: State) -> frozenset[str]:
    """Return the digests of all long texts that records of `state` name, those of unfinished tries included."""
    return frozenset(digest for record in _records_of(state) for digest in texts_named(record.payload))


def look_at_payloads(state: State) -> None:
    """Read each payload that nobody has looked at yet: whoever is about to write finds out first what is damaged.

    Raises:
        StateDamagedError: one is not the compact form of any payload.
    """
    promised = (record for intent in state.pending for record in (intent.record, intent.then_deferred))
    for record in (*_records_of(state), *(one for one in promised if one is not None)):
        look_at(record.payload)


def _records_of(state: State) -> tuple[Record, ...]:
    attempts = (one.unfinished.attempt for one in state.records.values() if one.unfinished is not None)
    return (*state.records.values(), *(one for one in attempts if one is not None))
