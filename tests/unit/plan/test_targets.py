"""A plan limited to targets: what they name and what that waits for, and nothing dropped from the plan itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from braze_gitops.errors import UsageError
from braze_gitops.plan import Plan, left_out_of, with_targets
from support.plans import ANCHOR, make_desired, make_recorded, make_state, plan_of

MOVED = {"segment_id": "seg-moved"}


def a_plan() -> Plan:
    """Return a plan with a change of most kinds, and one that does nothing; `after` waits for `before`."""
    desired = [
        make_desired("alone", fields={"segment_id": "seg-alone"}),
        make_desired("after", at=ANCHOR + timedelta(days=1)),
        make_desired("moved-to", fields=MOVED, moved_from="moved-from"),
        make_desired("same", fields={"segment_id": "seg-same"}),
        make_desired("described", fields={"segment_id": "seg-d"}, description="new words"),
        make_desired("missed", at=ANCHOR - timedelta(days=20)),
    ]
    records = [
        make_recorded(make_desired("before")),
        make_recorded(make_desired("moved-from", fields=MOVED)),
        make_recorded(make_desired("same", fields={"segment_id": "seg-same"})),
        make_recorded(make_desired("described", fields={"segment_id": "seg-d"})),
    ]
    return plan_of(desired, make_state(*records))


@pytest.mark.parametrize(
    ("targets", "left_out"),
    [
        ([], set()),
        (["*"], set()),
        (["alone"], {"after", "before", "moved-to", "described", "missed"}),
        (["after"], {"alone", "moved-to", "described", "missed"}),
        (["before"], {"alone", "after", "moved-to", "described", "missed"}),
        (["moved-from"], {"alone", "after", "before", "described", "missed"}),
        (["same"], {"alone", "after", "before", "moved-to", "described", "missed"}),
        (["a*", "missed"], {"moved-to", "described"}),
    ],
    ids=["none", "all", "one", "one that waits", "one that is waited for", "by its old name", "unchanged", "two"],
)
def test_what_targets_leave_out(targets: Sequence[str], left_out: set[str]) -> None:
    """What is named is kept with what it waits for; of the rest, what would be done or is held is left out."""
    assert left_out == left_out_of(with_targets(a_plan(), targets))


def test_a_name_is_taken_with_the_move_that_leaves_it() -> None:
    """Down a chain of moves: what leaves the name that another one takes is not left out."""
    names = ["first", "second", "third"]
    records = [make_recorded(make_desired(name, fields={"segment_id": name})) for name in names]
    desired = [
        make_desired(new, fields={"segment_id": old}, moved_from=old)
        for old, new in zip(names, [*names[1:], "fourth"], strict=True)
    ]
    plan = plan_of([*desired, make_desired("alone", fields={"segment_id": "alone"})], make_state(*records))
    assert {"alone"} == left_out_of(with_targets(plan, ["first"]))
    assert {"alone", "second"} == left_out_of(with_targets(plan, ["third"]))
    assert {"alone", "second", "third"} == left_out_of(with_targets(plan, ["fourth"]))


def test_the_plan_itself_stays_whole() -> None:
    """A target takes no change out of the plan that guards look at."""
    plan = a_plan()
    assert (plan.changes, ("alone",)) == ((one := with_targets(plan, ["alone"])).changes, one.targets)


@pytest.mark.parametrize(
    ("target", "hint"),
    [("aloen", "did you mean `alone`?"), ("xyzzy*", "copy the address from the plan, or use a pattern")],
)
def test_a_target_that_fits_nothing_is_an_error(target: str, hint: str) -> None:
    """It names the target, and the address that is most like it."""
    with pytest.raises(UsageError, match=r"no schedule of this plan") as caught:
        with_targets(a_plan(), ["alone", target])
    assert (True, hint) == (target in caught.value.message, caught.value.hint)
