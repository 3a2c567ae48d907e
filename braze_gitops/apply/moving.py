"""Records that take other addresses, by a person's word and without a call."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping
from types import MappingProxyType

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, Desired, is_address, make_address, series_of, split_address
from braze_gitops.state import Entry, NamesChanged, RecordMoved, State, name_after, names_told, settle

NO_NAMES: Mapping[Address, Address] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Which record goes where, by its old address; which name goes on as which, with what was sent under it."""

    records: Mapping[Address, Address]
    names: Mapping[Address, Address]


def moving_of(state: State, old: Address, new: Address) -> Moving:
    """Return what goes where: the record of `old`, or all that is known of a definition or an entry.

    Raises:
        UsageError: nothing is known of `old` or under it, or `new` is no address.
    """
    records = settle(state).records
    try:
        name, keys = split_address(new)
    except ValueError:
        raise UsageError(f"{new} is no address", hint='write a name, or name["key"]') from None
    names = _names(state, old, new)
    if old in records:
        return Moving(records={old: new}, names=names)
    found = [one for one in records if one.startswith(f"{old}[")]
    if not found and not names:
        raise UsageError(
            f"{old} is not in the state of {state.environment}",
            hint=f"`braze-gitops state list -e {state.environment}` lists what is",
        )
    depth = len(split_address(old)[1]) if found else 0
    pairs = {one: (*keys, *split_address(one)[1][depth:]) for one in found}
    if any(len(several) > 2 for several in pairs.values()):
        raise UsageError(f"{old} makes several schedules, and {new} is one", hint="give it a name of its kind")
    return Moving(records={one: make_address(name, *several) for one, several in pairs.items()}, names=names)


def _names(state: State, old: Address, new: Address) -> Mapping[Address, Address]:
    """Return the name that goes on as another one, if the state tells something of it beside a record."""
    # With the key of a send a name of two keys would be no address.
    if not is_address(old) or series_of(old) != old or series_of(new) != new or len(split_address(new)[1]) > 1:
        return NO_NAMES
    return names_told(state, {old: new})


def move(state: State, moving: Moving, *, desired: Desired) -> tuple[Entry, ...]:
    """Return what gives each record its new address, and what is known its new name.

    What an earlier run left pending counts as settled: `write_entries` settles it with the same batch.

    Raises:
        UsageError: an old address is still defined, so that it would be created again; a new one has a record, or
            was sent.
    """
    records = settle(state).records
    sent = {past.address for past in state.history}
    defined = {schedule.address for schedule in desired.schedules}
    for old, new in moving.records.items():
        _check(old, new, records=records, sent=sent, defined=defined)
    for old, new in moving.names.items():
        if any(series_of(past.address) == new for past in state.history):
            raise UsageError(
                f"{new} has been sent already", hint="the same name is never sent twice: choose another one"
            )
        still = next((one for one in sorted(defined) if name_after(one, moving.names) != one), None)
        if still is not None:
            raise UsageError(f"{still} is still defined: it would be created a second time", hint=_leave(old, new))
    names: tuple[Entry, ...] = (NamesChanged(names=moving.names),) if moving.names else ()
    return (*names, *(RecordMoved(before=old, after=new) for old, new in moving.records.items()))


def _check(
    old: Address, new: Address, *, records: Container[str], sent: Container[str], defined: Container[str]
) -> None:
    if new in records:
        raise UsageError(f"{new} has a record already", hint="one address is one schedule: choose another one")
    if new in sent:
        raise UsageError(
            f"{new} has been sent already", hint="the same name is never sent twice: choose another one"
        )
    if old in defined:
        raise UsageError(f"{old} is still defined: it would be created a second time", hint=_leave(old, new))


def _leave(old: Address, new: Address) -> str:
    """Return how a definition stops asking for the old address."""
    if split_address(old)[1]:
        return "take it out of its definition first: its entry of `for_each`, or its date with `except`"
    return f"rename the definition to {new} first; `moved_from: {old}` in it does the rest by an apply"
