"""Which changes a plan has only because of what is compared with a base (design.md section 4, *Reviewed*)."""

from __future__ import annotations

import dataclasses

from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.marks import Base, Mark
from braze_gitops.plan.plan import Plan


def with_base(plan: Plan, base: Base, before: Plan | None) -> Plan:
    """Return `plan` with a mark on each change, against the plan that `base` makes of the same state and moment.

    A change is already due if `before` has one of the same digest at its address. None for `before` says that
    nothing could be planned there: then everything counts as this pull request's.
    """
    due = {change.address: change.digest for change in before.changes} if before is not None else {}
    changes = tuple(
        dataclasses.replace(
            change, mark=Mark.ALREADY_DUE if due.get(change.address) == change.digest else Mark.THIS_PULL_REQUEST
        )
        if _is_marked(change)
        else change
        for change in plan.changes
    )
    return dataclasses.replace(plan, base=base, changes=changes)


def _is_marked(change: Change) -> bool:
    return change.action is not Action.NONE or change.refresh or change.block is not None
