"""What git says of the project, as the guards on commits want to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import Workspace
from braze_gitops.model import Desired, Environment, Finding, WorkTree

if TYPE_CHECKING:
    from braze_gitops.state import State


def look_at_git(
    session: Session,
    workspace: Workspace,
    environment: Environment,
    desired: Desired,
    state: State,
    *,
    asks_remote: bool,
) -> tuple[WorkTree | None, tuple[Finding, ...]]:
    """Return what git says, None where it is not asked or there is none, and what is to be said of that.

    A sandbox is a person's own: what is applied there needs no commit, and git is not asked.
    """
    from braze_gitops.guard import commit_findings, commits_applied
    from braze_gitops.load import ALLOWANCES_FILE
    from braze_gitops.project import PlanFiles, read_work_tree

    if environment.is_sandbox:
        return None, ()
    project = workspace.project
    files = {project.path, ALLOWANCES_FILE}
    for one in desired.schedules:
        files.add(one.place.path)
        files.update(one.inputs.files)
    tree = read_work_tree(
        workspace.folder.root,
        session.environ,
        branch=project.branch,
        applied=commits_applied(state),
        files=PlanFiles(definitions=project.definitions, files=files),
        asks_remote=asks_remote,
    )
    return tree, commit_findings(tree)


def say_overtaken(session: Session, tree: WorkTree, tip: str, state: State, *, as_json: bool) -> None:
    """Say that nothing was done here, and which commit does the work."""
    from braze_gitops.report import idle_json, overtaken_text

    branch = tree.branch
    why = overtaken_text(commit=tree.commit or "", tip=tip, branch=branch.name, remote=branch.remote)
    terminal = session.terminal
    if as_json:
        terminal.say(idle_json(state, ending="overtaken", why=why))
    else:
        terminal.say(f"Nothing was done here: {why}\n")
