"""Format version 1, read: what `format_v1_shapes.py` describes is made into the room's own values at once.

One pass of the library's parser is the way of nearly every file. What it does not take (half a character,
written as an escape, and whatever is wrong) is read again by the strict parser, against the same description.
The library takes the last of two equal keys: under a digest that fits only a forger can have put two, and
whoever looks for that reads strictly.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar, assert_never

import msgspec

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Answer, Exchange, Inputs, SendTime, Window, digest_text
from braze_gitops.state import entry as entries
from braze_gitops.state import format_v1_shapes as shapes
from braze_gitops.state.compact_shape import take_compact
from braze_gitops.state.fields import moment_of, wrong
from braze_gitops.state.format_fault import WHOLE_FILE, refuse_unfit
from braze_gitops.state.format_v1_shapes import address_of, wall_of
from braze_gitops.state.json_text import body_of, parse_body
from braze_gitops.state.ledger import fault_of
from braze_gitops.state.record import Halt, Past, Record, SendId, Unfinished
from braze_gitops.state.state import Head, Serial, State
from braze_gitops.state.unrecorded import Unrecorded

S = TypeVar("S")
T = TypeVar("T")

_BATCHES = msgspec.json.Decoder(shapes.Batch)
_SNAPSHOTS = msgspec.json.Decoder(shapes.Snapshot)
_ANSWERS = msgspec.json.Decoder(shapes.Answers)


def batch_from(content: bytes, *, strictly: bool) -> entries.Batch:
    """Return the batch in a sealed file; see `decode_batch`."""
    return _read_file(content, _BATCHES, _batch, strictly=strictly)


def state_from(content: bytes, texts: Mapping[str, str], *, strictly: bool) -> State:
    """Return the state in a sealed file; see `decode_snapshot`."""
    return _read_file(content, _SNAPSHOTS, lambda found: _state(found, texts), strictly=strictly)


def answers_from(content: bytes) -> tuple[shapes.Answers, tuple[Unrecorded, ...]]:
    """Return what a sealed file of answers holds, read strictly; see `decode_answers`."""
    return _read_file(content, _ANSWERS, _answers, strictly=True)


def record_from(value: object, where: str) -> Record:
    """Return the record that a JSON value holds; see `read_addressed`."""
    return _read_value(value, shapes.Addressed, lambda found: _addressed(found, []), where)


def past_from(value: object, where: str) -> Past:
    """Return the schedule that is over; see `read_past`."""
    return _read_value(value, shapes.Past, _past, where)


def _read_file(content: bytes, decoder: msgspec.json.Decoder[S], make: Callable[[S], T], *, strictly: bool) -> T:
    body = body_of(content)
    if not strictly:
        # What stops it is found again, and told in words, by the strict way.
        with contextlib.suppress(ValueError, RecursionError):
            return make(decoder.decode(body))
    return _read_value(parse_body(body), decoder.type, make, WHOLE_FILE)


def _read_value(value: object, shape: type[S], make: Callable[[S], T], where: str) -> T:
    try:
        return make(msgspec.convert(value, shape))
    except ValueError as error:
        refuse_unfit(value, shape, where)
        raise wrong(where, f"cannot be read: {error}") from error


def _batch(found: shapes.Batch) -> entries.Batch:
    for digest, text in found.texts.items():
        if digest_text(text) != digest:
            raise StateDamagedError(
                f"is damaged: a text does not fit its digest {digest}",
                hint="restore it from a copy; nothing was changed",
            )
    named: list[str] = []
    return entries.Batch(
        number=found.number,
        previous=found.previous,
        lineage=found.lineage,
        nonce=found.nonce,
        tool=found.tool_version,
        at=moment_of(found.at),
        entries=tuple([_entry(one, named) for one in found.entries]),
        texts=MappingProxyType(found.texts),
        named=frozenset(named),
    )


def _state(found: shapes.Snapshot, texts: Mapping[str, str]) -> State:
    return State(
        lineage=found.lineage,
        serial=Serial(found.serial),
        head=Head(number=found.journal.number, digest=found.journal.digest),
        environment=found.environment,
        endpoint=found.endpoint,
        key_fingerprints=found.key_fingerprints,
        commit=found.commit,
        definitions=_since(found.definitions),
        records=MappingProxyType({key: _sound(one, address_of(key)) for key, one in found.schedules.items()}),
        send_ids=tuple(map(_send_id, found.send_ids)),
        halts=tuple(map(_halt, found.halts)),
        history=tuple(map(_past, found.history)),
        texts=texts,
    )


def _answers(found: shapes.Answers) -> tuple[shapes.Answers, tuple[Unrecorded, ...]]:
    return found, tuple([_unrecorded(one, found) for one in found.answers])


def _unrecorded(found: shapes.Unrecorded, file: shapes.Answers) -> Unrecorded:
    if not isinstance(found.answered, shapes.CallAnswered):
        raise wrong("an answer", "is another entry")
    return Unrecorded(
        lineage=file.lineage,
        address=address_of(found.address),
        kind=found.kind,
        verb=found.verb,
        schedule_id=found.schedule_id,
        entry=_answered(found.answered),
    )


def _entry(found: shapes.Entry, named: list[str]) -> entries.Entry:
    """Return the entry; the long texts that its records name are added to `named`."""
    match found:
        case shapes.CallIntended():
            return _intended(found, named)
        case shapes.CallAnswered():
            return _answered(found)
        case shapes.RecordKept():
            return entries.RecordKept(record=_addressed(found.record, named))
        case shapes.RecordMoved():
            return entries.RecordMoved(before=address_of(found.before), after=address_of(found.after))
        case shapes.RecordsMoved():
            moves = {address_of(before): address_of(after) for before, after in found.moves.items()}
            return entries.RecordsMoved(moves=moves)
        case shapes.RecordForgotten():
            return entries.RecordForgotten(address=address_of(found.address), past=_if_there(found.past, _past))
        case shapes.DefinitionsSeen():
            return entries.DefinitionsSeen(since=_since(found.since))
        case shapes.KeyTrusted():
            return entries.KeyTrusted(fingerprint=found.fingerprint, at=moment_of(found.at))
        case shapes.DoubtResolved():
            return _resolved(found)
        case shapes.RunOpened():
            return _opened(found)
        case shapes.RunClosed():
            return entries.RunClosed(run=found.run, applied=found.applied, at=moment_of(found.at))
        case shapes.StateCreated():
            return entries.StateCreated(
                lineage=found.lineage,
                environment=found.environment,
                endpoint=found.endpoint,
                at=moment_of(found.at),
            )
        case _:
            assert_never(found)


def _intended(found: shapes.CallIntended, named: list[str]) -> entries.CallIntended:
    return entries.CallIntended(
        run=found.run,
        call=found.call,
        address=address_of(found.address),
        verb=found.verb,
        kind=found.kind,
        schedule_id=found.schedule_id,
        parent_id=found.parent_id,
        record=_promised(found.record, named),
        then_deferred=_promised(found.then_deferred, named),
        send_id=found.send_id,
        at=moment_of(found.at),
    )


def _answered(found: shapes.CallAnswered) -> entries.CallAnswered:
    exchange, answer = found.exchange, found.answer
    return entries.CallAnswered(
        run=found.run,
        call=found.call,
        exchange=Exchange(
            status=exchange.status,
            headers=MappingProxyType(exchange.headers),
            body=exchange.body,
            complete=exchange.complete,
            left=exchange.left,
            failure=exchange.failure,
        ),
        answer=Answer(
            verdict=answer.verdict,
            schedule_id=answer.schedule_id,
            dispatch_id=answer.dispatch_id,
            message=answer.message,
            remarks=answer.remarks,
        ),
        at=moment_of(found.at),
    )


def _opened(found: shapes.RunOpened) -> entries.RunOpened:
    return entries.RunOpened(
        run=found.run,
        operation=found.operation,
        who=found.who,
        host=found.host,
        boot=found.boot,
        pid=found.pid,
        started=found.started,
        ci_run=found.ci_run,
        ci_group=found.ci_group,
        commit=found.commit,
        takes_over=found.takes_over,
        at=moment_of(found.at),
    )


def _resolved(found: shapes.DoubtResolved) -> entries.DoubtResolved:
    return entries.DoubtResolved(
        address=address_of(found.address),
        resolution=found.resolution,
        schedule_id=found.schedule_id,
        who=found.who,
        why=found.why,
        at=moment_of(found.at),
    )


def _since(found: Mapping[str, str]) -> Mapping[str, datetime]:
    return MappingProxyType({name: moment_of(at) for name, at in found.items()})


def _sound(found: shapes.Record, address: Address) -> Record:
    """Return a record of a snapshot, which is one that a state can have."""
    record = _record(found, address, found.unfinished, [])
    fault = fault_of(record)
    if fault:
        raise wrong(f"record {address}", fault)
    return record


def _addressed(found: shapes.Addressed, named: list[str]) -> Record:
    return _record(found, address_of(found.address), found.unfinished, named)


def _promised(found: shapes.Addressed | None, named: list[str]) -> Record | None:
    return _addressed(found, named) if found is not None else None


def _record(
    found: shapes.AnyRecord, address: Address, unfinished: shapes.Unfinished | None, named: list[str]
) -> Record:
    time, window, inputs = found.time, found.window, found.inputs
    return Record(
        address=address,
        kind=found.kind,
        status=found.status,
        schedule_id=found.schedule_id,
        dispatch_id=found.dispatch_id,
        payload=take_compact(found.payload, named),
        payload_digest=found.payload_digest,
        time=SendTime(
            mode=time.mode,
            wall=wall_of(time.wall),
            zone=time.zone,
            instant=_if_there(time.instant, moment_of),
        ),
        window=_window(window),
        unfinished=_unfinished(unfinished, address, named) if unfinished is not None else None,
        version_unknown=found.version_unknown,
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
        inside_at=_if_there(found.inside_at, moment_of),
    )


def _unfinished(found: shapes.Unfinished, address: Address, named: list[str]) -> Unfinished:
    return Unfinished(
        verb=found.verb,
        since=moment_of(found.since),
        payload_digest=found.payload_digest,
        evidence=found.evidence,
        call=found.call,
        tries=found.tries,
        attempt=_attempt(found.attempt, address, named),
    )


def _attempt(found: shapes.Attempt | None, address: Address, named: list[str]) -> Record | None:
    if found is not None and found.address != address:
        raise wrong(f"record {address}", "has an attempt of another address")
    return _record(found, address, None, named) if found is not None else None


def _window(found: shapes.Window) -> Window:
    return Window(first_at=moment_of(found.first_at), last_at=moment_of(found.last_at))


def _past(found: shapes.Past) -> Past:
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


def _send_id(found: shapes.SendId) -> SendId:
    return SendId(
        campaign_id=found.campaign_id,
        send_id=found.send_id,
        created_at=moment_of(found.created_at),
        confirmed=found.confirmed,
    )


def _halt(found: shapes.Halt) -> Halt:
    return Halt(
        id=found.id,
        pattern=found.pattern,
        tags=found.tags,
        first_at=_if_there(found.first_at, moment_of),
        last_at=_if_there(found.last_at, moment_of),
        who=found.who,
        why=found.why,
        at=moment_of(found.at),
        lifted=tuple(map(address_of, found.lifted)),
    )


def _if_there(value: S | None, make: Callable[[S], T]) -> T | None:
    return make(value) if value is not None else None
