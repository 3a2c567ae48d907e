"""Which definitions and series go on under another name, by `moved_from` or because their records move.

Records move by themselves (`moves.py`). What was sent under the old name, and what a halt has stopped there, is
known by that name alone; the plan looks at it under the new one, and an apply writes that down, so that the
`moved_from` line may go. In words:

    an old name that is still defined    keeps what it has, unless its own record goes on by `moved_from` as well,
                                         or that of a name with which it changes places
    one that would have two new ones     keeps what it has
    a name that is blocked               nothing goes on before that is settled
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from braze_gitops.model import Address, Finding, Severity, make_address, series_of, split_address
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.moves import Moves
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import name_after

# What something was called → what it is called now: definitions, and series.
Names: TypeAlias = Mapping[Address, Address]
_Pair: TypeAlias = tuple[Address, Address]


def renames_of(wanted: Mapping[Address, Wanted], moves: Moves) -> Names:
    """Return the old names of what is wanted now, each with its new one."""
    said = {
        (one.desired.moved_from, address)
        for address, one in wanted.items()
        if one.desired.moved_from is not None and address not in moves.blocks
    }
    moved = {(old, new) for new, old in moves.previous.items()}
    found: defaultdict[Address, set[Address]] = defaultdict(set)
    for old, new in _pairs(_series_of_each(said | moved)):
        found[old].add(new)
    moving = _series_of_each(said & moved)
    firm = {*_pairs(moving), *_pairs(_rings(_series_of_each(said), moving))}
    defined = {series_of(address) for address in wanted} | {_name(address) for address in wanted}
    sure = {
        old: new for old, (new, *more) in found.items() if not more and (old not in defined or (old, new) in firm)
    }
    return MappingProxyType({old: new for old, new in sorted(sure.items()) if not _goes_with(old, new, sure)})


def leaving(names: Names, changes: Iterable[Change]) -> Names:
    """Return those of some names under whose old one a record is over or cancelled: history may get it then."""
    gone = [
        change.address
        for change in changes
        if change.previous_address is None
        and (change.action is Action.DELETE or (change.action is Action.FORGET and change.past is not None))
    ]
    left = {
        old
        for address in gone
        if name_after(address, names) != address
        for old in (series_of(address), _name(address))
    }
    return {old: new for old, new in names.items() if old in left}


def _series_of_each(pairs: Iterable[_Pair]) -> set[_Pair]:
    return {(series_of(old), series_of(new)) for old, new in pairs}


def _rings(said: set[_Pair], moving: set[_Pair]) -> set[_Pair]:
    """Return what is said of names that change places, where a record of one moves: they do so together."""
    after = {_name(old): _name(new) for old, new in said}
    rings: set[Address] = set()
    for start in {_name(old) for old, _ in moving}:
        names = [start]
        while (following := after.get(names[-1])) is not None and following not in names:
            names.append(following)
        if following == start:
            rings |= {*names}
    return {pair for pair in said if _name(pair[0]) in rings}


def rename_findings(names: Names, moves: Moves, wanted: Mapping[Address, Wanted]) -> Iterator[Finding]:
    """Yield a note on each definition that goes on under another name though no record of it moves."""
    moved = {(_name(old), _name(new)) for new, old in moves.previous.items()}
    first = {_name(address): wanted[address].desired for address in sorted(wanted, reverse=True)}
    for old, new in dict.fromkeys((_name(old), _name(new)) for old, new in names.items()):
        if (old, new) not in moved:
            yield Finding(
                severity=Severity.NOTE,
                code="goes-on",
                message=f"goes on with what is known of {old}: what was sent, and what is halted",
                place=first[new].moved_from_place or first[new].place,
                address=new,
            )


def _goes_with(old: Address, new: Address, names: Names) -> bool:
    """Whether a series has its new name by that of its definition."""
    return old != _name(old) and name_after(old, {_name(old): names.get(_name(old), _name(old))}) == new


def _name(address: Address) -> Address:
    return make_address(split_address(address)[0])


def _pairs(series: set[_Pair]) -> Iterator[_Pair]:
    """Yield what goes on as what, as far as one pair of series tells: these two, and the rest of two definitions.

    A definition that has got a `for_each`, or lost it, goes on as a whole; of several that have become one each is
    the item that it is now.
    """
    origins: defaultdict[Address, set[Address]] = defaultdict(set)
    for old, new in series:
        origins[_name(new)].add(_name(old))
    for old, new in series:
        if _name(old) == _name(new):
            if old != new and len(split_address(old)[1]) == len(split_address(new)[1]):
                yield old, new
            continue
        if old != _name(old) or len(origins[_name(new)]) > 1:
            yield old, new
        if old != _name(old) or len(origins[_name(new)]) == 1:
            yield _name(old), _name(new)
