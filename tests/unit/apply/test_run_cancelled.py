"""A run that is cancelled at any moment, or whose worker breaks, ends: nobody waits for somebody who is gone."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools

import pytest
from unit.apply.test_pace import PATIENT

from braze_gitops.apply import Outcome
from braze_gitops.model import Call, DesiredSchedule
from support.applying import wanted
from support.broadcasts import TimedWorld, broadcast
from support.virtual_time import run_in_virtual_time

TURNS = 40
LONG_SECONDS = 1e6
SETTINGS = dataclasses.replace(PATIENT, parallelism=4)
# In the end some workers wait for the calls of others, or, with broadcasts, for the next minute.
PLAIN = tuple(wanted(name) for name in "cdefg")
MIXED = (*(broadcast(f"b{number:02}") for number in range(12)), *PLAIN)


@pytest.mark.parametrize("schedules", [PLAIN, MIXED], ids=["plain", "with broadcasts"])
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
def test_a_run_that_is_cancelled_ends_whenever_that_is(
    schedules: tuple[DesiredSchedule, ...], seconds: float
) -> None:
    """At the moments at which calls are answered, and every turn of the loop from then on."""

    async def cancelled(turns: int) -> str:
        durations = itertools.cycle((0.5, 1.0, 2.0))
        world = TimedWorld(lambda: next(durations))
        run = asyncio.ensure_future(world.apply(*schedules, settings=SETTINGS))
        await asyncio.sleep(seconds)
        for _ in range(turns):
            await asyncio.sleep(0)
        run.cancel()
        await asyncio.wait({run}, timeout=LONG_SECONDS)
        return "ends" if run.done() else "hangs"

    assert ["ends"] * TURNS == [run_in_virtual_time(cancelled(turns)) for turns in range(TURNS)]


@pytest.mark.parametrize("delay", [0.0, 0.001])
def test_a_run_of_which_one_worker_breaks_ends(delay: float) -> None:
    """At every call, with the others in the middle of theirs: the mistake is raised, not waited out."""

    class BrokenError(Exception):
        pass

    async def broken(number: int) -> Outcome:
        world = TimedWorld(lambda: delay)
        seen: list[Call] = []

        def break_at(call: Call) -> None:
            seen.append(call)
            if len(seen) == number:
                raise BrokenError

        world.braze.before = break_at
        return await asyncio.wait_for(world.apply(*MIXED, settings=SETTINGS), LONG_SECONDS)

    for number in range(1, len(MIXED) + 1):
        with pytest.raises(ExceptionGroup) as found:
            run_in_virtual_time(broken(number))
        assert found.group_contains(BrokenError)
