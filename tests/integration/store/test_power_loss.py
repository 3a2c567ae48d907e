"""What is durable on return survives the loss of power; what was under way is whole or not there."""

import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from integration.store.contract import closed_journal, contents, snapshot_of

from braze_gitops.state import State, encode_batch, texts_of
from braze_gitops.store import FileStore, load_state
from support.file_systems import (
    PowerLossError,
    Step,
    SteppedFileSystem,
    raise_at,
)
from support.power_mutants import NoFlush, NoFolderFlush
from support.simulated_disk import SimulatedDisk
from support.states import Journal

ROOT = Path("/disk/project/state")


@dataclasses.dataclass(slots=True)
class Written:
    """How much of the work had returned when the power went."""

    batches: int = 0
    snapshots: int = 0


def work(store: FileStore, journal: Journal, written: Written) -> None:
    """Put each batch, then the snapshot with its text, and count what has returned."""
    for number, content in contents(journal).items():
        store.put_batch(number, content)
        written.batches = number
    store.put_snapshot(snapshot_of(journal), journal.state().texts)
    written.snapshots = 1


def steps_of(make: Callable[[], SimulatedDisk]) -> list[Step]:
    """Return every step of the work."""
    stepped = SteppedFileSystem(make())
    work(FileStore(ROOT, files=stepped), closed_journal(), Written())
    return stepped.steps


def sound() -> SimulatedDisk:
    """Return a disk that keeps its promises."""
    return SimulatedDisk("/disk")


def lost(make: Callable[[], SimulatedDisk]) -> list[str]:
    """Return what went wrong over a loss of power before every step and after the last."""
    journal = closed_journal()
    complaints = []
    for number in range(1, len(steps_of(make)) + 2):
        disk = make()
        written = Written()
        stepped = SteppedFileSystem(disk, raise_at(number, PowerLossError()))
        with contextlib.suppress(PowerLossError):
            work(FileStore(ROOT, files=stepped), journal, written)
        for image in disk.images(strays=make is sound):
            complaints += [f"step {number}: {one}" for one in _faults(image, written)]
    return complaints


def _faults(image: SimulatedDisk, written: Written) -> list[str]:
    try:
        state = load_state(FileStore(ROOT, files=image))
        texts = _text_faults(state) if state is not None else []
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is a fault of what was written
        return [f"cannot be read: {error}"]
    count = state.head.number if state is not None else 0
    if count not in (written.batches, written.batches + 1):
        return [f"{written.batches} batches were durable, {count} are there"]
    if written.snapshots and not image.exists(ROOT / "state.json"):
        return ["the snapshot is gone"]
    return texts


def _text_faults(state: State) -> list[str]:
    missing = [digest for digest in texts_of(state) if digest not in state.texts or not state.texts[digest]]
    return ["a text is gone"] if missing else []


def test_no_loss_of_power_loses_what_had_returned() -> None:
    """At every step, and whatever names the disk kept, the state holds all that had returned and is whole."""
    assert [] == lost(sound)


@pytest.mark.parametrize("mutant", [NoFlush, NoFolderFlush])
def test_recipe_without_a_flush_is_caught(mutant: type[SimulatedDisk]) -> None:
    """The same check finds a recipe that leaves out either flush."""
    assert lost(lambda: mutant("/disk"))


def test_work_has_many_steps() -> None:
    """The check above looks at every one of the steps there are."""
    assert 50 < len(steps_of(sound))


def test_second_run_makes_durable_what_the_first_left() -> None:
    """Where a run is killed, the next one that writes leaves a state that survives a loss of power."""
    journal = closed_journal()
    complaints = []
    for number in range(1, len(steps_of(sound)) + 1):
        simulated = sound()
        stepped = SteppedFileSystem(simulated, raise_at(number, PowerLossError()))
        with contextlib.suppress(PowerLossError):
            work(FileStore(ROOT, files=stepped), journal, Written())
        written = Written()
        work(FileStore(ROOT, files=simulated), journal, written)
        for image in simulated.images(strays=False):
            complaints += [f"step {number}: {one}" for one in _faults(image, written)]
    assert [] == complaints


def without_repeats(steps: Iterable[Step]) -> list[str]:
    """Return the names of the steps, one for a row of the same."""
    return [name for name, _ in itertools.groupby(step.name for step in steps)]


def test_recipe_of_a_batch_is_in_order() -> None:
    """A batch is created aside, written, flushed, closed, linked, cleaned up, and its folder flushed."""
    stepped = SteppedFileSystem(sound())
    store = FileStore(ROOT, files=stepped)
    store.probe()
    before = len(stepped.steps)
    batch, _ = closed_journal().batches[0]
    store.put_batch(1, encode_batch(batch))
    names = without_repeats(stepped.steps[before:])
    assert ["create", "write", "sync", "close", "link", "remove", "sync_folder"] == names[-7:]


def test_recipe_of_a_snapshot_is_in_order() -> None:
    """The texts come first; the snapshot is created aside, written, flushed, renamed, its folder flushed."""
    stepped = SteppedFileSystem(sound())
    journal = closed_journal()
    FileStore(ROOT, files=stepped).put_snapshot(snapshot_of(journal), journal.state().texts)
    names = without_repeats(stepped.steps)
    text = max(step.number for step in stepped.steps if step.path.is_relative_to(ROOT / "texts"))
    first = min(step.number for step in stepped.steps if step.path.name.startswith(".state.json"))
    assert ["create", "write", "sync", "close", "rename", "sync_folder"] == names[-6:]
    assert text < first
