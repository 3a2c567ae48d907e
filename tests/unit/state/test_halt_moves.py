"""A halt that has met single sends of a series, and the names that the series takes later."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.model import Address, make_address
from braze_gitops.state import Entry, Halt, HaltLifted, HaltSet, RecordKept, RecordMoved, RecordsMoved, State
from support.states import NOW, SEND_AT, fold_entries, make_record

DIGEST, LETTER, NEWS = (make_address(name, "2026-12-02") for name in ("digest", "letter", "news"))
MET = make_address("digest", "2026-12-01")
HALT = Halt(
    id="halt-1",
    pattern=MET,
    tags=(),
    first_at=None,
    last_at=None,
    who="ana",
    why="wrong price",
    at=NOW,
    sends={MET: SEND_AT},
)


def after(*entries: Entry, halt: Halt = HALT) -> State:
    """Return the state after a halt, and then these."""
    record = dataclasses.replace(make_record(), address=DIGEST)
    return fold_entries(RecordKept(record=record), HaltSet(halt=halt), *entries)


def names(state: State) -> list[str]:
    """Return under which names the halted send is known, all at its instant."""
    (halt,) = state.halts
    assert {SEND_AT} == set(halt.sends.values())
    return sorted(address.partition("[")[0] for address in halt.sends)


@pytest.mark.parametrize("is_at_once", [True, False])
def test_the_halted_send_is_held_under_the_new_name(*, is_at_once: bool) -> None:
    """It was cancelled, so that nothing of it moves itself: the others of its series tell the name."""
    moves = {DIGEST: LETTER}
    move: Entry = RecordsMoved(moves=moves) if is_at_once else RecordMoved(before=DIGEST, after=LETTER)
    assert ["digest", "letter"] == names(after(move))
    assert ["digest", "letter", "news"] == names(after(move, RecordMoved(before=LETTER, after=NEWS)))


def test_another_key_of_the_same_series_is_no_new_name() -> None:
    """An edit of the hours changes keys alone."""
    other = make_address("digest", "2026-12-02T18:00")
    assert ["digest"] == names(after(RecordMoved(before=DIGEST, after=other)))


def test_other_series_and_lifted_halts_are_left_alone() -> None:
    """What was lifted holds nothing any more."""
    single = dataclasses.replace(HALT, sends={make_address("other", "2026-12-01"): SEND_AT})
    assert ["other"] == names(after(RecordMoved(before=DIGEST, after=LETTER), halt=single))
    lifted = HaltLifted(halt="halt-1", address=None, who="ben", why="right again", at=NOW)
    assert ["digest"] == names(after(lifted, RecordMoved(before=DIGEST, after=Address(LETTER))))
