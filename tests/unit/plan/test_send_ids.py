"""Send ids: what has to be made first, the hundred a day, and what becomes of those that wait (design.md 5.6)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import DesiredSchedule as Desired
from braze_gitops.model import Json, Kind, Lifecycle, thaw
from braze_gitops.plan import Action, BlockCode, Plan, counts, decode_plan, encode_plan, pairs_made
from braze_gitops.state import Record, SendId, State, Status
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    applied,
    change_of,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    plan_of,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def tracked(
    name: str,
    send_id: str = "",
    *,
    at: datetime = ANCHOR,
    kind: Kind = Kind.CAMPAIGN,
    segment: str = "",
    description: str = "",
    moved_from: str | None = None,
) -> Desired:
    """Return a schedule with a send id, its own name's unless said, and an audience of its own."""
    fields: dict[str, Json] = {"campaign_id": "camp", "send_id": send_id or f"send-{name}"}
    if kind is Kind.MESSAGE:
        fields["segment_id"] = segment or f"seg-{name}"
    else:
        fields["audience"] = {"custom_attribute": {"custom_attribute_name": segment or name}}
    return make_desired(name, at=at, kind=kind, fields=fields, description=description, moved_from=moved_from)


def known(send_id: str, *, ago: timedelta = 2 * DAY, confirmed: bool = True) -> SendId:
    """Return a send id that was asked for that long ago."""
    return SendId(campaign_id="camp", send_id=send_id, created_at=NOW - ago, confirmed=confirmed)


def used(count: int, *, ago: timedelta = HOUR) -> list[SendId]:
    """Return so many other send ids of the last day, the i-th made i seconds after the first."""
    return [known(f"used-{number:03}", ago=ago - timedelta(seconds=number)) for number in range(count)]


def state_with(*records: Record, send_ids: Iterable[SendId] = ()) -> State:
    """Return a state with records and send ids."""
    return dataclasses.replace(make_state(*records), send_ids=tuple(send_ids))


def needed(plan: Plan) -> dict[str, str]:
    """Return which address needs which send id made."""
    return {one.address: one.new_send_id[1] for one in plan.changes if one.new_send_id is not None}


@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.CAMPAIGN])
def test_a_new_pair_is_needed(kind: Kind) -> None:
    """Messages and campaign triggers alike."""
    assert {"teaser": "send-teaser"} == needed(plan_of([tracked("teaser", kind=kind)], state_with()))


@pytest.mark.parametrize(
    ("send_id", "expected"),
    [
        pytest.param(known("send-teaser"), {}, id="confirmed"),
        pytest.param(known("send-teaser", confirmed=False), {"teaser": "send-teaser"}, id="answer lost"),
        pytest.param(known("other"), {"teaser": "send-teaser"}, id="another"),
        pytest.param(
            dataclasses.replace(known("send-teaser"), campaign_id="other"),
            {"teaser": "send-teaser"},
            id="of another campaign",
        ),
    ],
)
def test_what_is_confirmed_is_not_needed(send_id: SendId, expected: dict[str, str]) -> None:
    """A pair is of campaign and send id, and only its answer confirms it."""
    assert expected == needed(plan_of([tracked("teaser")], state_with(send_ids=[send_id])))


@pytest.mark.parametrize(("send_id", "expected"), [("", {}), ("new", {"teaser": "new"})], ids=["keeps", "changes"])
def test_a_replace_that_keeps_its_pair_needs_none(send_id: str, expected: dict[str, str]) -> None:
    """Braze took it with what is replaced, whatever the state remembers of it."""
    plan = plan_of([tracked("teaser", send_id, segment="new")], state_with(make_recorded(tracked("teaser"))))
    assert (Action.REPLACE, expected) == (change_of(plan).action, needed(plan))


def test_what_creates_nothing_needs_none() -> None:
    """An update, a delete, a deferral, and what has no send id."""
    desired = [
        tracked("moved", at=ANCHOR + DAY),
        tracked("far", at=ANCHOR + timedelta(days=100)),
        make_desired("bare"),
    ]
    records = [make_recorded(tracked("moved")), make_recorded(tracked("gone"))]
    plan = plan_of(desired, state_with(*records))
    assert {"update", "defer", "create", "delete"} == {one.action for one in plan.changes}
    assert {} == needed(plan)


