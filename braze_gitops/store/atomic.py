"""The durable write, in one place: a reader sees all of a file or nothing of it, also after a power cut.

    a new file       temporary file beside it, all bytes, flush it; link it to its name, which must be free;
                     take the temporary name away; flush the folder
    another content  temporary file beside it, all bytes, flush it; rename it to its name; flush the folder
    a folder         make it; whoever puts something there flushes it and the folders it is in

A flush that fails is never tried again: the system may have dropped what it could not write, and then says yes.
"""

from __future__ import annotations

import contextlib
import errno
import secrets
from pathlib import Path

from braze_gitops.store.file_system import FileSystem

TEMPORARY_PREFIX = "."


class FlushError(OSError):
    """What was written may not be on the disk, and nothing can find out any more."""


def write_new(files: FileSystem, path: Path, content: bytes) -> None:
    """Make the file `path` with `content`; durable on return.

    Raises:
        FileExistsError: there is something at `path`; it was not touched.
        FlushError: it may be there and not durable.
        OSError: it could not be written, and is not there.
    """
    beside = _write_beside(files, path, content)
    try:
        files.link(beside, path)
    finally:
        with contextlib.suppress(OSError):
            files.remove(beside)
    flush_folder(files, path.parent)


def write_over(files: FileSystem, path: Path, content: bytes) -> None:
    """Make `content` the content of `path`, whatever it was before; durable on return.

    Raises:
        FlushError: either content may be there, and not durable.
        OSError: it could not be written; what was there still is.
    """
    rename_over(files, path, content)
    flush_folder(files, path.parent)


def rename_over(files: FileSystem, path: Path, content: bytes) -> None:
    """Do as `write_over` does but for the folder, which the caller flushes once for many files.

    Raises:
        FlushError: the content may not be on the disk; what was at `path` still is.
        OSError: it could not be written; what was at `path` still is.
    """
    beside = _write_beside(files, path, content)
    try:
        files.rename(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            files.remove(beside)
        raise


def make_folders(files: FileSystem, path: Path) -> None:
    """Make the folder `path` and those it is in, as far as they are missing; not durable before they are flushed.

    Raises:
        OSError: it could not be made.
    """
    if path == path.parent or files.exists(path):
        return
    make_folders(files, path.parent)
    with contextlib.suppress(FileExistsError):
        files.make_folder(path)


def flush_way_to(files: FileSystem, path: Path) -> None:
    """Return once `path` and all folders above it are on the disk: another run may have ended while it made them.

    One that may not be opened is left out: it was not made here.

    Raises:
        FlushError: they may not be.
    """
    whole = path.absolute()
    for folder in (whole, *whole.parents):
        try:
            flush_folder(files, folder)
        except FlushError as error:
            if error.errno not in (errno.EACCES, errno.EPERM):
                raise


def flush_folder(files: FileSystem, path: Path) -> None:
    """Return once the names in `path` are on the disk.

    Raises:
        FlushError: they may not be.
    """
    try:
        files.sync_folder(path)
    except OSError as error:
        raise FlushError(error.errno, error.strerror, str(path)) from error


def _write_beside(files: FileSystem, path: Path, content: bytes) -> Path:
    beside = path.with_name(f"{TEMPORARY_PREFIX}{path.name}.{secrets.token_hex(8)}")
    descriptor = files.create(beside)
    try:
        try:
            _write_all(files, descriptor, content)
            _flush(files, descriptor, beside)
        finally:
            files.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            files.remove(beside)
        raise
    return beside


def _write_all(files: FileSystem, descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        written = files.write(descriptor, left)
        if written <= 0:
            raise OSError(errno.EIO, "the file system takes no more bytes and does not say why")
        left = left[written:]


def _flush(files: FileSystem, descriptor: int, path: Path) -> None:
    try:
        files.sync(descriptor)
    except OSError as error:
        raise FlushError(error.errno, error.strerror, str(path)) from error
