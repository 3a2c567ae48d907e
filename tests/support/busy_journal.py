"""A journal whose holder is alive and writes."""

from __future__ import annotations

import dataclasses

from braze_gitops.state import Batch, Head, KeyTrusted
from support.memory_journal import MemoryJournal
from support.states import NOW, make_batch, make_run


class Busy(MemoryJournal):
    """A journal whose holder writes first, as often as it was told to."""

    def __init__(self, *, times: int) -> None:
        super().__init__()
        self.times = times
        self.write(make_batch(make_run("holder")))

    def write(self, batch: Batch) -> None:
        """Write as the holder."""
        super().append(dataclasses.replace(batch, number=self.head.number + 1, previous=self.head.digest))

    def append(self, batch: Batch) -> Head:
        """Take the batch, unless the holder is faster."""
        if self.times:
            self.times -= 1
            self.write(make_batch(KeyTrusted(fingerprint=f"key-{self.times}", at=NOW)))
        return super().append(batch)
