"""Every fault of the sandbox, and what an apply makes of it."""

from collections.abc import Sequence

import pytest

from braze_gitops.apply import Result
from braze_gitops.model import DesiredSchedule, thaw
from braze_gitops.sandbox import (
    FaultKind,
)
from braze_gitops.state import Status
from support.applying import only, wanted
from support.sandbox_apply import Place

CREATE_ROWS = [
    pytest.param(FaultKind.CUT_BEFORE, Result.IN_DOUBT, 1, id="cut before"),
    pytest.param(FaultKind.CUT_AFTER, Result.IN_DOUBT, 1, id="cut after"),
    pytest.param(FaultKind.SERVER_ERROR, Result.IN_DOUBT, 1, id="500"),
    pytest.param(FaultKind.UNAVAILABLE, Result.IN_DOUBT, 1, id="503"),
    pytest.param(FaultKind.SLOW, Result.IN_DOUBT, 1, id="no answer in time"),
    pytest.param(FaultKind.TRUNCATED, Result.IN_DOUBT, 1, id="truncated"),
    pytest.param(FaultKind.BAD_JSON, Result.IN_DOUBT, 1, id="bad JSON"),
    pytest.param(FaultKind.HTML, Result.IN_DOUBT, 1, id="html"),
    pytest.param(FaultKind.EMPTY, Result.IN_DOUBT, 1, id="empty"),
    pytest.param(FaultKind.NO_ID, Result.IN_DOUBT, 1, id="no id"),
    pytest.param(FaultKind.QUEUED, Result.IN_DOUBT, 1, id="queued"),
    pytest.param(FaultKind.UNAUTHORIZED, Result.FAILED, 1, id="401"),
    pytest.param(FaultKind.RATE_LIMITED, Result.DONE, 2, id="429"),
    pytest.param(FaultKind.ERRORS, Result.DONE, 1, id="errors[]"),
]


@pytest.mark.parametrize(("kind", "result", "calls"), CREATE_ROWS)
def test_every_fault_of_a_create(place: Place, kind: FaultKind, result: Result, calls: int) -> None:
    """What the sandbox can do to a create, and what the apply makes of it."""
    place.order(kind)
    outcome = place.run(wanted("a"))
    assert (result, calls, calls) == (only(outcome).result, only(outcome).calls, len(place.log()))


@pytest.mark.parametrize(("kind", "result", "calls"), CREATE_ROWS)
def test_no_fault_of_a_create_makes_a_second_one(
    place: Place, kind: FaultKind, result: Result, calls: int
) -> None:
    """Applied again and again, at most one schedule exists, and none is unknown to the state."""
    del result, calls
    place.order(kind)
    for _ in range(3):
        place.run(wanted("a"))
    assert len(place.live()) <= 1
    record = place.state().records.get(wanted("a").address)
    assert record is not None
    assert record.status is Status.IN_DOUBT or {record.schedule_id} == set(place.live())


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.CUT_BEFORE,
        FaultKind.CUT_AFTER,
        FaultKind.SERVER_ERROR,
        FaultKind.SLOW,
        FaultKind.TRUNCATED,
        FaultKind.BAD_JSON,
        FaultKind.HTML,
        FaultKind.QUEUED,
        FaultKind.RATE_LIMITED,
    ],
)
@pytest.mark.parametrize("edit", ["update", "delete", "replace"])
def test_what_may_be_repeated_ends_well(place: Place, kind: FaultKind, edit: str) -> None:
    """One fault on the first call of an edit leaves no trace in the end."""
    place.run(wanted("a"), wanted("z"))
    place.order(kind)
    edits: dict[str, Sequence[DesiredSchedule]] = {
        "update": (wanted("a", subject="Today"), wanted("z")),
        "delete": (wanted("z"),),
        "replace": (wanted("a", segment="other"), wanted("z")),
    }
    outcome = place.run(*edits[edit])
    assert [Result.DONE] == [one.result for one in outcome.changes]
    ids = {address: record.schedule_id for address, record in place.state().records.items()}
    assert {ids[one.address]: thaw(one.payload) for one in edits[edit]} == place.live()
