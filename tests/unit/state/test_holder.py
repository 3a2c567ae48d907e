"""When a run that holds a state is provably gone."""

import dataclasses

import pytest

from braze_gitops.state import Machine, RunOpened, is_gone
from support.states import make_run

HERE = Machine(host="laptop", boot="boot-1")
IN_CI = Machine(host="runner-9", boot="boot-9", ci_group="braze-production", ci_run="run/2")
LOCAL = make_run()
CI = dataclasses.replace(LOCAL, host="runner-8", boot="boot-8", ci_group="braze-production", ci_run="run/1")


@pytest.mark.parametrize(
    ("run", "here", "alive", "expected"),
    [
        pytest.param(LOCAL, HERE, False, True, id="no such process here"),
        pytest.param(LOCAL, HERE, True, False, id="the process runs"),
        pytest.param(LOCAL, HERE, None, False, id="no telling"),
        pytest.param(LOCAL, dataclasses.replace(HERE, host="other"), False, False, id="another host"),
        pytest.param(LOCAL, dataclasses.replace(HERE, boot="boot-2"), False, False, id="another boot"),
        pytest.param(
            dataclasses.replace(LOCAL, boot=""),
            dataclasses.replace(HERE, boot=""),
            False,
            False,
            id="boot not known",
        ),
        pytest.param(CI, IN_CI, True, True, id="another run of the group"),
        pytest.param(CI, dataclasses.replace(IN_CI, ci_run="run/1"), False, False, id="the same run of the group"),
        pytest.param(CI, dataclasses.replace(IN_CI, ci_group="other"), False, False, id="another group"),
        pytest.param(LOCAL, IN_CI, False, False, id="a laptop's run, seen from CI"),
        pytest.param(CI, HERE, False, False, id="a CI run, seen from a laptop"),
    ],
)
def test_gone_is_what_can_be_proved(*, run: RunOpened, here: Machine, alive: bool | None, expected: bool) -> None:
    """A run is gone only where the group or the process table proves it."""
    assert expected is is_gone(run, here=here, alive=lambda _pid, _started: alive)


def test_the_process_is_asked_for_by_number_and_start() -> None:
    """The process table is asked for exactly the run's process."""
    asked: list[tuple[int, str]] = []

    def alive(pid: int, started: str) -> bool:
        asked.append((pid, started))
        return True

    is_gone(LOCAL, here=HERE, alive=alive)
    assert [(4242, "777")] == asked
