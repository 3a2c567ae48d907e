"""Which names an apply writes down: those of which every record that is to move does.

In words:

    a move is held           or left out, or it is not clear which record goes where: written once all of them move
    another one leaves it    the new name has to be free: what goes on from there is written with it, or before
    a plan was reviewed      what moves no record has to stand in that
    the plan has targets     what moves no record waits for a plan of all
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType

from braze_gitops.guard.reviewed import Reviewed
from braze_gitops.model import Address, series_of, split_address
from braze_gitops.plan import BlockCode, Change, Plan


def renames_made(
    plan: Plan, is_made: Callable[[Change], bool], reviewed: Reviewed | None
) -> Mapping[Address, Address]:
    """Return the renames of `plan` that an apply of what `is_made` writes down."""
    if not plan.renames:
        return plan.renames
    moves: defaultdict[str, defaultdict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for old, new in plan.renames.items():
        moves[_name(old)][_name(new)] = []
    for change in plan.changes:
        if change.previous_address is not None and series_of(change.previous_address) != series_of(change.address):
            moves[_name(change.previous_address)][change.name].append(change)
    unclear = {one.name for one in plan.changes if one.block is not None and one.block.code is _UNCLEAR}

    def may_go(old: str, seen: frozenset[str]) -> bool:
        """Whether all that is called so goes on under another name now, and what has that name does so as well."""
        if old in seen or old not in moves:
            return True
        for new, changes in moves[old].items():
            is_shown = not plan.targets and (reviewed is None or _shows(reviewed, old, new))
            if not unclear.isdisjoint((old, new)) or not (changes or is_shown) or not all(map(is_made, changes)):
                return False
            if not may_go(new, seen | {old}):
                return False
        return True

    return MappingProxyType({old: new for old, new in plan.renames.items() if may_go(_name(old), frozenset())})


_UNCLEAR = BlockCode.AMBIGUOUS_MOVE


def _shows(reviewed: Reviewed, old: str, new: str) -> bool:
    return any((_name(before), _name(after)) == (old, new) for before, after in reviewed.renames.items())


def _name(address: Address) -> str:
    return split_address(address)[0]
