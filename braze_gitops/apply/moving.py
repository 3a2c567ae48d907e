"""A record that takes another address, by a person's word and without a call."""

from __future__ import annotations

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, Desired, split_address
from braze_gitops.state import Entry, RecordMoved, State, settle


def move(state: State, old: Address, new: Address, *, desired: Desired) -> tuple[Entry, ...]:
    """Return what gives the record of `old` the address `new`.

    What an earlier run left pending counts as settled: `write_entries` settles it with the same batch.

    Raises:
        UsageError: `old` has no record or is still defined, so that it would be created again; `new` is no
            address, has a record, or was sent.
    """
    state = settle(state)
    try:
        split_address(new)
    except ValueError:
        raise UsageError(f"{new} is no address", hint='write a name, or name["key"]') from None
    if old not in state.records:
        raise UsageError(
            f"{old} is not in the state of {state.environment}",
            hint=f"`braze-gitops state list -e {state.environment}` lists what is",
        )
    if new in state.records:
        raise UsageError(f"{new} has a record already", hint="one address is one schedule: choose another one")
    if any(past.address == new for past in state.history):
        raise UsageError(
            f"{new} has been sent already", hint="the same name is never sent twice: choose another one"
        )
    if any(schedule.address == old for schedule in desired.schedules):
        raise UsageError(
            f"{old} is still defined: it would be created a second time",
            hint=f"rename the definition to {new} first; `moved_from: {old}` in it does the rest by an apply",
        )
    return (RecordMoved(before=old, after=new),)
