"""What an earlier apply put off, and none has brought to Braze by the day it was due."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Finding, Lifecycle, OnMissed, Severity
from braze_gitops.plan import OVERDUE, Action, overdue_first
from braze_gitops.state import Halt, Record, Status
from support.plans import ANCHOR, NOW, PRODUCTION, change_of, make_desired, make_recorded, make_state, plan_of

INSIDE = ANCHOR - PRODUCTION.horizon
DUE = INSIDE + timedelta(days=7)
SECOND = timedelta(seconds=1)


def found(
    desired: Iterable[DesiredSchedule], *records: Record, now: datetime, halts: Iterable[Halt] = ()
) -> list[Finding]:
    """Return what a plan says of applies that are overdue."""
    plan = plan_of(desired, make_state(*records, halts=halts), now=now)
    return [finding for finding in plan.findings if finding.code == OVERDUE]


def deferred(address: str = "teaser", *, at: datetime = ANCHOR) -> Record:
    """Return a record that an earlier apply put off."""
    return make_recorded(make_desired(address, at=at), status=Status.DEFERRED)


@pytest.mark.parametrize(
    ("now", "is_overdue"),
    [
        pytest.param(INSIDE, False, id="it has come inside"),
        pytest.param(DUE, False, id="on the day"),
        pytest.param(DUE + SECOND, True, id="the day is past"),
        pytest.param(ANCHOR - SECOND, True, id="just before its time"),
        pytest.param(ANCHOR + timedelta(days=1), True, id="missed"),
    ],
)
def test_a_week_after_it_came_inside_it_is_overdue(now: datetime, is_overdue: bool) -> None:  # noqa: FBT001 - a case of the table
    """The date is the one that the plan which put it off ended with."""
    assert is_overdue is bool(found([make_desired()], deferred(), now=now))


def test_it_is_the_date_that_was_said() -> None:
    """The same as `next apply needed by` of the plan that put it off."""
    before = plan_of([make_desired()], make_state(), now=INSIDE - timedelta(days=30))
    assert DUE == before.next_apply_by


def test_it_stands_first_and_names_the_earliest() -> None:
    """An error, without an address, before all other findings."""
    records = [deferred(f"n{index}", at=ANCHOR + timedelta(days=index)) for index in range(7)]
    desired = [make_desired(f"n{index}", at=ANCHOR + timedelta(days=index)) for index in range(7)]
    plan = plan_of(desired, make_state(*records), now=ANCHOR + timedelta(days=8))
    first = plan.findings[0]
    assert (OVERDUE, Severity.ERROR, None) == (first.code, first.severity, first.address)
    assert (
        "an apply was needed by Sat 12 Sep 2026 10:00 UTC, and 7 have come to nothing: "
        "n0, n1, n2, n3, n4 and 2 more"
    ) == first.message


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "4 deferred schedules still wait for one: n0, n1, n2, n3"),
        (1.5, "2 deferred schedules still wait for one: n2, n3; 2 have come to nothing: n0, n1"),
        (2.5, "1 deferred schedule still waits for one: n3; 3 have come to nothing: n0, n1, n2"),
        (0.5, "3 deferred schedules still wait for one: n1, n2, n3; 1 has come to nothing: n0"),
    ],
)
def test_what_an_apply_still_saves_is_told_from_what_it_does_not(days: float, said: str) -> None:
    """Each is named as what it is."""
    records = [deferred(f"n{index}", at=ANCHOR + timedelta(days=index)) for index in range(4)]
    desired = [make_desired(f"n{index}", at=ANCHOR + timedelta(days=index)) for index in range(4)]
    first = plan_of(desired, make_state(*records), now=ANCHOR + timedelta(days=days)).findings[0]
    assert first.message.endswith(f"UTC, and {said}")


def test_one_is_told_as_one() -> None:
    """With its address."""
    (finding,) = found([make_desired()], deferred(), now=DUE + SECOND)
    assert finding.message.endswith("and 1 deferred schedule still waits for one: teaser")


@pytest.mark.parametrize(
    "desired",
    [
        pytest.param([], id="not wanted any more"),
        pytest.param([make_desired(lifecycle=Lifecycle(paused=True))], id="paused"),
        pytest.param([make_desired(at=ANCHOR + timedelta(days=300))], id="put off again"),
        pytest.param(
            [make_desired(lifecycle=Lifecycle(on_missed=OnMissed.SKIP))], id="skipped where it is missed"
        ),
    ],
)
def test_what_no_apply_would_create_is_not_overdue(desired: list[DesiredSchedule]) -> None:
    """Only what is still waited for."""
    assert [] == found(desired, deferred(), now=ANCHOR + timedelta(days=1))


def test_what_is_halted_is_not_overdue() -> None:
    """The halt says why it is not created."""
    halt = Halt(id="halt-1", who="ana", at=NOW, why="prices", pattern=None, tags=(), first_at=None, last_at=None)
    assert [] == found([make_desired()], deferred(), now=DUE + SECOND, halts=[halt])


def test_an_imported_one_that_waits_is_overdue_too() -> None:
    """Its update waits for the horizon as a create does."""
    record = dataclasses.replace(make_recorded(make_desired()), imported=True, inside_at=INSIDE)
    assert (1, 0) == (
        len(found([make_desired()], record, now=DUE + SECOND)),
        len(found([make_desired()], dataclasses.replace(record, inside_at=None), now=DUE + SECOND)),
    )


def test_what_waits_for_its_send_id_is_due_a_week_after_its_turn() -> None:
    """It lay inside the horizon when it was put off; its turn comes within a day."""
    record = dataclasses.replace(deferred(), applied_at=INSIDE + timedelta(days=20))
    day = INSIDE + timedelta(days=28)
    assert ([], 1) == (
        found([make_desired()], record, now=day),
        len(found([make_desired()], record, now=day + SECOND)),
    )


def test_an_overdue_plan_is_a_plan_all_the_same() -> None:
    """What was put off is created."""
    plan = plan_of([make_desired()], make_state(deferred()), now=DUE + SECOND)
    assert (Action.CREATE, None) == (change_of(plan).action, change_of(plan).block)


def test_it_is_put_first_among_others() -> None:
    """The others keep their order."""
    others = [Finding(severity=Severity.NOTE, code=code, message="") for code in ("b", "a", OVERDUE)]
    assert [OVERDUE, "b", "a"] == [one.code for one in overdue_first(others)]
