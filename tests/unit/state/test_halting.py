"""Halts in a state: ids that are never given twice, what lifting does, and renames of what was let go."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address
from braze_gitops.state import (
    Entry,
    Halt,
    HaltLifted,
    HaltSet,
    RecordMoved,
    State,
    find_halt,
    next_halt_id,
    standing_halts,
    standing_like,
)
from support.states import NOW, fold_entries, make_record

TEASER = Address("teaser")
FIRST = Halt(id="halt-1", pattern="tea*", tags=(), first_at=None, last_at=None, who="ana", why="price", at=NOW)
SECOND = dataclasses.replace(FIRST, id="halt-2", pattern=None)


def lifted(halt: str = "halt-1", address: Address | None = None) -> HaltLifted:
    """Return the lifting of a halt, or of one address of it."""
    return HaltLifted(halt=halt, address=address, who="ben", why="right again", at=NOW)


def standing(state: State) -> list[str]:
    """Return the ids of the halts that stand."""
    return [halt.id for halt in standing_halts(state)]


def test_a_halt_stands_until_it_is_lifted() -> None:
    """And is kept afterwards, with the moment."""
    state = fold_entries(HaltSet(halt=FIRST), HaltSet(halt=SECOND), lifted())
    assert (["halt-2"], dataclasses.replace(FIRST, lifted_at=NOW)) == (standing(state), find_halt(state, "halt-1"))


def test_a_halt_that_matches_the_same_is_found_while_it_stands() -> None:
    """By what it matches, whoever asks."""
    asked = dataclasses.replace(FIRST, id="x", who="ben")
    state = fold_entries(HaltSet(halt=FIRST), HaltSet(halt=SECOND))
    over = fold_entries(HaltSet(halt=FIRST), lifted())
    assert (FIRST, None) == (standing_like(state, asked), standing_like(over, asked))


def test_an_id_is_never_given_twice() -> None:
    """Not even the id of the last one, after it was lifted."""
    assert "halt-2" == next_halt_id(fold_entries(HaltSet(halt=FIRST), lifted()))


def test_there_is_no_halt_that_was_never_set() -> None:
    """Nothing is found."""
    assert find_halt(fold_entries(), "halt-1") is None


def test_one_address_is_let_go_once() -> None:
    """The halt stands for the rest; saying it twice changes nothing."""
    once = fold_entries(HaltSet(halt=FIRST), lifted(address=TEASER))
    twice = fold_entries(HaltSet(halt=FIRST), lifted(address=TEASER), lifted(address=TEASER))
    assert (["halt-1"], (TEASER,), once.serial) == (standing(twice), twice.halts[0].lifted, twice.serial)


def test_what_was_let_go_stays_so_under_its_new_name() -> None:
    """Only where it was let go."""
    moved = RecordMoved(before=TEASER, after=Address("tease"))
    state = fold_entries(
        HaltSet(halt=FIRST), HaltSet(halt=SECOND), lifted(address=TEASER), moved, before=make_record()
    )
    assert [(TEASER, "tease"), ()] == [halt.lifted for halt in state.halts]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        pytest.param((HaltSet(halt=SECOND),), "is not how halt 1 begins", id="id ahead"),
        pytest.param((HaltSet(halt=FIRST), HaltSet(halt=FIRST)), "is not how halt 2 begins", id="id again"),
        pytest.param((HaltSet(halt=dataclasses.replace(FIRST, lifted=(TEASER,))),), "halt 1", id="begun lifted"),
        pytest.param((HaltSet(halt=dataclasses.replace(FIRST, lifted_at=NOW)),), "halt 1", id="begun over"),
        pytest.param((lifted(),), "does not stand", id="none"),
        pytest.param((HaltSet(halt=FIRST), lifted("halt-2")), "does not stand", id="another"),
        pytest.param(
            (HaltSet(halt=FIRST), lifted(), lifted(address=TEASER)), "does not stand", id="lifted already"
        ),
    ],
)
def test_halt_that_cannot_be_is_refused(entries: tuple[Entry, ...], message: str) -> None:
    """An entry about a halt that cannot follow is damage."""
    with pytest.raises(StateDamagedError, match=message):
        fold_entries(*entries)


@pytest.mark.parametrize(
    ("other", "is_like"),
    [
        pytest.param(
            dataclasses.replace(FIRST, id="x", who="ben", why="", lifted=(TEASER,)), True, id="words aside"
        ),
        pytest.param(SECOND, False, id="pattern"),
        pytest.param(dataclasses.replace(FIRST, tags=("a",)), False, id="tags"),
        pytest.param(dataclasses.replace(FIRST, first_at=NOW), False, id="from"),
        pytest.param(dataclasses.replace(FIRST, last_at=NOW), False, id="until"),
    ],
)
def test_halts_are_alike_by_what_they_match(other: Halt, *, is_like: bool) -> None:
    """Who, why and when count for nothing."""
    assert is_like is FIRST.is_like(other)
