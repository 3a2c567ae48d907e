"""How many changes there are of each kind: what the summary line says, and nothing left out."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Container

from braze_gitops.model import Address
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.plan import Plan


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Each change of a plan counted once.

    `left_out` are those that targets leave out, whatever else they are. `deferred` are those that wait for the
    horizon, newly or still; `blocked` those that are not made whatever their action; `unchanged` the rest of
    `none`, a refresh of the record included. A delete that leaves a deferred record counts as a delete. A move
    together with another action counts as that action.
    """

    create: int = 0
    update: int = 0
    replace: int = 0
    delete: int = 0
    forget: int = 0
    move: int = 0
    brought_in: int = 0
    deferred: int = 0
    blocked: int = 0
    left_out: int = 0
    unchanged: int = 0


_FIELDS = {
    Action.CREATE: "create",
    Action.UPDATE: "update",
    Action.REPLACE: "replace",
    Action.DELETE: "delete",
    Action.FORGET: "forget",
    Action.MOVE: "move",
    Action.IMPORT: "brought_in",
    Action.DEFER: "deferred",
    Action.NONE: "unchanged",
}


def counts(plan: Plan, is_blocked: Callable[[Change], bool], left_out: Container[Address] = frozenset()) -> Counts:
    """Return the numbers of the summary line; `is_blocked` says what is shown and not made."""
    found = Counter(
        "left_out" if change.address in left_out else _field(change, blocked=is_blocked(change))
        for change in plan.changes
    )
    return Counts(**found)


def _field(change: Change, *, blocked: bool) -> str:
    if blocked:
        return "blocked"
    if change.deferred and change.action is Action.NONE:
        return "deferred"
    return _FIELDS[change.action]
