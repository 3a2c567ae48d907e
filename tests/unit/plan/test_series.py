"""Series: what was sent stays as it was, what was never sent is named, and nobody gets two in a row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Lifecycle, OnMissed, TimeMode
from braze_gitops.plan import Action, BlockCode, Change, Plan
from braze_gitops.state import Past, Status
from support.plans import ANCHOR, change_of, make_desired, make_past, make_recorded, make_state, plan_of

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# Two days after the first send.
NOW = ANCHOR + 2 * DAY


def send(
    number: int, *, shift: timedelta = timedelta(), every: timedelta = WEEK, mode: TimeMode = TimeMode.PLAIN
) -> DesiredSchedule:
    """Return the send of a weekly series that many weeks after the first, moved by `shift`."""
    at = ANCHOR + number * WEEK + shift
    return make_desired(f'news["{at:%Y-%m-%d}"]', at=at, every=every, mode=mode)


def past(one: DesiredSchedule) -> Past:
    """Return what history keeps of a send."""
    return make_past(make_recorded(one))


def needs(plan: Plan) -> dict[str, tuple[BlockCode, ...]]:
    """Return what each change of a plan needs, where it needs something."""
    return {change.address: change.needs for change in plan.changes if change.needs}


def only(plan: Plan) -> Change:
    """Return the one change of a plan."""
    (change,) = plan.changes
    return change


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
