"""Records that take other addresses, by a person's word and without a call."""

from __future__ import annotations

from collections.abc import Container, Mapping

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, Desired, make_address, split_address
from braze_gitops.state import Entry, RecordMoved, State, settle


def moves_of(state: State, old: Address, new: Address) -> Mapping[Address, Address]:
    """Return which record goes where: the one of `old`, or all that a definition or an entry has made.

    Raises:
        UsageError: `old` has no record and nothing under it, or `new` is no address.
    """
    records = settle(state).records
    try:
        name, keys = split_address(new)
    except ValueError:
        raise UsageError(f"{new} is no address", hint='write a name, or name["key"]') from None
    if old in records:
        return {old: new}
    found = [one for one in records if one.startswith(f"{old}[")]
    if not found:
        raise UsageError(
            f"{old} is not in the state of {state.environment}",
            hint=f"`braze-gitops state list -e {state.environment}` lists what is",
        )
    depth = len(split_address(old)[1])
    pairs = {one: (*keys, *split_address(one)[1][depth:]) for one in found}
    if any(len(several) > 2 for several in pairs.values()):
        raise UsageError(f"{old} makes several schedules, and {new} is one", hint="give it a name of its kind")
    return {one: make_address(name, *several) for one, several in pairs.items()}


def move(state: State, moves: Mapping[Address, Address], *, desired: Desired) -> tuple[Entry, ...]:
    """Return what gives each record its new address.

    What an earlier run left pending counts as settled: `write_entries` settles it with the same batch.

    Raises:
        UsageError: an old address is still defined, so that it would be created again; a new one has a record, or
            was sent.
    """
    records = settle(state).records
    sent = {past.address for past in state.history}
    defined = {schedule.address for schedule in desired.schedules}
    for old, new in moves.items():
        _check(old, new, records=records, sent=sent, defined=defined)
    return tuple(RecordMoved(before=old, after=new) for old, new in moves.items())


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
