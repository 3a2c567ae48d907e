"""A plan compared with the one that the definitions at a git commit make of the same state and moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.cli.planning import Planned, plan_and_review
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import read_desired, read_workspace
from braze_gitops.errors import BrazeGitopsError, InputError
from braze_gitops.model import Finding

if TYPE_CHECKING:
    from braze_gitops.guard import Review

_PROJECT_FILE = "braze-gitops.yaml"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A plan with a mark on each change; `adds_blocks` says that something is held that is free at the base."""

    planned: Planned
    adds_blocks: bool


def compare_with_base(session: Session, planned: Planned, ref: str, *, allowed: Sequence[str]) -> Compared:
    """Return `planned` compared with what is planned at the commit `ref` of the project's repository.

    A commit at which nothing can be planned is no error: everything then counts as new, and the plan says why.

    Raises:
        UsageError: there is no git, no repository, or no such commit.
    """
    from braze_gitops.guard import added_blocks
    from braze_gitops.plan import Base, with_base
    from braze_gitops.project import git_tree

    fault, before = "", None
    with git_tree(planned.workspace.folder.root, ref, environ=session.environ) as tree:
        try:
            before = _plan_at(session, planned, tree.folder, allowed)
        except BrazeGitopsError as error:
            fault = _why(error)
    review = planned.review
    base = Base(ref=ref, commit=tree.commit, fault=fault)
    marked = with_base(review.plan, base, before.plan if before is not None else None)
    return Compared(
        planned=dataclasses.replace(planned, review=dataclasses.replace(review, plan=marked)),
        adds_blocks=bool(added_blocks(review, before)),
    )


def _plan_at(session: Session, planned: Planned, folder: Path, allowed: Sequence[str]) -> Review:
    """Return what is planned from the project in `folder`, on the same state and at the same moment.

    Raises:
        BrazeGitopsError: nothing can be planned from it.
    """
    from braze_gitops.project import Confined, ProjectFolder

    if not (folder / _PROJECT_FILE).is_file():
        raise InputError(f"there is no {_PROJECT_FILE}")
    workspace = read_workspace(session, ProjectFolder(root=folder, confined=Confined(folder)))
    environment = workspace.project.environments.get(planned.environment.name)
    if environment is None:
        raise InputError(f"there is no environment {planned.environment.name}")
    return plan_and_review(
        workspace,
        environment,
        read_desired(workspace, environment),
        planned.state,
        allowed=allowed,
        now=planned.now,
        commit=None,
    )


def _why(error: BrazeGitopsError) -> str:
    """Return why nothing can be planned, in one line: the error and the first thing that is wrong."""
    found = error.findings if isinstance(error, InputError) else ()
    first = next((one for one in found if isinstance(one, Finding)), None)
    if first is None:
        return error.message
    where = f"{first.place}: " if first.place is not None else ""
    return f"{error.message} ({where}{first.message})"
