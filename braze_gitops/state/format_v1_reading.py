"""Format version 1, read: what `format_v1_shapes.py` describes is made into the room's own values at once.

One pass of the library's parser is the way of nearly every file. What it does not take (half a character,
written as an escape, and whatever is wrong) is read again by the strict parser, against the same description.
The library takes the last of two equal keys: under a digest that fits only a forger can have put two, and
whoever looks for that reads strictly.
The first way keeps payloads as texts, which are read when somebody looks at them; the second one looks at each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar, assert_never

import msgspec

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Answer, Exchange, digest_json, digest_text
from braze_gitops.state import entry as entries
from braze_gitops.state import format_v1_shapes as shapes
from braze_gitops.state.fields import moment_of, wrong
from braze_gitops.state.format_fault import WHOLE_FILE, refuse_unfit
from braze_gitops.state.format_v1_document import Document
from braze_gitops.state.format_v1_payloads import TakePayload, keep_text, set_apart
from braze_gitops.state.format_v1_records import (
    if_there,
    make_addressed,
    make_halt,
    make_past,
    make_promised,
    make_send_id,
    make_since,
    make_sound_record,
)
from braze_gitops.state.format_v1_values import address_of
from braze_gitops.state.json_text import body_of, parse_body
from braze_gitops.state.record import Halt, Past, Record
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
    return _read_file(content, _SNAPSHOTS, lambda found, take: _state(found, texts, take), strictly=strictly)


def document_from(content: bytes) -> State:
    """Return the state in a document, which is not sealed; see `decode_document`."""
    return _read_value(parse_body(content), Document, _document, WHOLE_FILE)


def answers_from(content: bytes) -> tuple[shapes.Answers, tuple[Unrecorded, ...]]:
    """Return what a sealed file of answers holds, read strictly; see `decode_answers`."""
    return _read_file(content, _ANSWERS, lambda found, _: _answers(found), strictly=True)


def record_from(value: object, where: str) -> Record:
    """Return the record that a JSON value holds; see `read_addressed`."""
    return _read_value(value, shapes.Addressed, make_addressed, where)


def halt_from(value: object, where: str) -> Halt:
    """Return the emergency stop; see `read_halt`."""
    return _read_value(value, shapes.Halt, lambda found, _: make_halt(found), where)


def past_from(value: object, where: str) -> Past:
    """Return the schedule that is over; see `read_past`."""
    return _read_value(value, shapes.Past, lambda found, _: make_past(found), where)


def _read_file(
    content: bytes, decoder: msgspec.json.Decoder[S], make: Callable[[S, TakePayload], T], *, strictly: bool
) -> T:
    body = body_of(content)
    if not strictly:
        # What stops it is found again, and told in words, by the strict way.
        with contextlib.suppress(ValueError, RecursionError):
            return make(decoder.decode(body), keep_text)
    return _read_value(parse_body(body), decoder.type, make, WHOLE_FILE)


def _read_value(value: object, shape: type[S], make: Callable[[S, TakePayload], T], where: str) -> T:
    apart, take = set_apart(value)
    try:
        return make(msgspec.convert(apart, shape), take)
    except ValueError as error:
        refuse_unfit(apart, shape, where)
        raise wrong(where, f"cannot be read: {error}") from error


def _batch(found: shapes.Batch, take: TakePayload) -> entries.Batch:
    for digest, text in found.texts.items():
        if digest_text(text) != digest:
            raise StateDamagedError(
                f"is damaged: a text does not fit its digest {digest}",
                hint="restore it from a copy; nothing was changed",
            )
    return entries.Batch(
        number=found.number,
        previous=found.previous,
        lineage=found.lineage,
        nonce=found.nonce,
        tool=found.tool_version,
        at=moment_of(found.at),
        entries=tuple([_entry(one, take) for one in found.entries]),
        texts=MappingProxyType(found.texts),
    )


def _document(found: Document, take: TakePayload) -> State:
    for digest, text in found.texts.items():
        if digest_text(text) != digest:
            raise wrong("a text", f"does not fit its digest {digest}")
    state = _state(found, MappingProxyType(found.texts), take)
    for record in state.records.values():
        if digest_json(record.payload) != record.payload_digest:
            raise wrong(f"record {record.address}", "has a payload that does not fit its digest")
    return state


def _state(found: shapes.Snapshot, texts: Mapping[str, str], take: TakePayload) -> State:
    return State(
        lineage=found.lineage,
        serial=Serial(found.serial),
        head=Head(number=found.journal.number, digest=found.journal.digest),
        environment=found.environment,
        endpoint=found.endpoint,
        key_fingerprints=found.key_fingerprints,
        commit=found.commit,
        definitions=make_since(found.definitions),
        records=MappingProxyType(
            {key: make_sound_record(one, address_of(key), take) for key, one in found.schedules.items()}
        ),
        send_ids=tuple(map(make_send_id, found.send_ids)),
        halts=tuple(map(make_halt, found.halts)),
        history=tuple(map(make_past, found.history)),
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


def _entry(found: shapes.Entry, take: TakePayload) -> entries.Entry:
    """Return the entry, its payloads as `take` gives them."""
    match found:
        case shapes.CallIntended():
            return _intended(found, take)
        case shapes.CallAnswered():
            return _answered(found)
        case shapes.RecordKept():
            return entries.RecordKept(record=make_addressed(found.record, take))
        case shapes.RecordMoved():
            return entries.RecordMoved(before=address_of(found.before), after=address_of(found.after))
        case shapes.RecordsMoved():
            moves = {address_of(before): address_of(after) for before, after in found.moves.items()}
            return entries.RecordsMoved(moves=moves)
        case shapes.NamesChanged():
            names = {address_of(before): address_of(after) for before, after in found.names.items()}
            return entries.NamesChanged(names=names)
        case shapes.RecordForgotten():
            return entries.RecordForgotten(address=address_of(found.address), past=if_there(found.past, make_past))
        case shapes.DefinitionsSeen():
            return entries.DefinitionsSeen(since=make_since(found.since))
        case shapes.KeyTrusted():
            return entries.KeyTrusted(fingerprint=found.fingerprint, at=moment_of(found.at))
        case shapes.KeyDistrusted():
            return entries.KeyDistrusted(fingerprint=found.fingerprint, at=moment_of(found.at))
        case shapes.DoubtResolved():
            return _resolved(found)
        case shapes.HaltSet():
            return entries.HaltSet(halt=make_halt(found.halt))
        case shapes.HaltLifted():
            return _lifted(found)
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


def _intended(found: shapes.CallIntended, take: TakePayload) -> entries.CallIntended:
    address = address_of(found.address)
    return entries.CallIntended(
        run=found.run,
        call=found.call,
        address=address,
        verb=found.verb,
        kind=found.kind,
        schedule_id=found.schedule_id,
        parent_id=found.parent_id,
        record=make_promised(found.record, address, take),
        then_deferred=make_promised(found.then_deferred, address, take),
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
        why=found.why,
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


def _lifted(found: shapes.HaltLifted) -> entries.HaltLifted:
    return entries.HaltLifted(
        halt=found.halt,
        address=if_there(found.address, address_of),
        who=found.who,
        why=found.why,
        at=moment_of(found.at),
    )
