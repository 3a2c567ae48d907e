"""An answer seen beside what the state already knows."""

import pytest

from braze_gitops.apply.reading import understand
from braze_gitops.apply.work import PlannedCall
from braze_gitops.model import CreateCall, DeleteCall, Exchange, Kind, ScheduleId, Verdict, freeze_object

ID = ScheduleId("id-1")
CREATE = PlannedCall(
    call=CreateCall(kind=Kind.MESSAGE, payload=freeze_object({})),
    kind=Kind.MESSAGE,
    schedule_id=None,
    parent_id=None,
)
DELETE = PlannedCall(
    call=DeleteCall(kind=Kind.MESSAGE, schedule_id=ID, parent_id=None),
    kind=Kind.MESSAGE,
    schedule_id=ID,
    parent_id=None,
)


def answered(schedule_id: str) -> Exchange:
    """Return a success that names this schedule."""
    return Exchange(status=201, body=f'{{"message":"success","schedule_id":"{schedule_id}"}}')


@pytest.mark.parametrize(
    ("planned", "named", "verdict", "remarks"),
    [
        pytest.param(CREATE, "new", Verdict.DONE, 0, id="a create with a new id"),
        pytest.param(CREATE, "id-1", Verdict.UNKNOWN, 1, id="a create with another schedule's id"),
        pytest.param(DELETE, "id-1", Verdict.DONE, 0, id="a delete with its own id"),
        pytest.param(DELETE, "other", Verdict.DONE, 1, id="a delete with another id"),
    ],
)
def test_whose_id_it_is(planned: PlannedCall, named: str, verdict: Verdict, remarks: int) -> None:
    """Another schedule's id makes a create unsure and is a remark on anything else."""
    answer = understand(planned, answered(named), known={ID})
    assert (verdict, remarks) == (answer.verdict, len(answer.remarks))
