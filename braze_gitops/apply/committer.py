"""The one writer of the journal: whatever is handed in while a batch is written becomes the next (group commit).

Nothing waits for a timer. The write runs in a thread, so that a slow disk does not hold up answers. After one
failure nothing is written any more: what a failed write left behind is not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType

from braze_gitops.apply.ports import Clock, Journal
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.model import Lineage
from braze_gitops.state import Batch, Entry, Head, State

NOTHING: Mapping[str, str] = MappingProxyType({})


class Ticket:
    """Entries handed in; `durable` waits until they are written."""

    __slots__ = ("_written", "entries", "texts")

    def __init__(self, entries: tuple[Entry, ...], texts: Mapping[str, str]) -> None:
        self.entries = entries
        self.texts = texts
        self._written: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def durable(self) -> None:
        """Return once the entries are durable.

        Raises:
            StateConflictError: another run wrote that batch.
            StoreError: it could not be written.
        """
        await asyncio.shield(self._written)

    def settle(self, error: StateConflictError | StoreError | None) -> None:
        """Say how the write went."""
        if error is None:
            self._written.set_result(None)
        else:
            self._written.set_exception(error)
            self._written.exception()  # whoever does not ask need not hear of it as a warning


class Committer:
    """Writes batches one after the other; `written` are those that are durable, each with its digest."""

    def __init__(
        self, *, journal: Journal, state: State, clock: Clock, new_id: Callable[[], str], tool: str
    ) -> None:
        self._journal = journal
        self._state = state
        self._clock = clock
        self._new_id = new_id
        self._tool = tool
        self._head = state.head
        self._queue: list[Ticket] = []
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._closed = False
        self._sent_texts: set[str] = set()
        self.error: StateConflictError | StoreError | None = None
        self.written: list[tuple[Batch, str]] = []

    @property
    def lineage(self) -> Lineage:
        """Return whose batches these are."""
        return self._state.lineage

    def submit(self, entries: tuple[Entry, ...], texts: Mapping[str, str] = NOTHING) -> Ticket:
        """Hand in entries and the long texts they name; written in the order of this call."""
        ticket = Ticket(entries, texts)
        if self.error is not None:
            ticket.settle(self.error)
        else:
            self._queue.append(ticket)
            self._wake.set()
        return ticket

    async def is_last(self) -> bool:
        """Whether nobody but this run has written since its last batch.

        Raises:
            StoreError: the store cannot be read.
        """
        async with self._turn:
            return await asyncio.to_thread(self._journal.is_last)

    def close(self) -> None:
        """Let `write` end once the queue is empty."""
        self._closed = True
        self._wake.set()

    async def write(self) -> None:
        """Write what is handed in until closed; after a failure every later ticket gets that failure."""
        try:
            while not (self._closed and not self._queue):
                await self._wake.wait()
                self._wake.clear()
                tickets, self._queue = self._queue, []
                if tickets:
                    await self._write(tickets)
        finally:
            self._refuse_rest()

    async def _write(self, tickets: list[Ticket]) -> None:
        error: StateConflictError | StoreError | None = self.error or _ended()
        try:
            if self.error is None:
                batch = self._make_batch(tickets)
                async with self._turn:
                    self._take(batch, await asyncio.to_thread(self._journal.append, batch))
                error = None
        except (StateConflictError, StoreError) as found:
            error = found
        finally:
            self.error = error
            for ticket in tickets:
                ticket.settle(error)

    def _refuse_rest(self) -> None:
        """Leave nobody waiting, whatever ended the writing."""
        rest, self._queue = self._queue, []
        for ticket in rest:
            ticket.settle(self.error or _ended())

    def _make_batch(self, tickets: list[Ticket]) -> Batch:
        """Return the next batch with the entries of `tickets` and the texts the journal does not have yet."""
        texts = {
            digest: text
            for ticket in tickets
            for digest, text in ticket.texts.items()
            if digest not in self._sent_texts and digest not in self._state.texts
        }
        return Batch(
            number=self._head.number + 1,
            previous=self._head.digest,
            lineage=self._state.lineage,
            nonce=self._new_id(),
            tool=self._tool,
            at=self._clock.now(),
            entries=tuple(entry for ticket in tickets for entry in ticket.entries),
            texts=MappingProxyType(texts),
        )

    def _take(self, batch: Batch, head: Head) -> None:
        self._head = head
        self._sent_texts |= batch.texts.keys()
        self.written.append((batch, head.digest))


def _ended() -> StoreError:
    return StoreError("whatever writes the journal has ended before its time")
