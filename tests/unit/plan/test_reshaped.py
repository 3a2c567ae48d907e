"""A definition that has got a `for_each`, or lost it: its sends go on keeping their distance from those before."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import DesiredSchedule, make_address
from braze_gitops.plan import BlockCode
from braze_gitops.state import State
from support.plans import ANCHOR, make_desired, make_past, make_recorded, make_state, plan_of
from support.weekly import DAY, needs

HOUR = timedelta(hours=1)
ITEMS = ("de", "en")
PLAIN: tuple[str, ...] = ("",)


def daily(day: int, item: str = "", *, hours: float = 0, name: str = "news") -> DesiredSchedule:
    """Return the send of a daily series, for one item or without any."""
    keys = (item, f"{ANCHOR + day * DAY:%Y-%m-%d}")
    return make_desired(
        make_address(name, *filter(None, keys)),
        at=ANCHOR + day * DAY + hours * HOUR,
        every=DAY,
        fields={"segment_id": f"seg-{item}"},
    )


def sends(days: range, items: tuple[str, ...], hours: float) -> list[DesiredSchedule]:
    """Return the sends of some days."""
    return [daily(day, item, hours=hours) for day in days for item in items]


def held(state: State, new: list[DesiredSchedule]) -> set[str]:
    """Return the addresses that are too close, a day and an hour after the first send."""
    found = needs(plan_of(new, state, now=ANCHOR + DAY + HOUR))
    assert {(BlockCode.TOO_CLOSE,)} >= set(found.values())
    return set(found)


@pytest.mark.parametrize(("before", "after"), [(PLAIN, ITEMS), (ITEMS, PLAIN), (("",), ("de",)), (("de",), ("",))])
@pytest.mark.parametrize(("hours", "is_held"), [(-13, True), (-12, False), (-11, False), (13, False)])
def test_what_was_sent_keeps_its_distance(
    before: tuple[str, ...], after: tuple[str, ...], hours: float, *, is_held: bool
) -> None:
    """Whatever items there are now: nobody gets two within half the interval."""
    state = make_state(
        *(make_recorded(one) for one in sends(range(2, 4), before, 0)),
        history=[make_past(make_recorded(one)) for one in sends(range(2), before, 0)],
    )
    new = sends(range(2, 4), after, hours)
    assert ({one.address for one in new if one.keys[-1] == "2026-11-29"} if is_held else set()) == held(state, new)


def test_another_definition_is_another_series() -> None:
    """Its name tells."""
    state = make_state(history=[make_past(make_recorded(daily(1, name="other")))])
    assert set() == held(state, sends(range(2, 3), ITEMS, -13))


def test_an_item_that_is_gone_is_another_one() -> None:
    """The shape is the same: only its own sends count for an item."""
    state = make_state(history=[make_past(make_recorded(daily(1, "fr")))])
    assert set() == held(state, sends(range(2, 3), ITEMS, -13))


def test_what_is_protected_stays_and_keeps_its_distance() -> None:
    """It is no longer defined, and no plan cancels it."""
    state = make_state(make_recorded(daily(2), protected=True))
    new = sends(range(2, 3), ITEMS, 5)
    assert {one.address for one in new} == held(state, new)


def test_one_that_has_to_stay_for_it_holds_the_next_one() -> None:
    """Each stays at its hour, and the one after it would come too soon."""
    state = make_state(
        *(make_recorded(daily(day, "de")) for day in range(2, 5)),
        history=[make_past(make_recorded(daily(1)))],
    )
    new = [daily(day, "de", hours=-13) for day in range(2, 5)]
    assert {one.address for one in new} == held(state, new)


@pytest.mark.parametrize(("before", "after"), [(PLAIN, ITEMS), (ITEMS, PLAIN), (("",), ("de",)), (("de",), ("",))])
@pytest.mark.parametrize("is_past", [False, True])
def test_what_went_out_in_the_old_shape_is_not_missed(
    before: tuple[str, ...], after: tuple[str, ...], *, is_past: bool
) -> None:
    """Since the last apply, whose word on it the new shape has; and once it is in the history."""
    today = [make_recorded(one) for one in sends(range(1, 2), before, 0)]
    state = make_state(
        *([] if is_past else today),
        *(make_recorded(one) for one in sends(range(2, 3), before, 0)),
        history=map(make_past, today) if is_past else (),
        definitions={"news": ANCHOR - DAY},
    )
    plan = plan_of(sends(range(1, 3), after, 0), state, now=ANCHOR + DAY + HOUR)
    assert set() == {change.block.code for change in plan.changes if change.block is not None}
    assert () == plan.findings


def test_what_was_cancelled_late_in_the_old_shape_is_not_taken_for_sent() -> None:
    """Its time is still to come: the guard holds the new one, and a person may let it pass."""
    gone = dataclasses.replace(make_past(make_recorded(daily(2))), ended_at=ANCHOR + 2 * DAY - HOUR / 6)
    state = make_state(history=[gone], definitions={"news": ANCHOR - DAY})
    new = sends(range(2, 3), ITEMS, 0)
    found = needs(plan_of(new, state, now=ANCHOR + 2 * DAY - HOUR / 12))
    assert [True, True] == [BlockCode.TOO_CLOSE in found[one.address] for one in new]
