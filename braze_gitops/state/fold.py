"""The one fold: a state and the batches after it make the next state, in a normal end and after a crash alike.

What each entry does to the content, in words (calls: `calls.py`):

    state created       an empty state of that lineage, environment and endpoint; begins batch 1, and only that
    run opened          settles what an earlier run left pending; the commit of an apply that did not close counts
    run closed          the run's commit counts as applied, if all was tried, and that of an apply in any case
    record kept         the record of its address; never in place of one with another schedule id
    record moved        the same record under its new address, which must be free
    records moved       the same for several at once: an address that one of them leaves is free for another
    names changed       history, first moments and halts go on under other names (`renaming.py`)
    record forgotten    no record; history keeps what it is given
    definitions seen    first moments of definitions not seen before
    key trusted         one more fingerprint
    halt set            one more halt, under the next id
    halt lifted         it lets one address go, or is over (`halting.py`)
    key distrusted      that fingerprint less, which must be trusted
    doubt resolved      schedule_id: scheduled with that id; not_created, gone: no record, and history keeps
                        what is gone once its time had come; assume_created: external, which a later
                        schedule_id or not_created corrects; retry: scheduled again

After each batch, history older than 400 days before the batch's own time goes, and the serial grows by one if
the content differs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import assert_never

from braze_gitops.errors import StateDamagedError, StateForeignError
from braze_gitops.model import Address
from braze_gitops.state.calls import answer, intend, settle_pending
from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunOpened,
    StateCreated,
)
from braze_gitops.state.halting import follow_moves, lift_halt, set_halt
from braze_gitops.state.ledger import Ledger, impossible
from braze_gitops.state.past import past_of
from braze_gitops.state.record import Record, Status
from braze_gitops.state.renaming import take_names
from braze_gitops.state.state import Head, Serial, State

_HINT = "restore the state from a copy; nothing was changed"


def fold(state: State | None, batches: Iterable[tuple[Batch, str]]) -> State:
    """Return `state` with `batches`, each with its digest, brought in one after the other.

    Args:
        state: None to begin with batch 1.
        batches: those that come right after `state`, in order; may be empty if there is a state.

    Raises:
        StateDamagedError: a number or the chain is broken, or an entry cannot follow what the state says.
        StateForeignError: a batch is of another lineage.
    """
    ledger = Ledger(state) if state is not None else None
    for batch, digest in batches:
        if ledger is None:
            ledger = Ledger(_begin(batch))
            ledger.changed = True
            entries = batch.entries[1:]
        else:
            entries = batch.entries
        _bring_in(ledger, batch, digest, entries)
    if ledger is None:
        raise StateDamagedError("the journal holds no batch", hint=_HINT)
    return ledger.state()


def settle(state: State) -> State:
    """Return `state` as its next run will find it: what is pending is in doubt or unfinished.

    For a reader of a state whose run is gone. Head and serial stay, because nothing was written.
    """
    if not state.pending:
        return state
    ledger = Ledger(state)
    settle_pending(ledger)
    return ledger.state()


def _begin(batch: Batch) -> State:
    match batch.entries:
        case (StateCreated() as created, *_) if created.lineage == batch.lineage:
            return State(
                lineage=created.lineage,
                serial=Serial(0),
                environment=created.environment,
                endpoint=created.endpoint,
                head=Head(number=0, digest=""),
            )
    raise StateDamagedError(f"the journal begins with batch {batch.number}, which creates no state", hint=_HINT)


def _bring_in(ledger: Ledger, batch: Batch, digest: str, entries: tuple[Entry, ...]) -> None:
    if batch.lineage != ledger.lineage:
        raise StateForeignError(
            f"batch {batch.number} belongs to another state: its lineage is {batch.lineage}, not {ledger.lineage}",
            hint="find out how it came here; nothing was changed",
        )
    if not ledger.follows(batch):
        raise StateDamagedError(
            f"batch {batch.number} does not follow batch {ledger.head.number}: one was replaced or is missing",
            hint=_HINT,
        )
    ledger.add_texts(batch)
    try:
        for entry in entries:
            _take(ledger, entry)
    except StateDamagedError as error:
        raise StateDamagedError(f"batch {batch.number}: {error.message}", hint=error.hint) from error
    ledger.finish(batch, digest)


def _take(ledger: Ledger, entry: Entry) -> None:
    # Nearly all entries are of the first two kinds.
    match entry:
        case CallIntended():
            intend(ledger, entry)
        case CallAnswered():
            answer(ledger, entry)
        case StateCreated():
            raise impossible("it creates a state where there is one")
        case RunOpened():
            settle_pending(ledger)
            _note_commit(ledger, is_whole=False)
            ledger.run = entry
        case RunClosed():
            _close(ledger, entry)
        case RecordKept():
            _keep(ledger, entry.record)
        case RecordMoved():
            _move(ledger, {entry.before: entry.after})
        case RecordsMoved():
            _move(ledger, entry.moves)
        case NamesChanged():
            take_names(ledger, entry.names)
        case RecordForgotten():
            ledger.drop(ledger.at(entry.address).address)
            if entry.past is not None:
                ledger.remember(entry.past)
        case DefinitionsSeen():
            for name, since in entry.since.items():
                ledger.see(name, since)
        case KeyTrusted():
            ledger.trust(entry.fingerprint)
        case KeyDistrusted():
            ledger.distrust(entry.fingerprint)
        case DoubtResolved():
            _resolve(ledger, entry)
        case HaltSet():
            set_halt(ledger, entry)
        case HaltLifted():
            lift_halt(ledger, entry)
        case _:
            assert_never(entry)


def _close(ledger: Ledger, entry: RunClosed) -> None:
    if ledger.run is None or ledger.run.run != entry.run:
        raise impossible("it closes a run that is not open")
    settle_pending(ledger)
    _note_commit(ledger, is_whole=entry.applied)
    ledger.run = None


def _note_commit(ledger: Ledger, *, is_whole: bool) -> None:
    """Remember the commit of the open run: an apply may have changed something, however it ended."""
    if ledger.run is not None and (is_whole or ledger.run.operation == "apply"):
        ledger.set_commit(ledger.run.commit)


def _keep(ledger: Ledger, record: Record) -> None:
    known = ledger.records.get(record.address)
    if known is not None and known.schedule_id not in (None, record.schedule_id):
        raise impossible(f"it would lose the schedule id of {record.address}")
    ledger.check_texts(record)
    ledger.put(record)


def _move(ledger: Ledger, moves: Mapping[Address, Address]) -> None:
    records = {before: ledger.at(before) for before in moves}
    staying = ledger.records.keys() - moves.keys()
    for before, after in moves.items():
        if after in staying or after == before:
            raise impossible(f"it moves {before} to {after}, which is taken")
    if len(set(moves.values())) < len(moves):
        raise impossible("it moves two records to one address")
    for before in moves:
        ledger.drop(before)
    for before, after in moves.items():
        ledger.put(_renamed(records[before], after))
    follow_moves(ledger, moves)


def _renamed(record: Record, address: Address) -> Record:
    unfinished = record.unfinished
    if unfinished is not None and unfinished.attempt is not None:
        attempt = dataclasses.replace(unfinished.attempt, address=address)
        unfinished = dataclasses.replace(unfinished, attempt=attempt)
    return dataclasses.replace(record, address=address, unfinished=unfinished)


def _resolve(ledger: Ledger, entry: DoubtResolved) -> None:
    record = ledger.at(entry.address)
    match entry.resolution:
        case Resolution.SCHEDULE_ID:
            if entry.schedule_id is None or record.schedule_id not in (None, entry.schedule_id):
                raise impossible(f"it gives {entry.address} no schedule id, or another one than it has")
            ledger.put(
                dataclasses.replace(
                    record, status=Status.SCHEDULED, schedule_id=entry.schedule_id, unfinished=None
                )
            )
        case Resolution.NOT_CREATED:
            ledger.drop(entry.address)
        case Resolution.GONE:
            ledger.drop(entry.address)
            if record.window.first_at <= entry.at:
                # Braze also refuses to delete what it has sent: the name must not be free for a second send.
                ledger.remember(past_of(record, now=entry.at))
        case Resolution.ASSUME_CREATED:
            # The call stays named, so that an answer found later can still tell the id.
            ledger.put(dataclasses.replace(record, status=Status.EXTERNAL))
        case Resolution.RETRY:
            ledger.put(dataclasses.replace(record, status=Status.SCHEDULED, unfinished=None))
        case _:
            assert_never(entry.resolution)
