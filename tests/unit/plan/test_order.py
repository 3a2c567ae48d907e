"""The order of changes, what waits for what, how long it takes, and what comes too late."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Json, Kind, Verb
from braze_gitops.plan import Action, BlockCode, Plan
from braze_gitops.state import Status
from support.plans import (
    ANCHOR,
    LONG,
    NOW,
    PRODUCTION,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

DAY = timedelta(days=1)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}


def alone(name: str, *, day: int = 0, kind: Kind = Kind.MESSAGE) -> DesiredSchedule:
    """Return a schedule with an audience of its own."""
    return make_desired(name, at=ANCHOR + timedelta(days=day), kind=kind, fields={"segment_id": f"seg-{name}"})


def mixed() -> Plan:
    """Return a plan with a change of each kind."""
    desired = [
        alone("create-far", day=9),
        alone("create-near", day=1),
        alone("update", day=4),
        make_desired("replace", at=ANCHOR + timedelta(days=3), fields={"segment_id": "seg-replaced"}),
        alone("moved-to"),
        alone("none-b"),
        alone("none-a"),
        make_desired("words", description="other", fields={"segment_id": "seg-words"}),
        alone("defer", day=100),
    ]
    records = [
        make_recorded(alone("update", day=5)),
        make_recorded(alone("replace", day=3)),
        make_recorded(dataclasses.replace(alone("moved-to"), address=make_desired("moved-from").address)),
        make_recorded(alone("none-a")),
        make_recorded(alone("none-b")),
        make_recorded(make_desired("words", fields={"segment_id": "seg-words"})),
        make_recorded(alone("delete-far", day=8)),
        make_recorded(alone("delete-near", day=2)),
        make_recorded(alone("forget", day=-20)),
    ]
    return plan_of(desired, make_state(*records))


def test_order() -> None:
    """Moves and forgets, deletes, updates and replaces, creates; the nearest first; the unchanged last."""
    assert [
        "forget",
        "moved-to",
        "words",
        "defer",
        "delete-near",
        "delete-far",
        "replace",
        "update",
        "create-near",
        "create-far",
        "none-a",
        "none-b",
    ] == [change.address for change in mixed().changes]


def test_replace_waits_for_its_own_delete() -> None:
    """The create half of a replace starts after the delete of the same address."""
    assert ("replace",) == change_of(mixed(), "replace").starts_after


def test_create_waits_for_a_delete_of_its_audience() -> None:
    """A create starts after each delete to the same audience, a replace's half included."""
    records = [make_recorded(make_desired("gone")), make_recorded(make_desired("changed"))]
    desired = [make_desired("changed", fields=OTHER), make_desired("new", at=ANCHOR + timedelta(days=1))]
    plan = plan_of(desired, make_state(*records))
    assert ("gone", "changed") == change_of(plan, "new").starts_after


def test_replace_waits_only_for_what_comes_before() -> None:
    """Two replaces that swap their audiences never wait for each other."""
    one, two = make_desired("one"), make_desired("two", at=ANCHOR + timedelta(days=1), fields=OTHER)
    desired = [
        make_desired("one", fields=OTHER),
        make_desired("two", at=ANCHOR + timedelta(days=1)),
    ]
    plan = plan_of(desired, make_state(make_recorded(one), make_recorded(two)))
    waits = [change.starts_after for change in plan.changes]
    assert [("one",), ("two", "one")] == waits


def test_create_to_another_audience_waits_for_nothing() -> None:
    """A create to other people waits for no delete."""
    plan = plan_of([make_desired("new", fields=OTHER)], make_state(make_recorded(make_desired("gone"))))
    assert () == change_of(plan, "new").starts_after


@pytest.mark.parametrize(
    ("desired_day", "recorded_day", "expected"),
    [(0, None, 0), (0, 2, 0), (2, 0, 0), (None, 0, 0), (100, 0, 0)],
    ids=["create", "moved earlier", "moved later", "delete", "delete, then defer"],
)
def test_deadline(desired_day: int | None, recorded_day: int | None, expected: int) -> None:
    """The deadline is the earliest first instant, old or new, less the cutoff."""
    desired = [make_desired(at=ANCHOR + timedelta(days=desired_day))] if desired_day is not None else []
    state = make_state()
    if recorded_day is not None:
        state = make_state(make_recorded(make_desired(at=ANCHOR + timedelta(days=recorded_day))))
    deadline = change_of(plan_of(desired, state)).deadline
    assert ANCHOR + timedelta(days=expected) - PRODUCTION.cutoff == deadline


