"""Every part of a stored state looked at: digests, chain, payloads, texts, and the snapshot against its journal.

Loading a state stops at the first thing that is wrong and looks at no batch before the snapshot; this finds all,
and reads strictly.
What it means, part by part:

    a batch             whole, of its number and lineage, follows the one before; payloads have their digests
    the journal         no gap; from batch 1 on it can be folded
    the snapshot        whole; its last batch is in the journal; it says what folding the journal up to there says
    a text              has the digest it is named by; the snapshot names none that is not there
    a create            no record holds its id, and it is not known to be over: a note, for only a person can act
    no snapshot         no fault while the journal begins with batch 1: the snapshot is made of it
    a later beginning   no fault while there is a snapshot: what came before was pruned, and cannot be compared
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

from braze_gitops.errors import StateError
from braze_gitops.model import digest_json
from braze_gitops.state.call_index import index_calls
from braze_gitops.state.compact import people_of
from braze_gitops.state.difference import differing_parts
from braze_gitops.state.entry import Batch, CallIntended, Entry, RecordKept
from braze_gitops.state.fields import write_moment
from braze_gitops.state.fold import fold
from braze_gitops.state.format_v1 import decode_batch, decode_snapshot
from braze_gitops.state.json_text import digest_of
from braze_gitops.state.loose import loose_in
from braze_gitops.state.missing import missing_batches
from braze_gitops.state.record import Record, Status
from braze_gitops.state.state import State, texts_of

_RESTORE = "restore it from a copy; nothing was changed"
_MOVE_AWAY = (
    "what the journal says is what happened: move the snapshot to another place and run this again;"
    " nothing was changed"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PartNames:
    """Where the parts of a state are, for a person."""

    whole: str
    snapshot: str
    batch: Callable[[int], str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a stored state: where, what, and the way out."""

    path: str
    what: str
    way_out: str = _RESTORE


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at and found: `state` is what the parts mean, None where they mean nothing."""

    state: State | None
    batches: int
    texts: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def check_parts(
    *, snapshot: bytes | None, batches: Mapping[int, bytes], texts: Mapping[str, str], names: PartNames
) -> Checked:
    """Return every fault of a stored state and what else a person should know of it; nothing is raised.

    `batches` are in order of their numbers. Looking a part up may raise StateError or KeyError: that is a fault.
    """
    checker = _Checker(batches, texts, names)
    checker.look_at_batches()
    checker.look_at_texts()
    state = checker.look_at_snapshot(snapshot) if snapshot is not None else checker.without_snapshot()
    return Checked(
        state=state,
        batches=len(batches),
        texts=checker.texts_seen,
        faults=tuple(checker.faults),
        notes=(*checker.notes, *((*_notes_on(state), *checker.loose(state)) if state is not None else ())),
    )


class _Checker:
    """Collects faults and notes; `whole` are the batches that are whole, by number, each with its digest."""

    def __init__(self, batches: Mapping[int, bytes], texts: Mapping[str, str], names: PartNames) -> None:
        self._batches = batches
        self._texts = texts
        self._names = names
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.whole: dict[int, tuple[Batch, str]] = {}
        self.texts_seen = 0
        self._astray: set[int] = set()

    def look_at_batches(self) -> None:
        """Look at each batch, and at each place where one is missing."""
        numbers = tuple(self._batches)
        for number in numbers:
            self._look_at_batch(number)
        for before, after in itertools.pairwise(numbers):
            if after != before + 1:
                several = f"batches {before + 1} to {after - 1} of the journal are missing"
                one = f"batch {before + 1} of the journal is missing"
                self._fault(self._names.batch(before + 1), several if after > before + 2 else one)

    def look_at_texts(self) -> None:
        """Read each text and compare it with its digest."""
        for digest in self._texts:
            self.texts_seen += 1
            try:
                self._texts[digest]
            except (StateError, KeyError) as error:
                self._fault_of(error, self._names.whole, f"the text {digest} is gone")

    def look_at_snapshot(self, snapshot: bytes) -> State | None:
        """Look at the snapshot and return what it and the batches after it mean."""
        path = self._names.snapshot
        try:
            state = decode_snapshot(snapshot, self._texts, strictly=True)
        except StateError as error:
            from_start = self._from_start()
            way_out = (
                f"move {path} to another place and run this again: the journal beside it holds everything"
                " since the state was made"
                if from_start is not None
                else error.hint
            )
            self._fault(path, error.message, way_out)
            return from_start
        self._look_at_records(state.records.values(), path)
        missing = sorted(digest for digest in texts_of(state) if digest not in self._texts)
        for digest in missing:
            self._fault(path, f"names a text that is nowhere: {digest}")
        if not self._has_head(state):
            return None
        self._compare(state)
        return self._go_on(state)

    def without_snapshot(self) -> State | None:
        """Return what the journal alone means."""
        first = min(self._batches, default=0)
        if first != 1:
            begins = f"the journal begins with batch {first}" if first else "there is no journal"
            self._fault(self._names.whole, f"{begins}, and there is no snapshot")
            return None
        state = self._from_start()
        if state is not None:
            self.notes.append(
                "there is no snapshot: the journal holds all of it, and the next apply that changes something"
                " writes one"
            )
        return state

    def loose(self, state: State) -> Iterator[str]:
        """Yield what is live at Braze and in no record, as far as the journal goes back."""
        for one in loose_in(state, index_calls(batch for batch, _ in self.whole.values())):
            yield (
                f"{one.schedule_id} ({one.kind.value}) was made for {one.address} and is live at Braze as far as"
                f" is known, but no record holds it: cancel it there, or, once {one.address} is free, merge its"
                " answer once more with `state recover`"
            )

    def _look_at_batch(self, number: int) -> None:
        path = self._names.batch(number)
        try:
            content = self._batches[number]
            batch = decode_batch(content, strictly=True)
        except (StateError, KeyError) as error:
            self._fault_of(error, path, "was there and is gone")
            return
        if batch.number != number:
            self._fault(path, f"holds batch {batch.number}")
            return
        astray = self._astray_words(batch)
        if astray:
            self._fault(path, astray)
            self._astray.add(number)
        self._look_at_records([record for entry in batch.entries for record in _records_of(entry)], path)
        self.whole[number] = (batch, digest_of(content))

    def _astray_words(self, batch: Batch) -> str:
        """Return why a batch cannot stand where it does, empty if it can."""
        before = self.whole.get(batch.number - 1)
        if before is not None and batch.previous != before[1]:
            return f"does not follow batch {batch.number - 1}: one of the two was replaced"
        if batch.number == 1 and batch.previous:
            return "is the first batch and names one before it"
        first = next(iter(self.whole.values()), (batch, ""))[0]
        return f"belongs to another state, of lineage {batch.lineage}" if batch.lineage != first.lineage else ""

    def _look_at_records(self, records: Iterable[Record], path: str) -> None:
        for record in (one for kept in records for one in _with_attempt(kept)):
            if digest_json(record.payload) != record.payload_digest:
                self._fault(path, f"the payload of {record.address} does not have the digest it is given")
            if any(list(one.digests) != sorted(one.digests) for one in people_of(record.payload).values()):
                self._fault(path, f"the people of {record.address} are not as this program writes them")

    def _has_head(self, state: State) -> bool:
        """Whether the journal has the snapshot's last batch."""
        number = state.head.number
        if number not in self._batches:
            missing = missing_batches(number, self._batches, snapshot=self._names.snapshot)
            self._fault(self._names.batch(missing.first), missing.what, missing.way_out)
            return False
        kept = self.whole.get(number)
        if kept is not None and (kept[1], kept[0].lineage) != (state.head.digest, state.lineage):
            what = f"batch {number} is another one than the snapshot was made after"
            self._fault(self._names.batch(number), what)
            return False
        return kept is not None

    def _compare(self, state: State) -> None:
        """Compare the snapshot with what its journal folds to up to there."""
        first = min(self._batches)
        if first != 1:
            at = f" of {write_moment(self.whole[first][0].at)}" if first in self.whole else ""
            self.notes.append(
                f"the journal begins with batch {first}{at}: what came before is in the snapshot alone"
            )
            return
        folded = self._fold(None, range(1, state.head.number + 1))
        for what in differing_parts(state, folded) if folded is not None else ():
            self._fault(self._names.snapshot, f"differs from its journal: {what}", _MOVE_AWAY)

    def _go_on(self, state: State) -> State | None:
        """Return the state with the batches after the snapshot."""
        last = max(self._batches)
        if last > state.head.number:
            several = (
                f"batches {state.head.number + 1} to {last} came after the snapshot and are part of the state"
            )
            one = f"batch {last} came after the snapshot and is part of the state"
            self.notes.append(several if last > state.head.number + 1 else one)
        return self._fold(state, range(state.head.number + 1, last + 1))

    def _from_start(self) -> State | None:
        """Return what the whole journal means, None if it does not begin with batch 1 or is not whole."""
        return self._fold(None, range(1, max(self._batches, default=0) + 1))

    def _fold(self, state: State | None, numbers: range) -> State | None:
        """Fold these batches; None if one of them is not whole, or cannot be folded, which is a fault."""
        if not all(number in self.whole and number not in self._astray for number in numbers):
            return None
        try:
            return fold(state, [self.whole[number] for number in numbers])
        except StateError as error:
            self._fault(self._names.whole, error.message, error.hint)
            return None

    def _fault(self, path: str, what: str, way_out: str = _RESTORE) -> None:
        self.faults.append(Fault(path=path, what=what, way_out=way_out))

    def _fault_of(self, error: StateError | KeyError, path: str, gone: str) -> None:
        if isinstance(error, StateError):
            self._fault(error.path or path, error.message, error.hint or _RESTORE)
        else:
            self._fault(path, gone)


def _records_of(entry: Entry) -> Iterator[Record]:
    match entry:
        case RecordKept():
            yield entry.record
        case CallIntended():
            yield from (one for one in (entry.record, entry.then_deferred) if one is not None)


def _with_attempt(record: Record) -> Iterator[Record]:
    yield record
    if record.unfinished is not None and record.unfinished.attempt is not None:
        yield record.unfinished.attempt


def _notes_on(state: State) -> Iterator[str]:
    """Yield what is under way or waits for a person: no fault, and nothing to be surprised at."""
    if state.run is not None:
        run = state.run
        where = f", CI run {run.ci_run}" if run.ci_run else ""
        yield f"a run is open: {run.who} on {run.host}, {run.operation} since {write_moment(run.at)}{where}"
    for intent in state.pending:
        asked = f"the {intent.verb.value} of {intent.address}, asked for {write_moment(intent.at)}"
        yield f"{asked}, has no answer yet"
    for record in state.records.values():
        if record.status in (Status.IN_DOUBT, Status.VANISHED):
            yield f"{record.address} is {record.status.value.replace('_', ' ')}: it waits for a person's word"
