"""What allowances let pass, kept in a plan that is saved, and the only way back from there to allowances.

A saved plan names each guard with the one address it was allowed for. A pattern does not travel: it may fit more
when the plan is applied than it did when somebody looked at it.
"""

from __future__ import annotations

import dataclasses

from braze_gitops.guard.allowance import Allowance
from braze_gitops.guard.reviewing import Review
from braze_gitops.plan import Plan

_SOURCE = "the plan:"


def with_grants(review: Review) -> Review:
    """Return `review` with its plan naming what was allowed in it, ready to be saved."""
    return dataclasses.replace(review, plan=dataclasses.replace(review.plan, grants=review.granted))


def allowances_in(plan: Plan) -> tuple[Allowance, ...]:
    """Return the allowances that a saved plan carries, each for exactly its address."""
    return tuple(
        Allowance(
            guard=grant.guard,
            pattern=grant.address if grant.address is not None else "*",
            source=_SOURCE,
            reason=grant.reason,
            is_exact=True,
            given=grant.given,
        )
        for grant in plan.grants
    )
