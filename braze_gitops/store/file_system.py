"""The calls a store makes to the file system: one small port, so that each can be counted or made to fail."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import Protocol

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_BLOCK_BYTES = 1 << 20


class FileSystem(Protocol):
    """The file system, one method a call; every method may raise OSError and does nothing more than it says."""

    def create(self, path: Path) -> int:
        """Return a descriptor of a new file, for its owner alone; FileExistsError if something has that name."""

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write some of `content` and return how many bytes that were."""

    def sync(self, descriptor: int) -> None:
        """Return once the file's content is on the disk."""

    def close(self, descriptor: int) -> None:
        """Give the descriptor back."""

    def link(self, source: Path, target: Path) -> None:
        """Give the file a second name; FileExistsError if something has that name."""

    def rename(self, source: Path, target: Path) -> None:
        """Give the file another name, in place of whatever has it."""

    def remove(self, path: Path) -> None:
        """Take the name away."""

    def make_folder(self, path: Path) -> None:
        """Make one folder for its owner alone; FileExistsError if something has that name."""

    def sync_folder(self, path: Path) -> None:
        """Return once the names in the folder are on the disk."""

    def read(self, path: Path) -> bytes:
        """Return the content of a regular file; a link at that name is not followed."""

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names in a folder, in no order."""

    def exists(self, path: Path) -> bool:
        """Whether something has that name."""


class LocalFileSystem:
    """The file system of this machine."""

    def create(self, path: Path) -> int:
        """Return a descriptor of a new file."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write some of `content`."""
        return os.write(descriptor, content)

    def sync(self, descriptor: int) -> None:
        """Flush the file to the disk; on macOS past the drive's own cache, which fsync alone leaves full."""
        full = getattr(fcntl, "F_FULLFSYNC", None)
        if full is not None:
            fcntl.fcntl(descriptor, full)
        else:
            os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close the descriptor."""
        os.close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Link the file; a link is never followed."""
        os.link(source, target, follow_symlinks=False)

    def rename(self, source: Path, target: Path) -> None:
        """Rename the file over what is there."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Unlink the name."""
        path.unlink()

    def make_folder(self, path: Path) -> None:
        """Make one folder."""
        path.mkdir(mode=FOLDER_MODE)

    def sync_folder(self, path: Path) -> None:
        """Flush the folder to the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.sync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, path: Path) -> bytes:
        """Return the content of a regular file; waits for no pipe or device that stands in its place."""
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(errno.EINVAL, "not a regular file", str(path))
            # Room for all of it at once: a journal is thousands of small files, and a large block is dear to make.
            room = min(found.st_size + 1, _BLOCK_BYTES)
            blocks = []
            while block := os.read(descriptor, room):
                blocks.append(block)
            return b"".join(blocks) if len(blocks) != 1 else blocks[0]
        finally:
            os.close(descriptor)

    def names(self, path: Path) -> tuple[str, ...]:
        """List the folder."""
        return tuple(os.listdir(path))  # noqa: PTH208 -- names are wanted, and a Path for each costs more than the call

    def exists(self, path: Path) -> bool:
        """Look the name up."""
        return os.path.lexists(path)
