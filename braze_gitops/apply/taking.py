"""Taking the state from a run that may still be writing: the slot after its last batch is occupied."""

from __future__ import annotations

from collections.abc import Callable

from braze_gitops.apply.entries import WrittenEntries, write_entries
from braze_gitops.apply.ports import Journal
from braze_gitops.errors import StateConflictError
from braze_gitops.state import Entry, RunId, RunOpened, State

# A run that lives writes a batch every few milliseconds, and each try to come between has a fair chance.
TRIES = 100


def write_over(
    entries_for: Callable[[State], tuple[Entry, ...]],
    *,
    look: Callable[[], tuple[State, Journal]],
    opening: RunOpened,
    new_id: Callable[[], str],
    tool: str,
) -> WrittenEntries:
    """Write what `entries_for` says of the state as it is, whoever holds it; durable on return.

    A run that holds it is taken over: its next write fails, and it makes no call after that. `look` reads the
    state anew, with the journal after it; while a run that is alive writes in between, it is tried again.

    Raises:
        StateConflictError: that run was faster each time.
        StateDamagedError: the entries cannot follow what the state says.
        StateError: the state cannot be read or written.
    """

    def write() -> WrittenEntries:
        state, journal = look()
        entries = entries_for(state)
        return write_entries(entries, state=state, journal=journal, opening=opening, new_id=new_id, tool=tool)

    for _ in range(TRIES - 1):
        try:
            return write()
        except StateConflictError:
            continue
    return write()


def take_state(
    holder: RunId,
    *,
    look: Callable[[], tuple[State, Journal]],
    opening: RunOpened,
    new_id: Callable[[], str],
    tool: str,
) -> WrittenEntries | None:
    """Take the state from `holder`, whose next write fails from then on; None if it holds it no more.

    `look` reads the state anew, with the journal after it: a run that is alive may write in between, and then it
    is tried again.

    Raises:
        StateConflictError: that run was faster each time.
        StateError: the state cannot be read or written.
    """
    for _ in range(TRIES - 1):
        try:
            return _take(holder, *look(), opening=opening, new_id=new_id, tool=tool)
        except StateConflictError:
            continue
    return _take(holder, *look(), opening=opening, new_id=new_id, tool=tool)


def _take(
    holder: RunId, state: State, journal: Journal, *, opening: RunOpened, new_id: Callable[[], str], tool: str
) -> WrittenEntries | None:
    if state.run is None or state.run.run != holder:
        return None
    return write_entries((), state=state, journal=journal, opening=opening, new_id=new_id, tool=tool)
