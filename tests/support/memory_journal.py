"""A journal in memory that fails, or dies, where a test wants it to."""

import threading
from datetime import datetime

from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.state import (
    Batch,
    Head,
    State,
    StateCreated,
    digest_of,
    encode_batch,
    fold,
)
from support.states import LINEAGE, NOW, TOOL

ENDPOINT = "https://rest.example"


class Killed(BaseException):
    """The process is gone; nothing of ours catches it."""


class MemoryJournal:
    """Batches in memory; the append with a number in `fail` (from 1, over the journal's life) fails that way."""

    def __init__(self) -> None:
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
        self.batches: list[tuple[Batch, str]] = []
        self.snapshots: list[State] = []
        self.fail: dict[int, Exception | Killed] = {}
        self.also_written = False
        self.publish_fails = False
        self.overtaken = False
        self.appends = 0
        self.killed = threading.Event()
        self._add(
            Batch(
                number=1, previous="", lineage=LINEAGE, nonce="0", tool=TOOL, at=NOW, entries=(created,), texts={}
            )
        )

    @property
    def head(self) -> Head:
        """Return number and digest of the last batch."""
        batch, digest = self.batches[-1]
        return Head(number=batch.number, digest=digest)

    def append(self, batch: Batch) -> Head:
        """Take the next batch, or fail as ordered: with `also_written` the failing batch is there all the same."""
        self.appends += 1
        failure = self.fail.get(self.appends)
        if failure is not None and not self.also_written:
            raise failure
        if (batch.number, batch.previous) != (self.head.number + 1, self.head.digest):
            raise StateConflictError("another run has written that batch")
        self._add(batch)
        if failure is not None:
            raise failure
        return self.head

    def is_last(self) -> bool:
        """Whether nobody else has written; `overtaken` says that somebody has."""
        return not self.overtaken

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return the batches since then."""
        return tuple(batch for batch, _ in self.batches if batch.at >= since)

    def publish(self, state: State) -> None:
        """Keep the snapshot."""
        if self.publish_fails:
            raise StoreError("no space left")
        self.snapshots.append(state)

    def state(self) -> State:
        """Return what all batches fold to."""
        return fold(None, self.batches)

    def _add(self, batch: Batch) -> None:
        self.batches.append((batch, digest_of(encode_batch(batch))))
