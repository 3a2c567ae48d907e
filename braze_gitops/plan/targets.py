"""A plan limited to some of its changes: those that a target names, and what they must wait for.

The plan itself stays whole: guards look at all of it. Only what is made is limited.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Sequence

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, matches_with_items
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.plan import Plan


def with_targets(plan: Plan, targets: Sequence[str]) -> Plan:
    """Return `plan` limited to `targets`: addresses, names or patterns (`matches_with_items`).

    Without any it stays as it is.

    Raises:
        UsageError: one of them fits no address of the plan, old names of moves included.
    """
    names = [name for change in plan.changes for name in _names(change)]
    for target in targets:
        if not any(matches_with_items(name, target) for name in names):
            near = difflib.get_close_matches(target, names, n=1, cutoff=0.5)
            raise UsageError(
                f"--target {target}: no schedule of this plan has that address",
                hint=f"did you mean `{near[0]}`?" if near else "copy the address from the plan, or use a pattern",
            )
    return dataclasses.replace(plan, targets=tuple(targets))


def left_out_of(plan: Plan) -> frozenset[Address]:
    """Return the addresses that the plan's targets leave out and at which something would be done or held.

    What a targeted change must wait for is not left out, and what that waits for neither: another change, or the
    move of the record whose name it takes.
    """
    if not plan.targets:
        return frozenset()
    by_address = {change.address: change for change in plan.changes}
    leaving = {one.previous_address: one.address for one in plan.changes if one.previous_address is not None}
    kept: set[Address] = set()
    open_ones = [one.address for one in plan.changes if _is_targeted(one, plan.targets)]
    while open_ones:
        address = open_ones.pop()
        if address not in kept:
            kept.add(address)
            open_ones += by_address[address].starts_after
            if address in leaving:
                open_ones.append(leaving[address])
    return frozenset(one.address for one in plan.changes if one.address not in kept and _does_something(one))


def _is_targeted(change: Change, targets: Sequence[str]) -> bool:
    return any(matches_with_items(name, target) for name in _names(change) for target in targets)


def _names(change: Change) -> tuple[Address, ...]:
    return (change.address,) if change.previous_address is None else (change.address, change.previous_address)


def _does_something(change: Change) -> bool:
    return change.action is not Action.NONE or change.refresh or change.block is not None
