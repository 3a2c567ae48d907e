"""One apply, from the first durable batch to the snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from braze_gitops.apply.board import Board
from braze_gitops.apply.closing import close_run, held_back, not_tried, tell
from braze_gitops.apply.committer import Committer
from braze_gitops.apply.earlier import EarlierCall, earlier_calls
from braze_gitops.apply.floor import Floor
from braze_gitops.apply.halt import Halt
from braze_gitops.apply.opening import check_origin, first_entries, open_run, rehearse
from braze_gitops.apply.outcome import Outcome
from braze_gitops.apply.pace import Pace, hour_of
from braze_gitops.apply.parting import parted
from braze_gitops.apply.ports import Braze, Clock, Journal, Progress, StopSignal
from braze_gitops.apply.settings import MAX_PARALLELISM, ApplySettings
from braze_gitops.apply.work import make_work
from braze_gitops.apply.worker import Worker
from braze_gitops.guard import ClearedPlan
from braze_gitops.model import Address, Desired, ScheduleId
from braze_gitops.plan import BROADCAST_WINDOW, Block
from braze_gitops.state import Entry, Past, Record, RunOpened, State, settle

# From an intent to its answer, and more: a call meant before the hour may have been made in it.
_LONGEST_CALL = timedelta(minutes=2)
NO_BLOCKS: Mapping[Address, tuple[Block, ...]] = MappingProxyType({})


async def apply_plan(
    cleared: ClearedPlan,
    *,
    desired: Desired,
    state: State,
    journal: Journal,
    connect: Callable[[], Braze],
    clock: Clock,
    opening: RunOpened,
    settings: ApplySettings,
    fingerprint: str | None,
    progress: Progress,
    new_id: Callable[[], str],
    chance: Callable[[], float],
    tool: str,
    stop: StopSignal,
    blocks: Mapping[Address, tuple[Block, ...]] = NO_BLOCKS,
) -> Outcome:
    """Make the changes of `cleared` and return what was done; what is raised is raised before any call.

    `state` is what the journal holds, the plan was made from it (settled), and `journal.head` is its head.
    `opening` is who this run is; a run that the state shows as open is taken over. `fingerprint` is that of the
    key `connect` uses: a state that trusts none trusts it once Braze did what it asked. `new_id` gives a new
    unique text each time, `chance` a random number from 0 to below 1. `blocks` are the review's words on what is
    blocked. Without a change to make, nothing is written and nothing called.

    Raises:
        StalePlanError: the plan was made from another state, or would send what it does not show.
        StateConflictError: another run wrote first.
        StateDamagedError, StoreError: the journal could not be read, or the first batch not be written.
    """
    check_origin(cleared.plan.origin, state=state, head=journal.head)
    work = make_work(cleared, desired=desired, state=state)
    blocked = tuple(held_back(change, blocks) for change in cleared.blocked)
    halt = Halt(stop, progress, clock, settings)
    if not (cleared.changes or cleared.renames) or halt.is_set():
        idle = tuple(not_tried(change, halt.why) for change in cleared.changes)
        return Outcome(changes=(*idle, *blocked), ending=halt.ending, why=halt.why, state=settle(state))
    opening = open_run(opening, state)
    first = first_entries(cleared.changes, work=work, state=state, opening=opening)
    rehearse(work, first=first, state=state, opening=opening)
    pace = Pace(clock=clock, settings=settings, halt=halt, progress=progress, chance=chance)
    pace.remember(await _earlier(journal, clock))
    floor = Floor(
        run=opening.run,
        settings=settings,
        clock=clock,
        progress=progress,
        new_id=new_id,
        connect=connect,
        pace=pace,
        board=Board(parted(work.units, cleared.plan), pace),
        committer=Committer(journal=journal, state=state, clock=clock, new_id=new_id, tool=tool),
        halt=halt,
        ids=_known_ids(state),
        drained=asyncio.ensure_future(_drain(stop, clock, settings)),
        first_key=None if state.key_fingerprints else fingerprint,
    )
    await _run(floor, first=first, texts=work.texts, workers=min(settings.parallelism, len(work.units)))
    return await tell(floor, work=work, state=state, journal=journal, blocked=blocked)


async def _run(floor: Floor, *, first: tuple[Entry, ...], texts: Mapping[str, str], workers: int) -> None:
    """Write the first batch, let the workers do all there is, and close the run."""
    watching = asyncio.ensure_future(floor.halt.watch())
    writing = asyncio.ensure_future(floor.committer.write())
    try:
        await floor.committer.submit(first, texts).durable()
        floor.progress.happened("opened", {"run": floor.run})
        async with asyncio.TaskGroup() as group:
            for _ in range(min(workers, MAX_PARALLELISM)):
                group.create_task(Worker(floor).work())
        await close_run(floor)
    finally:
        floor.committer.close()
        await writing
        for task in (watching, floor.drained):
            task.cancel()
        await asyncio.gather(watching, floor.drained, return_exceptions=True)
    floor.progress.happened("closed", {"run": floor.run, "ending": floor.halt.ending.value})


async def _earlier(journal: Journal, clock: Clock) -> tuple[EarlierCall, ...]:
    """Return what runs before this one called since the clock hour began, or within the minute of a broadcast."""
    now = clock.now()
    since = min(hour_of(now), now - BROADCAST_WINDOW)
    batches = await asyncio.to_thread(journal.recent, since - _LONGEST_CALL)
    return earlier_calls(batches, since=since, now=now)


def _known_ids(state: State) -> set[ScheduleId]:
    known: tuple[Record | Past, ...] = (*state.records.values(), *state.history)
    return {one.schedule_id for one in known if one.schedule_id is not None}


async def _drain(stop: StopSignal, clock: Clock, settings: ApplySettings) -> None:
    """End when calls in flight have had their time after a stop was asked for."""
    await stop.wait()
    await clock.sleep(settings.drain.total_seconds())
