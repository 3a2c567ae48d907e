"""The store in a folder keeps the contract, and what only a folder has: modes, strays, errors of the disk."""

import contextlib
import errno
import multiprocessing
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from integration.store.contract import (
    ROUNDS,
    TEXT,
    WRITERS,
    DamageContract,
    Holder,
    Opener,
    StoreContract,
    closed_journal,
    contents,
    put_all,
    snapshot_of,
)
from integration.store.racing import race

from braze_gitops.errors import StateConflictError, StateDamagedError, StoreError
from braze_gitops.model import digest_text
from braze_gitops.state import encode_batch, encode_snapshot
from braze_gitops.store import FileStore, LocalFileSystem, Store, load_state
from support.file_systems import Step, SteppedFileSystem, raise_at, raise_on
from support.states import TOOL


class TestFileStore(StoreContract):
    """The contract, in a folder."""

    @pytest.fixture
    def opened(self, tmp_path: Path) -> Opener:
        """Return what opens a folder that nobody has made yet."""
        return lambda: FileStore(tmp_path / "project" / "state" / "production")


class TestDamageInFiles(DamageContract):
    """What loading refuses, in a folder."""

    @pytest.fixture
    def holding(self, tmp_path: Path) -> Holder:
        """Return what makes a folder that holds exactly what it is given."""

        def hold(batches: Mapping[int, bytes], snapshot: bytes | None) -> Store:
            (tmp_path / "journal").mkdir()
            for number, content in batches.items():
                (tmp_path / "journal" / f"{number:010d}.json").write_bytes(content)
            if snapshot is not None:
                (tmp_path / "state.json").write_bytes(snapshot)
            return FileStore(tmp_path)

        return hold


def filled(root: Path) -> FileStore:
    """Return a store at `root` with a journal, its snapshot and a text."""
    store = FileStore(root)
    journal = closed_journal()
    put_all(store, journal)
    store.put_snapshot(snapshot_of(journal), journal.state().texts)
    return store


def text_file(root: Path) -> Path:
    """Return the file of the one text."""
    return root / "texts" / digest_text(TEXT)[:2] / digest_text(TEXT)


