"""What the guards say of an emergency stop: those against cancelling are silent, those on identity are not."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from braze_gitops.guard.allowance import UNKNOWN_KEY, Allowance
from braze_gitops.guard.plan_guards import identity_refusals
from braze_gitops.guard.reviewing import Review, error_of
from braze_gitops.model import Environment
from braze_gitops.plan import Action, Plan
from braze_gitops.state import State


def review_halt(
    plan: Plan, *, environment: Environment, state: State, allowances: Iterable[Allowance] = ()
) -> Review:
    """Return what holds of a plan that only cancels; what it blocks itself stays blocked.

    Of the allowances only those for an unknown key have a meaning here.

    Raises:
        ValueError: the plan does something else than cancelling, which no emergency allows.
    """
    for change in plan.changes:
        if (change.action, change.after) != (Action.DELETE, None) and (
            change.action is not Action.NONE or change.refresh
        ):
            raise ValueError(f"an emergency stop cancels, and this would {change.action} {change.address}")
    held = [(change, change.block) for change in plan.changes if change.block is not None]
    refusals = tuple(one.finding for one in identity_refusals(plan, environment, state))
    given = tuple(allowances)
    return Review(
        plan=plan,
        refusals=refusals,
        blocks=MappingProxyType({change.address: (block,) for change, block in held}),
        findings=(*refusals, *(error_of(block, change) for change, block in held)),
        unused=tuple(one for one in given if one.guard != UNKNOWN_KEY),
        elsewhere=tuple(one for one in given if one.guard == UNKNOWN_KEY),
    )
