"""What a store holds of one state, as bytes, and the shape every store has."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something in a store that is no part of a state; `unfinished` says that a run left it half written."""

    path: str
    unfinished: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoredState:
    """One look at a store, consistent whatever is written meanwhile: the journal is the newer of its parts.

    `snapshot` is None when there is none. `batches` are all that are there by number, in order, and `texts` the
    long texts by digest; both read when asked. `strays` are what else lies there, found when asked.

    Looking a batch or a text up raises KeyError if it is not there, StateDamagedError if a text does not fit its
    digest, and StoreError if it cannot be read.
    """

    snapshot: bytes | None
    batches: Mapping[int, bytes]
    texts: Mapping[str, str]
    strays: Iterable[Stray] = ()


class Store(Protocol):
    """Where one state is kept; the contract suite in the tests says what every store must do."""

    def read(self) -> StoredState | None:
        """Return what is there, None if that is nothing at all.

        Raises:
            StoreError: it cannot be read; that is never taken for nothing.
        """

    def put_batch(self, number: int, content: bytes) -> None:
        """Put the batch of that number if there is none yet; durable on return. The same bytes again are fine.

        Raises:
            StateConflictError: other bytes have that number; they were not touched.
            StoreError: it is not durable; nothing may rely on it.
        """

    def put_snapshot(self, content: bytes, texts: Mapping[str, str]) -> None:
        """Put `texts` as far as they are missing, then the snapshot in place of an earlier one; durable on return.

        Of a text that is there already only the digest is looked at.

        Raises:
            StoreError: it is not durable; an earlier snapshot may still be there, and is then whole.
        """

    def describe(self) -> str:
        """Return where this is, for a person."""

    def name_of_snapshot(self) -> str:
        """Return where the snapshot is, for a person."""

    def name_of_batch(self, number: int) -> str:
        """Return where that batch is, for a person."""
