"""One writer of a race between processes, in a module that a fresh process can import."""

from pathlib import Path

from braze_gitops.errors import StateConflictError
from braze_gitops.store import FileStore


def race(root: Path, writer: int, numbers: range) -> list[int]:
    """Put every number in turn, starting over where the others are, and return those that were won."""
    store = FileStore(root)
    won = []
    for number in numbers:
        try:
            store.put_batch(number, f"writer {writer}".encode())
        except StateConflictError:
            continue
        won.append(number)
    return won
