"""Which names an apply writes down: those of which every record that is to move does.

In words:

    names are linked         by what goes on as what, and by the records that move from one to the other
    a move is held           or left out: nothing of what is linked with it is written before that is made as well
    a plan was reviewed      what moves no record has to stand in that
    the plan has targets     what moves no record waits for a plan of all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from braze_gitops.guard.reviewed import Reviewed
from braze_gitops.model import Address, series_of, split_address
from braze_gitops.plan import Change, Plan


def renames_made(
    plan: Plan, is_made: Callable[[Change], bool], reviewed: Reviewed | None
) -> Mapping[Address, Address]:
    """Return the renames of `plan` that an apply of what `is_made` writes down."""
    if not plan.renames:
        return plan.renames
    moving = [
        (change, {split_address(change.previous_address)[0], change.name})
        for change in plan.changes
        if change.previous_address is not None and series_of(change.previous_address) != series_of(change.address)
    ]
    links = [{split_address(old)[0], split_address(new)[0]} for old, new in plan.renames.items()]
    groups = _joined([*links, *(names for _, names in moving)])
    found = {}
    for (old, new), names in zip(plan.renames.items(), links, strict=True):
        linked = next(group for group in groups if names <= group)
        moves = [change for change, its in moving if its <= linked]
        is_shown = not plan.targets and (reviewed is None or reviewed.renames.get(old) == new)
        if all(map(is_made, moves)) and (moves or is_shown):
            found[old] = new
    return MappingProxyType(found)


def _joined(sets: list[set[str]]) -> list[set[str]]:
    """Return the sets with those made one that have something in common."""
    groups: list[set[str]] = []
    for one in sets:
        apart = [group for group in groups if group.isdisjoint(one)]
        groups = [*apart, one.union(*(group for group in groups if not group.isdisjoint(one)))]
    return groups
