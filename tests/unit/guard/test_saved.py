"""A saved plan is applied exactly, or refused with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.errors import ExitCode, StalePlanError
from braze_gitops.guard import (
    Allowance,
    Review,
    allowances_in,
    check_saved,
    on_begun,
    parse_allowance,
    review,
    with_grants,
)
from braze_gitops.model import Desired, DesiredSchedule, Finding, Json, Limits, Lineage
from braze_gitops.plan import Action, Grant, Origin
from braze_gitops.state import Head, Serial, State, Status
from support.plans import ANCHOR, NOW, PRODUCTION, make_desired, make_recorded, make_state, plan_of

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
KEEP = make_desired("keep", at=ANCHOR + timedelta(days=9), fields={"segment_id": "seg-keep"})
STATE = make_state(make_recorded(KEEP))


def seen(
    *desired: DesiredSchedule,
    state: State = STATE,
    now: datetime = NOW,
    allow: Iterable[Allowance] = (),
) -> Review:
    """Return a reviewed plan at a moment, ready to be saved."""
    schedules = (*desired, KEEP)
    return with_grants(
        review(
            plan_of(schedules, state, now=now),
            environment=PRODUCTION,
            limits=Limits(),
            allowances=tuple(allow),
            desired=Desired(schedules=schedules),
            state=state,
        )
    )


def with_origin(found: Review, **parts: object) -> Review:
    """Return a review whose plan was made from something else."""
    origin: Origin = dataclasses.replace(found.plan.origin, **parts)  # type: ignore[arg-type]  # named by the tests
    return dataclasses.replace(found, plan=dataclasses.replace(found.plan, origin=origin))


def test_the_same_plan_holds() -> None:
    """Nothing has changed, and no deadline has passed: it is applied, days later as well."""
    check_saved(seen(make_desired()), seen(make_desired(), now=NOW + timedelta(days=5)))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"environment": "staging"}, "for another environment: staging, and this is production"),
        ({"endpoint": "https://rest.iad-02.braze.com"}, "for another endpoint"),
        ({"lineage": Lineage("other")}, "for another lineage: other"),
        ({"trusted_keys": ("key-1",)}, "trusts other keys"),
        ({"state_serial": Serial(3)}, "the state is no longer what this plan was made from: serial 3, batch"),
        ({"state_head": Head(number=0, digest="")}, "made from: no state yet; it is now serial 12"),
        ({"definitions_digest": "0" * 64}, "the definitions are no longer those .* of commit 9c2e"),
        ({"definitions_digest": "0" * 64, "commit": None}, "the definitions are no longer those .* made from\\n"),
    ],
    ids=["environment", "endpoint", "lineage", "keys", "serial", "head", "definitions", "definitions without git"],
)
def test_what_it_was_made_from_must_be_there(parts: dict[str, object], said: str) -> None:
    """A plan that was made from something else is refused, with what that is."""
    with pytest.raises(StalePlanError) as caught:
        check_saved(with_origin(seen(make_desired()), **parts), seen(make_desired()))
    assert caught.match(said)
    assert (True, ExitCode.STALE) == ("no call was made" in caught.value.hint, caught.value.exit_code)


def test_a_plan_of_the_future_is_refused() -> None:
    """One of the two clocks is wrong; a minute is let pass."""
    later = seen(make_desired(), now=NOW + timedelta(seconds=61))
    check_saved(seen(make_desired(), now=NOW + timedelta(seconds=60)), seen(make_desired()))
    with pytest.raises(StalePlanError, match="a clock is wrong"):
        check_saved(later, seen(make_desired()))


def findings(saved: Review, fresh: Review) -> list[tuple[str | None, str]]:
    """Return what is said of each change when a saved plan is refused."""
    with pytest.raises(StalePlanError) as caught:
        check_saved(saved, fresh)
    return [(one.address, one.message) for one in caught.value.findings if isinstance(one, Finding)]


def test_past_a_deadline_nothing_is_made() -> None:
    """From Monday, applied on Friday: each change whose deadline has passed is named with it."""
    now = ANCHOR - timedelta(minutes=15)
    late = make_desired("other", at=ANCHOR + timedelta(days=1), fields=OTHER)
    found = findings(seen(make_desired(), late), seen(make_desired(), late, now=now))
    assert [("teaser", "had to be applied before 2026-11-27T09:45:00Z")] == found


def test_a_blocked_one_has_no_deadline_here() -> None:
    """What is not made cannot be late."""
    saved = seen(make_desired("other", at=NOW + timedelta(minutes=5), fields=OTHER), make_desired())
    there = seen(
        make_desired("other", at=NOW + timedelta(minutes=5), fields=OTHER),
        make_desired(),
        now=NOW + timedelta(minutes=2),
    )
    check_saved(saved, there)


FAR = NOW + PRODUCTION.horizon + timedelta(days=2)


def test_what_time_changes_is_no_longer_the_plan() -> None:
    """A deferred one has come inside the horizon: another change than the one that was looked at."""
    found = findings(seen(make_desired(at=FAR)), seen(make_desired(at=FAR), now=NOW + timedelta(days=5)))
    assert [("teaser", "is to defer in this plan, and now to create")] == found


def test_what_has_nothing_to_do_or_is_new_or_held() -> None:
    """Each way in which the two can differ is told."""
    waits = make_state(make_recorded(KEEP), make_recorded(make_desired(at=FAR), status=Status.DEFERRED))
    new = findings(
        seen(make_desired(at=FAR), state=waits),
        seen(make_desired(at=FAR), state=waits, now=NOW + timedelta(days=5)),
    )
    fresh = seen(make_desired())
    assert [("teaser", "is not to be changed by this plan, and now to create")] == new
    gone = dataclasses.replace(fresh, plan=dataclasses.replace(fresh.plan, changes=()))
    assert [("teaser", "is to create in this plan, and now has nothing to do")] == findings(fresh, gone)
    idle = tuple(dataclasses.replace(one, action=Action.NONE) for one in fresh.plan.changes)
    none = dataclasses.replace(fresh, plan=dataclasses.replace(fresh.plan, changes=idle))
    assert [("teaser", "is to create in this plan, and now has nothing to do")] == findings(fresh, none)
    left_out = dataclasses.replace(fresh, left_out=frozenset({make_desired().address}))
    assert [("teaser", "is to create in this plan, and now to create")] == findings(fresh, left_out)


def test_what_is_held_now_is_named_with_the_guard() -> None:
    """Allowed when it was planned, and not carried by the file: it would be held."""
    soon = ANCHOR - timedelta(minutes=10)
    saved = seen(make_desired(), now=soon, allow=[parse_allowance("imminent:*")])
    found = findings(saved, seen(make_desired(), now=soon))
    assert [("teaser", "is to create in this plan, and now is held by imminent")] == found


def test_what_was_allowed_travels_with_its_address() -> None:
    """A pattern becomes the one address it was used for, and passes nothing else when it comes back."""
    soon = ANCHOR - timedelta(minutes=10)
    saved = seen(make_desired(), now=soon, allow=[parse_allowance("imminent:tea*")])
    grant = Grant(guard="imminent", address=make_desired().address, given="--allow imminent:tea*")
    assert (grant,) == saved.plan.grants
    carried = allowances_in(saved.plan)
    check_saved(saved, seen(make_desired(), now=soon, allow=carried))
    both = seen(make_desired(), make_desired("teaser-2", fields=OTHER), now=soon, allow=carried)
    assert (["teaser-2"], saved.plan.grants) == (list(both.blocks), both.plan.grants)


def test_an_address_is_no_pattern_when_it_comes_back() -> None:
    """An address may hold `*`; as an allowance of a file it fits itself alone."""
    soon = ANCHOR - timedelta(minutes=10)
    star, other = make_desired('weekly["*"]', fields=OTHER), make_desired('weekly["a"]')
    saved = seen(star, now=soon, allow=[parse_allowance('imminent:weekly["?"]')])
    assert ['weekly["a"]'] == list(seen(star, other, now=soon, allow=allowances_in(saved.plan)).blocks)


def test_an_allowance_of_the_whole_plan_travels() -> None:
    """A guard of the whole plan has no address."""
    state = make_state(*(make_recorded(make_desired(f"n{number}")) for number in range(26)), make_recorded(KEEP))
    saved = seen(state=state, allow=[parse_allowance("max-deletes"), parse_allowance("max-delete-percent")])
    assert [None, None] == [one.address for one in saved.plan.grants]
    check_saved(saved, fresh := seen(state=state, allow=allowances_in(saved.plan)))
    assert () == fresh.refusals


def test_a_pattern_with_an_address_is_not_for_the_whole_plan() -> None:
    """Forged: a guard of the whole plan with an address passes nothing."""
    state = make_state(*(make_recorded(make_desired(f"n{number}")) for number in range(26)), make_recorded(KEEP))
    forged = Allowance(guard="max-deletes", pattern="n1", source="the plan:", is_exact=True)
    assert "max-deletes" in [one.code for one in seen(state=state, allow=[forged]).refusals]


def begun(state: State, *, number: int) -> State:
    """Return a state as it is after its first batches."""
    return dataclasses.replace(state, head=Head(number=number, digest="d"), serial=Serial(1))


@pytest.mark.parametrize(
    ("saved_number", "number", "lineage", "holds"),
    [(0, 1, None, True), (0, 2, None, False), (0, 1, "another", False), (1, 1, None, False)],
    ids=["begun for it", "applied since", "another state", "made from a state"],
)
def test_a_plan_made_before_there_was_a_state(
    saved_number: int, number: int, lineage: str | None, *, holds: bool
) -> None:
    """A sandbox's first plan holds for the state that is begun for it, as long as nothing else happened."""
    plan = plan_of([make_desired()], begun(make_state(), number=saved_number))
    state = begun(make_state(), number=number)
    if lineage is not None:
        state = dataclasses.replace(state, lineage=Lineage(lineage))
    assert (holds and state.head != plan.origin.state_head) == (on_begun(plan, state) != plan)
