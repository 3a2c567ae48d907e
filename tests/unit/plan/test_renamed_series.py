"""A series under a new name: its records, its history and its distances go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Lifecycle, make_address
from braze_gitops.plan import Action, BlockCode, Plan
from braze_gitops.state import Halt, State, with_names
from support.plans import ANCHOR, change_of, make_desired, make_past, make_recorded, make_state, plan_of
from support.weekly import DAY, WEEK, needs

HOUR = timedelta(hours=1)
KEPT = Lifecycle(prevent_delete=True)


def daily(
    day: int,
    *,
    hours: int = 0,
    key: str = "",
    name: str = "news",
    every: timedelta = DAY,
    segment: str = "seg-1",
    lifecycle: Lifecycle | None = None,
) -> DesiredSchedule:
    """Return the send of a daily series on a day after the first; under another name it says where it was."""
    keys = f'["{key or f"{ANCHOR + day * DAY:%Y-%m-%d}"}"]'
    return make_desired(
        f"{name}{keys}",
        at=ANCHOR + day * DAY + hours * HOUR,
        every=every,
        moved_from=f"news{keys}" if name != "news" else None,
        lifecycle=lifecycle or Lifecycle(),
        fields={"segment_id": segment},
    )


def codes(plan: Plan) -> list[str]:
    """Return the codes of a plan's findings."""
    return [one.code for one in plan.findings]


@pytest.mark.parametrize("name", ["news", "letter"])
def test_what_cannot_be_moved_holds_the_next_one(name: str) -> None:
    """Today's new hour is over, so it stays; tomorrow's would come eleven hours after it."""
    state = make_state(*(make_recorded(daily(day)) for day in range(2)))
    moved = [daily(day, hours=-13, name=name) for day in range(2)]
    plan = plan_of(moved, state, now=ANCHOR - 2 * HOUR)
    block = change_of(plan, moved[0].address).block
    assert block is not None
    assert (BlockCode.INTO_THE_PAST, {moved[1].address: (BlockCode.TOO_CLOSE,)}) == (block.code, needs(plan))


def test_what_is_held_holds_the_next_one_and_so_on() -> None:
    """Each stays at its old hour, and the one after it would come too soon."""
    state = make_state(*(make_recorded(daily(day)) for day in range(4)))
    moved = [daily(day, hours=-13) for day in range(4)]
    plan = plan_of(moved, state, now=ANCHOR - 2 * HOUR)
    assert {one.address: (BlockCode.TOO_CLOSE,) for one in moved[1:]} == needs(plan)
    renamed = [daily(day, hours=-13, name="letter") for day in range(4)]
    assert {one.address for one in renamed[1:]} == needs(plan_of(renamed, state, now=ANCHOR - 2 * HOUR)).keys()


def halted(*lifted: str, name: str = "*") -> Halt:
    """Return an emergency stop of the second day."""
    return Halt(
        id="halt-1",
        pattern=f'{name}["2026-11-28"]',
        tags=(),
        first_at=None,
        last_at=None,
        who="ana",
        why="wrong price",
        at=ANCHOR - WEEK,
        lifted=tuple(make_address("news", key) for key in lifted),
    )


@pytest.mark.parametrize("name", ["news", "letter"])
@pytest.mark.parametrize("lifted", [(), ("2026-11-28",)], ids=["halted", "let go"])
def test_what_a_halt_keeps_there_holds_the_one_before_it(name: str, lifted: tuple[str, ...]) -> None:
    """It is stopped and was not cancelled: it may go out where it is, eleven hours after the one before."""
    state = make_state(*(make_recorded(daily(day)) for day in range(3)), halts=[halted(*lifted)])
    moved = [daily(day, hours=13, name=name) for day in range(3)]
    held = needs(plan_of(moved, state, now=ANCHOR - 2 * DAY))
    assert ({} if lifted else {moved[0].address: (BlockCode.TOO_CLOSE,)}) == held


def test_a_halted_one_that_no_definition_has_holds_too() -> None:
    """Its definition has lost that day."""
    state = make_state(*(make_recorded(daily(day)) for day in range(2)), halts=[halted()])
    moved = daily(0, hours=13)
    assert {moved.address: (BlockCode.TOO_CLOSE,)} == needs(plan_of([moved], state, now=ANCHOR - 2 * DAY))


@pytest.mark.parametrize("name", ["news", "letter"])
def test_a_protected_one_that_moves_is_no_neighbour(name: str) -> None:
    """It can be updated: protection refuses a delete and a replace."""
    records = [make_recorded(daily(day), protected=True) for day in range(3)]
    moved = [daily(day, hours=-13, name=name, lifecycle=KEPT) for day in range(3)]
    assert {} == needs(plan_of(moved, make_state(*records), now=ANCHOR - 2 * DAY))


