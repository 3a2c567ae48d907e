"""Which changes are this pull request's, and which were already due."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.plan import Base, Mark, Plan, with_base
from support.plans import ANCHOR, NOW, make_desired, make_recorded, make_state, plan_of

BASE = Base(ref="main", commit="4f1c")


def marks(plan: Plan) -> dict[str, str | None]:
    """Return the mark of each change."""
    return {change.address: change.mark for change in plan.changes}


def plans() -> tuple[Plan, Plan]:
    """Return a plan, and the one its base makes of the same state."""
    state = make_state(
        make_recorded(make_desired("same", fields={"segment_id": "seg-s"})),
        make_recorded(make_desired("edited", fields={"segment_id": "seg-e"})),
        make_recorded(make_desired("described", fields={"segment_id": "seg-d"})),
    )
    common = [
        make_desired("same", fields={"segment_id": "seg-s"}),
        make_desired("due"),
        make_desired("missed", at=NOW - timedelta(days=1)),
    ]
    before = [
        *common,
        make_desired("edited", fields={"segment_id": "seg-e"}, at=ANCHOR + timedelta(days=1)),
        make_desired("described", fields={"segment_id": "seg-d"}),
    ]
    now = [
        *common,
        make_desired("edited", fields={"segment_id": "seg-e"}, at=ANCHOR + timedelta(days=2)),
        make_desired("described", fields={"segment_id": "seg-d"}, description="new words"),
        make_desired("new", fields={"segment_id": "seg-n"}),
    ]
    return plan_of(now, state), plan_of(before, state)


def test_marks() -> None:
    """A change of the same digest at the base is already due; what does nothing has no mark."""
    plan, before = plans()
    expected = {
        "due": Mark.ALREADY_DUE,
        "missed": Mark.ALREADY_DUE,
        "edited": Mark.THIS_PULL_REQUEST,
        "new": Mark.THIS_PULL_REQUEST,
        "described": Mark.THIS_PULL_REQUEST,
        "same": None,
    }
    assert (expected, BASE) == (marks(marked := with_base(plan, BASE, before)), marked.base)


def test_without_a_plan_of_the_base_all_is_new() -> None:
    """What cannot be compared is not taken for reviewed."""
    found = marks(with_base(plans()[0], BASE, None))
    assert {Mark.THIS_PULL_REQUEST} == {mark for address, mark in found.items() if address != "same"}
