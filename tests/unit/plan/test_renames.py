"""Definitions and series under other names: what was sent and what is halted goes on, with the line or without."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Address, DesiredSchedule, Lifecycle, make_address
from braze_gitops.plan import Action, BlockCode, Plan, decode_plan, encode_plan
from braze_gitops.state import Halt, State, with_names
from support.plans import ANCHOR, change_of, make_desired, make_past, make_recorded, make_state, plan_of
from support.weekly import DAY, needs

HOUR = timedelta(hours=1)
HALT = Halt(
    id="halt-1", pattern="news", tags=(), first_at=None, last_at=None, who="ana", why="price", at=ANCHOR - DAY
)


def daily(
    day: int, name: str = "news", *, item: str = "", hours: int = 0, said: str | None = None, paused: bool = False
) -> DesiredSchedule:
    """Return the send of a daily series on a day after the first."""
    key = f"{ANCHOR + day * DAY:%Y-%m-%d}"
    keys = (item, key) if item else (key,)
    return make_desired(
        make_address(name, *keys),
        at=ANCHOR + day * DAY + hours * HOUR,
        every=DAY,
        moved_from=make_address(said, *keys) if said else None,
        lifecycle=Lifecycle(paused=paused),
        fields={"segment_id": f"seg-{item}"},
    )


def arranged(name: str = "news", *, item: str = "") -> State:
    """Return a state in which the first day was sent and the next two are to come."""
    return make_state(
        *(make_recorded(daily(day, name, item=item)) for day in (1, 2)),
        history=[make_past(make_recorded(daily(0, name, item=item)))],
        definitions={name: ANCHOR - 7 * DAY},
    )


def renames(plan: Plan) -> dict[str, str]:
    """Return which name goes on as which."""
    return {str(old): str(new) for old, new in plan.renames.items()}


NOW = ANCHOR + 2 * HOUR


@pytest.mark.parametrize("said", ["news", None])
def test_the_history_goes_on(said: str | None) -> None:
    """With the line or by the payloads; both plans then know what was sent today."""
    plan = plan_of([daily(day, "letter", said=said) for day in range(3)], arranged(), now=NOW)
    assert ({"news": "letter"}, ("already sent",)) == (
        renames(plan),
        change_of(plan, daily(0, "letter").address).reasons,
    )
    assert plan.renames == decode_plan(encode_plan(plan)).renames


@pytest.mark.parametrize("said", ["news", None])
def test_a_rename_that_was_written_down_needs_no_line(said: str | None) -> None:
    """Two of one day would be too close to each other, under whatever name the first was sent."""
    before = arranged()
    names = plan_of([daily(day, "letter", said=said) for day in range(3)], before, now=NOW).renames
    after = with_names(make_state(*(make_recorded(daily(day, "letter")) for day in (1, 2))), {})
    after = dataclasses.replace(after, history=with_names(before, names).history)
    edited = [daily(day, "letter", hours=-13) for day in range(3)]
    assert {one.address: (BlockCode.TOO_CLOSE,) for one in edited[1:]} == needs(plan_of(edited, after, now=NOW))
    twice = [daily(day, "news", hours=-13, said="letter") for day in range(3)]
    plan = plan_of(twice, after, now=NOW)
    assert ({"letter": "news"}, {one.address for one in twice[1:]}) == (
        renames(plan),
        {*map(Address, needs(plan))},
    )


def test_another_key_of_an_item_is_another_name() -> None:
    """The definition stays; the other item keeps its own history."""
    state = make_state(
        *(make_recorded(daily(day, item=item)) for day in (1, 2) for item in ("de", "en")),
        history=[make_past(make_recorded(daily(0, item=item))) for item in ("de", "en")],
    )
    wanted = [
        dataclasses.replace(
            daily(day, item=item),
            address=make_address("news", new, daily(day).keys[-1]),
            keys=(new, daily(day).keys[-1]),
        )
        for day in range(3)
        for item, new in (("de", "at"), ("en", "en"))
    ]
    assert {'news["de"]': 'news["at"]'} == renames(plan_of(wanted, state, now=NOW))


def test_a_definition_takes_all_its_items() -> None:
    """One entry is enough for all of them."""
    wanted = [daily(day, "letter", item="de") for day in range(3)]
    assert {"news": "letter"} == renames(plan_of(wanted, arranged(item="de"), now=NOW))


def test_definitions_that_become_one_go_on_as_its_items() -> None:
    """Each with its own history; and one that becomes several as those. The payloads tell."""
    items, apart = ("de", "en"), {}
    for item in items:
        apart[item] = [dataclasses.replace(daily(day, f"news-{item}", item=item)) for day in range(3)]
        apart[item] = [
            dataclasses.replace(one, address=make_address(one.name, one.keys[1]), keys=one.keys[1:])
            for one in apart[item]
        ]
    together = [daily(day, item=item) for day in range(3) for item in items]
    separate = [one for item in items for one in apart[item]]
    expected = {"news-de": 'news["de"]', "news-en": 'news["en"]'}
    for old, new, names in (
        (separate, together, expected),
        (together, separate, {new: old for old, new in expected.items()}),
    ):
        at = ANCHOR + HOUR
        state = make_state(
            *(make_recorded(one) for one in old if one.time.meaning[1] > at),
            history=[make_past(make_recorded(one)) for one in old if one.time.meaning[1] < at],
        )
        assert names == renames(plan_of(new, state, now=NOW))


def test_an_old_name_that_is_still_defined_keeps_its_history() -> None:
    """One day that goes over to another series takes nothing along."""
    wanted = [daily(1), daily(0), daily(2, "letter")]
    plan = plan_of(wanted, arranged(), now=NOW)
    assert {} == renames(plan)
    assert Action.MOVE is change_of(plan, daily(2, "letter").address).action


def test_two_that_change_places_take_their_history_along() -> None:
    """Once: after that the lines say nothing more."""
    records = [make_recorded(daily(1)), make_recorded(daily(1, "letter", hours=3))]
    state = make_state(*records, history=[make_past(make_recorded(daily(0)))])
    wanted = [daily(1, "letter", said="news"), daily(1, hours=3, said="letter")]
    assert {"news": "letter"} == renames(plan_of(wanted, state, now=NOW))
    swapped = make_state(*map(make_recorded, wanted), history=[make_past(make_recorded(daily(0, "letter")))])
    assert {} == renames(plan_of(wanted, swapped, now=NOW))


def test_a_name_that_is_held_goes_on_later() -> None:
    """Which record is whose has to be settled first."""
    state = make_state(
        make_recorded(daily(1)),
        make_recorded(daily(1, "letter", hours=3)),
        history=[make_past(make_recorded(daily(0)))],
    )
    plan = plan_of([daily(1, "letter", hours=5, said="news")], state, now=NOW)
    block = change_of(plan, daily(1, "letter").address).block
    assert (BlockCode.AMBIGUOUS_MOVE, {}) == (block.code if block else None, renames(plan))


@pytest.mark.parametrize("halt", [HALT, dataclasses.replace(HALT, pattern="other")])
def test_a_halt_of_all_that_is_cancelled_goes_on(halt: Halt) -> None:
    """Nothing is left that could tell the new name; the plan says that it goes on, and has that to write."""
    wanted = [daily(day, "letter", said="news") for day in (1, 2)]
    state = make_state(halts=[halt], definitions={"news": ANCHOR - 7 * DAY})
    plan = plan_of(wanted, state, now=NOW)
    is_held = halt is HALT
    assert ({"news": "letter"} if is_held else {}, is_held) == (
        renames(plan),
        "goes-on" in [one.code for one in plan.findings],
    )
    after = with_names(state, plan.renames)
    again = plan_of([daily(day, "letter") for day in (1, 2)], after, now=NOW)
    blocks = [one.block.code if one.block else None for one in again.changes]
    assert ([BlockCode.HALTED, BlockCode.HALTED] if is_held else [None, None]) == blocks


def test_a_plan_may_only_rename() -> None:
    """All of it was sent: there is nothing else to do."""
    state = make_state(history=[make_past(make_recorded(daily(0)))])
    plan = plan_of([daily(0, "letter", said="news")], state, now=NOW)
    assert ({"news": "letter"}, False) == (renames(plan), plan.has_changes)


def test_what_is_left_under_the_old_name_takes_the_name_along() -> None:
    """History gets it with this apply."""
    wanted = [daily(day, "letter", said="news") for day in (1, 2)]
    state = make_state(
        *(make_recorded(daily(day)) for day in range(3)), history=[make_past(make_recorded(daily(-1)))]
    )
    plan = plan_of(wanted, state, now=ANCHOR + 2 * DAY)
    over = change_of(plan, daily(0).address)
    assert (Action.FORGET, {"news": "letter"}) == (over.action, {str(a): str(b) for a, b in plan.renames.items()})


def test_what_is_over_with_the_rename_goes_on_as_well() -> None:
    """By the payloads alone, and of what no apply has put into the history yet: neither comes a second time."""
    state = make_state(*(make_recorded(daily(day)) for day in range(3)), definitions={"news": ANCHOR - 7 * DAY})
    wanted = [daily(0, "letter", hours=9), *(daily(day, "letter") for day in (1, 2))]
    plan = plan_of(wanted, state, now=NOW)
    gone = change_of(plan, daily(0).address)
    assert ({"news": "letter"}, Action.FORGET, Action.NONE, ["date-was-sent"]) == (
        renames(plan),
        gone.action,
        change_of(plan, wanted[0].address).action,
        [one.code for one in plan.findings],
    )


def test_what_is_left_under_the_old_name_keeps_its_distance() -> None:
    """Seen by the payloads of the others; it is protected, and stays."""
    state = make_state(make_recorded(daily(0), protected=True), *(make_recorded(daily(day)) for day in (1, 2)))
    wanted = [daily(0, "letter", hours=9), *(daily(day, "letter") for day in (1, 2))]
    assert {wanted[0].address: (BlockCode.TOO_CLOSE,)} == needs(plan_of(wanted, state, now=ANCHOR - 6 * HOUR))


def test_a_ring_goes_on_where_one_of_its_records_moves() -> None:
    """The others were cancelled, or were sent."""
    names = ("aa", "bb", "cc")
    records = [make_recorded(daily(1, "aa"))]
    state = make_state(*records, history=[make_past(make_recorded(daily(0, name))) for name in names])
    wanted = [
        daily(1, new, hours=hours, said=old)
        for new, old, hours in (("bb", "aa", 0), ("cc", "bb", 3), ("aa", "cc", 5))
    ]
    assert {"aa": "bb", "bb": "cc", "cc": "aa"} == renames(plan_of(wanted, state, now=NOW))
