"""Broadcasts of triggers over real HTTP: the sandbox refuses the eleventh in its minute, and never has to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from braze_gitops.apply import Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import DesiredSchedule
from braze_gitops.sandbox import FaultKind, advance
from support.applying import wanted
from support.broadcasts import Seen, broadcast, busiest_minutes
from support.sandbox_apply import Place, SandboxClock
from support.states import NOW

SHORT_SECONDS = 0.3


class MovingClock(SandboxClock):
    """The sandbox's time, which a wait moves on once nothing else has happened for a short while."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    async def sleep(self, seconds: float) -> None:
        """Move on by that much, unless somebody ends the wait before."""
        await asyncio.sleep(min(seconds, SHORT_SECONDS))
        self.slept.append(seconds)
        advance(self.folder, start=NOW, by=timedelta(seconds=seconds))


@pytest.fixture
def moving(place: Place) -> Place:
    """Return the place with a clock that waits move on."""
    place.clock = MovingClock(place.sandbox)
    return place


def seen(place: Place) -> list[Seen]:
    """Return every create of a campaign that reached the sandbox."""
    return [
        Seen(at=call.at, audience=str(call.body["campaign_id"]))
        for call in place.log()
        if call.path == "/campaigns/trigger/schedule/create"
    ]


def mixed() -> list[DesiredSchedule]:
    """Return broadcasts to one audience and to many, and messages."""
    to_one = [broadcast(f"b{number:02}", to="one") for number in range(25)]
    to_many = [broadcast(f"c{number:02}", to=f"c{number % 7}") for number in range(20)]
    return [*to_one, *to_many, *(wanted(f"m{number:02}") for number in range(10))]


@pytest.mark.parametrize("workers", [1, 8, 16])
@pytest.mark.parametrize("seconds", [0, 59])
def test_no_broadcast_is_refused(moving: Place, workers: int, seconds: int) -> None:
    """Wherever in the sandbox's minute a run starts; and any other minute would take them too."""
    advance(moving.sandbox, start=NOW, by=timedelta(seconds=seconds))
    outcome = moving.run(*mixed(), workers=workers)
    assert {Result.DONE} == {one.result for one in outcome.changes}
    assert ([], 10) == ([call for call in moving.log() if call.status == 429], busiest_minutes(seen(moving))[1])


def test_no_more_than_250_in_a_minute(moving: Place) -> None:
    """The 251st broadcast waits, to whomever it goes."""
    outcome = moving.run(*(broadcast(f"b{number:03}", to=f"c{number:03}") for number in range(255)), workers=16)
    assert ([], 250) == ([call for call in moving.log() if call.status == 429], busiest_minutes(seen(moving))[0])
    assert 255 == len(outcome.with_result(Result.DONE))


def test_a_minute_that_an_earlier_run_filled_is_waited_for(moving: Place) -> None:
    """A new run knows nothing of it: one answer of Braze says so, and nothing is lost or made twice."""
    first = [broadcast(f"b{number:02}", to="one") for number in range(10)]
    moving.run(*first)
    outcome = moving.run(*first, *(broadcast(f"d{number:02}", to="one") for number in range(5)), workers=8)
    assert (ExitCode.DONE, 15) == (outcome.exit_code, len(moving.live()))


def test_a_broadcast_that_was_refused_takes_a_second_turn(moving: Place) -> None:
    """One answer of 429 is waited out, and no other follows."""
    moving.order(FaultKind.RATE_LIMITED)
    outcome = moving.run(*(broadcast(f"b{number:02}", to="one") for number in range(12)), workers=8)
    refused = [call for call in moving.log() if call.status == 429]
    assert (12, 1) == (len(outcome.with_result(Result.DONE)), len(refused))
