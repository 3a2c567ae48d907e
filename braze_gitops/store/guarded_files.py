"""The file system with its errors in the store's words, and what follows from a flush that failed."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from braze_gitops.errors import StoreError
from braze_gitops.store.atomic import FlushError
from braze_gitops.store.file_system import FileSystem

_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class GuardedFiles:
    """Reads files, and lets others write until a flush fails: then what was put may not be on the disk."""

    def __init__(self, system: FileSystem) -> None:
        self.system = system
        self._broken = False

    def read(self, path: Path) -> bytes | None:
        """Return the content of a file, None if it is not there.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            return self.system.read(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(path, error) from error

    def names(self, path: Path) -> tuple[str, ...] | None:
        """Return the names in a folder, sorted; None if it is not there.

        Raises:
            StoreError: it cannot be read.
        """
        with _reading(path):
            try:
                return tuple(sorted(self.system.names(path)))
            except FileNotFoundError:
                return None

    def has(self, path: Path) -> bool:
        """Whether a file is there.

        Raises:
            StoreError: that cannot be found out.
        """
        with _reading(path):
            return self.system.exists(path)

    @contextlib.contextmanager
    def writing(self, path: Path) -> Iterator[None]:
        """Put what goes wrong inside into words that name `path`; refuse to begin after a flush that failed.

        Raises:
            StoreError: it went wrong.
        """
        if self._broken:
            raise _not_durable(path, "an earlier write could not be flushed")
        try:
            yield
        except FlushError as error:
            self._broken = True
            raise _not_durable(path, reason_of(error)) from error
        except OSError as error:
            raise StoreError(
                f"the state cannot be written: {path}: {reason_of(error)}", path=str(path), hint=_hint(error)
            ) from error


def reason_of(error: OSError) -> str:
    """Return what the system says, in its words."""
    return (error.strerror or str(error)).lower()


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"the state cannot be read: {path}: {_why_unread(error)}", path=str(path), hint=_way_to_read(error)
    )


def _why_unread(error: OSError) -> str:
    return "a link stands in its place, and is not followed" if error.errno == errno.ELOOP else reason_of(error)


def _way_to_read(error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.EINVAL, errno.ENOTDIR):
        return "look how it came there and put back what belongs there, from a copy; nothing was changed"
    return "check the path and its permissions; what cannot be read is not taken for an empty state"


def _not_durable(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"the disk does not keep what is written: {path}: {reason}",
        path=str(path),
        hint="find out what is wrong with the disk before anything else; nothing more was written",
    )


def _hint(error: OSError) -> str:
    if error.errno in _NO_LINKS and error.filename2 is not None:
        return "the file system has no hard links, which the journal needs: keep the state on another disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk"
    if error.errno == errno.EFBIG:
        return "a limit says how large a file may be here (`ulimit -f`): lift it"
    if error.errno == errno.EROFS:
        return "the disk can only be read: mount it so that it can be written"
    return "check the path and its permissions"
