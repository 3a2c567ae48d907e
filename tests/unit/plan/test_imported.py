"""A schedule that something else made: updated once, never replaced for that, and never silently."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Json, Kind, Lifecycle, ScheduleId, Verb
from braze_gitops.plan import Action, BlockCode, Cause, Plan
from braze_gitops.state import Record, Status
from support.plans import (
    ANCHOR,
    PRODUCTION,
    applied,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
FAR = ANCHOR - timedelta(days=120)


def imported(desired: DesiredSchedule | None = None, **fields: object) -> Record:
    """Return the record of an imported schedule."""
    record = make_recorded(desired or make_desired())
    return dataclasses.replace(record, imported=True, **fields)  # type: ignore[arg-type]  # named by the tests below


def codes(plan: Plan) -> list[str]:
    """Return the codes of what a plan says."""
    return [finding.code for finding in plan.findings]


@pytest.mark.parametrize("kind", Kind)
def test_an_equal_definition_is_an_update(kind: Kind) -> None:
    """The next plan brings Braze in line, names the cause, and says what an update cannot bring."""
    desired = make_desired(kind=kind)
    plan = plan_of([desired], make_state(imported(desired)))
    change = change_of(plan)
    assert (Action.UPDATE, Cause.IMPORTED, ("imported: brought in line with the definition",)) == (
        change.action,
        change.cause,
        change.reasons,
    )
    (finding,) = plan.findings
    assert ("imported", kind is Kind.MESSAGE) == (finding.code, "its messages" in finding.message)


def test_an_update_that_is_done_ends_it() -> None:
    """The plan after that has nothing to do."""
    desired, state = make_desired(), make_state(imported())
    after = applied(state, plan_of([desired], state))
    assert (False, Action.NONE) == (
        after.records[desired.address].imported,
        change_of(plan_of([desired], after)).action,
    )


def test_an_update_without_an_answer_is_made_again() -> None:
    """As any other, and it says both."""
    change = change_of(plan_of([make_desired()], make_state(imported(unfinished=make_unfinished(Verb.UPDATE)))))
    assert (Action.UPDATE, True, Cause.UNFINISHED) == (change.action, change.repeats, change.cause)


def test_an_edit_that_takes_a_replace_says_that_nobody_knows() -> None:
    """A replace comes of the edit alone."""
    change = change_of(plan_of([make_desired(fields=OTHER)], make_state(imported())))
    assert (Action.REPLACE, "imported, and edited since: what Braze has now is not known") == (
        change.action,
        change.reasons[0],
    )


def test_beyond_the_horizon_it_waits() -> None:
    """Braze would not take the time yet; nothing is cancelled for that."""
    plan = plan_of([make_desired()], make_state(imported()), now=FAR)
    change = change_of(plan)
    assert (Action.NONE, True, ANCHOR - PRODUCTION.horizon) == (
        change.action,
        change.deferred,
        change.after.inside_at if change.after is not None else None,
    )
    assert ("imported: brought in line with the definition once it lies inside the horizon",) == change.reasons
    assert plan.next_apply_by == ANCHOR - PRODUCTION.horizon + timedelta(days=7)


def test_close_to_its_time_it_needs_the_allowance() -> None:
    """An update inside the cutoff is an update inside the cutoff."""
    plan = plan_of([make_desired()], make_state(imported()), now=ANCHOR - timedelta(minutes=10))
    assert (BlockCode.IMMINENT,) == change_of(plan).needs


def test_when_its_time_has_come_nobody_knows_what_went_out() -> None:
    """That is written down once."""
    desired, state = make_desired(), make_state(imported())
    plan = plan_of([desired], state, now=ANCHOR)
    change = change_of(plan)
    assert (Action.NONE, True, ("imported, and no apply came in time",), ["version-unknown"]) == (
        change.action,
        change.refresh,
        change.reasons,
        codes(plan),
    )
    again = plan_of([desired], applied(state, plan), now=ANCHOR)
    assert ([], False) == (codes(again), change_of(again).refresh)


def test_a_pause_cancels_it() -> None:
    """Its id is known, so it can be."""
    paused = make_desired(lifecycle=Lifecycle(paused=True))
    assert Action.DELETE is change_of(plan_of([paused], make_state(imported()))).action


def test_an_external_one_is_left_alone() -> None:
    """Until its id is given; then it is updated."""
    external = dataclasses.replace(imported(), status=Status.EXTERNAL, schedule_id=None)
    assert Action.NONE is change_of(plan_of([make_desired()], make_state(external))).action
    known = dataclasses.replace(external, status=Status.SCHEDULED, schedule_id=ScheduleId("found"))
    assert Action.UPDATE is change_of(plan_of([make_desired()], make_state(known))).action
