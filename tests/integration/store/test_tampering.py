"""Whoever changes a stored state is found out, in memory and in a folder; and what only a folder can have."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from integration.store.sound_parts import BATCHES, SNAPSHOT, Part, batch_part
from integration.store.tampering import TamperContract, fill, verdict

from braze_gitops.errors import StoreError
from braze_gitops.store import FileStore, LocalFileSystem, Store, load_state
from support.memory_store import MemoryStore


class MemoryPlace:
    """The parts of a store in memory."""

    def __init__(self) -> None:
        self._store = MemoryStore()

    def open(self) -> Store:
        """Return the one store."""
        return self._store

    def write(self, part: Part, content: bytes | None) -> None:
        """Change what it holds."""
        match part.kind:
            case "snapshot":
                self._store.snapshot = content
            case "batch":
                self._store.batches.pop(int(part.key), None)
                if content is not None:
                    self._store.batches[int(part.key)] = content
            case "text":
                self._store.texts.pop(part.key, None)
                if content is not None:
                    self._store.texts[part.key] = content.decode("utf-8", "replace")

    def contents(self) -> object:
        """Return all it holds."""
        return (self._store.snapshot, dict(self._store.batches), dict(self._store.texts))


class FolderPlace:
    """The files of a store in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self) -> Store:
        """Return a store on the folder."""
        return FileStore(self.root)

    def write(self, part: Part, content: bytes | None) -> None:
        """Change a file."""
        path = self.path(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)

    def contents(self) -> object:
        """Return every name, its kind and what is in it."""
        return {
            str(path): (
                stat.S_IFMT(path.lstat().st_mode),
                path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
            )
            for path in self.root.rglob("*")
        }

    def path(self, part: Part) -> Path:
        """Return the file of a part."""
        match part.kind:
            case "snapshot":
                return self.root / "state.json"
            case "batch":
                return self.root / "journal" / f"{int(part.key):010d}.json"
            case "text":
                return self.root / "texts" / part.key[:2] / part.key


class TestTamperingInMemory(TamperContract):
    """The suite, in memory."""

    @pytest.fixture
    def place(self) -> MemoryPlace:
        """Return an empty store."""
        return MemoryPlace()


class TestTamperingInAFolder(TamperContract):
    """The suite, in a folder."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> FolderPlace:
        """Return an empty folder."""
        return FolderPlace(tmp_path / "state")


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.with_name("elsewhere").write_bytes(b"x")
    path.symlink_to(path.with_name("elsewhere"))


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("make", [_folder, _pipe, _link, _link_to_itself, _link_to_nothing])
@pytest.mark.parametrize("which", ["snapshot", "last batch", "text", "next batch"])
def test_what_is_no_file_is_refused(tmp_path: Path, which: str, make: Callable[[Path], None]) -> None:
    """A folder, a pipe, a link in the place of a file: not followed, not waited for, not taken for missing."""
    place = FolderPlace(tmp_path / "state")
    fill(place)
    text = next(path for path in (place.root / "texts").rglob("*") if path.is_file())
    path = {
        "snapshot": place.path(SNAPSHOT),
        "last batch": place.path(batch_part(BATCHES)),
        "text": text,
        "next batch": place.path(batch_part(BATCHES + 1)),
    }[which]
    path.unlink(missing_ok=True)
    make(path)
    assert "refused" == verdict(place)


@pytest.mark.parametrize("name", ["journal", "texts"])
def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    """Not taken for an empty folder."""
    place = FolderPlace(tmp_path / "state")
    fill(place)
    (place.root / name).rename(tmp_path / "away")
    (place.root / name).write_bytes(b"x")
    assert "refused" == verdict(place)


@pytest.mark.parametrize("name", ["state.json", "journal", "0000000007.json", "texts"])
def test_what_may_not_be_read_is_refused(tmp_path: Path, name: str) -> None:
    """No right to read is not the same as not there."""

    class Forbidden(LocalFileSystem):
        def read(self, path: Path) -> bytes:
            if path.name == name or name in path.parts:
                raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return super().read(path)

        def names(self, path: Path) -> tuple[str, ...]:
            if path.name == name:
                raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return super().names(path)

    place = FolderPlace(tmp_path / "state")
    fill(place)
    store = FileStore(place.root, files=Forbidden())
    with pytest.raises(StoreError, match="permission denied") as caught:
        _read_all(store)
    assert "permissions" in caught.value.hint


def _read_all(store: Store) -> None:
    state = load_state(store)
    assert state is not None
    for digest in state.texts:
        assert state.texts[digest]
