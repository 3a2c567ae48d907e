"""A state that was rolled back is found by the version that was seen before, and by nothing else."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from braze_gitops.errors import StateDamagedError, StateRolledBackError
from braze_gitops.state import (
    Head,
    RecordKept,
    RunClosed,
    RunId,
    Serial,
    State,
    StateCreated,
    Version,
    read_version,
    version_text,
)
from braze_gitops.store import FileStore, StoredJournal, check_expected, load_state
from support.states import LINEAGE, NOW, TOOL, make_batch, make_record, make_run


class Kept:
    """A state in a folder that several runs wrote, with the version each of them printed."""

    def __init__(self, folder: Path, *, runs: int = 4, words: str = "run") -> None:
        self.store = FileStore(folder)
        self.folder = folder
        journal = StoredJournal(self.store, tool=TOOL)
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint="https://rest.example", at=NOW)
        journal.append(make_batch(created))
        self.versions = [self.version()]
        for number in range(runs):
            kept = RecordKept(record=dataclasses.replace(make_record(), owner=f"{words} {number}"))
            closed = RunClosed(run=RunId("run-1"), applied=True, at=NOW)
            batch = make_batch(make_run(), kept, closed)
            head = journal.head
            journal.append(dataclasses.replace(batch, number=head.number + 1, previous=head.digest))
            journal.publish(self.state())
            self.versions.append(self.version())

    def state(self) -> State:
        """Return the state as it is read now."""
        state = load_state(self.store)
        assert state is not None
        return state

    def version(self) -> Version:
        """Return its version as it is printed."""
        found = read_version(version_text(self.state()))
        assert found is not None
        return found

    def check(self, expected: Version) -> None:
        """Read the state with that expectation."""
        check_expected(self.store, self.state(), expected)

    def batch(self, number: int) -> Path:
        """Return where a batch is."""
        return self.folder / "journal" / f"{number:010d}.json"


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Return a state of five batches."""
    return Kept(tmp_path / "state")


def test_every_version_of_its_past_is_fine(kept: Kept) -> None:
    """The state moved on, from each of them."""
    for version in kept.versions:
        kept.check(version)


def test_an_older_copy_is_refused(kept: Kept, tmp_path: Path) -> None:
    """Put back whole it looks whole, but for what was seen."""
    older = Kept(tmp_path / "older", runs=3)
    shutil.rmtree(kept.folder)
    shutil.copytree(older.folder, kept.folder)
    with pytest.raises(StateRolledBackError, match="it is older"):
        kept.check(kept.versions[-1])


def test_the_last_batches_taken_away_are_found(kept: Kept) -> None:
    """With the snapshot of before nothing else could tell."""
    kept.batch(5).unlink()
    (kept.folder / "state.json").unlink()
    assert 4 == kept.state().head.number
    with pytest.raises(StateRolledBackError, match="it is older"):
        kept.check(kept.versions[-1])


def test_another_history_of_equal_length_is_refused(kept: Kept, tmp_path: Path) -> None:
    """The same lineage and number, other batches."""
    other = Kept(tmp_path / "other", words="another")
    with pytest.raises(StateRolledBackError, match="its last batch is another one"):
        other.check(kept.versions[-1])


def test_another_history_that_is_longer_is_refused(kept: Kept, tmp_path: Path) -> None:
    """A later number alone says nothing."""
    other = Kept(tmp_path / "other", words="another", runs=6)
    with pytest.raises(StateRolledBackError, match="its batch 5 is another one"):
        other.check(kept.versions[-1])


def test_a_journal_that_begins_later_cannot_say(kept: Kept) -> None:
    """Pruned batches hold no version any more."""
    for number in (1, 2, 3):
        kept.batch(number).unlink()
    kept.check(kept.versions[3])
    with pytest.raises(StateRolledBackError, match="does not reach back to batch 2"):
        kept.check(kept.versions[1])


def test_a_batch_exchanged_before_the_snapshot_is_found(kept: Kept, tmp_path: Path) -> None:
    """Loading the state does not look at it; the chain from the expected version does."""
    other = Kept(tmp_path / "other", words="another")
    shutil.copy(other.batch(3), kept.batch(3))
    assert 5 == kept.state().head.number
    with pytest.raises(StateRolledBackError, match="its batch 3 does not follow batch 2"):
        kept.check(kept.versions[1])
    with pytest.raises(StateRolledBackError, match="its batch 3 is another one"):
        kept.check(kept.versions[2])


def test_a_damaged_batch_on_the_way_is_named(kept: Kept) -> None:
    """With its path."""
    kept.batch(3).write_bytes(kept.batch(3).read_bytes()[:-9])
    with pytest.raises(StateDamagedError) as caught:
        kept.check(kept.versions[1])
    assert str(kept.batch(3)) == caught.value.path


@pytest.mark.parametrize("serial", [-1, 1], ids=["less", "more"])
def test_the_serial_counts_as_well(kept: Kept, serial: int) -> None:
    """Of one batch there is one serial."""
    last = kept.versions[-1]
    with pytest.raises(StateRolledBackError, match="the serial does not fit"):
        kept.check(dataclasses.replace(last, serial=Serial(last.serial + serial)))


def test_an_earlier_batch_with_a_later_serial_is_none_of_its(kept: Kept) -> None:
    """The serial never goes back."""
    with pytest.raises(StateRolledBackError, match="the serial does not fit"):
        kept.check(dataclasses.replace(kept.versions[1], serial=Serial(99)))


def test_a_state_that_moves_meanwhile_is_fine(kept: Kept) -> None:
    """What another run writes after the state was read is not looked at."""
    state = kept.state()
    head = state.head
    batch = dataclasses.replace(make_batch(make_run("run-9")), number=head.number + 1, previous=head.digest)
    StoredJournal(kept.store, tool=TOOL, head=head).append(batch)
    check_expected(kept.store, state, kept.versions[1])


def test_a_store_that_vanishes_meanwhile_is_refused(kept: Kept) -> None:
    """What cannot be looked at is not taken for good."""
    state = kept.state()
    shutil.rmtree(kept.folder)
    with pytest.raises(StateRolledBackError, match="does not reach back"):
        check_expected(kept.store, state, kept.versions[-1])


def test_a_head_that_was_exchanged_meanwhile_is_refused(kept: Kept) -> None:
    """The state that was read must be the one that is followed."""
    state = dataclasses.replace(kept.state(), head=Head(number=5, digest="0" * 64))
    with pytest.raises(StateRolledBackError, match="its batch 5 is another one than was read"):
        check_expected(kept.store, state, kept.versions[1])
