"""A record that takes another address by a person's word."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.apply import move, moving_of
from braze_gitops.errors import UsageError
from braze_gitops.model import Address, Desired, make_address
from braze_gitops.state import Entry, NamesChanged, RecordMoved
from support.plans import make_desired, make_past, make_recorded, make_state

DATES = ("2026-12-01", "2026-12-08")
STATE = make_state(
    *(make_recorded(make_desired(make_address("brands", "alpha", date))) for date in DATES),
    make_recorded(make_desired(make_address("brands", "beta", "2026-12-01"))),
    make_recorded(make_desired("old")),
    make_recorded(make_desired("taken")),
    history=[make_past(make_recorded(make_desired("sent")))],
)


def mv(old: str, new: str, *defined: str) -> tuple[Entry, ...]:
    """Move a record while these are defined."""
    desired = Desired(schedules=tuple(make_desired(one) for one in defined))
    return move(STATE, moving_of(STATE, Address(old), Address(new)), desired=desired)


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


@pytest.mark.parametrize("defined", [(), (make_address("brands", "alfa", DATES[0]),)])
def test_all_sends_of_an_entry_go_with_its_name(defined: tuple[str, ...]) -> None:
    """Each under its own date; the other entries stay."""
    expected = {make_address("brands", "alpha", date): make_address("brands", "alfa", date) for date in DATES}
    assert expected == moving_of(STATE, make_address("brands", "alpha"), make_address("brands", "alfa")).records
    found = mv(make_address("brands", "alpha"), make_address("brands", "alfa"), *defined)
    assert tuple(RecordMoved(before=old, after=new) for old, new in expected.items()) == found


def test_all_of_a_definition_goes_with_its_name() -> None:
    """Entries and dates."""
    found = moving_of(STATE, Address("brands"), Address("shops")).records
    assert {make_address("shops", "alpha", date) for date in DATES} < set(found.values())
    assert 3 == len(found)


@pytest.mark.parametrize(("old", "records"), [("sent", 0), ("brands", 3), ('brands["alpha"]', 2)])
def test_what_was_sent_goes_on_under_the_new_name(old: str, records: int) -> None:
    """Also where no record is left; of an entry only its own."""
    entries = [make_past(make_recorded(make_desired(make_address("brands", "alpha", DATES[0]))))]
    state = dataclasses.replace(STATE, history=(*STATE.history, *entries))
    moving = moving_of(state, Address(old), Address(f"{old.partition('[')[0]}-new"))
    names, *moved = move(state, moving, desired=Desired(schedules=()))
    assert (NamesChanged(names=moving.names), records) == (names, len(moved))
    assert {Address(old)} == moving.names.keys()


def test_a_single_send_takes_no_history_along() -> None:
    """It is one of a series, which stays."""
    old = make_address("brands", "alpha", DATES[0])
    state = dataclasses.replace(STATE, history=(make_past(make_recorded(make_desired(old))),))
    assert {} == moving_of(state, old, make_address("brands", "alfa", DATES[0])).names


def test_a_name_that_is_still_defined_keeps_its_history() -> None:
    """Whatever is left of its records."""
    with pytest.raises(UsageError, match="sent is still defined"):
        mv("sent", "other", "sent")


def test_what_was_sent_takes_no_name_of_two_keys() -> None:
    """With its date it would be no address, and the state could not be read again."""
    past = make_past(make_recorded(make_desired(make_address("gone", DATES[0]))))
    state = dataclasses.replace(STATE, history=(past,))
    with pytest.raises(UsageError, match="gone is not in the state"):
        moving_of(state, Address("gone"), make_address("shops", "alpha", "beta"))


def test_a_name_that_was_sent_is_not_taken_over() -> None:
    """Two pasts would be one."""
    past = make_past(make_recorded(make_desired(make_address("shops", "alpha", "2026-11-01"))))
    other = make_past(make_recorded(make_desired(make_address("clubs", "alpha", "2026-11-01"))))
    state = dataclasses.replace(STATE, history=(past, other))
    moving = moving_of(state, make_address("shops", "alpha"), make_address("clubs", "alpha"))
    with pytest.raises(UsageError, match="has been sent already"):
        move(state, moving, desired=Desired(schedules=()))


def test_what_has_entries_and_dates_needs_a_name_of_its_kind() -> None:
    """There is no address with three keys."""
    with pytest.raises(UsageError, match="makes several schedules"):
        moving_of(STATE, Address("brands"), make_address("shops", "alpha"))


def test_an_entry_that_is_still_defined_keeps_its_records() -> None:
    """What to do stands in its definition."""
    old = make_address("brands", "alpha")
    with pytest.raises(UsageError, match="is still defined") as refused:
        mv(old, make_address("brands", "alfa"), make_address("brands", "alpha", DATES[1]))
    assert "`for_each`" in refused.value.hint
