"""Histories in which the state machine found a fault, each as small as it can be told."""

from __future__ import annotations

from support.model_edits import DAY, MINUTE
from support.model_machine import Machine
from support.model_program import EVERY_GUARD


def _sent_and_vanished() -> Machine:
    """Return a world in which a schedule was sent, its cancellation refused, and resolved as gone."""
    world = Machine()
    world.begin([DAY], "message")
    world.apply([], 1, EVERY_GUARD, 0)
    world.program.clock.move(DAY + 5 * MINUTE)
    world.remove(0)
    world.apply([], 1, EVERY_GUARD, 0)
    world.resolve(0, other=False)
    return world


def test_what_was_sent_and_is_gone_is_not_sent_again() -> None:
    """A cancellation that came too late, resolved as gone, does not free the name for a second send."""
    world = _sent_and_vanished()
    world.bring_back(0, 3 * DAY, moves=True)
    world.apply([], 1, EVERY_GUARD, 0)
    world.program.clock.move(5 * DAY)
    assert 1 == len(world.braze.sent)


def test_a_definition_may_change_kind_and_go_beyond_the_horizon() -> None:
    """What is cancelled under one kind may wait for the horizon under another."""
    world = Machine()
    world.begin([DAY], "message")
    world.apply([], 1, EVERY_GUARD, 0)
    world.readdress([0], 0, "canvas")
    world.postpone([0], 200 * DAY, local=False)
    world.apply([], 1, EVERY_GUARD, 0)
    assert [] == world.braze.live()
