"""A person's word that a halt is over: what it writes, and what it is refused."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.apply import lift
from braze_gitops.errors import UsageError
from braze_gitops.model import Address, make_address
from braze_gitops.state import Halt, HaltLifted
from support.plans import NOW, make_state

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
TEASER = Address("teaser")


def lifted(halt: Halt, address: str | None = None, ident: str = "halt-1") -> HaltLifted | None:
    """Return what ben's word writes."""
    one = Address(address) if address is not None else None
    return lift(make_state(halts=[halt]), ident, one, who="ben", why="right again", at=NOW)


@pytest.mark.parametrize("address", [None, TEASER], ids=["whole", "one"])
def test_a_word_is_written(address: Address | None) -> None:
    """Who, why, when, and what it is about."""
    expected = HaltLifted(halt="halt-1", address=address, who="ben", why="right again", at=NOW)
    assert expected == lifted(ALL, address)


@pytest.mark.parametrize(
    ("halt", "address"),
    [
        pytest.param(dataclasses.replace(ALL, lifted_at=NOW), None, id="whole, again"),
        pytest.param(dataclasses.replace(ALL, lifted_at=NOW), "teaser", id="one of a lifted one"),
        pytest.param(dataclasses.replace(ALL, lifted=(TEASER,)), "teaser", id="one, again"),
    ],
)
def test_what_was_lifted_needs_no_word(halt: Halt, address: str | None) -> None:
    """Nothing is written."""
    assert lifted(halt, address) is None


def test_all_of_an_entry_is_let_go_by_its_name() -> None:
    """And so is a send that has another key than when it was halted."""
    whole = dataclasses.replace(ALL, pattern="club")
    assert lifted(whole, 'club["gold"]') is not None
    early, late = make_address("digest", "2026-12-01T18:00"), make_address("digest", "2026-12-01")
    one = dataclasses.replace(ALL, pattern=early, sends={early: NOW})
    assert lifted(one, late) is not None
    with pytest.raises(UsageError, match="does not hold other"):
        lifted(one, "other")


@pytest.mark.parametrize(
    ("halt", "address", "ident", "said", "hint"),
    [
        (ALL, None, "halt-2", "production has no halt halt-2", "there stand: halt-1"),
        (dataclasses.replace(ALL, lifted_at=NOW), None, "halt-2", "has no halt halt-2", "nothing is halted there"),
        (dataclasses.replace(ALL, pattern="news*"), "teaser", "halt-1", "does not hold teaser", "says which halt"),
        (ALL, "tea*", "halt-1", "is no address", "patterns are not taken"),
    ],
    ids=["no such halt", "none at all", "not held", "pattern"],
)
def test_what_makes_no_sense_is_refused(halt: Halt, address: str | None, ident: str, said: str, hint: str) -> None:
    """With what a person can do."""
    with pytest.raises(UsageError, match=said) as refused:
        lifted(halt, address, ident)
    assert hint in refused.value.hint
