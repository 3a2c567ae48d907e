"""The exit code of an apply: of all that happened the first in the contract's order."""

import pytest

from braze_gitops.apply import Ending, Outcome, Result
from braze_gitops.apply.outcome import PRECEDENCE
from braze_gitops.errors import ExitCode
from support.applying import World, wanted
from support.memory_braze import Fault


def test_the_order_is_the_contracts() -> None:
    """130, 1, 10, 9, 3, 7, 4, 5, 8, 11, 6, 2."""
    assert (130, 1, 10, 9, 3, 7, 4, 5, 8, 11, 6, 2) == tuple(int(code) for code in PRECEDENCE)


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (Ending.COMPLETE, 0),
        (Ending.INTERRUPTED, 130),
        (Ending.DENIED, 4),
        (Ending.UNREACHABLE, 5),
        (Ending.LIMIT, 5),
        (Ending.CLOCK, 11),
        (Ending.FENCED, 9),
        (Ending.STORE, 1),
    ],
)
def test_each_ending_has_its_code(ending: Ending, code: int) -> None:
    """For a run that had nothing else to say."""
    assert code == int(Outcome(changes=(), ending=ending, state=World().state()).exit_code)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        pytest.param({}, ExitCode.DONE, id="all done"),
        pytest.param({0: Fault.REJECTED}, ExitCode.INCOMPLETE, id="failed"),
        pytest.param({0: Fault.REJECTED, 1: Fault.NO_ID}, ExitCode.IN_DOUBT, id="failed and in doubt"),
        pytest.param({0: Fault.NO_ID, 1: Fault.LIMITED, 2: Fault.LIMITED}, ExitCode.UNAVAILABLE, id="limit"),
        pytest.param({0: Fault.NO_ID, 1: Fault.DENIED}, ExitCode.UNAUTHORIZED, id="in doubt and denied"),
    ],
)
def test_several_at_once(faults: dict[int, Fault], code: ExitCode) -> None:
    """The first in the order holds."""
    world = World()
    world.braze.faults = faults
    assert code is world.run(wanted("a"), wanted("b")).exit_code


def test_changes_can_be_asked_for_by_result() -> None:
    """In the plan's order."""
    world = World()
    world.braze.faults = {1: Fault.REJECTED}
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"))
    assert ["a", "c"] == [one.address for one in outcome.with_result(Result.DONE)]
