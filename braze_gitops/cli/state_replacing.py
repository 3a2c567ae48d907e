"""`state init --replace-lost-state`: a state in place of one that is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from braze_gitops.cli.lineage_file import put_in_place, with_lineage
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import create_state, store_of
from braze_gitops.cli.state_writing import agrees, require_a_person
from braze_gitops.cli.surroundings import commit_of, opening
from braze_gitops.cli.workspace import Workspace, present_of, read_desired
from braze_gitops.errors import ExitCode, StateConflictError, StateError, UsageError
from braze_gitops.model import Environment, Lineage

if TYPE_CHECKING:
    from braze_gitops.store import Store

_SHOWN = 3


def replace_lost_state(
    session: Session, workspace: Workspace, environment: Environment, *, auto_approve: bool, why: str
) -> int:
    """Make a new state in which all that may be at Braze counts as created; return the exit code.

    The project file names the new state before it is there: whoever is stopped in between finds it missing, and
    runs this again.

    Raises:
        UsageError: the project file names no state, or the one it names is there: none was lost.
        StateConflictError: parts of the old one are there.
    """
    from braze_gitops.plan import replace_lost
    from braze_gitops.report import replacement_text
    from braze_gitops.state import RunClosed

    require_a_person(session, auto_approve=auto_approve)
    store = store_of(session, workspace, environment)
    lost = _lineage_of_the_lost(store, environment)
    loaded = read_desired(workspace, environment)
    lineage, now = Lineage(str(uuid4())), present_of(workspace, environment)
    commit = commit_of(workspace.folder.root, session.environ)
    found = replace_lost(loaded.desired, environment=environment, lineage=lineage, now=now, commit=commit)
    _refuse_leftovers(store, environment, found.texts)
    terminal = session.terminal
    terminal.say(
        replacement_text(
            found,
            environment=environment.name,
            lost=lost,
            style=terminal.style,
            width=terminal.width,
        )
    )
    question = f"Make a new state of {environment.name}? Only `yes` does: "
    if not agrees(session, question, auto_approve=auto_approve):
        return ExitCode.ERROR
    _name(workspace, environment, lineage)
    opened = opening("state init --replace-lost-state", session.environ, commit=commit, at=now, why=why)
    closed = RunClosed(run=opened.run, applied=False, at=now)
    access = create_state(
        store,
        environment,
        lineage=lineage,
        at=now,
        entries=(opened, *found.entries, closed),
        texts=found.texts,
    )
    from braze_gitops.state import version_text

    terminal.say(
        f"Done: the new state of {environment.name} is in {access.store.describe()}.\n"
        f"{workspace.project.path} names it now: lineage {lineage}. Commit that line.\n"
        f"state     {version_text(access.state)}\n"
    )
    return ExitCode.DONE


def _lineage_of_the_lost(store: Store, environment: Environment) -> Lineage:
    from braze_gitops.store import load_state

    if environment.lineage is None:
        raise UsageError(
            f"the project file names no state of {environment.name}, so none is lost",
            hint=f"`braze-gitops state init -e {environment.name}` begins one",
        )
    try:
        state = load_state(store)
    except StateError:
        return environment.lineage
    if state is not None and state.lineage == environment.lineage:
        raise UsageError(
            f"the state of {environment.name} is there, and it is the one that the project file names",
            hint=f"nothing is lost: `braze-gitops state list -e {environment.name}` shows it",
        )
    return environment.lineage


def _refuse_leftovers(store: Store, environment: Environment, texts: Mapping[str, str]) -> None:
    from braze_gitops.store import leftovers

    left = leftovers(store, texts=texts)
    if not left:
        return
    more = f" and {len(left) - _SHOWN:,} more" if len(left) > _SHOWN else ""
    error = StateConflictError(
        f"the state of {environment.name} is not gone: there is {', '.join(left[:_SHOWN])}{more}",
        path=store.describe(),
        hint=f"`braze-gitops state check -e {environment.name}` says what is whole; bring back what is missing."
        " Only if all of it is beyond use: move that folder to another place, keep it, and run this again",
    )
    error.exit_code = StateError.exit_code
    raise error


def _name(workspace: Workspace, environment: Environment, lineage: Lineage) -> None:
    put_in_place(
        workspace.folder.root / workspace.project.path,
        with_lineage(workspace, environment, lineage),
        fault="no state was made:",
        hint="make the file writable and run this again",
    )
