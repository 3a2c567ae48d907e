"""What the guards say of an emergency stop."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.errors import PlanRefusedError
from braze_gitops.guard import Review, clear, parse_allowance, review_halt
from braze_gitops.plan import Plan, make_halting_plan
from braze_gitops.state import Halt
from support.plans import ANCHOR, NOW, PRODUCTION, TOOL, make_desired, make_recorded, make_state, plan_of

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
STATE = make_state(
    *(make_recorded(make_desired(f"a{number:02}")) for number in range(40)),
    make_recorded(make_desired("guarded"), protected=True),
    make_recorded(make_desired("sending", at=NOW)),
)


def halting(*, with_protected: bool = False) -> Plan:
    """Return the plan that halts everything."""
    return make_halting_plan(STATE, ALL, environment=PRODUCTION, with_protected=with_protected, now=NOW, tool=TOOL)


def reviewed(plan: Plan, *allow: str) -> Review:
    """Return what the guards say."""
    given = [parse_allowance(one) for one in allow]
    return review_halt(plan, environment=PRODUCTION, state=STATE, allowances=given)


def test_no_guard_against_cancelling_stops_it() -> None:
    """Neither the number, nor that nothing stays, nor that it is going out; protection does unless it is said."""
    found = reviewed(halting())
    assert ({"guarded"}, 41) == (set(found.blocks), len(clear(found).changes))
    assert 42 == len(clear(reviewed(halting(with_protected=True))).changes)


def test_another_endpoint_is_refused() -> None:
    """An id means nothing elsewhere."""
    plan = halting()
    origin = dataclasses.replace(plan.origin, endpoint="https://rest.other.example")
    with pytest.raises(PlanRefusedError):
        clear(reviewed(dataclasses.replace(plan, origin=origin)))


def test_a_plan_that_creates_is_no_halt() -> None:
    """It never becomes a cleared plan."""
    plan = plan_of([make_desired("new", at=ANCHOR)], make_state())
    with pytest.raises(ValueError, match="would create new"):
        reviewed(plan)


def test_only_an_unknown_key_can_be_allowed() -> None:
    """All else has no meaning here."""
    found = reviewed(halting(), "unknown-key:0123", "empty")
    assert (["unknown-key:0123"], ["empty"]) == (list(map(str, found.elsewhere)), list(map(str, found.unused)))
