"""`braze-gitops state init`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import uuid4

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import create_state, refuse_existing, store_of
from braze_gitops.cli.workspace import Workspace, choose_environment, open_workspace, present_of
from braze_gitops.errors import InputError, StateForeignError, UsageError
from braze_gitops.model import Environment, Lineage


@click.command(cls=Command, epilog=("braze-gitops state init -e production\n"))
@everywhere
@environment_option
@click.pass_obj
def init(session: Session, environment: str | None) -> None:
    """Begin the state of an environment.

    Done once for each. Adds a line `lineage: …` to the project file, which belongs into git: it says which state
    is the right one. Refused where a state exists, or where the project file names one that is not there.
    """
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    store = store_of(session, workspace, chosen)
    refuse_existing(store, chosen)
    if chosen.lineage is not None:
        raise StateForeignError(
            f"the project file names a state of {chosen.name}, lineage {chosen.lineage}, and it is not there",
            path=store.describe(),
            hint="restore it: a new one would not know what is arranged at Braze",
        )
    lineage = Lineage(str(uuid4()))
    named = None if chosen.is_sandbox else _with_lineage(workspace, chosen, lineage)
    access = create_state(store, chosen, lineage=lineage, at=present_of(workspace, chosen))
    if named is not None:
        _replace(workspace.folder.root / workspace.project.path, named, chosen, lineage)
    from braze_gitops.report import Page, Piece, Role
    from braze_gitops.state import version_text

    page = Page(session.terminal.style, session.terminal.width)
    page.line(Piece("Done", Role.CREATE), f": the state of {chosen.name} is in {access.store.describe()}")
    if not chosen.is_sandbox:
        page.line(f"{workspace.project.path} names it now: lineage {lineage}. Commit that line.")
    page.field("state", Piece(version_text(access.state), Role.MUTED), indent=0)
    session.terminal.say(page.text())


def _with_lineage(workspace: Workspace, environment: Environment, lineage: Lineage) -> bytes:
    """Return the project file with the line that names the state, worked out before the state is made.

    Written after it: a run that ends in between leaves a state without a name, and every command then prints the
    line to add; a name without a state would look like a lost one.
    """
    from braze_gitops.load import write_lineage

    before = (workspace.folder.root / workspace.project.path).read_bytes().decode("utf-8")
    changed = write_lineage(before, environment.name, lineage)
    if workspace.source.text not in (before, before.removeprefix("\ufeff")):
        raise InputError("the project file changed meanwhile", hint="run this again")
    return changed.encode("utf-8")


def _replace(path: Path, content: bytes, environment: Environment, lineage: Lineage) -> None:
    """Put `content` in place of the file so that a reader finds one of them whole; durable on return."""
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
        raise UsageError(
            f"the state of {environment.name} is made, but {path} cannot be written: {error.strerror}",
            hint=f"add the line `lineage: {lineage}` under `{environment.name}:` by hand",
        ) from None
