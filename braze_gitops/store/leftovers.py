"""What is left of a state where there seems to be none: a text, a stray file, half a batch."""

from __future__ import annotations

from braze_gitops.errors import StoreError
from braze_gitops.store.file_store import FileStore
from braze_gitops.store.stored import Store


def leftovers(store: Store) -> tuple[str, ...]:
    """Return where parts of a state still lie, for a person; empty where there is nothing at all.

    Raises:
        StoreError: it cannot be looked at; that is never taken for nothing.
    """
    stored = store.read()
    if stored is not None:
        snapshot = (store.name_of_snapshot(),) if stored.snapshot is not None else ()
        return (*snapshot, *map(store.name_of_batch, stored.batches))
    if not isinstance(store, FileStore) or not store.root.exists():
        return ()
    try:
        return tuple(sorted(str(path) for path in store.root.rglob("*") if not path.is_dir()))
    except OSError as error:
        raise StoreError(
            f"{store.root} cannot be looked through: {error.strerror}", path=str(store.root)
        ) from None
