"""What an apply is asked for: a fresh plan, a saved one, or a fresh one held to what was reviewed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.cli.plan_file import read_plan_file
from braze_gitops.cli.planning import Planned, make_reviewed_plan
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import Loaded, Workspace
from braze_gitops.errors import StalePlanError, UsageError

if TYPE_CHECKING:
    from braze_gitops.model import Environment, Lineage
    from braze_gitops.plan import Plan
    from braze_gitops.state import State

# The one guard that no plan can look at: it has no key.
_KEY_GUARD = "unknown-key:"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRequest:
    """`saved` is the plan to apply as it is, `reviewed` the one that a fresh plan is held to; at most one of them.

    `allowed` and `targets` are those of the command line.
    """

    saved: Plan | None = None
    reviewed: Plan | None = None
    allowed: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def lineage(self) -> Lineage | None:
        """Return the lineage that a sandbox's state is to have if there is none yet."""
        plan = self.saved or self.reviewed
        return plan.origin.lineage if plan is not None else None

    def environment(self, given: str | None) -> str | None:
        """Return the environment to apply to: the one that was given, or that of the saved plan.

        Raises:
            StalePlanError: the two are not the same.
        """
        if self.saved is None:
            return given
        planned = self.saved.origin.environment
        if given not in (None, planned):
            raise StalePlanError(
                f"this plan is for {planned}, and -e says {given}", hint=f"leave -e out, or say -e {planned}"
            )
        return planned


def read_request(
    saved: Path | None, reviewed: Path | None, *, allowed: Sequence[str], targets: Sequence[str]
) -> ApplyRequest:
    """Return what the command line asks for, the plans read from their files.

    Raises:
        UsageError: options that exclude each other.
        StalePlanError: a file is no whole plan of this format, or one of another moment than its present.
    """
    if saved is None:
        return ApplyRequest(
            reviewed=_read_plan(reviewed) if reviewed is not None else None,
            allowed=tuple(allowed),
            targets=tuple(targets),
        )
    if reviewed is not None:
        raise UsageError(
            "a saved plan and --reviewed exclude each other",
            hint=f"`apply {saved}` makes exactly that plan; `apply --reviewed {reviewed}` plans anew, held to it",
        )
    others = [text for text in allowed if not text.startswith(_KEY_GUARD)]
    if targets or others:
        option = f"--target {targets[0]}" if targets else f"--allow {others[0]}"
        raise UsageError(
            f"{option} cannot be added to a saved plan: exactly what was reviewed is applied",
            hint=f"`braze-gitops plan {option} --out FILE` makes a plan with it: review that, and apply it",
        )
    return ApplyRequest(saved=_read_plan(saved), allowed=tuple(allowed))


def _read_plan(file: Path) -> Plan:
    plan = read_plan_file(file)
    if plan.at is not None:
        raise StalePlanError(
            f"{file} was made with --at {plan.at:%Y-%m-%dT%H:%M:%SZ}: it shows what would be decided then, "
            "and an apply decides for the present",
            hint="make a plan without --at, review that, and apply it",
        )
    return plan


def plan_as_asked(
    session: Session,
    workspace: Workspace,
    environment: Environment,
    loaded: Loaded,
    state: State,
    *,
    request: ApplyRequest,
) -> Planned:
    """Return the plan to apply: made afresh, and for a saved one found to do exactly what that shows.

    Raises:
        StalePlanError: the saved plan no longer holds, or the reviewed one belongs to something else.
        UsageError: an allowance is not one, or a target fits nothing.
    """
    from braze_gitops.guard import allowances_in, check_saved, on_begun, review

    saved = on_begun(request.saved, state) if request.saved is not None else None
    try:
        planned = make_reviewed_plan(
            session,
            workspace,
            environment,
            loaded,
            state,
            allowed=request.allowed,
            targets=request.targets,
            saved=saved,
            reviewed=request.reviewed,
            is_apply=True,
        )
    except UsageError as error:
        if saved is None:
            raise
        raise StalePlanError(f"this plan no longer holds: {error.message}", hint=error.hint) from None
    if saved is not None:
        shown = review(
            saved,
            environment=environment,
            limits=workspace.project.limits,
            allowances=allowances_in(saved),
            desired=None,
            state=state,
        )
        check_saved(shown, planned.review)
    return planned
