"""Format version 1, read: records, and what else a state is made of, from what `format_v1_shapes.py` describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from braze_gitops.model import Address, Inputs, SendTime, Window
from braze_gitops.state import format_v1_shapes as shapes
from braze_gitops.state.fields import moment_of, wrong
from braze_gitops.state.format_v1_payloads import TakePayload
from braze_gitops.state.format_v1_values import address_of, wall_of
from braze_gitops.state.ledger import fault_of
from braze_gitops.state.record import Halt, Past, Record, SendId, Unfinished

S = TypeVar("S")
T = TypeVar("T")


def make_since(found: Mapping[str, str]) -> Mapping[str, datetime]:
    """Return the instants by definition."""
    return MappingProxyType({name: moment_of(at) for name, at in found.items()})


def make_sound_record(found: shapes.Record, address: Address, take: TakePayload) -> Record:
    """Return a record of a snapshot, which is one that a state can have."""
    record = _record(found, address, found.unfinished, take)
    fault = fault_of(record)
    if fault:
        raise wrong(f"record {address}", fault)
    return record


def make_addressed(found: shapes.Addressed, take: TakePayload) -> Record:
    """Return the record that a batch holds."""
    return _record(found, address_of(found.address), found.unfinished, take)


def make_promised(found: shapes.Addressed | None, address: Address, take: TakePayload) -> Record | None:
    """Return a record of an intent for `address`, which is nearly always its own."""
    if found is None:
        return None
    if found.address == address:
        return _record(found, address, found.unfinished, take)
    return make_addressed(found, take)


def _record(
    found: shapes.AnyRecord, address: Address, unfinished: shapes.Unfinished | None, take: TakePayload
) -> Record:
    time, window, inputs = found.time, found.window, found.inputs
    return Record(
        address=address,
        kind=found.kind,
        status=found.status,
        schedule_id=found.schedule_id,
        dispatch_id=found.dispatch_id,
        payload=take(found.payload, address),
        payload_digest=found.payload_digest,
        time=SendTime(
            mode=time.mode,
            wall=wall_of(time.wall),
            zone=time.zone,
            instant=if_there(time.instant, moment_of),
        ),
        window=_window(window),
        unfinished=_unfinished(unfinished, address, take) if unfinished is not None else None,
        version_unknown=found.version_unknown,
        imported=found.imported,
        protected=found.protected,
        description=found.description,
        owner=found.owner,
        tags=found.tags,
        inputs=Inputs(
            definition=inputs.definition,
            variables=MappingProxyType(inputs.variables),
            files=MappingProxyType(inputs.files),
            tool=inputs.tool,
            zones=inputs.zones,
        ),
        source=found.source,
        commit=found.commit,
        applied_at=moment_of(found.applied_at),
        inside_at=if_there(found.inside_at, moment_of),
    )


def _unfinished(found: shapes.Unfinished, address: Address, take: TakePayload) -> Unfinished:
    return Unfinished(
        verb=found.verb,
        since=moment_of(found.since),
        payload_digest=found.payload_digest,
        evidence=found.evidence,
        call=found.call,
        tries=found.tries,
        attempt=_attempt(found.attempt, address, take),
    )


def _attempt(found: shapes.Attempt | None, address: Address, take: TakePayload) -> Record | None:
    if found is not None and found.address != address:
        raise wrong(f"record {address}", "has an attempt of another address")
    return _record(found, address, None, take) if found is not None else None


def _window(found: shapes.Window) -> Window:
    return Window(first_at=moment_of(found.first_at), last_at=moment_of(found.last_at))


def make_past(found: shapes.Past) -> Past:
    """Return a schedule that is over."""
    return Past(
        address=address_of(found.address),
        kind=found.kind,
        schedule_id=found.schedule_id,
        dispatch_id=found.dispatch_id,
        window=_window(found.window),
        audience_digest=found.audience_digest,
        channels=found.channels,
        content_digest=found.content_digest,
        version_unknown=found.version_unknown,
        ended_at=moment_of(found.ended_at),
    )


def make_send_id(found: shapes.SendId) -> SendId:
    """Return a send id that was made."""
    return SendId(
        campaign_id=found.campaign_id,
        send_id=found.send_id,
        created_at=moment_of(found.created_at),
        confirmed=found.confirmed,
    )


def make_halt(found: shapes.Halt) -> Halt:
    """Return an emergency stop."""
    return Halt(
        id=found.id,
        pattern=found.pattern,
        tags=found.tags,
        first_at=if_there(found.first_at, moment_of),
        last_at=if_there(found.last_at, moment_of),
        who=found.who,
        why=found.why,
        at=moment_of(found.at),
        lifted=tuple(map(address_of, found.lifted)),
        lifted_at=if_there(found.lifted_at, moment_of),
        sends=MappingProxyType({address_of(name): moment_of(at) for name, at in found.sends.items()}),
        names=tuple(map(address_of, found.names)),
    )


def if_there(value: S | None, make: Callable[[S], T]) -> T | None:
    """Return what `make` makes of a value, None of none."""
    return make(value) if value is not None else None
