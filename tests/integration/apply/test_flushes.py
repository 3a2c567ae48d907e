"""What an apply asks of the disk: how often it flushes, and from which thread."""

import asyncio
import threading
from pathlib import Path

import pytest

from braze_gitops.apply import ApplySettings
from braze_gitops.state import Batch, Head, State
from braze_gitops.store import FileStore, LocalFileSystem, StoredJournal, load_state
from support.applying import World, wanted
from support.memory_journal import MemoryJournal
from support.states import TOOL

CREATES = 32


class WatchedFiles(LocalFileSystem):
    """The file system of this machine; notes who flushes."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    def sync(self, descriptor: int) -> None:
        """Note the thread, and flush; a folder's flush comes through here as well."""
        self.threads.append(threading.get_ident())
        super().sync(descriptor)


class DiskJournal(MemoryJournal):
    """A journal in memory, and each of its batches and snapshots on a disk as well."""

    def __init__(self, store: FileStore) -> None:
        self._stored = StoredJournal(store, tool=TOOL)
        super().__init__()
        self._stored.append(self.batches[0][0])

    def append(self, batch: Batch) -> Head:
        """Write the batch to the disk."""
        self._stored.append(batch)
        return super().append(batch)

    def publish(self, state: State) -> None:
        """Write the snapshot to the disk."""
        self._stored.publish(state)
        super().publish(state)


@pytest.mark.parametrize(
    ("workers", "batches"),
    [pytest.param(1, 1.0, id="1"), pytest.param(4, 1.0, id="4"), pytest.param(16, 0.7, id="16")],
)
def test_a_batch_is_two_flushes_and_none_is_the_event_loops(tmp_path: Path, workers: int, batches: float) -> None:
    """One for the file and one for its folder; what a start and a snapshot take comes on top."""
    files = WatchedFiles()
    store = FileStore(tmp_path / "state", files=files)
    world = World()
    journal = DiskJournal(store)
    world.journal = journal
    wants = [wanted(f"name-{number:02}") for number in range(CREATES)]
    before = len(files.threads)
    outcome = asyncio.run(world.apply(*wants, settings=ApplySettings(parallelism=workers)))
    flushed = files.threads[before:]
    snapshot = 2
    assert (CREATES, 2 * journal.appends + snapshot) == (outcome.calls, len(flushed))
    assert threading.get_ident() not in flushed
    assert journal.appends <= batches * CREATES + 3
    assert outcome.state.records == (load_state(store) or outcome.state).records
