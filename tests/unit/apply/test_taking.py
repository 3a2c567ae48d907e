"""A state is taken from whoever holds it, also from a run that writes meanwhile."""

from __future__ import annotations

import pytest

from braze_gitops.apply import WrittenEntries, take_state
from braze_gitops.apply.taking import TRIES
from braze_gitops.errors import StateConflictError
from braze_gitops.state import RunClosed, RunId, State
from support.busy_journal import Busy
from support.memory_journal import MemoryJournal
from support.states import NOW, TOOL, make_batch, make_run


def take(journal: MemoryJournal) -> WrittenEntries | None:
    """Take the state from the holder."""

    def look() -> tuple[State, MemoryJournal]:
        return journal.state(), journal

    return take_state(RunId("holder"), look=look, opening=make_run("taker"), new_id=lambda: "nonce", tool=TOOL)


@pytest.mark.parametrize("times", [0, 1, 7, TRIES - 1])
def test_the_next_slot_is_occupied(times: int) -> None:
    """However often the holder comes first."""
    journal = Busy(times=times)
    taken = take(journal)
    assert taken is not None
    assert (None, journal.head) == (taken.state.run, taken.state.head)


def test_a_holder_that_is_faster_each_time_is_an_error() -> None:
    """Nothing is claimed."""
    with pytest.raises(StateConflictError):
        take(Busy(times=TRIES))


def test_a_holder_that_ended_by_itself_is_left_alone() -> None:
    """There is nothing to take."""
    journal = Busy(times=0)
    journal.write(make_batch(RunClosed(run=RunId("holder"), applied=True, at=NOW)))
    before = len(journal.batches)
    assert (None, before) == (take(journal), len(journal.batches))


def test_another_holder_is_left_alone() -> None:
    """The person spoke of that run and of no other."""
    journal = Busy(times=0)
    journal.write(make_batch(make_run("another")))
    assert take(journal) is None