@pytest.mark.parametrize("name", ["news", "letter"])
def test_history_is_read_by_times(name: str) -> None:
    """The morning was sent under the key that is the evening's now."""
    sent = make_past(make_recorded(daily(0, key="2026-11-27", every=9 * HOUR)))
    wanted = [
        daily(0, key="2026-11-27T05:00", name=name, every=9 * HOUR),
        daily(0, hours=9, key="2026-11-27", name=name, every=9 * HOUR),
    ]
    state = make_state(history=[sent], definitions={"news": ANCHOR - WEEK})
    plan = plan_of(wanted, state, now=ANCHOR + 6 * HOUR)
    assert [(Action.NONE, ("already sent",)), (Action.CREATE, ("new",))] == [
        (change.action, change.reasons) for one in wanted for change in [change_of(plan, one.address)]
    ]
    assert (["goes-on"] if name == "letter" else []) == codes(plan)


def test_two_of_one_key_are_both_known() -> None:
    """What has had a key twice was sent twice, at two times."""
    early, late = daily(0, key="2026-11-27", every=9 * HOUR), daily(0, hours=9, key="2026-11-27", every=9 * HOUR)
    wanted = [daily(0, key="2026-11-27T05:00", every=9 * HOUR), late]
    history = [make_past(make_recorded(one)) for one in (early, late)]
    state = make_state(history=history, definitions={"news": ANCHOR - WEEK})
    plan = plan_of(wanted, state, now=ANCHOR + DAY)
    assert [("already sent",)] * 2 == [change_of(plan, one.address).reasons for one in wanted]


def test_with_other_times_of_day_and_other_people_each_record_goes_with_its_time() -> None:
    """The name, the hours and the audience change at once: what was at 19 o'clock is replaced there."""
    one = make_recorded(daily(1, hours=9, key="2026-11-28"))
    new = [
        daily(1, key="2026-11-28", name="letter", segment="seg-2"),
        daily(1, hours=9, key="2026-11-28T14:00", name="letter", segment="seg-2"),
    ]
    plan = plan_of(new, make_state(one), now=ANCHOR - DAY)
    assert [(Action.CREATE, None), (Action.REPLACE, one.address)] == [
        (change.action, change.previous_address)
        for desired in new
        for change in [change_of(plan, desired.address)]
    ]


def known(*, history: bool = False) -> State:
    """Return a state in which two sends of a series are arranged, and one was sent if that is said."""
    records = [make_recorded(daily(day)) for day in range(1, 3)]
    return make_state(*records, history=[make_past(make_recorded(daily(0)))] if history else ())


def test_more_dates_than_before_are_no_mistake() -> None:
    """The name was arranged, so it is the right one, whatever dates come with the edit."""
    letter = [daily(day, name="letter") for day in range(1, 5)]
    assert [] == codes(plan_of(letter, known(), now=ANCHOR))


def test_a_name_that_nothing_had_is_told_once() -> None:
    """Not for each date, with what may be meant."""
    other = [daily(day, name="letter") for day in range(1, 5)]
    state = make_state(make_recorded(make_desired("mews", fields={"segment_id": "other"})))
    plan = plan_of(other, state, now=ANCHOR)
    (found,) = [one for one in plan.findings if one.code == "moved-from-nothing"]
    assert ("letter", "`moved_from: news` names nothing that was arranged") == (found.address, found.message)


def test_a_move_that_was_made_is_told_once() -> None:
    """One line is to go, however many sends there are."""
    moved = [daily(day, name="letter") for day in range(1, 3)]
    state = make_state(*map(make_recorded, moved))
    (found,) = plan_of(moved, state, now=ANCHOR).findings
    assert ("already-moved", "letter", "has moved from news already") == (found.code, found.address, found.message)


@pytest.mark.parametrize("is_halted", [True, False])
def test_the_line_stays_while_something_is_under_the_old_name(*, is_halted: bool) -> None:
    """What a protection kept there, or what a halt has stopped, is known by it alone."""
    moved = [daily(day, name="letter") for day in range(1, 3)]
    left = () if is_halted else (make_recorded(daily(4)),)
    state = make_state(*map(make_recorded, moved), *left, halts=[halted(name="news")] if is_halted else [])
    plan = plan_of(moved, state, now=ANCHOR - DAY)
    assert (False, is_halted) == ("already-moved" in codes(plan), "goes-on" in codes(plan))


def test_the_line_stays_while_the_old_name_is_in_the_history() -> None:
    """It is what tells that the name was sent, until an apply writes down that this goes on."""
    moved = [daily(day, name="letter") for day in range(1, 3)]
    state = make_state(*map(make_recorded, moved), make_recorded(daily(1)), history=known(history=True).history)
    assert ["goes-on"] == codes(plan_of(moved, state, now=ANCHOR))
    after = with_names(state, plan_of(moved, state, now=ANCHOR).renames)
    assert [] == codes(plan_of(moved, after, now=ANCHOR))
