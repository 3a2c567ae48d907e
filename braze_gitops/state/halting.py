"""What halts and their lifting do to a state.

Ids are given out in order and never again: a `resume: halt-3` that was left in a definition must not let go what a
later halt holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from braze_gitops.model import Address, series_of
from braze_gitops.state.entry import HaltLifted, HaltSet
from braze_gitops.state.ledger import Ledger, impossible
from braze_gitops.state.record import Halt, halt_id
from braze_gitops.state.renaming import name_after
from braze_gitops.state.state import State


def next_halt_id(state: State) -> str:
    """Return the id of the halt that would be set next."""
    return halt_id(len(state.halts) + 1)


def find_halt(state: State, ident: str) -> Halt | None:
    """Return the halt with that id, standing or lifted; None if there never was one."""
    return next((halt for halt in state.halts if halt.id == ident), None)


def standing_halts(state: State) -> tuple[Halt, ...]:
    """Return the halts that still hold what they match, in the order they were set."""
    return tuple(halt for halt in state.halts if halt.stands)


def standing_like(state: State, halt: Halt) -> Halt | None:
    """Return the halt that stands and matches the same as `halt`, None if there is none."""
    return next((one for one in standing_halts(state) if one.is_like(halt)), None)


def set_halt(ledger: Ledger, entry: HaltSet) -> None:
    """Add a halt.

    Raises:
        StateDamagedError: its id is not the next one, or it is lifted from the start.
    """
    place = len(ledger.halts)
    if entry.halt.id != halt_id(place + 1) or entry.halt.lifted or not entry.halt.stands:
        raise impossible(f"it sets {entry.halt.id}, which is not how halt {place + 1} begins")
    ledger.put_halt(place, entry.halt)


def lift_halt(ledger: Ledger, entry: HaltLifted) -> None:
    """Let one address of a halt go, or end the halt; what is let go already stays so.

    Raises:
        StateDamagedError: no halt of that id stands.
    """
    for place, halt in enumerate(ledger.halts):
        if halt.id == entry.halt and halt.stands:
            if entry.address is None:
                ledger.put_halt(place, dataclasses.replace(halt, lifted_at=entry.at))
            elif entry.address not in halt.lifted:
                ledger.put_halt(place, dataclasses.replace(halt, lifted=(*halt.lifted, entry.address)))
            return
    raise impossible(f"it lifts {entry.halt}, which does not stand")


def follow_moves(ledger: Ledger, moves: Mapping[Address, Address]) -> None:
    """Let a record that was let go stay so under its new address, and no other that takes the one it leaves.

    What a halt has met of a series is held under the new name of the series as well.
    """
    renamed = {(series_of(before), series_of(after)) for before, after in moves.items()}
    for place, known in enumerate(ledger.halts):
        met = _met_under(known, renamed)
        halt = dataclasses.replace(known, sends=MappingProxyType({**known.sends, **met})) if met else known
        came = {after for before, after in moves.items() if before in halt.lifted}
        taken = {after for before, after in moves.items() if before not in halt.lifted and after in moves}
        lifted = [name for name in halt.lifted if name not in taken]
        lifted += sorted(came - set(lifted))
        if met or tuple(lifted) != halt.lifted:
            ledger.put_halt(place, dataclasses.replace(halt, lifted=tuple(lifted)))


def _met_under(halt: Halt, renamed: Collection[tuple[Address, Address]]) -> Mapping[Address, datetime]:
    """Return what a standing halt has met, by its address in a series that has another name now."""
    if not halt.stands:
        return {}
    return {
        name_after(met, {before: after}): at
        for met, at in halt.sends.items()
        for before, after in renamed
        if series_of(met) == before != after
    }
