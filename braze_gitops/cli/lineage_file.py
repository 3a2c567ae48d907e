"""The line of the project file that says which state belongs to an environment, written into the file on disk."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from braze_gitops.cli.workspace import Workspace
from braze_gitops.errors import InputError, UsageError
from braze_gitops.model import Environment, Lineage


def with_lineage(workspace: Workspace, environment: Environment, lineage: Lineage) -> bytes:
    """Return the project file with the line that names the state; nothing is written.

    Raises:
        InputError: the line cannot be put in, or the file changed since it was read.
    """
    from braze_gitops.load import write_lineage

    before = (workspace.folder.root / workspace.project.path).read_bytes().decode("utf-8")
    changed = write_lineage(before, environment.name, lineage)
    if workspace.source.text not in (before, before.removeprefix("\ufeff")):
        raise InputError("the project file changed meanwhile", hint="run this again")
    return changed.encode("utf-8")


def put_in_place(path: Path, content: bytes, *, fault: str, hint: str) -> None:
    """Put `content` in place of the file so that a reader finds one of them whole; durable on return.

    Raises:
        UsageError: it cannot be written; `fault` says what that leaves, and `hint` what to do.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(path.stat().st_mode & 0o777)
        unfinished.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{fault} {path} cannot be written: {error.strerror}", hint=hint) from None
