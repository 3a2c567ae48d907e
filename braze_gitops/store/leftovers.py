"""What is left of a state where there seems to be none: a text, a stray file, half a batch."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from braze_gitops.errors import StoreError
from braze_gitops.store.file_parts import is_unfinished, text_path
from braze_gitops.store.file_store import FileStore
from braze_gitops.store.stored import Store


def leftovers(store: Store, *, texts: Container[str] = ()) -> tuple[str, ...]:
    """Return where parts of a state still lie, for a person; empty where there is nothing at all.

    What a killed run never finished is no part, and neither are `texts`, by digest: those of a state that is about
    to be made may lie there from a try before.

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
        return tuple(sorted(str(path) for path in _parts(store.root, texts)))
    except OSError as error:
        raise StoreError(
            f"{store.root} cannot be looked through: {error.strerror}", path=str(store.root)
        ) from None


def _parts(root: Path, texts: Container[str]) -> Iterator[Path]:
    for path in root.rglob("*"):
        is_text = path.name in texts and path == text_path(root / "texts", path.name)
        if not path.is_dir() and not is_text and not is_unfinished(path.name):
            yield path
