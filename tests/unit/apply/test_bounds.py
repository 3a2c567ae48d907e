"""Whether there is still time: each row of the table, at and around its edges."""

from datetime import datetime, timedelta

import pytest

from braze_gitops.apply.bounds import too_late
from braze_gitops.apply.work import make_work
from braze_gitops.model import DesiredSchedule
from braze_gitops.state import State
from support.applying import SEND_AT, World, wanted

CUTOFF = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
EARLY, LATE = SEND_AT - timedelta(hours=1), SEND_AT + timedelta(hours=1)


def reasons(
    wish: tuple[DesiredSchedule, ...], *, now: datetime, planned_at: datetime, allow: tuple[str, ...] = ()
) -> list[bool]:
    """Return for each call of the one change whether it is too late at `now`; `teaser` was scheduled before."""
    world = World()
    world.run(wanted("teaser"), wanted("z", at=SEND_AT + timedelta(days=3)))
    world.clock.at = planned_at
    desired = world.desired(*wish, wanted("z", at=SEND_AT + timedelta(days=3)))
    state: State = world.state()
    (unit,) = make_work(world.clear(desired, allow), desired=desired, state=state).units
    return [bool(too_late(unit.change, planned, now=now, cutoff=CUTOFF)) for planned in unit.calls]


UPDATE = (wanted("teaser", subject="Today"),)
EARLIER = (wanted("teaser", at=EARLY),)
PUT_OFF = (wanted("teaser", at=SEND_AT + timedelta(days=100)),)
REPLACE = (wanted("teaser", segment="other"),)
CREATE = (wanted("teaser"), wanted("more", at=LATE))


@pytest.mark.parametrize(
    ("wish", "now", "late"),
    [
        pytest.param(UPDATE, SEND_AT - CUTOFF - SECOND, [False], id="update before its deadline"),
        pytest.param(UPDATE, SEND_AT - CUTOFF, [True], id="update at its deadline"),
        pytest.param(EARLIER, EARLY - CUTOFF, [True], id="update to an earlier time, at that deadline"),
        pytest.param(CREATE, LATE - CUTOFF - SECOND, [False], id="create before its deadline"),
        pytest.param(CREATE, LATE - CUTOFF, [True], id="create at its deadline"),
        pytest.param(
            REPLACE, SEND_AT - CUTOFF, [True, False], id="replace at its deadline: once begun it is ended"
        ),
        pytest.param(REPLACE, SEND_AT, [True, True], id="replace when its time has come"),
        pytest.param(PUT_OFF, SEND_AT - CUTOFF - SECOND, [False], id="put off before its deadline"),
        pytest.param(PUT_OFF, SEND_AT - CUTOFF, [True], id="put off at its deadline"),
        pytest.param((), SEND_AT - SECOND, [False], id="delete a moment before"),
        pytest.param((), SEND_AT, [True], id="delete when sending has begun"),
    ],
)
def test_without_an_allowance(wish: tuple[DesiredSchedule, ...], now: datetime, late: list[bool]) -> None:
    """Planned in time, and looked at again at `now`."""
    assert late == reasons(wish, now=now, planned_at=SEND_AT - timedelta(days=2))


@pytest.mark.parametrize(("now", "late"), [(SEND_AT - SECOND, [False]), (SEND_AT, [True])])
def test_an_imminent_change_that_is_allowed_has_until_its_time(now: datetime, late: list[bool]) -> None:
    """The allowance lifts the deadline, not the time itself."""
    planned_at = SEND_AT - timedelta(minutes=10)
    assert late == reasons(UPDATE, now=now, planned_at=planned_at, allow=("imminent:teaser",))


@pytest.mark.parametrize(("now", "late"), [(SEND_AT + CUTOFF, [False]), (SEND_AT + CUTOFF + SECOND, [True])])
def test_a_send_may_be_stopped_until_the_cutoff_after_it(now: datetime, late: list[bool]) -> None:
    """A plain time, with the allowance."""
    planned_at = SEND_AT + timedelta(minutes=5)
    assert late == reasons((), now=now, planned_at=planned_at, allow=("stop-sending:teaser",))
