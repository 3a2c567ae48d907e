"""What was sent stays known: its name is not sent again for 400 days after its record was forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from braze_gitops.plan import Action, BlockCode, Change
from support.applying import SEND_AT, World, wanted
from support.memory_braze import Fault

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OTHER = wanted("other", at=SEND_AT + timedelta(days=70))
# A plain time may be going out until the cutoff has passed.
FORGOTTEN_AT = SEND_AT + 16 * MINUTE


def forgotten() -> World:
    """Return a world in which `teaser` was sent, and forgotten when its definition had gone."""
    world = World()
    world.run(wanted("teaser"), OTHER)
    world.clock.at = FORGOTTEN_AT
    world.run(OTHER)
    return world


def again(world: World) -> Change:
    """Return what is planned for the name with a time to come."""
    desired = world.desired(wanted("teaser", at=world.clock.at + 10 * DAY))
    return {change.name: change for change in world.plan(desired).changes}["teaser"]


def test_what_was_sent_goes_to_the_history() -> None:
    """With its ids and its window, and without a call."""
    world = forgotten()
    (past,) = world.state().history
    assert ("teaser", SEND_AT, FORGOTTEN_AT) == (past.address, past.window.first_at, past.ended_at)
    assert [] == [one for one in world.state().records if one == "teaser"]


@pytest.mark.parametrize(
    ("after", "block"),
    [
        pytest.param(timedelta(0), BlockCode.ALREADY_SENT, id="at once"),
        pytest.param(400 * DAY, BlockCode.ALREADY_SENT, id="on the last day"),
        pytest.param(400 * DAY + MINUTE, None, id="after that"),
    ],
)
def test_its_name_counts_as_sent(after: timedelta, block: BlockCode | None) -> None:
    """For 400 days of applies; then the name may be used again."""
    world = forgotten()
    world.clock.at = FORGOTTEN_AT + after
    world.run(wanted("third", at=world.clock.at + 5 * DAY), allow=["empty:*"])
    change = again(world)
    assert (Action.CREATE, block) == (change.action, change.block.code if change.block is not None else None)


@pytest.mark.parametrize(
    ("after", "action"),
    [
        pytest.param(timedelta(0), Action.DELETE, id="at its instant"),
        pytest.param(15 * MINUTE, Action.DELETE, id="at the cutoff after it"),
        pytest.param(15 * MINUTE + timedelta(seconds=1), Action.FORGET, id="then it was sent"),
    ],
)
def test_a_plain_time_is_sending_until_the_cutoff(after: timedelta, action: Action) -> None:
    """What of it has not gone out can be stopped so long, and no longer."""
    world = World()
    world.run(wanted("teaser"), OTHER)
    world.clock.at = SEND_AT + after
    (change,) = [one for one in world.plan(world.desired(OTHER)).changes if one.name == "teaser"]
    needs = (BlockCode.STOP_SENDING,) if action is Action.DELETE else ()
    assert (action, needs) == (change.action, change.needs)


def test_what_was_stopped_counts_as_sent() -> None:
    """Some have it: the rest is never sent under the same name."""
    world = World()
    world.run(wanted("teaser"), OTHER)
    world.clock.at = SEND_AT + 5 * MINUTE
    world.run(OTHER, allow=["stop-sending:teaser"])
    assert [1, 0] == [len(world.braze.live), sum(one == "teaser" for one in world.state().records)]
    block = again(world).block
    assert block is not None
    assert BlockCode.ALREADY_SENT is block.code


@pytest.mark.parametrize(
    ("before", "count"),
    [
        pytest.param(15 * MINUTE, 1, id="at the cutoff"),
        pytest.param(15 * MINUTE + timedelta(seconds=1), 0, id="a second before it"),
    ],
)
def test_what_is_cancelled_inside_the_cutoff_counts_as_sent(before: timedelta, count: int) -> None:
    """By the moment of the call, not that of the plan: an apply may take its time."""
    world = World()
    world.run(wanted("teaser"), OTHER)
    world.clock.at = SEND_AT - 20 * MINUTE
    cleared = world.clear(world.desired(OTHER))
    world.clock.at = SEND_AT - before
    asyncio.run(world.apply(OTHER, cleared=cleared))
    assert (["other"], count) == (list(world.state().records), len(world.state().history))
    block = again(world).block
    assert count == (block is not None)


@pytest.mark.parametrize(
    ("before", "count"),
    [pytest.param(5 * MINUTE, 1, id="inside the cutoff"), pytest.param(20 * MINUTE, 0, id="before it")],
)
def test_a_time_that_an_update_may_have_brought_counts(before: timedelta, count: int) -> None:
    """The state says two days later; Braze may send it now."""
    world = World()
    world.run(wanted("teaser", at=SEND_AT + 2 * DAY), OTHER)
    world.braze.faults = dict.fromkeys(range(world.braze.calls, 99), Fault.CUT_AFTER)
    world.run(wanted("teaser"), OTHER)
    world.braze.faults = {}
    world.clock.at = SEND_AT - before
    world.run(OTHER)
    assert [SEND_AT] * count == [past.window.first_at for past in world.state().history]
    assert count == (again(world).block is not None)
