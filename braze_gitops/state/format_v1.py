"""Format version 1: the snapshot people read and review, and the journal's batches, as bytes.

Both are one JSON object with its fields in a fixed order and `digest` over every byte before it at the end. In a
snapshot each record is a block of lines; in a batch each entry and each text is one line.

What they hold is described in `format_v1_shapes.py`, which is imported with its library when something is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.model import Json, digest_json, digest_text
from braze_gitops.state.entry import Batch, CallIntended, Entry, RecordKept
from braze_gitops.state.entry_fields import write_entry
from braze_gitops.state.fields import write_moment
from braze_gitops.state.json_text import FORMAT_VERSION, seal, write_block, write_line
from braze_gitops.state.record import Halt, Past, Record
from braze_gitops.state.record_fields import write_halt, write_past, write_record, write_send_id
from braze_gitops.state.state import State


def encode_snapshot(state: State, *, tool: str) -> bytes:
    """Return the snapshot of `state`; equal states give equal bytes. `tool` is the version of this program.

    Raises:
        ValueError: a run is open or a call pending: only a state at rest has a snapshot.
    """
    return seal(
        f'  "{name}": {write_block(value, margin="  ")}' for name, value in snapshot_fields(state, tool=tool)
    )


def snapshot_fields(state: State, *, tool: str) -> Iterator[tuple[str, Json]]:
    """Yield the fields of the snapshot of `state` in their order.

    Raises:
        ValueError: as `encode_snapshot`.
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
    yield from fields.items()


def decode_snapshot(content: bytes, texts: Mapping[str, str], *, strictly: bool = False) -> State:
    """Return the state `encode_snapshot` wrote; `texts` finds each long text by digest and may read lazily.

    Strictly, a key that stands twice in an object is seen, which takes much longer.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is not what this program writes.
    """
    from braze_gitops.state.format_v1_reading import state_from

    return state_from(content, texts, strictly=strictly)


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


def decode_batch(content: bytes, *, strictly: bool = False) -> Batch:
    """Return the batch `encode_batch` wrote; `digest_of` says its digest. Strictly: as `decode_snapshot`.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is not what this program writes.
    """
    from braze_gitops.state.format_v1_reading import batch_from

    return batch_from(content, strictly=strictly)


def read_addressed(value: Json, where: str) -> Record:
    """Return the record `write_addressed` wrote; `where` names it in messages.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    from braze_gitops.state.format_v1_reading import record_from

    return record_from(value, where)


def read_past(value: Json, where: str) -> Past:
    """Return the schedule that is over that `write_past` wrote; `where` names it in messages.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    from braze_gitops.state.format_v1_reading import past_from

    return past_from(value, where)


def read_halt(value: Json, where: str) -> Halt:
    """Return the emergency stop that `write_halt` wrote; `where` names it in messages.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    from braze_gitops.state.format_v1_reading import halt_from

    return halt_from(value, where)


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
