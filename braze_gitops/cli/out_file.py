"""A file that a person asked for with `--out`: written whole or not at all, and nothing but a file is replaced."""

from __future__ import annotations

import secrets
from pathlib import Path

from braze_gitops.errors import UsageError

_BEGINNING = 4096
_HINT = "give --out the path of a file, in a folder that is there and may be written to; nothing was changed"


def write_out(out: Path, content: bytes, *, what: str, marks: tuple[bytes, ...]) -> None:
    """Put `content` in the file at `out`, for its owner alone; `what` says in messages what it is.

    A link is followed. A reader never finds half of the file, and nothing half written stays behind. A file that
    is there is replaced only if it is empty or such a one already, which all of `marks` in its beginning tell.

    Raises:
        UsageError: it cannot be written, or something else is there.
    """
    target = out.resolve()
    if not target.name or (target.exists() and not target.is_file()):
        raise UsageError(f"{what} cannot be written to {str(out) or 'nothing'}: that is no file", hint=_HINT)
    if target.exists() and not _may_be_replaced(target, marks):
        raise UsageError(
            f"{out} is there and was not written by this: it stays as it is",
            hint="give --out another path, or take that file away yourself",
        )
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        unfinished.write_bytes(content)
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{what} cannot be written to {out}: {error.strerror}", hint=_HINT) from None


def _may_be_replaced(path: Path, marks: tuple[bytes, ...]) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_BEGINNING)
    except OSError:
        return False
    return not start or all(mark in start for mark in marks)
