"""Format version 1: the snapshot people read and review, and the journal's batches, as bytes.

Both are one JSON object with its fields in a fixed order and `digest` over every byte before it at the end. In a
snapshot each record is a block of lines; in a batch each entry and each text is one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, Json, Lineage, digest_json, digest_text
from braze_gitops.state import shape
from braze_gitops.state.entry import Batch, CallIntended, Entry, RecordKept
from braze_gitops.state.entry_fields import read_entry, read_since, write_entry
from braze_gitops.state.fields import Fields, is_address, is_digest, write_moment, wrong
from braze_gitops.state.json_text import FORMAT_VERSION, open_sealed, seal, write_block, write_line
from braze_gitops.state.ledger import fault_of
from braze_gitops.state.record import Record
from braze_gitops.state.record_fields import (
    read_halt,
    read_past,
    read_send_id,
    write_halt,
    write_past,
    write_record,
    write_send_id,
)
from braze_gitops.state.record_reading import read_record
from braze_gitops.state.shape import Shape, moment_of, refuse, text_map_of
from braze_gitops.state.state import Head, Serial, State

_FILE = "the file"


class _Batch(TypedDict):
    version: int
    tool_version: str
    lineage: str
    number: int
    previous: str
    nonce: str
    at: str
    entries: Sequence[object]
    texts: object


_BATCH: Shape[_Batch] = Shape(
    version=shape.WHOLE,
    tool_version=shape.TEXT,
    lineage=shape.TEXT,
    number=shape.WHOLE,
    previous=shape.TEXT,
    nonce=shape.TEXT,
    at=shape.MOMENT,
    entries=shape.EMPTY_LIST,
    texts=shape.EMPTY_OBJECT,
)


def encode_snapshot(state: State, *, tool: str) -> bytes:
    """Return the snapshot of `state`; equal states give equal bytes. `tool` is the version of this program.

    Raises:
        ValueError: a run is open or a call pending: only a state at rest has a snapshot.
    """
    if state.run is not None or state.pending:
        raise ValueError("a state with a run or a call under way has no snapshot")
    fields: dict[str, Json] = {
        "version": FORMAT_VERSION,
        "tool_version": tool,
        "lineage": state.lineage,
        "serial": state.serial,
        "journal": {"number": state.head.number, "digest": state.head.digest},
        "environment": state.environment,
        "endpoint": state.endpoint,
        "key_fingerprints": state.key_fingerprints,
        "commit": state.commit,
        "definitions": {name: write_moment(at) for name, at in sorted(state.definitions.items())},
        "schedules": {key: write_record(state.records[key]) for key in sorted(state.records)},
        "send_ids": tuple(map(write_send_id, state.send_ids)),
        "halts": tuple(map(write_halt, state.halts)),
        "history": tuple(map(write_past, state.history)),
    }
    return seal(f'  "{name}": {write_block(value, margin="  ")}' for name, value in fields.items())


def decode_snapshot(content: bytes, texts: Mapping[str, str]) -> State:
    """Return the state `encode_snapshot` wrote; `texts` finds each long text by digest and may read lazily.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is not what this program writes.
    """
    fields = _opened(content)
    fields.text("tool_version")
    head = fields.nested("journal")
    state = State(
        lineage=Lineage(fields.text("lineage")),
        serial=Serial(fields.whole("serial", least=1)),
        head=Head(number=head.whole("number", least=1), digest=head.digest("digest")),
        environment=fields.text("environment"),
        endpoint=fields.text("endpoint"),
        key_fingerprints=fields.texts("key_fingerprints"),
        commit=_commit(fields),
        definitions=read_since(fields, "definitions"),
        records=_records(fields),
        send_ids=tuple(read_send_id(Fields(one, "a send id")) for one in fields.list("send_ids")),
        halts=tuple(read_halt(Fields(one, "a halt")) for one in fields.list("halts")),
        history=tuple(read_past(Fields(one, "the history")) for one in fields.list("history")),
        texts=texts,
    )
    head.done()
    fields.done()
    return state


def encode_batch(batch: Batch) -> bytes:
    """Return the bytes of `batch`.

    Raises:
        ValueError: a payload or a text does not have the digest it is given.
    """
    for entry in batch.entries:
        for record in _records_in(entry):
            if digest_json(record.payload) != record.payload_digest:
                raise ValueError(f"the payload of {record.address} does not have the digest it is given")
    for digest, text in batch.texts.items():
        if digest_text(text) != digest:
            raise ValueError(f"a text does not have the digest it is given: {digest}")
    entries = ",\n".join(f"    {_entry_line(entry)}" for entry in batch.entries)
    texts = ",\n".join(f"    {write_line(key)}: {write_line(batch.texts[key])}" for key in sorted(batch.texts))
    return seal(
        (
            f'  "version": {FORMAT_VERSION}',
            f'  "tool_version": {write_line(batch.tool)}',
            f'  "lineage": {write_line(batch.lineage)}',
            f'  "number": {batch.number}',
            f'  "previous": {write_line(batch.previous)}',
            f'  "nonce": {write_line(batch.nonce)}',
            f'  "at": {write_line(write_moment(batch.at))}',
            f'  "entries": [\n{entries}\n  ]',
            f'  "texts": {{\n{texts}\n  }}' if texts else '  "texts": {}',
        )
    )


def decode_batch(content: bytes) -> Batch:
    """Return the batch `encode_batch` wrote; `digest_of` says its digest.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is not what this program writes.
    """
    fields = _BATCH.take(open_sealed(content), _FILE)
    number, previous = fields["number"], fields["previous"]
    if number < 1:
        refuse(_FILE, "number", "a whole number from 1 on")
    if previous and not is_digest(previous):
        raise wrong("the batch", "names no digest of the batch before")
    return Batch(
        number=number,
        previous=previous,
        lineage=Lineage(fields["lineage"]),
        nonce=fields["nonce"],
        tool=fields["tool_version"],
        at=moment_of(fields["at"], _FILE, "at"),
        entries=tuple(map(read_entry, fields["entries"])),
        texts=_texts(text_map_of(fields["texts"], _FILE, "texts")),
    )


def _opened(content: bytes) -> Fields:
    fields = Fields(open_sealed(content), _FILE)
    fields.any("version")
    return fields


def _commit(fields: Fields) -> str | None:
    commit = fields.any("commit")
    if commit is None or isinstance(commit, str):
        return commit
    raise wrong(_FILE, "has a field commit that is not a text")


def _records(fields: Fields) -> Mapping[Address, Record]:
    found = {}
    for key, value in fields.items("schedules").items():
        if not is_address(key):
            raise wrong(_FILE, f"has a record under what is no address: {key}")
        record = read_record(value, Address(key))
        fault = fault_of(record)
        if fault:
            raise wrong(f"record {key}", fault)
        found[Address(key)] = record
    return MappingProxyType(found)


def _texts(texts: Mapping[str, str]) -> Mapping[str, str]:
    for digest, text in texts.items():
        if digest_text(text) != digest:
            raise StateDamagedError(
                f"is damaged: a text does not fit its digest {digest}",
                hint="restore it from a copy; nothing was changed",
            )
    return texts


def _records_in(entry: Entry) -> tuple[Record, ...]:
    match entry:
        case RecordKept():
            return (entry.record,)
        case CallIntended():
            return tuple(one for one in (entry.record, entry.then_deferred) if one is not None)
        case _:
            return ()


def _entry_line(entry: Entry) -> str:
    name, fields = write_entry(entry)
    return f'{{"entry": "{name}", {write_line(fields).removeprefix("{")}'
