"""Series: what was sent stays as it was, what was never sent is named, and nobody gets two in a row."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard.duplicate_sends import find_duplicates
from braze_gitops.model import DesiredSchedule, Lifecycle, Occurrence, OnMissed, TimeMode, Verb
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status
from support.plans import (
    ANCHOR,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)
from support.weekly import DAY, NOW, WEEK, needs, only, past, send


def test_an_edit_of_what_is_said_is_for_what_is_to_come() -> None:
    """What was sent is no news, and neither blocked nor noted."""
    sent, coming = (make_recorded(send(number)) for number in (0, 1))
    edited = [
        make_desired(one.address, at=one.window.first_at, every=WEEK, fields={"send_id": "x", "campaign_id": "y"})
        for one in (sent, coming)
    ]
    plan = plan_of(edited, make_state(sent, coming), now=NOW)
    assert [(Action.NONE, None), (Action.REPLACE, None)] == sorted(
        (change.action, change.block) for change in plan.changes
    )
    assert () == plan.findings
    assert {Action.NONE: False, Action.REPLACE: True} == {
        one.action: bool(one.differences) for one in plan.changes
    }


@pytest.mark.parametrize("status", ["recorded", "in history"])
def test_a_later_hour_of_a_day_that_was_sent_is_for_the_next_one(status: str) -> None:
    """The day's send is not made a second time, and nothing is blocked."""
    now = ANCHOR + timedelta(hours=1)
    later = make_desired(send(0).address, at=ANCHOR + timedelta(hours=5), every=WEEK)
    state = make_state(make_recorded(send(0))) if status == "recorded" else make_state(history=[past(send(0))])
    change = only(plan_of([later], state, now=now))
    assert (Action.NONE, None) == (change.action, change.block)


def test_what_was_sent_under_another_key_is_not_sent_again() -> None:
    """A key gets a time when its day gets a second one: the instant says that it is the same send."""
    at = send(0)
    renamed = make_desired('news["2026-11-27T05:00"]', at=ANCHOR, every=WEEK)
    state = make_state(history=[past(at)], definitions={"news": ANCHOR - WEEK})
    change = only(plan_of([renamed], state, now=NOW))
    assert (Action.NONE, None, ("already sent",)) == (change.action, change.block, change.reasons)


def test_before_the_first_apply_nothing_was_missed() -> None:
    """A series may begin in the past: its earlier sends are silent."""
    plan = plan_of([send(0), send(1)], make_state(), now=NOW)
    assert [Action.NONE, Action.CREATE] == [change_of(plan, send(number).address).action for number in (0, 1)]
    assert all(change.block is None for change in plan.changes)


def test_an_item_without_a_series_that_is_over_is_missed() -> None:
    """Also before its definition was ever applied: nobody writes a time that is over on purpose."""
    change = only(plan_of([make_desired('cities["de"]')], make_state(), now=NOW))
    assert change.block is not None
    assert BlockCode.MISSED is change.block.code


def test_what_was_never_created_after_that_is_named() -> None:
    """Blocked with the ways out of a series; skipped where that is said."""
    state = make_state(definitions={"news": ANCHOR - WEEK})
    missed = only(plan_of([send(0)], state, now=NOW))
    assert missed.block is not None
    assert (BlockCode.MISSED, True) == (missed.block.code, "`except`" in missed.block.hint)
    skip = make_desired(send(0).address, every=WEEK, lifecycle=Lifecycle(on_missed=OnMissed.SKIP))
    plan = plan_of([skip], state, now=NOW)
    assert (None, ["missed"]) == (only(plan).block, [finding.code for finding in plan.findings])


@pytest.mark.parametrize("is_past", [True, False], ids=["in history", "recorded"])
def test_a_send_soon_after_another_one_is_too_close(*, is_past: bool) -> None:
    """The weekday moved from Friday to Monday: who had Friday's would have two within half a week."""
    sent, moved = send(0), send(0, shift=3 * DAY)
    state = make_state(history=[past(sent)]) if is_past else make_state(make_recorded(sent))
    plan = plan_of([moved, send(1, shift=3 * DAY)], state, now=NOW)
    assert {moved.address: (BlockCode.TOO_CLOSE,)} == needs(plan)
    reasons = change_of(plan, moved.address).reasons
    assert (True, True) == (reasons[-1].startswith(f"{sent.address} "), "27 Nov 2026" in reasons[-1]), reasons


def test_the_nearest_one_is_named() -> None:
    """Of several."""
    state = make_state(history=[past(send(0)), past(send(0, shift=DAY))])
    plan = plan_of([send(0, shift=3 * DAY)], state, now=NOW)
    assert send(0, shift=DAY).address in only(plan).reasons[-1]


