"""A file that must not get lost: durable, private, and never in place of another."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from braze_gitops.store import LocalFileSystem, keep_file
from support.file_systems import SteppedFileSystem, raise_at


def test_it_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    """Content and mode."""
    path = keep_file(tmp_path, "a.json", b"one")
    assert (tmp_path / "a.json", b"one", 0o600) == (path, path.read_bytes(), path.stat().st_mode & 0o777)


def test_each_has_a_name_of_its_own(tmp_path: Path) -> None:
    """What is there is never touched, and nothing is left beside it."""
    paths = [keep_file(tmp_path, "a.json", content) for content in (b"one", b"two", b"three")]
    assert ["a.json", "a.2.json", "a.3.json"] == [path.name for path in paths]
    assert {"a.json": b"one", "a.2.json": b"two", "a.3.json": b"three"} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_it_is_on_the_disk(tmp_path: Path) -> None:
    """The file is flushed before it gets its name, the folder after."""
    system = SteppedFileSystem(LocalFileSystem())
    keep_file(tmp_path, "a.json", b"one", files=system)
    assert ["create", "write", "sync", "close", "link", "remove", "sync_folder"] == [
        one.name for one in system.steps
    ]


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7])
def test_what_cannot_be_kept_is_said(tmp_path: Path, step: int) -> None:
    """A full disk, a flush that fails, no hard links: an error, and no half a file."""
    system = SteppedFileSystem(LocalFileSystem(), raise_at(step, OSError(errno.ENOSPC, "no space left")))
    with pytest.raises(OSError, match="no space left"):
        keep_file(tmp_path, "a.json", b"one", files=system)
    assert {b"one"} >= {path.read_bytes() for path in tmp_path.iterdir()}
