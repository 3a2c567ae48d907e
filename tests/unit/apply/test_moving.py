"""A record that takes another address by a person's word."""

from __future__ import annotations

import pytest

from braze_gitops.apply import move
from braze_gitops.errors import UsageError
from braze_gitops.model import Address, Desired
from braze_gitops.state import Entry, RecordMoved
from support.plans import make_desired, make_past, make_recorded, make_state

STATE = make_state(
    make_recorded(make_desired("old")),
    make_recorded(make_desired("taken")),
    history=[make_past(make_recorded(make_desired("sent")))],
)


def mv(old: str, new: str, *defined: str) -> tuple[Entry, ...]:
    """Move a record while these are defined."""
    desired = Desired(schedules=tuple(make_desired(one) for one in defined))
    return move(STATE, Address(old), Address(new), desired=desired)


def test_a_record_takes_a_free_address() -> None:
    """Defined or not."""
    expected = (RecordMoved(before=Address("old"), after=Address("new")),)
    assert (expected, expected) == (mv("old", "new", "new"), mv("old", "new"))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("nothing", "new", "nothing is not in the state of production"),
        ("old", "taken", "taken has a record already"),
        ("old", "sent", "sent has been sent already"),
        ("old", "No Address", "No Address is no address"),
        ("old", "old", "old has a record already"),
    ],
)
def test_what_cannot_be_is_refused(old: str, new: str, why: str) -> None:
    """One address is one schedule, sent once."""
    with pytest.raises(UsageError, match=why):
        mv(old, new)


def test_a_name_that_is_still_defined_keeps_its_record() -> None:
    """It would be created a second time."""
    with pytest.raises(UsageError, match="old is still defined: it would be created a second time"):
        mv("old", "new", "old", "new")
