"""What is known of a name goes on under another one: history, first moments and halts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, make_address
from braze_gitops.plan import fits
from braze_gitops.state import (
    DefinitionsSeen,
    Fields,
    Halt,
    HaltLifted,
    HaltSet,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    State,
    past_of,
    tell_story,
    with_names,
)
from support.states import NOW, SEND_AT, Journal, fold_entries, make_record, make_run

MON, TUE = "2026-12-07", "2026-12-08"
HALT = Halt(id="halt-1", pattern="digest", tags=(), first_at=None, last_at=None, who="ana", why="price", at=NOW)


def named(names: Mapping[str, str]) -> NamesChanged:
    """Return the entry that changes names."""
    return NamesChanged(names={Address(old): Address(new) for old, new in names.items()})


def known(*addresses: str) -> State:
    """Return a state that knows that these were sent, since two hours ago."""
    records = [dataclasses.replace(make_record(), address=Address(one)) for one in addresses]
    return fold_entries(
        DefinitionsSeen(since={"digest": NOW - timedelta(hours=2), "letter": NOW}),
        *(
            entry
            for one in records
            for entry in (
                RecordKept(record=one),
                RecordForgotten(address=one.address, past=past_of(one, now=SEND_AT)),
            )
        ),
    )


def sent(state: State) -> list[str]:
    """Return under which names something was sent."""
    return [past.address for past in state.history]


DE, EN = make_address("digest", "de", MON), make_address("digest", "en", MON)


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [
        ({"digest": "letter"}, ["digest"], ["letter"]),
        ({"digest": "letter"}, [make_address("digest", MON)], [make_address("letter", MON)]),
        ({"digest": "letter"}, [DE, EN], [make_address("letter", "de", MON), make_address("letter", "en", MON)]),
        ({'digest["de"]': 'digest["at"]'}, [DE, EN], [make_address("digest", "at", MON), EN]),
        (
            {"digest": "letter", 'digest["de"]': "news"},
            [DE, EN],
            [make_address("letter", "en", MON), make_address("news", MON)],
        ),
        ({"digest": 'letter["de"]'}, [make_address("digest", MON)], [make_address("letter", "de", MON)]),
        ({"digest": 'letter["de"]'}, [EN], [EN]),
        ({"digest": "letter", "letter": "digest"}, ["digest", make_address("letter", MON)], ["letter", None]),
        ({"other": "letter"}, ["digest"], ["digest"]),
    ],
)
def test_history_goes_on_under_the_new_name(
    names: Mapping[str, str], before: list[str], after: list[str | None]
) -> None:
    """Of a definition all of it, of an item its own; two that change names do so at once."""
    state = known(*before)
    changes = {Address(old): Address(new) for old, new in names.items()}
    found = sent(with_names(state, changes))
    assert sorted(one or make_address("digest", MON) for one in after) == sorted(found)


def test_nothing_is_written_without_a_name() -> None:
    """The state is the same one."""
    state = known("digest")
    assert state is with_names(state, {})


def test_the_first_moment_goes_on_and_the_earlier_one_counts() -> None:
    """A definition is as old as it was under its old name."""
    since = with_names(known("digest"), {Address("digest"): Address("letter")}).definitions
    assert {"letter": NOW - timedelta(hours=2)} == dict(since)
    since = with_names(known("digest"), {Address("letter"): Address("digest")}).definitions
    assert {"digest": NOW - timedelta(hours=2)} == dict(since)
    swapped = {Address("letter"): Address("digest"), Address("digest"): Address("letter")}
    since = with_names(known("digest"), swapped).definitions
    assert {"letter": NOW - timedelta(hours=2), "digest": NOW} == dict(since)


def halted(halt: Halt, names: Mapping[str, str], *, is_lifted: bool = False) -> Halt:
    """Return a halt after names have changed."""
    lift = (HaltLifted(halt="halt-1", address=None, who="ben", why="right", at=NOW),) if is_lifted else ()
    (found,) = fold_entries(HaltSet(halt=halt), *lift, named(names)).halts
    return found


@pytest.mark.parametrize(
    ("pattern", "names", "held", "free"),
    [
        ("digest", {"digest": "letter"}, ["digest", "letter", 'letter["de"]'], ["news", "letters"]),
        ("dig*", {"digest": "letter"}, ["digest", "letter"], ["news"]),
        ("*e*", {"digest": "letter"}, ["letter"], ["info"]),
        ('digest["de"]', {"digest": "letter"}, ['letter["de"]'], ['letter["en"]', "letter"]),
        ('digest["2026-12-*"]', {"digest": "letter"}, ['letter["2026-12-01"]'], ['letter["2027-01-01"]']),
        ('d*["2026-12-01"]', {"digest": "letter"}, ['letter["2026-12-01"]'], ['letter["2026-12-02"]']),
        ('digest["de"]', {'digest["de"]': 'digest["at"]'}, ['digest["at"]'], ['digest["en"]']),
        ("other", {"digest": "letter"}, ["other"], ["letter"]),
        (None, {"digest": "letter"}, ["anything"], []),
    ],
)
def test_a_halt_holds_the_new_name_too(
    pattern: str | None, names: Mapping[str, str], held: list[str], free: list[str]
) -> None:
    """And the old one as before."""
    halt = halted(dataclasses.replace(HALT, pattern=pattern), names)
    assert ([True] * len(held), [False] * len(free)) == tuple(
        [fits(halt, Address(one)) for one in several] for several in (held, free)
    )
    assert halt.pattern == pattern


def test_a_halt_follows_from_name_to_name() -> None:
    """What it was called in between is free again."""
    halt = fold_entries(
        HaltSet(halt=HALT), named({"digest": "letter"}), named({"letter": "news"}), named({"letter": "news"})
    ).halts[0]
    assert (("news",), True, False) == (halt.names, fits(halt, Address("digest")), fits(halt, Address("letter")))


def test_a_lifted_halt_holds_nothing_more() -> None:
    """It stays as it was."""
    assert () == halted(HALT, {"digest": "letter"}, is_lifted=True).names


def test_what_was_let_go_by_its_name_stays_so() -> None:
    """And the send that a halt has met is held under the new name."""
    met = {make_address("digest", "2026-12-01"): SEND_AT}
    halt = halted(
        dataclasses.replace(HALT, pattern="*", sends=met),
        {"digest": "letter"},
    )
    assert {make_address("letter", "2026-12-01")} == set(halt.sends)
    lifted = fold_entries(
        HaltSet(halt=dataclasses.replace(HALT, pattern="*")),
        HaltLifted(halt="halt-1", address=Address("digest"), who="ben", why="right", at=NOW),
        named({"digest": "letter"}),
    )
    assert ("letter",) == lifted.halts[0].lifted


def test_a_story_follows_the_name() -> None:
    """What was sent before is part of it, under the name it had."""
    journal = Journal()
    old = dataclasses.replace(make_record(), address=make_address("digest", MON))
    journal.add(RecordKept(record=old), RecordForgotten(address=old.address, past=past_of(old, now=NOW)))
    journal.add(named({"digest": "letter"}))
    story = tell_story((batch for batch, _ in journal.batches), make_address("letter", MON))
    assert ["RecordKept", "RecordForgotten", "NamesChanged"] == [type(one.entry).__name__ for one in story.events]


def test_a_name_that_has_changed_is_no_story_by_itself() -> None:
    """A series has those of its sends."""
    journal = Journal()
    journal.add(named({"digest": "letter"}))
    for name in ("digest", "letter", make_address("letter", MON)):
        assert () == tell_story((batch for batch, _ in journal.batches), Address(name)).events


def test_a_story_of_a_record_that_moved_with_its_name() -> None:
    """One step, not two: also where two names change places."""
    journal = Journal()
    for name, date in (("digest", TUE), ("letter", MON)):
        journal.add(RecordKept(record=dataclasses.replace(make_record(), address=make_address(name, date))))
    journal.add(
        make_run(),
        named({"digest": "letter", "letter": "digest"}),
        RecordMoved(before=make_address("digest", TUE), after=make_address("letter", TUE)),
    )
    story = tell_story((batch for batch, _ in journal.batches), make_address("letter", TUE))
    assert ["RecordKept", "NamesChanged", "RecordMoved"] == [type(one.entry).__name__ for one in story.events]


def test_a_name_that_is_no_address_is_damage() -> None:
    """In a plan's file, which anybody may have written."""
    names = Fields({"names": {"digest": "No Name"}}, "the plan").address_map
    with pytest.raises(StateDamagedError, match="an object of addresses"):
        names("names")


@pytest.mark.parametrize("has_record", [False, True])
def test_a_send_that_was_let_go_stays_so(*, has_record: bool) -> None:
    """Its record was cancelled, or moves with its name: also where two names change places."""
    address = make_address("digest", TUE)
    record = dataclasses.replace(make_record(), address=address)
    state = fold_entries(
        *([RecordKept(record=record)] if has_record else []),
        HaltSet(halt=dataclasses.replace(HALT, pattern="*")),
        HaltLifted(halt="halt-1", address=address, who="ben", why="right", at=NOW),
        named({"digest": "letter", "letter": "digest"}),
        *([RecordsMoved(moves={address: make_address("letter", TUE)})] if has_record else []),
    )
    assert (make_address("letter", TUE), not has_record) == (
        state.halts[0].lifted[-1],
        address not in state.halts[0].lifted,
    )
