"""Every cell of the decision table: each kind of schedule, each way to give a time, both clocks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import pytest
from _pytest.mark import ParameterSet
from decisions.cell import Hold, Known, Place, Row, every_place
from decisions.table import HOLDS, IMPOSSIBLE, ROWS, fitting, held, impossible

from braze_gitops.guard import review
from braze_gitops.model import Desired, Kind, Limits, TimeMode
from braze_gitops.plan import BlockCode, Plan
from support.decision_cases import (
    Case,
    Cell,
    as_if_free,
    case_of,
    cells,
    decision_of,
    expected,
    plan_at,
    possible_places,
    state_of,
    told,
)
from support.plans import PRODUCTION

Covered: TypeAlias = tuple[Place, Row, Hold | None]

POSSIBLE = tuple(possible_places())
LINES: tuple[Row | Hold, ...] = (*ROWS, *HOLDS)
# Said beside, whatever the table decides.
_BESIDE = frozenset({"short-lead", "external-far", "overdue-apply"})


def places_of(one: Row | Hold) -> list[Covered]:
    """Return the places a hold stops, or those a row decides that nothing stops."""
    if isinstance(one, Hold):
        return [found for found in POSSIBLE if found[2] is one]
    return [found for found in POSSIBLE if found[1] is one and found[2] is None]


def lines() -> list[ParameterSet]:
    """Return each row and each hold for each kind."""
    return [pytest.param(one, kind, id=f"{one.id}-{kind}") for one in LINES for kind in Kind]


def test_every_place_is_decided_or_named() -> None:
    """Of the whole product each place has a row that comes first, or a reason why it cannot be."""
    silent = [place for place in every_place() if impossible(place) is None and not _decided(place)]
    assert [] == silent


def _decided(place: Place) -> tuple[Row, ...]:
    return fitting(as_if_free(place, held(place)))


def test_nothing_in_the_table_is_idle() -> None:
    """Each row, hold and reason is the first that fits somewhere."""
    idle = [one.id for one in LINES if not places_of(one)]
    reasons = {id(impossible(place)) for place in every_place()}
    idle += [one.why for one in IMPOSSIBLE if id(one) not in reasons]
    assert [] == idle


def test_ids_are_unique() -> None:
    """A row can be named."""
    ids = [one.id for one in LINES]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(("line", "kind"), lines())
def test_cells(line: Row | Hold, kind: Kind) -> None:
    """The code says of each cell what the table says."""
    assert [] == _wrong(places_of(line), kind)


@pytest.mark.parametrize("known", [Known.NONE, Known.IN_HISTORY, Known.DEFERRED, Known.SCHEDULED])
def test_edges(known: Known) -> None:
    """So it does to the second at the edges of every spot."""
    found = [one for one in POSSIBLE if one[0].known is known]
    assert [] == _wrong(found, Kind.MESSAGE, edged=True)


@pytest.mark.deep
@pytest.mark.parametrize(("line", "kind"), lines())
def test_mixed_modes(line: Row | Hold, kind: Kind) -> None:
    """So it does where the way to give the time changes, and at the edges of every kind."""
    assert [] == _wrong(places_of(line), kind, mixed=True, edged=True)


def _wrong(places: Iterable[Covered], kind: Kind, *, mixed: bool = False, edged: bool = False) -> list[str]:
    """Return the first cells of which the code says something else, in words."""
    found = (
        (told(decision_of(cell)), expected(place, row, hold), cell)
        for place, row, hold in places
        if row.action is not None
        for cell in cells(place, kind, mixed=mixed, edged=edged)
    )
    differ = (f"{cell}: {_difference(wanted, said)}" for said, wanted, cell in found if wanted != said)
    return list(itertools.islice(differ, 10))


@pytest.mark.parametrize("mode", TimeMode)
@pytest.mark.parametrize(("line", "kind"), lines())
def test_a_plan(line: Row | Hold, kind: Kind, mode: TimeMode) -> None:
    """A whole plan says so too, with the findings and the guard on what is protected."""
    found = _telling(places_of(line))
    (cell,) = [one for one in cells(found[0], kind) if one.modes[0] is mode and one.variant == 0]
    assert _plan_expected(found) == _planned(cell)


@pytest.mark.deep
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("line", "kind"), lines())
def test_every_plan(line: Row | Hold, kind: Kind) -> None:
    """A whole plan says of every cell what the table says."""
    wrong = [
        f"{cell}: {_difference(_plan_expected(found), _planned(cell))}"
        for found in places_of(line)
        for cell in cells(found[0], kind)
        if _plan_expected(found) != _planned(cell)
    ]
    assert [] == wrong[:10]


def _telling(found: Sequence[Covered]) -> Covered:
    """Return the place that tells most of a row: one that is protected where that matters."""
    guarded = [one for one in found if one[0].known in one[1].guarded]
    return (guarded or list(found))[0]


def _plan_expected(found: Covered) -> dict[str, object] | None:
    place, row, hold = found
    if row.action is None:
        return None
    block = hold.block if hold is not None else row.block
    return {
        **expected(place, row, hold),
        "findings": () if block is not None else tuple(sorted(row.findings)),
        "protected": place.known in row.guarded,
    }


def _planned(cell: Cell) -> dict[str, object] | None:
    case, plan = case_of(cell), plan_at(cell)
    if not plan.changes:
        return None
    (change,) = plan.changes
    return {
        **told(change),
        "findings": tuple(sorted({finding.code for finding in plan.findings} - _BESIDE)),
        "protected": BlockCode.PROTECTED in _guards(plan, case),
    }


def _guards(plan: Plan, case: Case) -> Iterator[BlockCode]:
    desired = (case.desired,) if case.desired is not None else ()
    found = review(
        plan,
        environment=PRODUCTION,
        limits=Limits(),
        desired=Desired(schedules=desired),
        state=state_of(case),
    )
    return (block.code for blocks in found.blocks.values() for block in blocks)


def _difference(wanted: dict[str, object] | None, found: dict[str, object] | None) -> str:
    if wanted is None or found is None:
        return f"{found} and not {wanted}"
    return ", ".join(
        f"{name} {found[name]} and not {wanted[name]}" for name in wanted if wanted[name] != found[name]
    )


def test_a_local_time_that_has_begun_anywhere_is_sending() -> None:
    """Both clocks are among the cells: either window, or both, begun in the first zone and over in none."""
    begun = [
        cell
        for place, _, _ in POSSIBLE
        for cell in cells(place, Kind.MESSAGE)
        if (cell.modes, place.known) == ((TimeMode.LOCAL, TimeMode.LOCAL), Known.SCHEDULED)
    ]
    clocks = {(cell.place.wanted.name, cell.place.recorded.name) for cell in begun}
    assert {("BEGUN", "BEGUN"), ("BEGUN", "AHEAD"), ("AHEAD", "BEGUN"), ("NOWHERE", "BEGUN")} <= clocks
