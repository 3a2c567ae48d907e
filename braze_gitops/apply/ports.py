"""What an apply needs from outside, written for its needs; the edges fit these shapes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from braze_gitops.model import Call, Exchange
from braze_gitops.state import Batch, Head, State


class Braze(Protocol):
    """One connection to Braze, used by one worker at a time."""

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Make one request and return what came back; never repeats, never follows a redirect, never raises for
        anything the network or the server does.

        `leaving` is asked once the connection stands, right before the first byte of the request; answers it no,
        nothing is sent, and the exchange says that it never left.
        """

    async def close(self) -> None:
        """Close the connection."""


class Journal(Protocol):
    """The next numbered batch of one state."""

    @property
    def head(self) -> Head:
        """Return number and digest of the last batch written or read."""

    def append(self, batch: Batch) -> Head:
        """Write `batch` as the next one; durable on return. Blocks: call it off the event loop.

        Raises:
            StateConflictError: another run wrote that number: this one has been overtaken.
            StoreError: it could not be made durable; nothing may rely on it.
        """

    def is_last(self) -> bool:
        """Whether no other run has written a batch after `head`. Blocks: call it off the event loop.

        Raises:
            StoreError: the store cannot be read.
        """

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return the batches up to `head` written at `since` or later, in order. Blocks.

        Raises:
            StateDamagedError: one is damaged.
            StoreError: the store cannot be read.
        """

    def publish(self, state: State) -> None:
        """Write the snapshot of `state`; durable on return.

        Raises:
            StoreError: it could not be written; the journal still holds everything.
        """


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> datetime:
        """Return the present, aware UTC: the sandbox's own time where one stands behind the environment."""

    def ticks(self) -> float:
        """Return real seconds since a fixed moment, those included in which the process was stopped."""

    async def sleep(self, seconds: float) -> None:
        """Wait that long in real time."""


class Progress(Protocol):
    """Hears what happens, for a person who watches."""

    def happened(self, event: str, detail: Mapping[str, object]) -> None:
        """Take note of one event; must return at once and never raise."""


class StopSignal(Protocol):
    """Set when a person or the machine asks the run to stop; an `asyncio.Event` fits."""

    def is_set(self) -> bool:
        """Whether the run was asked to stop."""

    async def wait(self) -> object:
        """Return once it was."""
