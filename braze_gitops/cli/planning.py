"""A plan and what the guards say of it, for one environment as it is now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops import __version__
from braze_gitops.cli.git_look import look_at_git
from braze_gitops.cli.options import moment_of
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import check_state, read_state_file
from braze_gitops.cli.surroundings import commit_of, machine
from braze_gitops.cli.unrecorded import unread_answers
from braze_gitops.cli.workspace import Loaded, Workspace
from braze_gitops.model import WORLD, Address, Desired, Environment, WorkTree

if TYPE_CHECKING:
    from braze_gitops.guard import Review
    from braze_gitops.plan import Plan
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
        return naming_of(self.workspace, self.desired, self.environment)


def make_reviewed_plan(
    session: Session,
    workspace: Workspace,
    environment: Environment,
    loaded: Loaded,
    state: State,
    *,
    allowed: Sequence[str],
    targets: Sequence[str] = (),
    saved: Plan | None = None,
    reviewed: Plan | None = None,
    is_apply: bool = False,
    at: datetime | None = None,
) -> Planned:
    """Return the plan from `state` to `loaded` at the present, or at `at`, with what the guards say of it.

    With `is_apply` it is to be applied: the remote is asked for the tip of the branch, and the commit counts. The
    other arguments and what is raised are those of `plan_and_review`.
    """
    tree, said = look_at_git(session, workspace, environment, loaded.desired, state, asks_remote=is_apply)
    commit = tree.commit if tree is not None else commit_of(workspace.folder.root, session.environ)
    review = plan_and_review(
        workspace,
        environment,
        dataclasses.replace(loaded, findings=(*loaded.findings, *said)),
        state,
        now=moment_of(workspace, environment, at),
        commit=commit,
        allowed=allowed,
        targets=targets,
        saved=saved,
        reviewed=reviewed,
        tree=tree,
        is_apply=is_apply,
        at=at,
    )
    return Planned(
        workspace=workspace,
        environment=environment,
        desired=loaded.desired,
        state=state,
        review=review,
        commit=commit,
        tree=tree,
    )


def plan_and_review(
    workspace: Workspace,
    environment: Environment,
    loaded: Loaded,
    state: State,
    *,
    now: datetime,
    commit: str | None,
    allowed: Sequence[str],
    targets: Sequence[str] = (),
    saved: Plan | None = None,
    reviewed: Plan | None = None,
    tree: WorkTree | None = None,
    is_apply: bool = False,
    at: datetime | None = None,
) -> Review:
    """Return the plan from `state` to `loaded` with what the guards say of it; the plan names what was allowed.

    `targets` limit what is made. With `saved` the targets and allowances of that plan count, beside those given
    and those of `allowances.yaml`; whatever `reviewed` does not show is held. `tree` is what git says, None where
    it is not asked; with `is_apply` what is held against its commit refuses the plan. `at` is `now` if asked for.

    Raises:
        UsageError: an allowance is not one, or a target fits nothing.
        StalePlanError: `reviewed` belongs to something else.
        StateDamagedError: the state names no such text.
    """
    from braze_gitops import guard
    from braze_gitops.plan import overdue_first, with_targets

    standing, expired = guard.reviewed_allowances(loaded.allowances, environment=environment.name, now=now)
    allowances = (*standing, *(guard.parse_allowance(text) for text in allowed))
    if saved is not None:
        allowances, targets = (*allowances, *guard.allowances_in(saved)), saved.targets
    plan = _plan(workspace, environment, loaded.desired, state, now=now, commit=commit)
    notes = (*unread_answers(workspace.folder.root, state), *loaded.findings, *expired, *plan.findings)
    plan = with_targets(dataclasses.replace(plan, findings=overdue_first(notes), at=at), targets)
    if reviewed is not None:
        guard.check_reviewed(reviewed.origin, plan.origin)
    return guard.with_grants(
        guard.review(
            plan,
            environment=environment,
            limits=workspace.project.limits,
            allowances=allowances,
            desired=loaded.desired,
            state=state,
            reviewed=guard.read_reviewed(reviewed) if reviewed is not None else None,
            others=guard.commit_refusals(tree),
            is_apply=is_apply,
        )
    )


def _plan(
    workspace: Workspace,
    environment: Environment,
    desired: Desired,
    state: State,
    *,
    now: datetime,
    commit: str | None,
) -> Plan:
    from braze_gitops.load import zones_version
    from braze_gitops.plan import make_plan

    return make_plan(
        desired,
        state,
        environment=environment,
        names=workspace.project.names,
        now=now,
        commit=commit,
        tool=__version__,
        zones=zones_version(),
    )


def state_from_file(path: Path, environment: Environment) -> State:
    """Return the state in a file, made sure to be that of `environment`.

    Raises:
        StateError: it is none, or another's.
    """
    state = read_state_file(path)
    check_state(state, environment, where=str(path))
    return state


def say_plan(
    session: Session,
    planned: Planned,
    *,
    state_at: datetime | None,
    to_stderr: bool = False,
    full: bool = False,
    show_people: bool = False,
) -> None:
    """Write the whole plan for people; `full` and `show_people` as the options of `plan` say.

    `state_at` is when the state was last written, None where that is not known.
    """
    from braze_gitops.report import plan_text

    terminal = session.terminal
    text = plan_text(
        planned.review,
        naming=planned.naming,
        now=planned.now,
        style=terminal.error_style if to_stderr else terminal.style,
        width=terminal.width,
        state_at=state_at,
        holder_is_gone=_holder_is_gone(session, planned.state),
        full=full,
        people=_people_of(planned.desired) if show_people else {},
    )
    (terminal.tell if to_stderr else terminal.say)(text)


def _holder_is_gone(session: Session, state: State) -> bool:
    """Whether the run that left `state` open can do nothing more, as far as this machine can tell."""
    from braze_gitops.state import is_gone
    from braze_gitops.store import is_alive

    return state.run is not None and is_gone(state.run, here=machine(session.environ), alive=is_alive)


def _people_of(desired: Desired) -> Mapping[Address, Sequence[str]]:
    from braze_gitops.report import people_words

    return {one.address: people_words(one.payload) for one in desired.schedules}


def naming_of(workspace: Workspace, desired: Desired | None, environment: Environment | None) -> Naming:
    """Return what people call ids and places: by the project's names and zones, and the variables in `desired`."""
    from braze_gitops.report import Naming

    schedules = desired.schedules if desired is not None else ()
    return Naming(
        words=workspace.project.names,
        variables={one.address: one.variables_from for one in schedules},
        zones=environment.audience_zones if environment is not None else WORLD,
    )