def test_half_an_interval_is_enough() -> None:
    """And what the rule itself brings near is meant."""
    state = make_state(history=[past(send(0))])
    assert {} == needs(plan_of([send(0, shift=timedelta(days=3.5))], state, now=NOW))
    assert {} == needs(plan_of([send(0, shift=3 * DAY, every=DAY), send(1, every=DAY)], state, now=NOW))


def test_one_alone_comes_too_close_to_nothing() -> None:
    """A series of one has no interval, and what is no series has none."""
    state = make_state(history=[past(send(0))])
    alone = make_desired('news["x"]', at=ANCHOR + 3 * DAY)
    assert {} == needs(plan_of([alone], state, now=NOW))


def test_what_keeps_its_time_is_not_asked_about_again() -> None:
    """It was when it came to that time."""
    moved = send(0, shift=3 * DAY)
    edited = make_desired(moved.address, at=ANCHOR + 3 * DAY, every=WEEK, fields={"broadcast": False})
    state = make_state(make_recorded(moved), history=[past(send(0))])
    assert {} == needs(plan_of([edited], state, now=NOW))


def test_what_goes_is_no_neighbour_but_what_is_protected_is() -> None:
    """A protected send that is no longer defined stays, and would come beside the new one."""
    old, new = send(1), send(1, shift=2 * DAY)
    goes = plan_of([new], make_state(make_recorded(old)), now=NOW)
    stays = plan_of([new], make_state(make_recorded(old, protected=True)), now=NOW)
    assert ({}, {new.address: (BlockCode.TOO_CLOSE,)}) == (needs(goes), needs(stays))


def test_other_items_are_other_series() -> None:
    """The same name with another item's key goes to other people."""
    sent = make_recorded(make_desired('news["de"]["2026-11-27"]', every=WEEK))
    moved = make_desired('news["us"]["2026-11-30"]', at=ANCHOR + 3 * DAY, every=WEEK)
    assert {} == needs(plan_of([moved], make_state(sent), now=NOW))


@pytest.mark.parametrize(
    ("mode", "shift", "is_close"),
    [
        (TimeMode.LOCAL, timedelta(days=3), True),
        (TimeMode.LOCAL, timedelta(days=4), False),
        (TimeMode.PLAIN, timedelta(days=4), False),
    ],
)
def test_each_persons_own_clock_keeps_its_distance(mode: TimeMode, shift: timedelta, *, is_close: bool) -> None:
    """Between two local times it is that of the wall clock, however wide their windows are."""
    state = make_state(history=[past(send(0, mode=mode))])
    plan = plan_of([send(0, shift=shift, mode=mode)], state, now=NOW)
    assert is_close is bool(needs(plan))


def test_between_a_local_and_a_plain_time_the_least_distance_counts() -> None:
    """Somebody has the local one last."""
    state = make_state(history=[past(send(0, mode=TimeMode.LOCAL))])
    assert {} != needs(plan_of([send(0, shift=timedelta(days=3, hours=20))], state, now=NOW))
    assert {} == needs(plan_of([send(0, shift=timedelta(days=5))], state, now=NOW))


def test_a_send_that_waits_for_its_time_to_come_inside_is_asked_about_then() -> None:
    """A deferral is far from everything that was sent."""
    far = send(20)
    assert {} == needs(plan_of([far], make_state(make_recorded(send(0))), now=NOW))
    assert Action.DEFER is change_of(plan_of([far], make_state(), now=NOW), far.address).action


def test_a_moved_series_keeps_what_was_sent() -> None:
    """Under its new name nothing of it is sent again, and the next one is no neighbour of itself."""
    old, coming = send(0), send(1)
    moved = [
        make_desired(one.address.replace("news", "letter"), at=at, every=WEEK, moved_from=one.address)
        for one, at in ((old, ANCHOR), (coming, ANCHOR + WEEK))
    ]
    state = make_state(make_recorded(coming), history=[past(old)])
    plan = plan_of(moved, state, now=NOW)
    assert {Action.NONE, Action.MOVE} == {change.action for change in plan.changes}
    assert {} == needs(plan)


def test_status_of_a_record_that_waits() -> None:
    """A deferred one of the same series is no neighbour."""
    waits = make_recorded(send(1), status=Status.DEFERRED)
    new = send(1, shift=DAY)
    assert {} == needs(plan_of([new], make_state(waits), now=NOW))


def test_what_comes_waits_for_what_goes_nearby_and_for_no_other() -> None:
    """A weekday that changes: each new send waits for the old one of its week."""
    old = [make_recorded(send(number)) for number in (0, 1, 2)]
    new = [send(number, shift=2 * DAY) for number in (0, 1, 2)]
    plan = plan_of(new, make_state(*old), now=ANCHOR + timedelta(minutes=1))
    waits = {change.address: change.starts_after for change in plan.changes if change.action is Action.CREATE}
    assert {one.address: (was.address,) for one, was in zip(new, old, strict=True)} == waits


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(make_desired("news", at=ANCHOR + timedelta(hours=5)), id="a single one"),
        pytest.param(make_desired('news["de"]', at=ANCHOR + timedelta(hours=5)), id="one of several items"),
        pytest.param(
            make_desired('news["de"]["2026-11-27"]', at=ANCHOR + timedelta(hours=5), every=WEEK), id="an item's"
        ),
    ],
)
def test_another_shape_of_a_definition_is_another_send(new: DesiredSchedule) -> None:
    """What was sent as one of a series is not sent again the same day because the definition has another shape."""
    state = make_state(history=[past(send(0))])
    plan = plan_of([new], state, now=ANCHOR + timedelta(hours=1))
    assert {new.address} == find_duplicates(plan, state.history).keys()