def test_two_that_share_a_pair_make_it_once() -> None:
    """Both need it, one call is counted and one place of the hundred."""
    plan = plan_of([tracked("a", "one"), tracked("b", "one")], state_with(send_ids=used(99)))
    assert ({"a": "one", "b": "one"}, (("camp", "one"),)) == (needed(plan), pairs_made(plan.changes))


def test_the_expected_duration_counts_the_calls_once() -> None:
    """Two creates and one send id are three calls."""
    shared = [tracked("a", "one"), tracked("b", "one")]
    environment = dataclasses.replace(PRODUCTION, parallelism=1)
    durations = [
        plan_of(desired, state_with(), environment=environment).expected_duration
        for desired in (shared, [*shared, make_desired("c")])
    ]
    assert [timedelta(seconds=0.9), timedelta(seconds=1.2)] == durations


def fate(plan: Plan, address: str) -> tuple[Action, BlockCode | None, datetime | None]:
    """Return action, block and turn of an address."""
    change = change_of(plan, address)
    return change.action, change.block.code if change.block is not None else None, change.turn_at


MADE_NOW = (Action.CREATE, None, None)


def test_the_nearest_come_first() -> None:
    """Of three with room for one, the nearest is created; the others are deferred with their turns in order."""
    desired = [tracked(name, at=ANCHOR + day * DAY) for name, day in (("a", 3), ("b", 1), ("c", 2))]
    plan = plan_of(desired, state_with(send_ids=used(99)))
    first_turn = NOW - HOUR + DAY
    assert {
        "a": (Action.DEFER, None, first_turn + timedelta(seconds=1)),
        "b": MADE_NOW,
        "c": (Action.DEFER, None, first_turn),
    } == {name: fate(plan, name) for name in "abc"}


def test_what_waits_says_why() -> None:
    """A deferred record without an id is kept, with the reason."""
    plan = plan_of([tracked("teaser")], state_with(send_ids=used(100)))
    change = change_of(plan)
    assert change.after is not None
    assert (Status.DEFERRED, None, ("waits for its send id: 100 new ones a day",)) == (
        change.after.status,
        change.after.schedule_id,
        change.reasons,
    )


def test_what_waits_is_not_counted_as_made() -> None:
    """Neither a call nor a new send id is expected of it."""
    plan = plan_of([tracked("teaser")], state_with(send_ids=used(100)))
    assert (timedelta(), ()) == (plan.expected_duration, pairs_made(plan.changes))


@pytest.mark.parametrize(
    ("send_ids", "expected"),
    [
        pytest.param(used(99), Action.CREATE, id="99 within the day"),
        pytest.param(used(100), Action.DEFER, id="100 within the day"),
        pytest.param([*used(99), known("old", ago=DAY)], Action.CREATE, id="one a day old"),
        pytest.param([*used(99), known("lost", ago=HOUR, confirmed=False)], Action.DEFER, id="one lost counts"),
        pytest.param(
            [*used(99), known("send-teaser", ago=HOUR, confirmed=False)], Action.CREATE, id="its own lost one"
        ),
        pytest.param(
            [*used(100), known("send-teaser", ago=DAY, confirmed=False)], Action.DEFER, id="its own, long ago"
        ),
        pytest.param([*used(130), known("send-teaser")], Action.CREATE, id="it is known"),
    ],
)
def test_the_hundred(send_ids: list[SendId], expected: Action) -> None:
    """Counted in the last 24 hours, answered or not; what was asked for within the day takes no second place."""
    assert expected is change_of(plan_of([tracked("teaser")], state_with(send_ids=send_ids))).action


def test_the_turn_after_more_than_a_hundred() -> None:
    """Only the last hundred count: more than that were made when Braze allowed more."""
    plan = plan_of([tracked("teaser")], state_with(send_ids=used(103)))
    assert NOW - HOUR + DAY + timedelta(seconds=3) == change_of(plan).turn_at


def test_each_further_hundred_waits_a_day_longer() -> None:
    """Of 201 the first hundred are made now, the next a day later, the last two days later."""
    desired = [tracked(f"n{number:03}", at=ANCHOR + number * HOUR) for number in range(201)]
    plan = plan_of(desired, state_with())
    turns = [change_of(plan, f"n{number:03}").turn_at for number in (99, 100, 199, 200)]
    assert [None, NOW + DAY, NOW + DAY, NOW + 2 * DAY] == turns