def test_deadline_of_what_is_imminent() -> None:
    """Inside the cutoff the deadline is the first instant itself."""
    plan = plan_of([make_desired()], make_state(), now=ANCHOR - timedelta(minutes=10))
    assert ANCHOR == change_of(plan).deadline


@pytest.mark.parametrize(
    ("desired", "now"),
    [([], ANCHOR + timedelta(minutes=1)), ([make_desired()], NOW)],
    ids=["stops a send", "unchanged"],
)
def test_no_deadline(desired: list[DesiredSchedule], now: datetime) -> None:
    """What stops a send that is under way, and what makes no call, has no deadline."""
    assert change_of(plan_of(desired, make_state(make_recorded(make_desired())), now=now)).deadline is None


def test_duration_of_nothing() -> None:
    """A plan without a call takes no time."""
    assert timedelta() == plan_of([make_desired()], make_state(make_recorded(make_desired()))).expected_duration


def test_duration_is_at_full_speed_within_the_limit() -> None:
    """Eight calls at a time, 0.3 seconds each."""
    plan = plan_of([alone(f"n{index}") for index in range(17)], make_state())
    assert timedelta(seconds=0.9) == plan.expected_duration


def test_duration_beyond_the_limit_of_the_hour() -> None:
    """Beyond the budget of a clock hour the rest waits for the next one."""
    environment = dataclasses.replace(PRODUCTION, rate_limit_per_hour=10)
    plan = plan_of([alone(f"n{index}") for index in range(11)], make_state(), environment=environment)
    assert timedelta(hours=1, seconds=0.3) == plan.expected_duration


def test_create_whose_turn_comes_too_late() -> None:
    """A create whose turn comes after its deadline is blocked, and the others go on."""
    environment = dataclasses.replace(PRODUCTION, rate_limit_per_hour=1)
    now = ANCHOR - timedelta(minutes=30)
    plan = plan_of([alone("a"), alone("b")], make_state(), environment=environment, now=now)
    blocks = [change.block.code if change.block else None for change in plan.changes]
    assert [None, BlockCode.TOO_LATE] == blocks


def test_broadcasts_to_many_audiences_are_paced() -> None:
    """250 broadcasts a minute over all audiences: the 251st waits until one has counted for a minute."""
    desired = [
        make_desired(f"n{index:03}", kind=Kind.CAMPAIGN, fields={"campaign_id": f"c{index}"})
        for index in range(251)
    ]
    assert timedelta(minutes=1, seconds=0.6) == plan_of(desired, make_state()).expected_duration


def test_broadcasts_of_triggers_are_paced() -> None:
    """Ten broadcasts a minute to one audience: the eleventh waits until one has counted for a minute."""
    desired = [
        make_desired(f"n{index:02}", kind=Kind.CAMPAIGN, fields={"trigger_properties": {"n": index}})
        for index in range(11)
    ]
    plan = plan_of(desired, make_state())
    assert (timedelta(minutes=1, seconds=0.6), ["many-broadcasts"]) == (
        plan.expected_duration,
        [one.code for one in plan.findings],
    )


def test_blocked_changes_take_no_time() -> None:
    """What is blocked takes no turn."""
    record = make_recorded(make_desired(), status=Status.VANISHED)
    assert timedelta() == plan_of([], make_state(record)).expected_duration


def test_next_apply_by() -> None:
    """The next apply is needed a week after the first deferred one comes inside the horizon."""
    days = [100, 120]
    plan = plan_of([alone(f"n{day}", day=day) for day in days], make_state())
    assert ANCHOR + timedelta(days=100) - PRODUCTION.horizon + timedelta(days=7) == plan.next_apply_by


