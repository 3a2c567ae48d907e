"""What goes on under another name: history, halts, and the first moment of a definition or a series.

`names` maps what something was called to what it is called now. Each is a definition, or a series: the sends of a
definition, or of one item of its `for_each`. A definition takes all that it made with it, an item aside that has a
name of its own there. All names change at once, so that two may change places.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType

from braze_gitops.model import (
    Address,
    is_address,
    make_address,
    matches,
    matches_with_items,
    series_of,
    split_address,
)
from braze_gitops.state.ledger import Ledger
from braze_gitops.state.record import Halt, Past
from braze_gitops.state.state import State


def name_after(address: Address, names: Mapping[Address, Address]) -> Address:
    """Return what an address is called once names have changed."""
    series = series_of(address)
    name, keys = split_address(address)
    if series in names:
        new, its = split_address(names[series])
        own = keys[len(split_address(series)[1]) :]
        return make_address(new, *its, *own)
    new, its = split_address(names.get(make_address(name), make_address(name)))
    return make_address(new, *keys) if not its else address


def name_before(address: Address, names: Mapping[Address, Address]) -> Address:
    """Return what an address was called before names have changed; itself if they say nothing of it."""
    found = (name_after(address, {new: old}) for old, new in names.items())
    return next((old for old in found if old != address and name_after(old, names) == address), address)


def renamed_history(history: Iterable[Past], names: Mapping[Address, Address]) -> tuple[Past, ...]:
    """Return what was sent, under the names of now."""
    if not names:
        return tuple(history)
    after = [(past, name_after(past.address, names)) for past in history]
    return tuple(dataclasses.replace(past, address=new) if new != past.address else past for past, new in after)


def with_names(state: State, names: Mapping[Address, Address]) -> State:
    """Return a state as it is once names have changed; its records keep theirs. Nothing is written."""
    if not names:
        return state
    ledger = Ledger(state)
    take_names(ledger, names)
    return ledger.state()


def names_told(state: State, names: Mapping[Address, Address]) -> Mapping[Address, Address]:
    """Return those of some old names, each with its new one, of which a state tells what was sent or is halted."""
    told = {one for past in state.history for one in (series_of(past.address), split_address(past.address)[0])}
    halts = [halt for halt in state.halts if halt.stands]
    return MappingProxyType(
        {
            old: new
            for old, new in sorted(names.items())
            if old in told or any(follows(halt, old, new, state.records) for halt in halts)
        }
    )


def follows(halt: Halt, old: Address, new: Address, records: Container[Address]) -> bool:
    """Whether a halt holds, or lets go, something under an old name and not under the new one yet."""
    return _renamed(halt, {old: new}, records) != halt


def take_names(ledger: Ledger, names: Mapping[Address, Address]) -> None:
    """Let history, first moments and standing halts follow names; a halt goes on holding its pattern as well."""
    ledger.rename_history(renamed_history(ledger.history, names))
    ledger.rename_definitions({**_definitions(names), **{str(old): new for old, new in names.items()}})
    for place, halt in enumerate(ledger.halts):
        renamed = _renamed(halt, names, ledger.records) if halt.stands else halt
        if renamed != halt:
            ledger.put_halt(place, renamed)


def _definitions(names: Mapping[Address, Address]) -> Mapping[str, str]:
    """Return the definitions that have another name with their series, where that is one for all of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in names.items():
        found[split_address(old)[0]].add(split_address(new)[0])
    return {old: new for old, (new, *more) in found.items() if not more and old != new}


def _renamed(halt: Halt, names: Mapping[Address, Address], records: Container[Address]) -> Halt:
    patterns = (halt.pattern, *(name_after(one, names) for one in halt.names)) if halt.pattern is not None else ()
    new = (
        followed for pattern in patterns for old, new in names.items() for followed in _follow(pattern, old, new)
    )
    holds = {*patterns[1:], *(one for one in new if not any(matches_with_items(one, other) for other in patterns))}
    # What has a record is followed by that.
    lifted = dict.fromkeys(one if one in records else name_after(one, names) for one in halt.lifted)
    return dataclasses.replace(
        halt,
        names=tuple(Address(one) for one in sorted(holds)),
        sends={name_after(met, names): at for met, at in halt.sends.items()},
        lifted=tuple(lifted),
    )


def _follow(pattern: str, old: Address, new: Address) -> Iterator[Address]:
    """Yield what a pattern that is about an old name has to fit as well once that is called by a new one."""
    if matches_with_items(old, pattern):
        yield new
    head, bracket, rest = pattern.partition("[")
    keyed = f"{new}[{rest}"
    if bracket and matches(old, head) and is_address(keyed):
        yield Address(keyed)
    elif is_address(pattern):
        yield name_after(Address(pattern), {old: new})