def test_a_series_of_one_keeps_a_day() -> None:
    """It has no interval of its own."""
    alone = dataclasses.replace(
        send(0, shift=timedelta(hours=15)), occurrence=Occurrence(rule="once", interval=None)
    )
    assert {} != needs(plan_of([alone], make_state(history=[past(send(0))]), now=ANCHOR + timedelta(hours=1)))
    later = dataclasses.replace(send(0, shift=DAY), occurrence=Occurrence(rule="once", interval=None))
    assert {} == needs(plan_of([later], make_state(history=[past(send(0))]), now=ANCHOR + timedelta(hours=1)))


def test_a_renamed_series_keeps_its_distance_to_what_was_sent_before() -> None:
    """And so does one beside a send that is cancelled too late to be sure of it."""
    new = send(0, shift=2 * DAY)
    renamed = make_desired(
        new.address.replace("news", "letter"), at=ANCHOR + 2 * DAY, every=WEEK, moved_from=new.address
    )
    assert {} != needs(plan_of([renamed], make_state(history=[past(send(0))]), now=ANCHOR + timedelta(hours=1)))
    late = ANCHOR - timedelta(minutes=5)
    assert new.address in needs(plan_of([new], make_state(make_recorded(send(0))), now=late))


@pytest.mark.parametrize(
    ("shift", "is_close"), [(timedelta(hours=-13), True), (timedelta(hours=-3), False), (timedelta(), False)]
)
def test_what_cannot_be_moved_any_more_is_a_neighbour(shift: timedelta, *, is_close: bool) -> None:
    """Today's send has an earlier hour now, which is over: it keeps its own, and tomorrow's may come too soon."""
    daily = [send(0, shift=number * DAY, every=DAY) for number in range(2)]
    moved = [make_desired(one.address, at=ANCHOR + n * DAY + shift, every=DAY) for n, one in enumerate(daily)]
    plan = plan_of(moved, make_state(*map(make_recorded, daily)), now=ANCHOR - timedelta(hours=2))
    assert is_close is (BlockCode.TOO_CLOSE in change_of(plan, moved[1].address).needs)


@pytest.mark.parametrize("status", [Status.IN_DOUBT, Status.VANISHED, Status.EXTERNAL])
def test_what_may_be_scheduled_is_a_neighbour(status: Status) -> None:
    """Nobody knows that it is not there."""
    verb = {Status.IN_DOUBT: Verb.CREATE, Status.VANISHED: Verb.DELETE}.get(status)
    unfinished = make_unfinished(verb) if verb is not None else None
    old = make_recorded(send(1), status=status, unfinished=unfinished)
    new = send(1, shift=2 * DAY)
    assert BlockCode.TOO_CLOSE in change_of(plan_of([new], make_state(old), now=NOW), new.address).needs


def test_what_is_held_for_that_is_a_neighbour_itself() -> None:
    """It keeps its old time, to which the new time of the one after it would come too close."""
    daily = [send(0, shift=number * DAY, every=DAY) for number in range(3)]
    times = (ANCHOR - 13 * timedelta(hours=1) + number * DAY for number in range(3))
    moved = [make_desired(one.address, at=at, every=DAY) for one, at in zip(daily, times, strict=True)]
    plan = plan_of(moved, make_state(*map(make_recorded, daily)), now=ANCHOR - timedelta(hours=2))
    assert {moved[number].address: (BlockCode.TOO_CLOSE,) for number in (1, 2)} == needs(plan)
    assert "is held" in change_of(plan, moved[2].address).reasons[-1]


@pytest.mark.parametrize(
    ("ended_before", "how"),
    [(-DAY, "was sent"), (DAY / 288, "was cancelled too late to be sure of it, for")],
    ids=["sent", "cancelled close to its time"],
)
def test_a_neighbour_of_the_history_is_called_what_it_was(ended_before: timedelta, how: str) -> None:
    """Nobody is told that something went out which was cancelled before its time."""
    gone = dataclasses.replace(past(send(0)), ended_at=ANCHOR - ended_before)
    moved = send(0, shift=3 * DAY)
    change = change_of(plan_of([moved], make_state(history=[gone]), now=NOW), moved.address)
    assert any(f"{gone.address} {how} " in reason for reason in change.reasons)
