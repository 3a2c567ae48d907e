"""What a halt lets go: said in a definition, or by a lift; and what is said of it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Address, Lifecycle
from braze_gitops.plan import Action, BlockCode, Plan
from braze_gitops.state import Halt, Status
from support.plans import ANCHOR, NOW, change_of, make_desired, make_recorded, make_state, plan_of

ALL = Halt(
    id="halt-1",
    pattern=None,
    tags=(),
    first_at=None,
    last_at=None,
    who="ana",
    why="prices",
    at=NOW - timedelta(hours=1),
)
LIFTED = dataclasses.replace(ALL, lifted_at=NOW)
LET_GO = dataclasses.replace(ALL, lifted=(Address("teaser"),))
BEFORE = {"teaser": NOW - timedelta(days=3)}


def planned(
    *halts: Halt, resume: str | None = "halt-1", at: datetime = ANCHOR, since: dict[str, datetime] | None = None
) -> Plan:
    """Return the plan of a definition that is not recorded."""
    desired = make_desired(at=at, lifecycle=Lifecycle(resume=resume))
    return plan_of([desired], make_state(halts=halts, definitions=BEFORE if since is None else since))


def said(plan: Plan) -> list[tuple[str, str]]:
    """Return severity and message of each finding on `resume`."""
    codes = ("unknown-halt", "resume-over")
    return [(one.severity.value, one.message) for one in plan.findings if one.code in codes]


def test_a_definition_lets_its_own_go() -> None:
    """It is created, says after what, and the plan still names the halt."""
    plan = planned(ALL)
    change = change_of(plan)
    assert (Action.CREATE, None, "halt-1", ("resumes after halt-1",), (ALL,), []) == (
        change.action,
        change.block,
        change.resumes,
        change.reasons,
        plan.halts,
        said(plan),
    )


def test_and_nothing_else() -> None:
    """Another definition stays held."""
    wanted = [
        make_desired("a", lifecycle=Lifecycle(resume="halt-1")),
        make_desired("b", fields={"segment_id": "s"}),
    ]
    plan = plan_of(wanted, make_state(halts=[ALL]))
    assert [("a", None), ("b", BlockCode.HALTED)] == [
        (one.address, one.block.code if one.block is not None else None) for one in plan.changes
    ]


def test_another_halt_still_holds() -> None:
    """Each halt is resumed by its own name."""
    block = change_of(planned(ALL, dataclasses.replace(ALL, id="halt-2"))).block
    assert block is not None
    assert block.message.startswith("halt-2, halted by ana")


def test_a_time_that_passed_is_missed() -> None:
    """Resuming is no permission to send late."""
    block = change_of(planned(ALL, at=NOW - timedelta(hours=2))).block
    assert block is not None
    assert BlockCode.MISSED is block.code


@pytest.mark.parametrize("status", [None, Status.DEFERRED], ids=["not recorded", "deferred"])
def test_what_waits_is_let_go_as_well(status: Status | None) -> None:
    """Whatever the plan does with it."""
    desired = make_desired(at=ANCHOR + timedelta(days=200), lifecycle=Lifecycle(resume="halt-1"))
    records = [make_recorded(desired, status=status)] if status is not None else []
    change = change_of(plan_of([desired], make_state(*records, halts=[ALL])))
    assert ("halt-1", True, None) == (change.resumes, change.is_written, change.block)


@pytest.mark.parametrize(
    ("halts", "resume", "expected"),
    [
        pytest.param(
            (), "halt-9", [("warning", "`resume: halt-9` names no halt that production ever had")], id="none"
        ),
        pytest.param((LIFTED,), "halt-1", [("note", "halt-1 is lifted already")], id="lifted"),
        pytest.param((LET_GO,), "halt-1", [("note", "halt-1 has let it go already")], id="let go"),
        pytest.param(
            (dataclasses.replace(ALL, pattern="news"),),
            "halt-1",
            [("note", "halt-1 does not hold it")],
            id="other",
        ),
        pytest.param((ALL,), None, [], id="no resume"),
    ],
)
def test_a_resume_that_lets_nothing_go_is_told(
    halts: tuple[Halt, ...], resume: str | None, expected: list[tuple[str, str]]
) -> None:
    """A warning where it may be mistyped, else a note."""
    assert expected == said(planned(*halts, resume=resume))


@pytest.mark.parametrize(
    ("halt", "since", "reasons"),
    [
        pytest.param(LIFTED, BEFORE, ("resumes after halt-1",), id="lifted"),
        pytest.param(LET_GO, BEFORE, ("resumes after halt-1",), id="let go"),
        pytest.param(LIFTED, {}, ("new",), id="never applied"),
        pytest.param(LIFTED, {"teaser": NOW}, ("new",), id="first applied after it"),
        pytest.param(dataclasses.replace(LIFTED, pattern="news"), BEFORE, ("new",), id="not held"),
    ],
)
def test_what_comes_back_after_a_lift_says_so(
    halt: Halt, since: dict[str, datetime], reasons: tuple[str, ...]
) -> None:
    """Only what had been applied before the halt, and was held by it."""
    assert reasons == change_of(planned(halt, resume=None, since=since)).reasons


def test_what_else_happens_after_a_lift_does_not() -> None:
    """An update says why it is one."""
    desired = make_desired(at=ANCHOR + timedelta(days=1))
    state = make_state(make_recorded(make_desired()), halts=[LIFTED], definitions=BEFORE)
    assert "resumes after halt-1" not in change_of(plan_of([desired], state)).reasons


def test_a_resume_is_part_of_what_was_reviewed() -> None:
    """The digests of change and definitions differ by it."""
    far = ANCHOR + timedelta(days=200)
    desired = make_desired(at=far, lifecycle=Lifecycle(resume="halt-1"))
    records = [make_recorded(desired, status=Status.DEFERRED)]
    with_it = plan_of([desired], make_state(*records, halts=[ALL]))
    without = plan_of([make_desired(at=far)], make_state(*records))
    assert change_of(with_it).digest != change_of(without).digest
    assert with_it.origin.definitions_digest != without.origin.definitions_digest
    assert change_of(planned(ALL)).digest != change_of(planned(resume=None)).digest


@pytest.mark.parametrize(
    ("pattern", "lifted", "messages"),
    [
        pytest.param('news["2026-11-28"]', (), [], id="one of its sends resumes"),
        pytest.param("other", (), ["halt-1 does not hold it"], id="none does"),
        pytest.param('news["2026-11-28"]', ('news["2026-11-28"]',), ["halt-1 has let it go already"], id="over"),
    ],
)
def test_a_series_is_told_once(pattern: str, lifted: tuple[str, ...], messages: list[str]) -> None:
    """The line stands for all of its sends: while one needs it, it is not called idle."""
    day = timedelta(days=1)
    wanted = [
        make_desired(
            f'news["2026-11-{27 + number}"]',
            at=ANCHOR + number * day,
            every=day,
            lifecycle=Lifecycle(resume="halt-1"),
        )
        for number in range(3)
    ]
    halt = dataclasses.replace(ALL, pattern=pattern, lifted=tuple(map(Address, lifted)))
    plan = plan_of(wanted, make_state(halts=[halt]), now=NOW)
    assert messages == [one.message for one in plan.findings if one.code == "resume-over"]


def test_each_entry_that_names_a_halt_of_its_own_is_told() -> None:
    """A variable gives each its own, and both are slips."""
    wanted = [
        make_desired(f'club["{brand}"]', lifecycle=Lifecycle(resume=f"halt-{number}"))
        for number, brand in ((7, "alfa"), (8, "beta"))
    ]
    plan = plan_of(wanted, make_state(halts=[LIFTED]), now=NOW)
    found = [one.message.split("`")[1] for one in plan.findings if one.code == "unknown-halt"]
    assert ["resume: halt-7", "resume: halt-8"] == sorted(found)
