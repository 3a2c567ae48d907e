"""Writing a small file so that a reader sees the old or the new one, also after a crash."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_durably"]


def write_durably(path: Path, content: str, *, durable: bool = True) -> None:
    """Replace `path` by `content` at once; on return it survives a power cut unless `durable` is false.

    A temporary file in the same folder is written, flushed to the disk and renamed, then the folder is
    flushed. Readable by its owner alone.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            target.write(content)
            target.flush()
            if durable:
                os.fsync(target.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if durable:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
