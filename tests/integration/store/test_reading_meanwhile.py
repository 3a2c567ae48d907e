"""A reader is not confused by a writer at work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from integration.store.contract import closed_journal, put_all, snapshot_of

from braze_gitops.errors import StateDamagedError
from braze_gitops.state import RecordKept, RunClosed, RunId, State
from braze_gitops.store import FileStore, LocalFileSystem, StoredState, load_state
from support.memory_store import MemoryStore
from support.states import NOW, Journal, make_record, make_run


class Interrupted(LocalFileSystem):
    """Lets a writer do its work between two reads of one reader."""

    def __init__(self, at: int, work: Callable[[], None]) -> None:
        self._left = at
        self._work = work

    def read(self, path: Path) -> bytes:
        """Read, with the writer's work before the read whose turn it is."""
        self._turn()
        return super().read(path)

    def names(self, path: Path) -> tuple[str, ...]:
        """List, as `read`."""
        self._turn()
        return super().names(path)

    def _turn(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._work()


def later(journal: Journal) -> Journal:
    """Return `journal` with a run more."""
    journal.add(make_run("run-2"), RecordKept(record=make_record("later")))
    journal.add(RunClosed(run=RunId("run-2"), applied=True, at=NOW))
    return journal


@pytest.mark.parametrize("prunes", [False, True], ids=["writes", "writes and prunes"])
@pytest.mark.parametrize("at", range(1, 7))
def test_reader_sees_the_state_before_or_after(tmp_path: Path, at: int, *, prunes: bool) -> None:
    """Whenever a writer appends, publishes and clears away old batches, a reader has a whole state."""
    before = closed_journal()
    put_all(FileStore(tmp_path), before)
    FileStore(tmp_path).put_snapshot(snapshot_of(before), before.state().texts)
    after = later(closed_journal())

    def write() -> None:
        put_all(FileStore(tmp_path), after)
        FileStore(tmp_path).put_snapshot(snapshot_of(after), after.state().texts)
        for number in (1, 2, 3) if prunes else ():
            (tmp_path / "journal" / f"{number:010d}.json").unlink()

    state = load_state(FileStore(tmp_path, files=Interrupted(at, write)))
    assert state in (before.state(), after.state())


def test_state_that_goes_between_two_looks_is_none() -> None:
    """A state that is damaged at the first look and gone at the second is no state."""

    class Going(MemoryStore):
        def read(self) -> StoredState | None:
            """Return what is there, once."""
            stored = super().read()
            self.batches.clear()
            return stored

    store = Going()
    put_all(store, closed_journal())
    del store.batches[2]
    assert load_state(store) is None


def test_looks_are_counted() -> None:
    """A snapshot that changes at every look while its journal is damaged is refused in the end."""

    class Restless(MemoryStore):
        looks = 0

        def read(self) -> StoredState | None:
            """Return another snapshot each time."""
            self.looks += 1
            self.snapshot = str(self.looks).encode()
            return super().read()

    store = Restless()
    put_all(store, closed_journal())
    with pytest.raises(StateDamagedError):
        load_state(store)
    assert 5 == store.looks


def test_state_that_goes_at_the_last_look_is_none() -> None:
    """A state that is gone at the last look is no state."""

    class Going(MemoryStore):
        looks = 0

        def read(self) -> StoredState | None:
            """Return damage four times, then nothing."""
            self.looks += 1
            self.snapshot = str(self.looks).encode()
            if self.looks == 5:
                self.snapshot = None
                self.batches.clear()
            return super().read()

    store = Going()
    put_all(store, closed_journal())
    found: State | None = load_state(store)
    assert found is None
