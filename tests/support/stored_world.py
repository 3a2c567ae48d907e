"""A whole environment whose state is in a store: applied, judged by what Braze has, and brought to its end."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping
from typing import TypeAlias

from braze_gitops.apply import Journal, Outcome, resolve, write_entries
from braze_gitops.model import Address, Call, DesiredSchedule, Exchange, JsonObject, ScheduleId
from braze_gitops.state import Record, Resolution, State, Status, compact_payload, settle, texts_of
from braze_gitops.store import Store, StoredJournal, load_state
from support.applying import World
from support.memory_braze import MemoryBraze
from support.states import LINEAGE, NOW, TOOL

Wish: TypeAlias = tuple[DesiredSchedule, ...]
# Ids that no other Braze of this process has given.
_FRESH = itertools.count(10_000)
# What each test's plans may do without being asked.
ALLOWED = ("becomes-broadcast:*", "duplicate-send:*")


class StoredWorld(World):
    """A world whose state is in `store`; `braze` is the Braze it has, or a new one.

    Runs and calls are numbered from `first` on, so that two worlds may work on one state.
    """

    def __init__(self, store: Store, *, braze: MemoryBraze | None = None, first: int = 1) -> None:
        super().__init__()
        self.store = store
        self.braze = braze if braze is not None else MemoryBraze()
        self.runs = first
        self._ids = itertools.count(first)

    def state(self) -> State:
        """Return the state as the next run finds it."""
        state = load_state(self.store)
        assert state is not None, "there is no state"
        return state

    def open_journal(self) -> Journal:
        """Return the journal of the store."""
        return StoredJournal(self.store, tool=TOOL, head=self.state().head)

    def say(self, address: Address, resolution: Resolution, schedule_id: str | None = None) -> None:
        """Write down a person's word on an address."""
        state = self.state()
        named = ScheduleId(schedule_id) if schedule_id is not None else None
        entries = resolve(state, address, resolution, schedule_id=named, who="ana", why="looked", at=NOW)
        write_entries(
            entries,
            state=state,
            journal=self.open_journal(),
            opening=self.opening(),
            new_id=lambda: f"{next(self._ids):032x}",
            tool=TOOL,
        )


class WatchedBraze(MemoryBraze):
    """A Braze that tells when a call comes in, and again, `answering`, when its answer is on its way."""

    answering = False

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Carry out one call, telling before and after."""
        exchange = await super().perform(call, leaving=leaving)
        self.answering = True
        self.before(call)
        self.answering = False
        await asyncio.sleep(0)
        return exchange


def copy_of(braze: MemoryBraze) -> MemoryBraze:
    """Return a Braze with the same schedules, which makes ids of its own from now on."""
    copied = MemoryBraze()
    copied.refuses_deletes = braze.refuses_deletes
    copied.live = dict(braze.live)
    copied._ids = _FRESH
    return copied


def marker_of(payload: JsonObject) -> str:
    """Return whose schedule it is: what stands after the first dash of its segment, campaign or Canvas."""
    named = payload.get("segment_id") or payload.get("campaign_id") or payload.get("canvas_id")
    return str(named).partition("-")[2]


def digest_of_live(payload: JsonObject) -> str:
    """Return the digest the state has of what is live."""
    return compact_payload(payload, lineage=LINEAGE).digest


# --------------------------------------------------------------------------------- what must always hold


def faults_of(
    state: State, live: Mapping[str, JsonObject], *, told: Container[str] = frozenset()
) -> Iterator[str]:
    """Yield what is wrong with a state beside what Braze has, whenever the run that wrote it ended.

    The ids in `told` stand in RECORD lines.
    """
    records = settle(state).records
    known = {record.schedule_id for record in records.values()}
    doubts = {marker_of(one.payload) for one in records.values() if one.status is Status.IN_DOUBT}
    for schedule_id, payload in live.items():
        if schedule_id not in known and schedule_id not in told and marker_of(payload) not in doubts:
            yield f"an id is lost: {schedule_id} of {marker_of(payload)}"
    yield from twice(live)
    for address, record in records.items():
        if record.status is Status.SCHEDULED and record.unfinished is None and not _is_true(record, live):
            yield f"the state claims more than there is: {address}"
    for digest in texts_of(state):
        if digest not in state.texts or not state.texts[digest]:
            yield f"a text is gone: {digest}"


def twice(live: Mapping[str, JsonObject]) -> Iterator[str]:
    """Yield each schedule that Braze has twice."""
    for marker, count in Counter(map(marker_of, live.values())).items():
        if count > 1:
            yield f"created twice: {marker}"


def _is_true(record: Record, live: Mapping[str, JsonObject]) -> bool:
    payload = live.get(str(record.schedule_id))
    return payload is not None and digest_of_live(payload) == record.payload_digest


def faults_of_going_on(world: StoredWorld, wish: Wish) -> Iterator[str]:
    """Apply until the wish is true, with a person's word where one is needed; yield what goes wrong on the way."""
    outcome = world.run(*wish, allow=ALLOWED)
    yield from twice(world.braze.live)
    if give_words(world):
        outcome = world.run(*wish, allow=ALLOWED)
        yield from twice(world.braze.live)
    yield from faults_of_rest(world, wish, outcome)


def give_words(world: StoredWorld) -> int:
    """Settle every doubt by what Braze has, and return how many there were."""
    state = settle(world.state())
    known = {record.schedule_id for record in state.records.values()}
    open_ends = [one for one in state.records.values() if one.status in (Status.IN_DOUBT, Status.VANISHED)]
    for record in open_ends:
        if record.status is Status.VANISHED:
            there = record.schedule_id in world.braze.live
            world.say(record.address, Resolution.RETRY if there else Resolution.GONE)
            continue
        found = [
            schedule_id
            for schedule_id, payload in world.braze.live.items()
            if schedule_id not in known and marker_of(payload) == marker_of(record.payload)
        ]
        if found:
            world.say(record.address, Resolution.SCHEDULE_ID, found[0])
        else:
            world.say(record.address, Resolution.NOT_CREATED)
    return len(open_ends)


def faults_of_rest(world: StoredWorld, wish: Wish, last: Outcome) -> Iterator[str]:
    """Yield what a state that should have come to rest still differs in from what is wanted."""
    records = world.state().records
    arranged = {str(one.schedule_id): one for one in records.values() if one.status is Status.SCHEDULED}
    if arranged.keys() != world.braze.live.keys():
        yield f"not converged: {sorted(arranged)} are arranged, {sorted(world.braze.live)} are live"
        return
    if records.keys() != {one.address for one in wish}:
        yield f"not converged: {sorted(records)}"
    digests = {one.address: digest_of_live(one.payload) for one in wish}
    for schedule_id, record in arranged.items():
        if digest_of_live(world.braze.live[schedule_id]) != digests.get(record.address):
            yield f"not converged: {record.address} is not what was asked for"
    if world.run(*wish, allow=ALLOWED).calls:
        yield f"not at rest after {last.ending}: {last.why}"
