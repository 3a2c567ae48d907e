"""A plan and what the guards say of it, for one environment as it is now."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops import __version__
from braze_gitops.cli.git_look import look_at_git
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import check_state, read_state_file, written_at
from braze_gitops.cli.surroundings import commit_of, machine
from braze_gitops.cli.workspace import Loaded, Workspace, present_of
from braze_gitops.model import Desired, Environment, WorkTree

if TYPE_CHECKING:
    from braze_gitops.guard import Review
    from braze_gitops.report import Naming
    from braze_gitops.state import State


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A reviewed plan and all it was made from."""

    workspace: Workspace
    environment: Environment
    desired: Desired
    state: State
    review: Review
    commit: str | None
    tree: WorkTree | None

    @property
    def now(self) -> datetime:
        """Return when the plan was made."""
        return self.review.plan.now

    @property
    def naming(self) -> Naming:
        """Return what people call the ids in it."""
        return naming_of(self.workspace, self.desired)


def make_reviewed_plan(
    session: Session,
    workspace: Workspace,
    environment: Environment,
    loaded: Loaded,
    state: State,
    *,
    allowed: Sequence[str],
    is_apply: bool = False,
) -> Planned:
    """Return the plan from `state` to `loaded`, with what the guards say of it.

    With `is_apply` it is to be applied: the remote is asked for the tip of the branch, and the commit counts.

    Raises:
        UsageError: an allowance is not one.
        StateDamagedError: the state names a text it does not hold.
    """
    from braze_gitops.guard import commit_refusals, parse_allowance, review, reviewed_allowances
    from braze_gitops.load import zones_version
    from braze_gitops.plan import make_plan

    now = present_of(workspace, environment)
    reviewed, expired = reviewed_allowances(loaded.allowances, environment=environment.name, now=now)
    allowances = (*reviewed, *(parse_allowance(text) for text in allowed))
    tree, said = look_at_git(session, workspace, environment, loaded.desired, state, asks_remote=is_apply)
    commit = tree.commit if tree is not None else commit_of(workspace.folder.root, session.environ)
    plan = make_plan(
        loaded.desired,
        state,
        environment=environment,
        names=workspace.project.names,
        now=now,
        commit=commit,
        tool=__version__,
        zones=zones_version(),
    )
    plan = dataclasses.replace(plan, findings=(*loaded.findings, *expired, *said, *plan.findings))
    judged = review(
        plan,
        environment=environment,
        limits=workspace.project.limits,
        allowances=allowances,
        desired=loaded.desired,
        state=state,
        others=commit_refusals(tree),
        is_apply=is_apply,
    )
    return Planned(
        workspace=workspace,
        environment=environment,
        desired=loaded.desired,
        state=state,
        review=judged,
        commit=commit,
        tree=tree,
    )


def state_from_file(path: Path, environment: Environment) -> State:
    """Return the state in a file, made sure to be that of `environment`.

    Raises:
        StateError: it is none, or another's.
    """
    state = read_state_file(path)
    check_state(state, environment, where=str(path))
    return state


def say_plan(session: Session, planned: Planned, *, to_stderr: bool = False) -> None:
    """Write the whole plan for people."""
    from braze_gitops.report import plan_text

    terminal = session.terminal
    text = plan_text(
        planned.review,
        naming=planned.naming,
        now=planned.now,
        style=terminal.error_style if to_stderr else terminal.style,
        width=terminal.width,
        state_at=written_at(planned.state),
        holder_is_gone=_holder_is_gone(session, planned.state),
    )
    (terminal.tell if to_stderr else terminal.say)(text)


def _holder_is_gone(session: Session, state: State) -> bool:
    """Whether the run that left `state` open can do nothing more, as far as this machine can tell."""
    from braze_gitops.state import is_gone
    from braze_gitops.store import is_alive

    return state.run is not None and is_gone(state.run, here=machine(session.environ), alive=is_alive)


def naming_of(workspace: Workspace, desired: Desired | None) -> Naming:
    """Return what people call ids: the project's names, and the variables that brought them in."""
    from braze_gitops.report import Naming

    schedules = desired.schedules if desired is not None else ()
    return Naming(words=workspace.project.names, variables={one.address: one.variables_from for one in schedules})
