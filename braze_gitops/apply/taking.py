"""Taking the state from a run that may still be writing: the slot after its last batch is occupied."""

from __future__ import annotations

from collections.abc import Callable

from braze_gitops.apply.entries import WrittenEntries, write_entries
from braze_gitops.apply.ports import Journal
from braze_gitops.errors import StateConflictError
from braze_gitops.state import RunId, RunOpened, State

# A run that lives writes a batch every few milliseconds, and each try to come between has a fair chance.
TRIES = 100


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
