"""The guards that stop an apply before its first call (design.md section 4, *Guards*).

In words:

    another-environment   plan, state and environment are not of one name
    another-endpoint      not of one endpoint
    another-lineage       not of one lineage; a sandbox's environment names none
    empty                 there are records and no desired schedule at all, or nothing stays arranged
    max-deletes           more cancellations than the limit
    max-delete-percent    a larger share of what is arranged, from 10 records on

The first three are never allowed. A cancellation is a delete that is really made and leaves nothing scheduled: one
that is blocked and the first half of a replace do not count; a pause does, and so does a delete whose new time is
beyond the horizon, for a wrong year in one variable would look like that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator

from braze_gitops.model import Address, Desired, Environment, Finding, Limits, Severity
from braze_gitops.plan import Action, Change, Plan
from braze_gitops.state import State

PERCENT_FROM = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WideRefusal:
    """Why a whole plan is refused, by which guard, and whether that guard can be allowed."""

    guard: str
    finding: Finding
    may_be_allowed: bool


def refusals_of(
    plan: Plan,
    blocked: Container[Address],
    *,
    environment: Environment,
    limits: Limits,
    desired: Desired | None,
    state: State,
) -> Iterator[WideRefusal]:
    """Yield what the plan-wide guards hold against `plan`; `blocked` are the addresses that are not changed."""
    yield from identity_refusals(plan, environment, state)
    cancelled = [
        change for change in plan.changes if change.action is Action.DELETE and change.address not in blocked
    ]
    if _empties(plan, blocked, cancelled, desired=desired, state=state):
        yield wide_refusal(
            "empty",
            f"nothing would stay arranged in {environment.name}: all {len(state.records)} records would go",
            "check that the definitions are where the project file says",
        )
    if len(cancelled) > limits.max_deletes:
        yield wide_refusal(
            "max-deletes",
            f"{len(cancelled)} schedules would be cancelled; the limit is {limits.max_deletes}",
            "make the change in smaller steps",
        )
    share = len(cancelled) * 100
    if plan.record_count >= PERCENT_FROM and share > limits.max_delete_percent * plan.record_count:
        yield wide_refusal(
            "max-delete-percent",
            f"{len(cancelled)} of {plan.record_count} schedules would be cancelled; "
            f"the limit is {limits.max_delete_percent} %",
            "make the change in smaller steps",
        )


def identity_refusals(plan: Plan, environment: Environment, state: State) -> Iterator[WideRefusal]:
    """Yield what says that plan, environment and state do not belong together; nothing allows that."""
    origin = plan.origin
    if len({origin.environment, environment.name, state.environment}) > 1:
        yield _never(
            "another-environment",
            f"the plan is for {origin.environment}, the state of {state.environment}, "
            f"and this is {environment.name}",
        )
    if len({origin.endpoint, environment.endpoint, state.endpoint}) > 1:
        yield _never(
            "another-endpoint",
            f"the state belongs to {state.endpoint} and the plan to {origin.endpoint}, "
            f"and the project file says {environment.endpoint}",
        )
    lineages = {origin.lineage, state.lineage, environment.lineage or state.lineage}
    if len(lineages) > 1:
        yield _never(
            "another-lineage",
            f"the state's lineage is {state.lineage} and the plan's {origin.lineage}, "
            f"and the project file says {environment.lineage or 'nothing'}",
        )


def _empties(
    plan: Plan,
    blocked: Container[Address],
    cancelled: list[Change],
    *,
    desired: Desired | None,
    state: State,
) -> bool:
    if not state.records:
        return False
    if desired is not None and not desired.schedules:
        return True
    return bool(cancelled) and not any(_stays(change, blocked) for change in plan.changes)


def _stays(change: Change, blocked: Container[Address]) -> bool:
    """Whether something is arranged under the address afterwards."""
    if change.address in blocked:
        return change.before is not None
    return change.after is not None


def wide_refusal(guard: str, message: str, advice: str) -> WideRefusal:
    """Return a refusal that an allowance can pass."""
    finding = Finding(
        severity=Severity.ERROR, code=guard, message=message, hint=f"{advice}, or `--allow {guard}` lets it pass"
    )
    return WideRefusal(guard=guard, finding=finding, may_be_allowed=True)


def _never(guard: str, message: str) -> WideRefusal:
    hint = "nothing can allow this: use the state and the plan of this environment"
    finding = Finding(severity=Severity.ERROR, code=guard, message=message, hint=hint)
    return WideRefusal(guard=guard, finding=finding, may_be_allowed=False)
