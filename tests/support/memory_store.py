"""A store in memory, for tests that need no disk; it keeps the contract of every store."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from braze_gitops.errors import StateConflictError, StateDamagedError
from braze_gitops.model import digest_text
from braze_gitops.store import StoredState


class _CheckedTexts(Mapping[str, str]):
    """Texts, each compared with its digest when it is looked up."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, digest: str) -> str:
        text = self._texts[digest]
        if digest_text(text) != digest:
            path = f"memory/texts/{digest}"
            raise StateDamagedError(f"a text of the state is damaged: {path}", path=path, hint="restore it")
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class MemoryStore:
    """Batches, texts and snapshot in memory; `batches`, `texts` and `snapshot` may be looked at and spoilt."""

    def __init__(self) -> None:
        self.snapshot: bytes | None = None
        self.batches: dict[int, bytes] = {}
        self.texts: dict[str, str] = {}
        self._lock = threading.Lock()

    def read(self) -> StoredState | None:
        """Return what is there now."""
        with self._lock:
            if self.snapshot is None and not self.batches:
                return None
            return StoredState(
                snapshot=self.snapshot,
                batches=MappingProxyType(dict(sorted(self.batches.items()))),
                texts=_CheckedTexts(self.texts),
            )

    def put_batch(self, number: int, content: bytes) -> None:
        """Put the batch if there is none of that number."""
        with self._lock:
            if self.batches.setdefault(number, content) != content:
                raise StateConflictError(
                    f"another run has written batch {number} of this state",
                    path=self.name_of_batch(number),
                    hint="plan again: what that run did is part of the state now",
                )

    def put_snapshot(self, content: bytes, texts: Mapping[str, str]) -> None:
        """Put the missing texts, then the snapshot."""
        missing = {digest: texts[digest] for digest in texts if digest not in self.texts}
        with self._lock:
            self.texts.update(missing)
            self.snapshot = content

    def describe(self) -> str:
        """Say what this is."""
        return "memory"

    def name_of_snapshot(self) -> str:
        """Say where the snapshot is."""
        return "memory/state.json"

    def name_of_batch(self, number: int) -> str:
        """Say where a batch is."""
        return f"memory/journal/{number:010d}.json"