def test_next_apply_by_of_a_short_horizon() -> None:
    """With a horizon of less than a week it is needed by the deadline itself."""
    environment = dataclasses.replace(PRODUCTION, horizon=timedelta(days=2))
    plan = plan_of([make_desired()], make_state(), environment=environment)
    assert ANCHOR - PRODUCTION.cutoff == plan.next_apply_by


def test_next_apply_by_counts_what_is_put_off() -> None:
    """What is cancelled now and created later needs that apply too."""
    record = make_recorded(make_desired())
    plan = plan_of([make_desired(at=ANCHOR + timedelta(days=100))], make_state(record))
    assert (Action.DELETE, True) == (change_of(plan).action, plan.next_apply_by is not None)


def test_no_next_apply() -> None:
    """Without a deferred one no further apply is needed."""
    assert plan_of([make_desired()], make_state()).next_apply_by is None


def test_the_deadline_of_a_create_is_that_of_its_own_time() -> None:
    """What a deferred record says of an earlier time was never arranged."""
    record = make_recorded(make_desired(at=NOW - timedelta(days=1)), status=Status.DEFERRED)
    plan = plan_of([make_desired()], make_state(record))
    assert ANCHOR - PRODUCTION.cutoff == change_of(plan).deadline


@pytest.mark.parametrize(
    ("hours", "waits"),
    [(23, True), (24, False), (-23, True), (-24, False)],
    ids=["after", "far", "before", "far before"],
)
def test_an_update_to_another_time_waits_for_what_goes_near_it(hours: int, *, waits: bool) -> None:
    """If that is not cancelled after all, the same people would get both within a day."""
    state = make_state(
        make_recorded(make_desired("old")), make_recorded(make_desired("kept", at=ANCHOR + 9 * DAY))
    )
    plan = plan_of([make_desired("kept", at=ANCHOR + timedelta(hours=hours))], state)
    assert (("old",) if waits else ()) == change_of(plan, "kept").starts_after


def test_an_update_of_words_waits_for_nothing() -> None:
    """It stays where it is."""
    state = make_state(make_recorded(make_desired("old")), make_recorded(make_desired("kept")))
    email = {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hello", "body": LONG}
    change = change_of(plan_of([make_desired("kept", fields={"messages": {"email": email}})], state), "kept")
    assert (Action.UPDATE, ()) == (change.action, change.starts_after)


def test_within_a_series_half_the_interval_counts() -> None:
    """A send that goes, and one that comes to within half a week of it, or later."""

    def send(day: int, at: int) -> DesiredSchedule:
        key = f"{ANCHOR + day * DAY:%Y-%m-%d}"
        return make_desired(f'news["{key}"]', at=ANCHOR + at * DAY, every=7 * DAY)

    state = make_state(make_recorded(send(0, 0)), make_recorded(send(7, 7)))
    near, far = (plan_of([send(7, at)], state, now=NOW) for at in (3, 4))
    assert [(send(0, 0).address,), ()] == [
        change_of(plan, send(7, 7).address).starts_after for plan in (near, far)
    ]


def test_what_an_update_without_an_answer_may_have_set_is_left_first() -> None:
    """The send may be at the later time already; what comes there waits until it is sure to be elsewhere."""

    def send(key: str, hours: int) -> DesiredSchedule:
        return make_desired(f'news["{key}"]', at=ANCHOR + timedelta(hours=hours), every=timedelta(hours=9))

    tried = make_recorded(send("2026-11-27", 9))
    record = make_recorded(send("2026-11-27", 0), unfinished=make_unfinished(Verb.UPDATE, attempt=tried))
    wanted = [send("2026-11-27", 0), send("2026-11-27T19:00", 9)]
    plan = plan_of(wanted, make_state(record), now=NOW)
    again, new = (change_of(plan, one.address) for one in wanted)
    assert (Action.UPDATE, Action.CREATE, (again.address,)) == (again.action, new.action, new.starts_after)
    later = plan_of(wanted, make_state(record), now=ANCHOR + timedelta(hours=1))
    assert (BlockCode.TOO_CLOSE,) == change_of(later, wanted[1].address).needs