SOON = NOW + PRODUCTION.cutoff


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(SOON + DAY, (Action.DEFER, None, NOW + DAY), id="just in time"),
        pytest.param(
            SOON + DAY - timedelta(seconds=1), (Action.CREATE, BlockCode.SEND_ID_BUDGET, None), id="too late"
        ),
    ],
)
def test_blocked_only_if_its_time_comes_before_its_turn(
    at: datetime, expected: tuple[Action, BlockCode | None, datetime | None]
) -> None:
    """Its deadline is the moment it becomes imminent."""
    nearer = [tracked(f"n{number:03}", at=SOON + HOUR) for number in range(100)]
    assert expected == fate(plan_of([*nearer, tracked("teaser", at=at)], state_with()), "teaser")


def test_the_room_of_a_blocked_one_goes_to_the_next() -> None:
    """What cannot be made in time takes nobody's place."""
    desired = [tracked("near", at=SOON + HOUR), tracked("far")]
    plan = plan_of(desired, state_with(send_ids=used(100)))
    assert [(Action.CREATE, BlockCode.SEND_ID_BUDGET, None), (Action.DEFER, None, NOW - HOUR + DAY)] == [
        fate(plan, "near"),
        fate(plan, "far"),
    ]


def test_those_that_share_a_pair_wait_for_one_turn() -> None:
    """Three that share it and one of another: two turns."""
    desired = [tracked(name, "shared", at=ANCHOR + day * HOUR) for day, name in enumerate("abc")]
    plan = plan_of([*desired, tracked("d", at=ANCHOR + DAY)], state_with(send_ids=used(100)))
    first = NOW - HOUR + DAY
    turns = [change_of(plan, name).turn_at for name in "abcd"]
    assert [first, first, first, first + timedelta(seconds=1)] == turns


def test_one_that_shares_a_pair_made_now_does_not_wait() -> None:
    """The room of a pair is everybody's who uses it."""
    desired = [tracked("a", "shared"), tracked("b"), tracked("c", "shared", at=ANCHOR + DAY)]
    plan = plan_of(desired, state_with(send_ids=used(98)))
    assert [MADE_NOW] * 3 == [fate(plan, name) for name in "abc"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(ANCHOR, "what is arranged stays until then", id="in time"),
        pytest.param(SOON + HOUR, "after its deadline", id="too late"),
    ],
)
def test_a_replace_is_blocked_and_not_cancelled_to_wait(at: datetime, words: str) -> None:
    """It stays as it is, and says when its turn is."""
    record = make_recorded(tracked("teaser", "old", at=at))
    plan = plan_of([tracked("teaser", "new", at=at)], state_with(record, send_ids=used(100)))
    block = change_of(plan).block
    assert block is not None
    assert (Action.REPLACE, BlockCode.SEND_ID_BUDGET, True) == (
        change_of(plan).action,
        block.code,
        words in block.message,
    )


def test_a_replace_that_waits_keeps_its_place() -> None:
    """Farther ones have their turns after it."""
    record = make_recorded(tracked("near", "old"))
    desired = [tracked("near", "new"), tracked("far", at=ANCHOR + DAY)]
    plan = plan_of(desired, state_with(record, send_ids=used(100)))
    assert NOW - HOUR + DAY + timedelta(seconds=1) == change_of(plan, "far").turn_at


def test_what_is_blocked_anyway_takes_no_room() -> None:
    """An address that was sent already never needs its send id."""
    past = make_past(make_recorded(tracked("sent", at=NOW - 3 * DAY)))
    state = dataclasses.replace(state_with(send_ids=used(99)), history=(past,))
    plan = plan_of([tracked("sent", at=ANCHOR - DAY), tracked("teaser")], state)
    assert [(Action.CREATE, BlockCode.ALREADY_SENT, None), MADE_NOW] == [fate(plan, "sent"), fate(plan, "teaser")]


def deferred_state(*, at: datetime = ANCHOR) -> tuple[State, list[SendId]]:
    """Return the state after a plan in which the teaser had to wait, and the send ids it had."""
    send_ids = used(100)
    state = state_with(send_ids=send_ids)
    return applied(state, plan_of([tracked("teaser", at=at)], state)), send_ids


