"""The next numbered batch of one state: what an apply writes through."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from braze_gitops.errors import StateConflictError, StateError
from braze_gitops.state import (
    Batch,
    Head,
    RunOpened,
    State,
    decode_batch,
    digest_of,
    encode_batch,
    encode_snapshot,
    texts_of,
)
from braze_gitops.store.reading import decode_stored
from braze_gitops.store.stored import Store

BEFORE_THE_FIRST = Head(number=0, digest="")
# So many batches in a row from before a moment: nothing from after it lies behind them.
_OLDER_IN_A_ROW = 50


class StoredJournal:
    """Appends batches to one store, each the next after `head`; one writer at a time, the store sees to it."""

    def __init__(self, store: Store, *, tool: str, head: Head = BEFORE_THE_FIRST) -> None:
        self._store = store
        self._tool = tool
        self._head = head

    @property
    def head(self) -> Head:
        """Return number and digest of the last batch written or read."""
        return self._head

    def append(self, batch: Batch) -> Head:
        """Write `batch` as the next one and return the new head; durable on return. Blocks.

        Raises:
            StateConflictError: another run wrote that number: this one has been overtaken. Says who, if it can.
            StoreError: it could not be made durable; nothing may rely on it.
            ValueError: it is not the next batch, or a digest in it is wrong; nothing was written.
        """
        if (batch.number, batch.previous) != (self._head.number + 1, self._head.digest):
            raise ValueError(f"batch {batch.number} does not follow batch {self._head.number}")
        content = encode_batch(batch)
        try:
            self._store.put_batch(batch.number, content)
        except StateConflictError as error:
            raise StateConflictError(
                error.message + self._who_wrote(batch.number), path=error.path, hint=error.hint
            ) from error
        self._head = Head(number=batch.number, digest=digest_of(content))
        return self._head

    def is_last(self) -> bool:
        """Whether no batch was written after `head`. Blocks.

        Raises:
            StoreError: the store cannot be read.
        """
        stored = self._store.read()
        return stored is not None and max(stored.batches, default=0) == self._head.number

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return the batches up to `head` written at `since` or later, in order. Blocks.

        The clocks of those who wrote them may differ: one that says an earlier time ends nothing by itself.

        Raises:
            StateDamagedError: one is damaged; `path` says which.
            StoreError: the store cannot be read.
        """
        stored, found, older = self._store.read(), list[Batch](), 0
        numbers = stored.batches if stored is not None else {}
        for number in sorted((one for one in numbers if one <= self._head.number), reverse=True):
            batch = decode_stored(self._store, number, numbers[number])
            if batch.at >= since:
                found.append(batch)
                older = 0
            elif (older := older + 1) >= _OLDER_IN_A_ROW:
                break
        return tuple(reversed(found))

    def written_at(self) -> datetime | None:
        """Return when the batch that is `head` was written, by its writer's clock; None without one. Blocks.

        Raises:
            StateDamagedError: it is damaged.
            StoreError: the store cannot be read.
        """
        stored = self._store.read()
        if stored is None or self._head.number not in stored.batches:
            return None
        return decode_stored(self._store, self._head.number, stored.batches[self._head.number]).at

    def publish(self, state: State) -> None:
        """Write the snapshot of `state` and the texts it names; durable on return. Blocks.

        Raises:
            StoreError: it could not be written; the journal still holds everything.
        """
        self._store.put_snapshot(encode_snapshot(state, tool=self._tool), _Chosen(state))

    def _who_wrote(self, number: int) -> str:
        with contextlib.suppress(StateError, KeyError):
            stored = self._store.read()
            batch = decode_batch(stored.batches[number]) if stored is not None else None
            for entry in batch.entries if batch is not None else ():
                if isinstance(entry, RunOpened):
                    where = entry.ci_run or entry.host
                    return (
                        f": {entry.who} started {entry.operation} on {where} at {entry.at:%Y-%m-%d %H:%M:%S} UTC"
                    )
        return ""


class _Chosen(Mapping[str, str]):
    """The texts a state names, looked up when asked, so that a snapshot reads none that is stored already."""

    def __init__(self, state: State) -> None:
        self._names = texts_of(state)
        self._texts = state.texts

    def __getitem__(self, digest: str) -> str:
        return self._texts[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