def test_race_between_processes_has_one_winner_a_number(tmp_path: Path) -> None:
    """Eight processes that write the same numbers win each of them exactly once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(WRITERS) as pool:
        won = pool.starmap(race, [(tmp_path, writer, range(1, ROUNDS + 1)) for writer in range(WRITERS)])
    stored = FileStore(tmp_path).read()
    assert stored is not None
    winners = {number: f"writer {writer}".encode() for writer, numbers in enumerate(won) for number in numbers}
    assert (ROUNDS, winners) == (sum(map(len, won)), dict(stored.batches))


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    """Files and folders of a state can be read by their owner and nobody else."""
    root = tmp_path / "state"
    filled(root)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*")) if path.is_dir()}
    assert ({0o600}, {0o700}) == (modes, folders)


def test_nothing_but_the_state_is_left(tmp_path: Path) -> None:
    """After writing there is the state and no temporary file."""
    filled(tmp_path)
    assert {
        "state.json",
        "journal/0000000001.json",
        "journal/0000000002.json",
        "journal/0000000003.json",
        str(text_file(tmp_path).relative_to(tmp_path)),
    } == {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}


def test_strays_are_passed_by(tmp_path: Path) -> None:
    """Files that are not of the state, or were never finished, do not count."""
    store = filled(tmp_path)
    before = load_state(store)
    for name in (
        "journal/.0000000004.json.0123",
        "journal/0000000004.json~",
        "journal/4.json",
        "journal/00000000044.json",
        "notes.txt",
        "texts/zz",
    ):
        (tmp_path / name).write_text("stray")
    (tmp_path / "texts" / "ab").mkdir(exist_ok=True)
    (tmp_path / "texts" / "ab" / "stray").write_text("stray")
    assert before == load_state(FileStore(tmp_path))


def test_folder_of_strays_is_no_state(tmp_path: Path) -> None:
    """A folder with neither snapshot nor batches holds no state."""
    (tmp_path / "journal").mkdir()
    (tmp_path / "readme.txt").write_text("stray")
    assert load_state(FileStore(tmp_path)) is None


def test_damaged_text_is_told_by_its_path(tmp_path: Path) -> None:
    """A text that does not fit its digest is refused when it is read."""
    store = filled(tmp_path)
    text_file(tmp_path).write_text("something else")
    state = load_state(store)
    assert state is not None
    with pytest.raises(StateDamagedError, match="a text of the state is damaged") as caught:
        state.texts[digest_text(TEXT)]
    assert str(text_file(tmp_path)) == caught.value.path


def test_texts_are_not_read_to_load_a_state(tmp_path: Path) -> None:
    """Loading a state reads no text."""
    store = filled(tmp_path)
    text_file(tmp_path).write_text("something else")
    assert load_state(store) is not None


@pytest.mark.parametrize("name", ["state.json", "journal/0000000003.json"])
def test_what_cannot_be_read_is_not_nothing(tmp_path: Path, name: str) -> None:
    """A folder in place of a file is an error that names it, never an empty state."""
    filled(tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(StoreError, match="cannot be read") as caught:
        load_state(FileStore(tmp_path))
    assert str(tmp_path / name) == caught.value.path


def test_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    """A file where the folder should be is an error, never an empty state."""
    (tmp_path / "state").write_text("x")
    with pytest.raises(StoreError, match="not a directory"):
        load_state(FileStore(tmp_path / "state"))


def test_pipe_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    """A pipe where the snapshot should be is refused, not waited for."""
    os.mkfifo(tmp_path / "state.json")
    with pytest.raises(StoreError, match="not a regular file"):
        load_state(FileStore(tmp_path))


def test_link_in_place_of_a_batch_is_an_error(tmp_path: Path) -> None:
    """A symbolic link where a batch should be is not followed."""
    store = filled(tmp_path)
    path = tmp_path / "journal" / "0000000003.json"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="cannot be read"):
        load_state(store)


def test_batch_that_goes_while_it_is_read_is_told(tmp_path: Path) -> None:
    """A batch that was listed and is gone when it is read is missing, not an accident of the program."""
    store = filled(tmp_path)
    stored = store.read()
    assert stored is not None
    (tmp_path / "journal" / "0000000002.json").unlink()
    with pytest.raises(KeyError):
        stored.batches[2]


def test_batch_without_the_one_before_is_not_written(tmp_path: Path) -> None:
    """A batch is not written into a folder that has lost what it follows."""
    store = filled(tmp_path)
    (tmp_path / "journal" / "0000000003.json").unlink()
    with pytest.raises(StoreError, match="no batch 3 for batch 4 to follow"):
        store.put_batch(4, b"x")
    assert not (tmp_path / "journal" / "0000000004.json").exists()


# --------------------------------------------------------------------------------- the disk's errors


def stopped(root: Path, name: str, number: int, *, path_ends: str = "") -> FileStore:
    """Return a store whose calls of that name fail with that error."""
    error = OSError(number, os.strerror(number))
    return FileStore(root, files=SteppedFileSystem(LocalFileSystem(), raise_on(name, error, path_ends=path_ends)))


@pytest.mark.parametrize(
    ("name", "number", "hint"),
    [
        pytest.param("write", errno.ENOSPC, "make room", id="no space"),
        pytest.param("write", errno.EDQUOT, "make room", id="over quota"),
        pytest.param("write", errno.EFBIG, "ulimit -f", id="over the limit of a file"),
        pytest.param("create", errno.EROFS, "can only be read", id="read-only"),
        pytest.param("create", errno.EACCES, "permissions", id="not allowed"),
        pytest.param("make_folder", errno.EROFS, "can only be read", id="read-only folder"),
        pytest.param("write", errno.EIO, "permissions", id="input/output error"),
        pytest.param("close", errno.EIO, "permissions", id="input/output error at the end"),
        pytest.param("sync", errno.EIO, "what is wrong with the disk", id="flush fails"),
        pytest.param("sync_folder", errno.EIO, "what is wrong with the disk", id="flush of a folder fails"),
    ],
)
def test_errors_of_the_disk_are_told(tmp_path: Path, name: str, number: int, hint: str) -> None:
    """What the disk refuses is an error that names the path, what the system says, and what to do."""
    with pytest.raises(StoreError, match=os.strerror(number).lower()) as caught:
        stopped(tmp_path / "state", name, number).put_batch(1, b"x")
    assert caught.value.path.startswith(str(tmp_path))
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ["create", "write", "sync", "close", "link"])
def test_batch_that_failed_is_not_there(tmp_path: Path, name: str) -> None:
    """A batch whose write failed before it had its name is not there, and nothing is left of it."""
    filled(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    ends = "0000000004.json" if name == "link" else ""
    error = OSError(errno.EIO, "broken")
    files = SteppedFileSystem(LocalFileSystem())
    store = FileStore(tmp_path, files=files)
    store.probe()
    number = len(files.steps)
    hook = raise_on(name, error, path_ends=ends)
    failing = FileStore(
        tmp_path,
        files=SteppedFileSystem(LocalFileSystem(), lambda step: hook(step) if step.number > number else None),
    )
    with pytest.raises(StoreError):
        failing.put_batch(4, b"x")
    assert before == sorted(tmp_path.rglob("*"))


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.ENOTSUP])
def test_file_system_without_links_is_told(number: int, tmp_path: Path) -> None:
    """A file system that has no hard links is refused by name before anything is kept there."""

    class NoLinks(LocalFileSystem):
        def link(self, source: Path, target: Path) -> None:
            raise OSError(number, os.strerror(number), str(source), None, str(target))

    with pytest.raises(StoreError) as caught:
        FileStore(tmp_path, files=NoLinks()).put_batch(1, b"x")
    assert "no hard links" in caught.value.hint


def test_file_system_that_links_over_a_name_is_told(tmp_path: Path) -> None:
    """A file system that takes a second link to one name is refused: two runs would both win."""

    class Careless(LocalFileSystem):
        def link(self, source: Path, target: Path) -> None:
            target.unlink(missing_ok=True)
            super().link(source, target)

    with pytest.raises(StoreError, match="gives one name to two files"):
        FileStore(tmp_path, files=Careless()).put_batch(1, b"x")


@pytest.mark.parametrize("name", ["sync", "sync_folder"])
def test_nothing_is_written_after_a_flush_that_failed(tmp_path: Path, name: str) -> None:
    """After a flush that failed even the same batch is not written again: the system may have dropped it."""
    failed: list[Step] = []

    def fail_once(step: Step) -> None:
        if step.name == name and "journal" in step.path.parts and not failed:
            failed.append(step)
            raise OSError(errno.EIO, "broken")

    store = FileStore(tmp_path, files=SteppedFileSystem(LocalFileSystem(), fail_once))
    with pytest.raises(StoreError, match="does not keep what is written"):
        store.put_batch(1, b"x")
    with pytest.raises(StoreError, match="an earlier write could not be flushed"):
        store.put_batch(1, b"x")
    with pytest.raises(StoreError, match="an earlier write could not be flushed"):
        store.put_snapshot(b"x", {})


def test_short_writes_are_continued(tmp_path: Path) -> None:
    """A file system that takes three bytes at a time gets all of them."""
    store = FileStore(tmp_path, files=SteppedFileSystem(LocalFileSystem(), size=3))
    journal = closed_journal()
    put_all(store, journal)
    assert journal.state() == load_state(FileStore(tmp_path))


def test_write_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    """A file system that takes no byte and says nothing does not hang the program."""
    with pytest.raises(StoreError, match="takes no more bytes"):
        FileStore(tmp_path, files=SteppedFileSystem(LocalFileSystem(), size=0)).put_batch(1, b"x")


def test_snapshot_that_failed_leaves_the_earlier_one(tmp_path: Path) -> None:
    """Whatever step of a snapshot fails, the one before is whole, or the new one is."""
    filled(tmp_path)
    journal = closed_journal()
    old, new = snapshot_of(journal), encode_snapshot(journal.state(), tool="later")
    counted = SteppedFileSystem(LocalFileSystem())
    FileStore(tmp_path, files=counted).put_snapshot(old, journal.state().texts)
    found = set()
    for step in counted.steps:
        failing = SteppedFileSystem(LocalFileSystem(), raise_at(step.number, OSError(errno.EIO, "broken")))
        with contextlib.suppress(StoreError):
            FileStore(tmp_path, files=failing).put_snapshot(new, journal.state().texts)
        found.add((tmp_path / "state.json").read_bytes())
        (tmp_path / "state.json").write_bytes(old)
    assert {old, new} == found


def test_leftover_of_an_unfinished_write_is_no_hindrance(tmp_path: Path) -> None:
    """A run that ended between its link and its clean-up leaves a batch that is there for everybody."""
    batch = contents(closed_journal())[1]

    class Killed(BaseException):
        pass

    files = SteppedFileSystem(LocalFileSystem())
    FileStore(tmp_path / "counted", files=files).put_batch(1, batch)
    last = max(step.number for step in files.steps if step.name == "link")
    with pytest.raises(Killed):
        FileStore(
            tmp_path / "real", files=SteppedFileSystem(LocalFileSystem(), raise_at(last + 1, Killed()))
        ).put_batch(1, batch)
    store = FileStore(tmp_path / "real")
    store.put_batch(1, batch)
    with pytest.raises(StateConflictError):
        store.put_batch(1, b"other")


def test_names_are_paths_for_people(tmp_path: Path) -> None:
    """A store tells where it and its parts are."""
    store = FileStore(tmp_path)
    assert (
        str(tmp_path),
        str(tmp_path / "state.json"),
        str(tmp_path / "journal" / "0000000042.json"),
    ) == (store.describe(), store.name_of_snapshot(), store.name_of_batch(42))


def test_probe_leaves_nothing(tmp_path: Path) -> None:
    """Trying a folder out leaves no file in it."""
    FileStore(tmp_path / "state").probe()
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_reading_makes_nothing(tmp_path: Path) -> None:
    """Looking for a state makes no folder."""
    load_state(FileStore(tmp_path / "state"))
    assert [] == list(tmp_path.iterdir())


def test_encoded_batch_is_what_is_on_the_disk(tmp_path: Path) -> None:
    """A batch's file holds its bytes and nothing else."""
    journal = closed_journal()
    put_all(FileStore(tmp_path), journal)
    found = [(tmp_path / "journal" / f"{number:010d}.json").read_bytes() for number in (1, 2, 3)]
    assert found == [encode_batch(batch) for batch, _ in journal.batches]
    assert TOOL == journal.batches[0][0].tool
