"""Sends of a series under other keys: what has the same time is the same send, and the past is no news."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import DesiredSchedule
from braze_gitops.plan import Action, Plan
from support.plans import (
    ANCHOR,
    change_of,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    plan_of,
)
from support.weekly import DAY, NOW, WEEK


def at(key: str, hour: int, *, day: int = 0, **fields: str) -> DesiredSchedule:
    """Return a send of a series of two a day, by its key and its hour."""
    return make_desired(f'two["{key}"]', at=ANCHOR + timedelta(days=day, hours=hour), every=WEEK, fields=fields)


def moves(plan: Plan) -> dict[str, str | None]:
    """Return the new address → the old one of every record that moves."""
    return {one.address: one.previous_address for one in plan.changes if one.previous_address is not None}


def test_another_time_a_day_touches_no_other() -> None:
    """What was at 18 o'clock keeps its schedule under its new key, and the old key is for what comes beside it."""
    one = make_recorded(at("2026-11-28", 9, day=1))
    plan = plan_of(
        [at("2026-11-28", 0, day=1), at("2026-11-28T18:00", 9, day=1)], make_state(one), now=NOW - 2 * DAY
    )
    assert {'two["2026-11-28T18:00"]': 'two["2026-11-28"]'} == moves(plan)
    assert [("create", 'two["2026-11-28"]', None), ("move", 'two["2026-11-28T18:00"]', one.schedule_id)] == sorted(
        (change.action.value, change.address, change.before.schedule_id if change.before else None)
        for change in plan.changes
    )


def test_times_that_change_their_keys_change_nothing_else() -> None:
    """Both records go with their times, also where the words are edited in the same change."""
    records = [make_recorded(at("2026-11-28", 0, day=1)), make_recorded(at("2026-11-28T18:00", 9, day=1))]
    swapped = [at("2026-11-28T09:00", 0, day=1), at("2026-11-28", 9, day=1)]
    plan = plan_of(swapped, make_state(*records), now=NOW - 2 * DAY)
    expected = {'two["2026-11-28T09:00"]': 'two["2026-11-28"]', 'two["2026-11-28"]': 'two["2026-11-28T18:00"]'}
    assert (expected, {Action.MOVE}) == (moves(plan), {change.action for change in plan.changes})
    edited = [at("2026-11-28T09:00", 0, day=1, segment_id="s"), at("2026-11-28", 9, day=1, segment_id="s")]
    assert expected == moves(plan_of(edited, make_state(*records), now=NOW - 2 * DAY))


def test_at_noon_the_evening_stays_and_the_morning_was_sent() -> None:
    """The first of two a day was sent; now the other one is the series' own time."""
    records = [make_recorded(at("2026-11-27", 0)), make_recorded(at("2026-11-27T18:00", 9))]
    wanted = [at("2026-11-27T09:00", 0), at("2026-11-27", 9)]
    plan = plan_of(wanted, make_state(*records), now=ANCHOR + timedelta(hours=3))
    assert {Action.MOVE} == {change.action for change in plan.changes}
    gone = plan_of(
        wanted, make_state(records[1], history=[make_past(records[0])]), now=ANCHOR + timedelta(hours=3)
    )
    assert {'two["2026-11-27T09:00"]': (Action.NONE, None), 'two["2026-11-27"]': (Action.MOVE, None)} == {
        change.address: (change.action, change.block) for change in gone.changes
    }


def test_a_key_in_the_history_may_be_for_another_time() -> None:
    """What was sent under it has another key now, so the new time of that day is still to come."""
    early = make_past(make_recorded(at("2026-11-27", 0)))
    wanted = [at("2026-11-27T09:00", 0), at("2026-11-27", 9)]
    plan = plan_of(wanted, make_state(history=[early], definitions={"two": ANCHOR - WEEK}), now=ANCHOR + DAY / 4)
    assert [Action.NONE, Action.CREATE] == [change_of(plan, one.address).action for one in wanted]


def test_a_time_that_is_gone_gives_way() -> None:
    """The evening stays as it is under the key that is its own now; the morning is cancelled under a free one."""
    records = [make_recorded(at("2026-11-28", 0, day=1)), make_recorded(at("2026-11-28T18:00", 9, day=1))]
    plan = plan_of([at("2026-11-28", 9, day=1)], make_state(*records), now=NOW - 2 * DAY)
    assert {
        'two["2026-11-28"]': 'two["2026-11-28T18:00"]',
        'two["2026-11-28T05:00"]': 'two["2026-11-28"]',
    } == moves(plan)
    gone, kept = (change_of(plan, f'two["{key}"]') for key in ("2026-11-28T05:00", "2026-11-28"))
    assert (Action.MOVE, records[1].schedule_id) == (kept.action, kept.before and kept.before.schedule_id)
    assert (Action.DELETE, records[0].schedule_id) == (gone.action, gone.before and gone.before.schedule_id)
    assert 'two["2026-11-28"] is the name of another time now' in gone.reasons


def test_what_was_sent_in_the_morning_gives_way_to_the_evening() -> None:
    """The hour of the morning is dropped at noon: the evening of that day stays arranged."""
    records = [make_recorded(at("2026-11-27", 0)), make_recorded(at("2026-11-27T18:00", 9))]
    plan = plan_of([at("2026-11-27", 9)], make_state(*records), now=ANCHOR + timedelta(hours=3))
    assert [
        ("forget", 'two["2026-11-27T05:00"]', records[0].schedule_id),
        ("move", 'two["2026-11-27"]', records[1].schedule_id),
    ] == sorted(
        (change.action.value, change.address, change.before.schedule_id if change.before else None)
        for change in plan.changes
    )


def test_what_gives_way_takes_a_key_that_is_free() -> None:
    """Its own time of day may be the key of a send in another zone."""
    records = [
        make_recorded(at("2026-11-28", 0, day=1)),
        make_recorded(at("2026-11-28T18:00", 9, day=1)),
        make_recorded(at("2026-11-28T05:00", 4, day=1)),
    ]
    wanted = [at("2026-11-28", 9, day=1), at("2026-11-28T05:00", 4, day=1)]
    plan = plan_of(wanted, make_state(*records), now=NOW - 2 * DAY)
    assert 'two["2026-11-28"]' == moves(plan)['two["2026-11-28T05:00:00"]']
    assert Action.DELETE is change_of(plan, 'two["2026-11-28T05:00:00"]').action


def test_two_records_at_one_time_stay_where_they_are() -> None:
    """It cannot be told which is whose."""
    records = [make_recorded(at(key, 0, day=1)) for key in ("2026-11-28", "2026-11-28T09:00")]
    plan = plan_of([at("2026-11-28T07:00", 0, day=1)], make_state(*records), now=NOW - 2 * DAY)
    assert {} == moves(plan)


def test_a_renamed_series_with_other_keys_goes_with_its_times() -> None:
    """The name and the times of day change at once."""
    one = make_recorded(at("2026-11-28", 9, day=1))
    new = [
        make_desired(
            f'dos["{key}"]', at=ANCHOR + timedelta(days=1, hours=hour), every=WEEK, moved_from=f'two["{key}"]'
        )
        for key, hour in (("2026-11-28", 0), ("2026-11-28T18:00", 9))
    ]
    assert {'dos["2026-11-28T18:00"]': 'two["2026-11-28"]'} == moves(
        plan_of(new, make_state(one), now=NOW - 2 * DAY)
    )
