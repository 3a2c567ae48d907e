"""The last look before a request leaves: taken only after a long pause, and believed only if it was short."""

import asyncio

import pytest

from braze_gitops.apply import Ending, Outcome, Result
from braze_gitops.errors import StateConflictError
from braze_gitops.model import Verdict
from support.applying import SEND_AT, World, only, wanted


class Looked:
    """Counts the looks at the journal, and can find it overtaken from one on."""

    def __init__(self, world: World, *, overtaken_from: int = 99) -> None:
        self.count = 0
        self._from = overtaken_from
        world.journal.is_last = self  # type: ignore[method-assign] # one port of the fake, not of ours

    def __call__(self) -> bool:
        """Whether nobody has written."""
        self.count += 1
        return self.count < self._from


@pytest.mark.parametrize(
    ("ticks", "looks"),
    [
        pytest.param([0.0, 0.9], 0, id="a usual write"),
        pytest.param([0.0, 1.1, 1.1, 1.2], 1, id="a long write"),
        pytest.param([0.0, 3600.0, 3600.0, 7200.0, 7200.0, 7200.1], 2, id="stopped again while it looked"),
        pytest.param([0.0, *range(20, 200, 20)], 3, id="a store that is always slow"),
    ],
)
def test_the_journal_is_looked_at_after_a_long_pause(ticks: list[float], looks: int) -> None:
    """As often as it takes to be sure, three times at most; nobody has taken over, so the call is made."""
    world = World()
    looked = Looked(world)
    world.clock.ticking = ticks
    world.run(wanted("a"))
    assert (looks, 1) == (looked.count, world.braze.calls)


def taken_over_after_a_stop(look: int) -> tuple[World, Outcome]:
    """Return a run that finds at that look that another one has the state."""
    world = World()
    Looked(world, overtaken_from=look)
    world.clock.ticking = [0.0, 3600.0, 3600.0, 7200.0, 7200.0, 7200.1]
    return world, world.run(wanted("a"))


@pytest.mark.parametrize("look", [1, 2])
def test_a_run_that_was_taken_over_meanwhile_makes_no_call(look: int) -> None:
    """Its change counts as not tried, whichever look found out."""
    world, outcome = taken_over_after_a_stop(look)
    assert (0, Ending.FENCED, Result.NOT_TRIED, 0) == (
        world.braze.calls,
        outcome.ending,
        only(outcome).result,
        outcome.calls,
    )


def test_a_run_that_held_back_its_request_says_so() -> None:
    """What the journal cannot take any more is kept as answers are: nobody need look up what never left."""
    world = World()
    Looked(world, overtaken_from=1)
    world.clock.ticking = [0.0, 3600.0, 3600.0, 7200.0, 7200.0, 7200.1]
    world.journal.fail = {3: StateConflictError("another run has written batch 4")}
    outcome = world.run(wanted("a"))
    (kept,) = outcome.unrecorded
    assert (Result.NOT_TRIED, Verdict.NOT_SENT, False) == (
        only(outcome).result,
        kept.entry.answer.verdict,
        kept.entry.exchange.left,
    )


def test_a_call_whose_time_has_come_meanwhile_is_not_made() -> None:
    """The pause was long enough for the deadline to pass."""
    world = World()
    cleared = world.clear(world.desired(wanted("a")))

    def wait() -> bool:
        world.clock.at = SEND_AT
        return True

    world.journal.is_last = wait  # type: ignore[method-assign] # one port of the fake, not of ours
    world.clock.ticking = [0.0, 3600.0]
    outcome = asyncio.run(world.apply(wanted("a"), cleared=cleared))
    assert (0, Result.NOT_TRIED, {}) == (world.braze.calls, only(outcome).result, dict(world.state().records))
