"""What a run does about another one that holds the state."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest

from braze_gitops.apply import Step, decide_hold, describe_holder, refusal
from braze_gitops.errors import ExitCode
from braze_gitops.state import Machine, RunOpened
from support.states import make_run

HOLDER = make_run()
HERE = Machine(host="laptop", boot="boot-1")
IN_CI = Machine(host="runner", boot="", ci_group="braze-production", ci_run="https://ci.example/2")
EARLIER = dataclasses.replace(HOLDER, ci_group="braze-production", ci_run="https://ci.example/1", host="other")


def dead(pid: int, started: str) -> bool | None:
    """Say that the process is no more."""
    del pid, started
    return False


def alive(pid: int, started: str) -> bool | None:
    """Say that it runs."""
    del pid, started
    return True


def unknown(pid: int, started: str) -> bool | None:
    """Say that it cannot be told."""
    del pid, started
    return None


@pytest.mark.parametrize(
    ("holder", "here", "is_alive", "waited", "step"),
    [
        pytest.param(None, HERE, alive, 0, Step.GO_ON, id="nobody holds it"),
        pytest.param(HOLDER, HERE, dead, 0, Step.TAKE_OVER, id="a dead process of this machine"),
        pytest.param(HOLDER, HERE, alive, 0, Step.WAIT, id="a living one"),
        pytest.param(HOLDER, HERE, unknown, 0, Step.WAIT, id="one that cannot be told"),
        pytest.param(HOLDER, HERE, alive, 300, Step.REFUSE, id="a living one, waited long enough"),
        pytest.param(HOLDER, dataclasses.replace(HERE, host="x"), dead, 300, Step.REFUSE, id="another machine"),
        pytest.param(HOLDER, dataclasses.replace(HERE, boot="x"), dead, 300, Step.REFUSE, id="another boot"),
        pytest.param(EARLIER, IN_CI, alive, 0, Step.TAKE_OVER, id="an earlier run of the group"),
        pytest.param(HOLDER, IN_CI, alive, 300, Step.REFUSE, id="a run outside the group"),
    ],
)
def test_the_table(
    holder: RunOpened | None,
    here: Machine,
    is_alive: Callable[[int, str], bool | None],
    waited: int,
    step: Step,
) -> None:
    """Each row of the module's table."""
    decision = decide_hold(
        holder, here=here, alive=is_alive, waited=timedelta(seconds=waited), patience=timedelta(seconds=300)
    )
    assert (step, holder) == (decision.step, decision.holder)


def test_a_refusal_says_who_since_when_from_where() -> None:
    """Everything a person needs to find the other one."""
    decision = decide_hold(EARLIER, here=HERE, alive=alive)
    error = refusal(decision, environment="production")
    words = "ana on other, apply since 2026-11-20 09:00:00 UTC, CI run https://ci.example/1"
    assert (words, ExitCode.HELD, True) == (error.holder, error.exit_code, words in error.message)
    assert "`braze-gitops state take-over -e production`" in error.hint


def test_outside_ci_there_is_no_run_to_name() -> None:
    """Nothing empty is said."""
    assert "CI" not in describe_holder(HOLDER)
