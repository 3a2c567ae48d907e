"""A file beside the project that must not get lost: durable, for its owner alone, never in place of another."""

from __future__ import annotations

import itertools
from pathlib import Path

from braze_gitops.store.atomic import write_new
from braze_gitops.store.file_system import FileSystem, LocalFileSystem


def keep_file(folder: Path, name: str, content: bytes, *, files: FileSystem | None = None) -> Path:
    """Write `content` as `name` in `folder` and return where it is: `name.2.json` and so on where that is taken.

    Durable on return; a reader finds all of it or nothing.

    Raises:
        OSError: it could not be written, or may not be on the disk.
    """
    system: FileSystem = files if files is not None else LocalFileSystem()
    wanted = folder / name
    for number in itertools.count(1):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.stem}.{number}{wanted.suffix}")
        try:
            write_new(system, path, content)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")
