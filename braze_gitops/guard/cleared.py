"""The cleared plan: what an apply takes, and only this room can make."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.errors import PlanRefusedError
from braze_gitops.guard.reviewing import Review
from braze_gitops.model import Address
from braze_gitops.plan import Change, Plan

_SEAL = object()


class ClearedPlan:
    """A plan no guard stops: `changes` are those to make, in order; `blocked` those that are only named.

    A `none` is among `changes` only when it rewrites its record, or lets it go from a halt, without a call.
    `renames` are those of the review.
    """

    __slots__ = ("blocked", "changes", "plan", "renames")

    def __init__(
        self,
        seal: object,
        *,
        plan: Plan,
        changes: tuple[Change, ...],
        blocked: tuple[Change, ...],
        renames: Mapping[Address, Address],
    ) -> None:
        if seal is not _SEAL:
            raise TypeError("only clear() makes a cleared plan")
        self.plan = plan
        self.changes = changes
        self.blocked = blocked
        self.renames = renames


def clear(review: Review) -> ClearedPlan:
    """Return the plan an apply may take.

    Raises:
        PlanRefusedError: a plan-wide guard refuses; it carries those findings.
    """
    if review.refusals:
        raise PlanRefusedError(
            "this plan is refused as a whole: no call was made",
            findings=review.refusals,
            hint="the findings above say which guard stops it and how to allow it",
        )
    changes = review.plan.changes
    return ClearedPlan(
        _SEAL,
        plan=review.plan,
        changes=tuple(c for c in changes if review.is_made(c)),
        blocked=tuple(c for c in changes if review.is_blocked(c)),
        renames=review.renames,
    )
