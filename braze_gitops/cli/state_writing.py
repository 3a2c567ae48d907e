"""What the commands that change a state without a call have in common: they say, ask, and write one batch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from braze_gitops import __version__
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess
from braze_gitops.cli.surroundings import commit_of, opening
from braze_gitops.cli.workspace import Workspace, present_of
from braze_gitops.errors import UsageError
from braze_gitops.model import Environment

if TYPE_CHECKING:
    from braze_gitops.apply import WrittenEntries
    from braze_gitops.state import Entry

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})

auto_approve_option = click.option("--auto-approve", is_flag=True, help="Do not ask.")
why_option = click.option("--why", default="", metavar="TEXT", help="Why you do it. Kept in the state.")


def require_a_person(session: Session, *, auto_approve: bool) -> None:
    """Make sure that somebody can be asked, or need not be; called before anything is read.

    Raises:
        UsageError: neither.
    """
    if not auto_approve and not session.terminal.can_ask:
        raise UsageError(
            "there is no terminal to ask on",
            hint="add --auto-approve if this was decided before; nothing was changed",
        )


def agrees(session: Session, question: str, *, auto_approve: bool) -> bool:
    """Whether a person says `yes`, and nothing else, or need not be asked; a refusal is answered in words."""
    if auto_approve or session.terminal.ask(question) == "yes":
        return True
    session.terminal.tell("Nothing was done: the state is as it was.\n")
    return False


def write_as_run(
    operation: str,
    entries: tuple[Entry, ...],
    *,
    session: Session,
    workspace: Workspace,
    environment: Environment,
    access: StateAccess,
    why: str,
    texts: Mapping[str, str] = _NO_TEXTS,
) -> WrittenEntries:
    """Write `entries` in one batch as a run of their own, with who and why; durable on return.

    Raises:
        StateConflictError: another run wrote first; nothing was written.
        StateError: they could not be written.
    """
    from braze_gitops.apply import write_entries

    return write_entries(
        entries,
        texts=texts,
        state=access.state,
        journal=access.journal(),
        opening=opening(
            operation,
            session.environ,
            commit=commit_of(workspace.folder.root, session.environ),
            at=present_of(workspace, environment),
            why=why,
        ),
        new_id=lambda: str(uuid4()),
        tool=__version__,
    )


def say_written(session: Session, words: str, written: WrittenEntries) -> None:
    """Say what was done, what could not be, and the version of the state."""
    from braze_gitops.report import Page, Piece, Role
    from braze_gitops.state import version_text

    page = Page(session.terminal.style, session.terminal.width)
    page.line(Piece("Done", Role.CREATE), f": {words}")
    if written.remark:
        page.line(Piece("note", Role.NOTE), f": {written.remark}", hang=2)
    page.field("state", Piece(version_text(written.state), Role.MUTED), indent=0)
    session.terminal.say(page.text())