@pytest.mark.parametrize("later", [timedelta(), 5 * HOUR])
def test_one_that_still_waits_is_left_alone(later: timedelta) -> None:
    """`none`, counted as deferred, and the record is not written anew."""
    state, _ = deferred_state()
    plan = plan_of([tracked("teaser")], state, now=NOW + later)
    change = change_of(plan)
    assert (Action.NONE, True, False, 1) == (
        change.action,
        change.deferred,
        change.refresh,
        counts(plan, lambda one: one.block is not None).deferred,
    )
    assert state.records[change.address] == change.after


def test_one_that_waits_and_is_edited_is_deferred_anew() -> None:
    """Another payload is another deferral."""
    state, _ = deferred_state()
    plan = plan_of([tracked("teaser", segment="other")], state)
    assert (Action.DEFER, None, NOW - HOUR + DAY) == fate(plan, "teaser")


def test_one_that_waits_is_refreshed_without_a_call() -> None:
    """A new description only."""
    state, _ = deferred_state()
    change = change_of(plan_of([tracked("teaser", description="words")], state))
    assert (Action.NONE, True, True) == (change.action, change.deferred, change.refresh)


def test_one_that_waits_can_be_renamed() -> None:
    """It takes its new name and waits on."""
    state, _ = deferred_state()
    renamed = tracked("new", "send-teaser", segment="teaser", moved_from="teaser")
    change = change_of(plan_of([renamed], state), "new")
    assert (Action.MOVE, True) == (change.action, change.deferred)


def test_one_whose_turn_has_come_is_created() -> None:
    """A day after the oldest of the hundred."""
    state, _ = deferred_state()
    change = change_of(plan_of([tracked("teaser")], state, now=NOW - HOUR + DAY))
    assert (Action.CREATE, ("its send id has its turn",)) == (change.action, change.reasons)


def test_one_whose_time_comes_meanwhile_is_blocked() -> None:
    """Other send ids took the room, and now its deadline comes first."""
    state, _ = deferred_state()
    now = ANCHOR - HOUR
    again = [dataclasses.replace(one, created_at=now - HOUR) for one in used(100)]
    plan = plan_of([tracked("teaser")], dataclasses.replace(state, send_ids=tuple(again)), now=now)
    assert (Action.CREATE, BlockCode.SEND_ID_BUDGET, None) == fate(plan, "teaser")


def test_a_paused_one_is_let_go() -> None:
    """It was never created."""
    state, _ = deferred_state()
    paused = dataclasses.replace(tracked("teaser"), lifecycle=Lifecycle(paused=True))
    assert Action.FORGET is change_of(plan_of([paused], state)).action


def test_next_apply_by() -> None:
    """A week after its turn, or its own deadline if that is earlier."""
    turn = NOW - HOUR + DAY
    for at, expected in ((ANCHOR, turn + 7 * DAY), (NOW + 3 * DAY, NOW + 3 * DAY - PRODUCTION.cutoff)):
        plan = plan_of([tracked("teaser", at=at)], state_with(send_ids=used(100)))
        assert expected == plan.next_apply_by


def test_next_apply_by_leaves_time_for_the_hundreds_before() -> None:
    """Who waits for the second hundred needs an apply a day before his own last moment."""
    at = NOW + 2 * DAY + HOUR + PRODUCTION.cutoff
    desired = [tracked(f"n{number:03}", at=at + timedelta(seconds=number)) for number in range(300)]
    plan = plan_of(desired, state_with())
    last = change_of(plan, "n299")
    assert last.turn_at == NOW + 2 * DAY
    assert at - PRODUCTION.cutoff + timedelta(seconds=200) - DAY == plan.next_apply_by


def test_read_back() -> None:
    """New send ids and turns come back from a plan's JSON."""
    plan = plan_of([tracked("a"), tracked("b", at=ANCHOR + DAY)], state_with(send_ids=used(99)))
    assert plan == decode_plan(json.loads(json.dumps(thaw(encode_plan(plan)))))


def test_nothing_waits_that_need_not() -> None:
    """A hundred at once are all made now."""
    plan = plan_of([tracked(f"n{number:03}") for number in range(100)], state_with())
    assert {Action.CREATE} == {one.action for one in plan.changes}
    assert 100 == len(pairs_made(plan.changes))
