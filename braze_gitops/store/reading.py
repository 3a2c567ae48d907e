"""The whole journal of a state, read from its first batch: for whoever asks what happened, not what holds now."""

from __future__ import annotations

from braze_gitops.errors import StateDamagedError, StateError
from braze_gitops.state import Batch, Head, decode_batch
from braze_gitops.store.stored import Store


def read_batches(store: Store, *, until: Head) -> tuple[Batch, ...]:
    """Return every batch that `store` has up to `until`, in order; the first need not be number 1.

    Raises:
        StateDamagedError: one is damaged; `path` says which.
        StoreError: it cannot be read.
    """
    stored = store.read()
    if stored is None:
        return ()
    return tuple(
        decode_stored(store, number, content)
        for number, content in stored.batches.items()
        if number <= until.number
    )


def decode_stored(store: Store, number: int, content: bytes) -> Batch:
    """Return the batch in `content`, which `store` has under that number.

    Raises:
        StateDamagedError: it is damaged, or another one; `path` says where.
    """
    path = store.name_of_batch(number)
    try:
        batch = decode_batch(content)
    except StateError as error:
        raise type(error)(f"{path}: {error.message}", path=path, hint=error.hint) from error
    if batch.number != number:
        raise StateDamagedError(f"{path}: it holds batch {batch.number}", path=path, hint="restore it from a copy")
    return batch
