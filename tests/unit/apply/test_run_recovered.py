"""A store that fails at any write of an apply, by any worker: what is kept, merged, is as good as never lost."""

from __future__ import annotations

import itertools

import pytest

from braze_gitops.apply import ApplySettings, Outcome, write_entries
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.state import (
    Fate,
    Status,
    Unrecorded,
    decode_answers,
    encode_answers,
    find_record_lines,
    merge,
    settle,
)
from support.applying import World, applied, wanted
from support.merging import CUTOFF
from support.states import TOOL

BEFORE = ("b", "c", "d", "e")
# One of each: a create or two, an update, a replace (another segment), a delete (`e` is gone).
WISH = (wanted("a"), wanted("b", subject="Today"), wanted("c", segment="another"), wanted("d"), wanted("f"))


def broken(
    at: int, *, workers: int, error: type[StoreError | StateConflictError], also: bool
) -> tuple[World, Outcome]:
    """Return a world in which the journal failed from append `at` on; `also`: the failing one is there."""
    world = applied(*BEFORE)
    first = world.journal.appends + 1
    world.journal.fail = {number: error("no space left") for number in range(first + at, first + 99)}
    world.journal.also_written = also
    outcome = world.run(*WISH, allow=["*:*"], settings=ApplySettings(parallelism=workers))
    world.journal.fail, world.journal.also_written = {}, False
    return world, outcome


def through_file(outcome: Outcome) -> tuple[Unrecorded, ...]:
    """Return what is read back from the file."""
    lineage = outcome.state.lineage
    content = encode_answers(outcome.unrecorded, lineage=lineage, environment="x", tool=TOOL, hide=str)
    return decode_answers(content).answers


def through_log(outcome: Outcome) -> tuple[Unrecorded, ...]:
    """Return what is read back from the log."""
    found, faults = find_record_lines(one.line for one in outcome.unrecorded)
    assert () == faults
    return found


def recover(world: World, answers: tuple[Unrecorded, ...]) -> list[Fate]:
    """Merge the answers, and return what became of each."""
    found = merge(
        answers, state=world.state(), batches=[batch for batch, _ in world.journal.batches], cutoff=CUTOFF
    )
    if found.entries:
        write_entries(
            found.entries,
            texts=found.texts,
            state=world.state(),
            journal=world.journal,
            opening=world.opening(),
            new_id=lambda: "nonce",
            tool=TOOL,
        )
    return [one.fate for one in found.judged]


CASES = [
    pytest.param(at, workers, error, also, id=f"{at}-{workers}-{error.__name__}-{'written' if also else 'not'}")
    for at, workers, error, also in itertools.product(
        range(2, 9), (1, 4), (StoreError, StateConflictError), (False, True)
    )
]


@pytest.mark.parametrize(("at", "workers", "error", "also"), CASES)
@pytest.mark.parametrize("way", [through_file, through_log], ids=["file", "log"])
def test_nothing_is_lost_and_nothing_done_twice(
    at: int,
    workers: int,
    error: type[StoreError | StateConflictError],
    also: bool,  # noqa: FBT001 - a table's column
    way: object,
) -> None:
    """After the merge every live id is known, and the next apply does the rest, once."""
    world, outcome = broken(at, workers=workers, error=error, also=also)
    answers = (through_file if way is through_file else through_log)(outcome)
    first = recover(world, answers)
    again = recover(world, answers)
    assert set(first) <= {Fate.MERGED, Fate.KNOWN}
    assert set(again) <= {Fate.KNOWN}
    world.run(*WISH, allow=["*:*"])
    records = settle(world.state()).records
    assert set(world.braze.live) == {record.schedule_id for record in records.values()} - {None}
    # An intent that was written although its write failed was followed by no call: in doubt, which is safe.
    doubts = [one.address for one in records.values() if one.status is Status.IN_DOUBT]
    assert len(world.braze.created) == len(BEFORE) + 3 - len(doubts)
    assert ([] if not also else doubts) == doubts
    assert [one.address for one in WISH] == list(records)


def test_the_cases_reach_every_verb() -> None:
    """What could not be written was a create, an update, a delete, at one place or another."""
    verbs = {
        one.verb.value
        for at in range(2, 9)
        for one in broken(at, workers=4, error=StoreError, also=False)[1].unrecorded
    }
    assert {"create", "update", "delete"} == verbs
