"""The fold of records that take new addresses at once."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, ScheduleId
from braze_gitops.state import Record, RecordKept, RecordsMoved
from support.states import fold_entries, make_record, make_run


def named(name: str) -> Record:
    """Return a record of that name, told from others by its schedule id."""
    return dataclasses.replace(make_record(name), schedule_id=ScheduleId(f"id-{name}"))


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ({"a": "b", "b": "a"}, {"a": "id-b", "b": "id-a", "c": "id-c"}),
        ({"a": "b", "b": "c", "c": "a"}, {"a": "id-c", "b": "id-a", "c": "id-b"}),
        ({"c": "d", "b": "c", "a": "b"}, {"b": "id-a", "c": "id-b", "d": "id-c"}),
        ({}, {"a": "id-a", "b": "id-b", "c": "id-c"}),
    ],
    ids=["two", "three", "a chain", "none"],
)
def test_records_move_at_once(moves: dict[str, str], expected: dict[str, str]) -> None:
    """Whatever the order, each record keeps its id under its new address."""
    entry = RecordsMoved(moves={Address(before): Address(after) for before, after in moves.items()})
    kept = [RecordKept(record=named(name)) for name in "abc"]
    state = fold_entries(make_run(), *kept, entry)
    assert expected == {address: one.schedule_id for address, one in state.records.items()}
    assert all(address == one.address for address, one in state.records.items())


@pytest.mark.parametrize(
    ("moves", "words"),
    [({"a": "c"}, "which is taken"), ({"a": "d", "b": "d"}, "two records to one address")],
    ids=["a name that stays", "one name for two"],
)
def test_records_that_cannot_move(moves: dict[str, str], words: str) -> None:
    """No record is ever written over another one."""
    entry = RecordsMoved(moves={Address(before): Address(after) for before, after in moves.items()})
    with pytest.raises(StateDamagedError, match=words):
        fold_entries(make_run(), *(RecordKept(record=named(name)) for name in "abc"), entry)
