"""Reads files inside one folder, whatever links and races there are, and nothing outside of it."""

from __future__ import annotations

import contextlib
import difflib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from braze_gitops.errors import FileReferenceError
from braze_gitops.model import SourceText

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking, so that opening a pipe without a writer comes back and is refused.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")

_WORDS = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file",
    errno.EACCES: "the file may not be read by this user",
    errno.EPERM: "the file may not be read by this user",
    errno.ELOOP: "its links lead in a circle, or changed while they were followed",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENXIO: "it is no regular file",
    errno.EISDIR: "it is a folder",
}


class MissingFileError(FileReferenceError):
    """There is nothing at the path."""


class Confined:
    """The files under `root`, which is resolved once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve(strict=True)

    def resolve(self, path: Path) -> Path:
        """Return where `path` leads, every link followed, relative to the root.

        Raises:
            FileReferenceError: it is not there, or leads outside of the root.
        """
        try:
            target = (self.root / path).resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MissingFileError(f"{path}: {_reason(error)}") from None
        except OSError as error:
            raise FileReferenceError(f"{path}: {_reason(error)}") from None
        except RuntimeError:  # how Python before 3.13 says ELOOP here
            raise FileReferenceError(f"{path}: {_WORDS[errno.ELOOP]}") from None
        except ValueError:
            raise FileReferenceError(f"{printable(path)}: this is no file name") from None
        if not target.is_relative_to(self.root):
            raise FileReferenceError(
                f"{path} lies outside of the project", hint="copy the file into the project; links count as well"
            )
        return target.relative_to(self.root)

    def has_folder(self, path: Path) -> bool:
        """Whether `path`, relative to the root, leads to a folder inside of it."""
        try:
            return (self.root / self.resolve(path)).is_dir()
        except FileReferenceError:
            return False

    def similar_name(self, path: Path) -> str | None:
        """Return the name beside `path` that is most like its own, hidden ones left out; None if none is."""
        try:
            entries = sorted(entry.name for entry in (self.root / self.resolve(path.parent)).iterdir())
        except OSError:
            return None
        # A link that leads nowhere has the very name that was asked for.
        shown = (name for name in entries if not name.startswith(".") and name.isprintable() and name != path.name)
        names = {name.lower(): name for name in shown}
        near = difflib.get_close_matches(path.name.lower(), names, n=1)
        return names[near[0]] if near else None

    def read(self, path: Path, *, limit: int) -> SourceText:
        """Return the text of the file at `path`, relative to the root, with the digest of its bytes.

        The path in the answer is the one asked for. The file is opened step by step from the root without
        following a link, so that a link put in place after `resolve` is refused.

        Raises:
            FileReferenceError: it is missing, outside, no regular file, larger than `limit` bytes or not UTF-8.
        """
        name = PurePosixPath(path).as_posix()
        if any("\udc80" <= character <= "\udcff" for character in name):
            raise FileReferenceError(f"{printable(path)}: the file's name is not UTF-8", hint="rename the file")
        content = self._bytes(self.resolve(path), name, limit)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            is_sheet = name.lower().endswith(_SPREADSHEETS)
            hint = "it is a spreadsheet: export it as CSV" if is_sheet else "save the file as UTF-8"
            raise FileReferenceError(f"{name} is not UTF-8: line {line} holds other bytes", hint=hint) from None
        return SourceText(path=name, text=text, digest=hashlib.sha256(content).hexdigest())

    def _bytes(self, target: Path, name: str, limit: int) -> bytes:
        try:
            with self._opened(target) as file:
                status = os.fstat(file)
                if not stat.S_ISREG(status.st_mode):
                    raise FileReferenceError(f"{name} is no regular file")
                content = _read_up_to(file, limit + 1)
        except OSError as error:
            raise FileReferenceError(f"{name}: {_reason(error)}") from None
        if len(content) > limit:
            raise FileReferenceError(f"{name} is larger than {limit // 1_000_000} MB")
        return content

    @contextlib.contextmanager
    def _opened(self, target: Path) -> Iterator[int]:
        """Yield a descriptor of `target`, which is relative to the root and has no links in it."""
        *folders, last = target.parts or (".",)
        with contextlib.ExitStack() as stack:
            at = os.open(self.root, _FOLDER_FLAGS)
            stack.callback(os.close, at)
            for folder in folders:
                at = os.open(folder, _FOLDER_FLAGS, dir_fd=at)
                stack.callback(os.close, at)
            file = os.open(last, _FILE_FLAGS, dir_fd=at)
            stack.callback(os.close, file)
            yield file


def _read_up_to(file: int, count: int) -> bytes:
    parts = []
    while count > 0 and (part := os.read(file, min(count, 1 << 20))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _reason(error: OSError) -> str:
    return _WORDS.get(error.errno or 0, f"it cannot be read ({error.strerror})")


def printable(path: Path) -> str:
    """Return `path` as text for a message, with anything that is not ASCII as an escape."""
    return str(path).encode("unicode_escape").decode("ascii")[:80]
