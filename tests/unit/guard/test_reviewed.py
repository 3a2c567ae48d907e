"""A fresh plan held to one that was reviewed: only what that shows is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.errors import StalePlanError
from braze_gitops.guard import Review, check_reviewed, read_reviewed, review
from braze_gitops.model import Desired, DesiredSchedule, Json, Lifecycle, Limits, Lineage
from braze_gitops.plan import BlockCode, Plan, with_targets
from braze_gitops.state import Head, Serial, State, Status
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    applied,
    make_desired,
    make_recorded,
    make_state,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
FAR = NOW + PRODUCTION.horizon + timedelta(days=2)
LATER = NOW + timedelta(days=3)
KEEP = make_desired("keep", at=ANCHOR + timedelta(days=9), fields={"segment_id": "seg-keep"})


def held_to(
    reviewed: Plan, desired: Iterable[DesiredSchedule], state: State, *, now: datetime = NOW
) -> dict[str, list[BlockCode]]:
    """Return what holds each change of a fresh plan that is held to a reviewed one."""
    return {at: [one.code for one in held] for at, held in fresh(reviewed, desired, state, now=now).blocks.items()}


def fresh(reviewed: Plan, desired: Iterable[DesiredSchedule], state: State, *, now: datetime = NOW) -> Review:
    """Return the review of a fresh plan that is held to a reviewed one."""
    schedules = (*desired, KEEP)
    return review(
        plan_of(schedules, state, now=now),
        environment=PRODUCTION,
        limits=Limits(),
        desired=Desired(schedules=schedules),
        state=state,
        reviewed=read_reviewed(reviewed),
    )


EMPTY = make_state(make_recorded(KEEP))
NOT_REVIEWED = {"teaser": [BlockCode.NOT_REVIEWED]}


def reviewed_plan(*desired: DesiredSchedule, state: State = EMPTY, now: datetime = NOW) -> Plan:
    """Return the plan that people looked at."""
    return plan_of([*desired, KEEP], state, now=now)


def test_what_was_reviewed_goes_on() -> None:
    """The same change passes, also from another serial, at another moment and from another commit."""
    later = dataclasses.replace(EMPTY, serial=Serial(40), head=Head(number=90, digest="d"))
    assert {} == held_to(reviewed_plan(make_desired()), [make_desired()], later, now=LATER)


@pytest.mark.parametrize(
    ("reviewed", "desired", "state"),
    [
        ([], [make_desired()], EMPTY),
        ([make_desired()], [make_desired(fields=OTHER)], EMPTY),
        ([make_desired()], [make_desired(description="other")], EMPTY),
        ([make_desired()], [make_desired(lifecycle=Lifecycle(prevent_delete=True))], EMPTY),
        ([make_desired(at=FAR)], [make_desired(at=FAR, fields=OTHER)], EMPTY),
        ([make_desired()], [], make_state(make_recorded(KEEP), make_recorded(make_desired()))),
    ],
    ids=["not shown", "other payload", "other words", "other protection", "other deferred one", "cancelled"],
)
def test_what_was_not_reviewed_is_held(
    reviewed: list[DesiredSchedule], desired: list[DesiredSchedule], state: State
) -> None:
    """Whatever the file does not show is named and not made."""
    assert held_to(reviewed_plan(*reviewed), desired, state) == NOT_REVIEWED


def test_it_says_whether_anything_was_shown() -> None:
    """A person learns whether the address was shown otherwise, or not at all, and what to do."""
    plans = (reviewed_plan(), reviewed_plan(make_desired(fields=OTHER)))
    blocks = [fresh(one, [make_desired()], EMPTY).blocks[make_desired().address][0] for one in plans]
    said = [one.message.removeprefix("the plan that was reviewed shows ") for one in blocks]
    assert ["nothing for this address", "something else for this address"] == said
    assert all(one.hint.startswith("plan again, have that reviewed") for one in blocks)


def test_a_deferred_one_that_comes_inside_was_reviewed() -> None:
    """Reviewed as deferred, created once it is near enough: with and without an apply in between."""
    far, then = make_desired(at=FAR), NOW + timedelta(days=5)
    plan = reviewed_plan(far)
    between = applied(EMPTY, plan)
    assert ({}, {}) == (held_to(plan, [far], EMPTY, now=then), held_to(plan, [far], between, now=then))


def test_a_deferred_one_that_waits_still_counts_when_it_comes() -> None:
    """A file in which it is unchanged, for it waited already, is enough."""
    far, then = make_desired(at=FAR), NOW + timedelta(days=5)
    state = make_state(make_recorded(KEEP), make_recorded(far, status=Status.DEFERRED))
    assert {} == held_to(reviewed_plan(far, state=state), [far], state, now=then)


def test_a_deferred_one_with_another_payload_was_not_reviewed() -> None:
    """What comes inside as something else is held."""
    far, then = make_desired(at=FAR), NOW + timedelta(days=5)
    state = make_state(make_recorded(KEEP), make_recorded(far, status=Status.DEFERRED))
    other = make_desired(at=FAR, fields=OTHER)
    assert held_to(reviewed_plan(far, state=state), [other], state, now=then) == NOT_REVIEWED


def test_what_was_put_off_and_comes_back_was_reviewed() -> None:
    """Cancelled now and deferred, as reviewed; created when its new time is near enough."""
    far, then = make_desired(at=FAR), NOW + timedelta(days=5)
    state = make_state(make_recorded(KEEP), make_recorded(make_desired()))
    plan = reviewed_plan(far, state=state)
    assert {} == held_to(plan, [far], applied(state, plan), now=then)


def test_a_blocked_one_counts_by_its_digest_alone() -> None:
    """Shown as blocked: exactly that create passes this guard; a deferred one of the same payload does not."""
    soon = ANCHOR - timedelta(minutes=5)
    plan = reviewed_plan(make_desired(), now=soon)
    missed = reviewed_plan(make_desired(at=NOW - timedelta(days=1)), now=NOW)
    state = make_state(
        make_recorded(KEEP), make_recorded(make_desired(at=NOW - timedelta(days=1)), status=Status.DEFERRED)
    )
    then = NOW - timedelta(days=9)
    assert {"teaser": [BlockCode.IMMINENT]} == held_to(plan, [make_desired()], EMPTY, now=soon)
    assert held_to(missed, [make_desired(at=NOW - timedelta(days=1))], state, now=then) == NOT_REVIEWED


def test_what_time_alone_settles_needs_no_review() -> None:
    """What has been sent is taken out of the state, and a record is brought up to date, without a word."""
    sent = make_state(make_recorded(KEEP), make_recorded(make_desired(at=NOW - timedelta(days=9))))
    words = make_state(make_recorded(KEEP), make_recorded(make_desired()))
    assert ({}, {}) == (
        held_to(reviewed_plan(), [], sent),
        held_to(reviewed_plan(), [make_desired(description="new words")], words),
    )


def test_a_deferred_one_that_is_dropped_needs_review() -> None:
    """To forget what was never sent means that it never will be."""
    state = make_state(make_recorded(KEEP), make_recorded(make_desired(at=FAR), status=Status.DEFERRED))
    assert held_to(reviewed_plan(), [], state) == NOT_REVIEWED


def test_what_targets_left_out_was_not_reviewed() -> None:
    """Only named at the end, so nobody saw what it is."""
    plan = with_targets(reviewed_plan(make_desired(), make_desired("other", fields=OTHER)), ["other"])
    assert held_to(plan, [make_desired(), make_desired("other", fields=OTHER)], EMPTY) == NOT_REVIEWED


def test_a_create_where_something_is_arranged_is_another_change() -> None:
    """What a file claims to create over a live schedule does not stand for a create where there is none."""
    plan = reviewed_plan(make_desired())
    forged = tuple(
        dataclasses.replace(one, before=make_recorded(make_desired()), digest="0" * 64)
        if one.address == "teaser"
        else one
        for one in plan.changes
    )
    assert held_to(dataclasses.replace(plan, changes=forged), [make_desired()], EMPTY) == NOT_REVIEWED


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"environment": "staging"}, "another environment: staging, and this is production"),
        ({"endpoint": "https://rest.iad-02.braze.com"}, "another endpoint"),
        ({"lineage": Lineage("another")}, "another lineage: another"),
        ({"state_serial": Serial(13)}, "the state here is older"),
        ({"state_head": Head(number=10**6, digest="d")}, "the state here is older"),
    ],
    ids=["environment", "endpoint", "lineage", "serial", "batch"],
)
def test_a_foreign_file_refuses_the_run(parts: dict[str, object], said: str) -> None:
    """What was reviewed for something else, or for a later state, says nothing here."""
    origin = reviewed_plan().origin
    theirs = dataclasses.replace(origin, **parts)  # type: ignore[arg-type]  # the parts are named above
    with pytest.raises(StalePlanError, match=said):
        check_reviewed(theirs, origin)


def test_an_earlier_serial_is_no_other_state() -> None:
    """A plan is reviewed before others are applied."""
    origin = reviewed_plan().origin
    earlier = dataclasses.replace(origin, state_serial=Serial(3), state_head=Head(number=2, digest="d"))
    check_reviewed(earlier, origin)


def series_send(day: int, *, hours: float = 0) -> DesiredSchedule:
    """Return the send of a daily series, on a day after the first."""
    at = ANCHOR + timedelta(days=day, hours=hours)
    return make_desired(f'news["{ANCHOR + timedelta(days=day):%Y-%m-%d}"]', at=at, every=timedelta(days=1))


@pytest.mark.parametrize(
    ("new", "hours", "words"),
    [
        pytest.param([series_send(0, hours=5), series_send(1, hours=5)], 1, "changes it", id="changed"),
        pytest.param([series_send(1)], 1, "cancels it", id="cancelled"),
        pytest.param([series_send(0, hours=5), series_send(1, hours=5)], -1, "", id="in time"),
        pytest.param([series_send(0), series_send(1)], 1, "", id="nothing to change"),
    ],
)
def test_what_came_too_late_is_named(new: list[DesiredSchedule], hours: float, words: str) -> None:
    """Its time has come since: it went out as it was, and the rest goes on."""
    state = make_state(make_recorded(KEEP), *(make_recorded(series_send(day)) for day in range(2)))
    reviewed = reviewed_plan(*new, state=state, now=ANCHOR - timedelta(hours=9))
    found = fresh(reviewed, new, state, now=ANCHOR + timedelta(hours=hours))
    late = [(one.address, one.message) for one in found.findings if one.code == "reviewed-too-late"]
    said = f"the plan that was reviewed {words}, and its time came first: it went out as it was"
    assert ([(series_send(0).address, said)] if words else []) == late


def test_what_a_reviewed_plan_has_changed_is_not_late() -> None:
    """Its apply was repeated after the time had come."""
    new = [series_send(0, hours=1)]
    before = make_state(make_recorded(KEEP), make_recorded(series_send(0)))
    reviewed = reviewed_plan(*new, state=before, now=ANCHOR - timedelta(hours=9))
    found = fresh(
        reviewed,
        new,
        make_state(make_recorded(KEEP), make_recorded(new[0])),
        now=ANCHOR + timedelta(hours=2),
    )
    assert [] == [one for one in found.findings if one.code == "reviewed-too-late"]
