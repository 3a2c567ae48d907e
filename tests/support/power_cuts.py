"""Whole runs on a simulated disk, cut at every step: what may come up after each cut, and whether it holds.

A cut is a moment of a run that goes on: before each call that changes the disk, when a request comes in at Braze,
and when Braze has carried it out and the answer is on its way. What Braze has carried out by then, it keeps.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from braze_gitops.apply import Journal, Result
from braze_gitops.errors import StateError
from braze_gitops.model import JsonObject
from braze_gitops.state import Batch, CallAnswered, Head, State, Status, digest_of, encode_batch, settle
from braze_gitops.store import BEFORE_THE_FIRST, FileStore, StoredJournal, load_state
from support.memory_braze import MemoryBraze
from support.simulated_disk import SimulatedDisk
from support.states import TOOL
from support.stored_world import (
    StoredWorld,
    WatchedBraze,
    Wish,
    copy_of,
    digest_of_live,
    faults_of,
    faults_of_going_on,
)

ROOT = Path("/disk/project/state")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a person or the program itself relies on at one moment.

    `batch` is the number of the last batch that was said to be durable, `snapshot` that of the last snapshot that
    was (0 for none); `done` are the addresses said to be done.
    """

    batch: int = 0
    snapshot: int = 0
    done: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One moment of a run: the disk with all that is not flushed, what Braze has, what was promised."""

    what: str
    disk: SimulatedDisk
    live: Mapping[str, JsonObject]
    braze: MemoryBraze
    promise: Promise


class Watch:
    """Takes a cut at every moment worth one."""

    def __init__(self, world: WatchedWorld, promised: Promise) -> None:
        self.cuts: list[Cut] = []
        self.batch = promised.batch
        self.snapshot = promised.snapshot
        self._done = promised.done
        self._world = world
        world.disk.before = lambda name, path: self.take(f"{name} {path.name}")
        world.braze.before = lambda call: self.take(type(call).__name__)

    def take(self, what: str) -> None:
        """Take a cut now."""
        done = (
            str(detail["address"])
            for event, detail in tuple(self._world.told.events)
            if event == "settled" and detail["result"] == Result.DONE.value
        )
        promise = Promise(batch=self.batch, snapshot=self.snapshot, done=self._done | frozenset(done))
        disk, braze = self._world.disk.copy(), copy_of(self._world.braze)
        self.cuts.append(Cut(what=what, disk=disk, live=dict(braze.live), braze=braze, promise=promise))


class WatchedJournal(StoredJournal):
    """The journal, noting what it said to be durable; `watch` is whom it tells."""

    watch: Watch | None = None

    def append(self, batch: Batch) -> Head:
        """Write, then note."""
        head = super().append(batch)
        if self.watch is not None:
            self.watch.batch = head.number
        return head

    def publish(self, state: State) -> None:
        """Write, then note."""
        super().publish(state)
        if self.watch is not None:
            self.watch.snapshot = state.head.number


class HastyJournal(WatchedJournal):
    """A mutant: says that a batch with an outcome is durable, and writes it the next time it is called."""

    _late: Batch | None = None

    def append(self, batch: Batch) -> Head:
        """Write what is late; a batch with an outcome is the next to be late."""
        self._catch_up()
        if not any(isinstance(entry, CallAnswered) for entry in batch.entries):
            return super().append(batch)
        self._late = batch
        return Head(number=batch.number, digest=digest_of(encode_batch(batch)))

    def publish(self, state: State) -> None:
        """Write what is late, then the snapshot."""
        self._catch_up()
        super().publish(state)

    def _catch_up(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            super().append(late)


class WatchedWorld(StoredWorld):
    """A world on a simulated disk, watched from the moment `watch` is set."""

    def __init__(
        self,
        disk: SimulatedDisk,
        *,
        braze: MemoryBraze | None = None,
        first: int = 1,
        journal: type[WatchedJournal] = WatchedJournal,
    ) -> None:
        super().__init__(FileStore(ROOT, files=disk), braze=braze or WatchedBraze(), first=first)
        self.disk = disk
        self.watch: Watch | None = None
        self._journal_type = journal

    def open_journal(self) -> Journal:
        """Return the journal, telling the watch."""
        state = load_state(self.store)
        head = state.head if state is not None else BEFORE_THE_FIRST
        journal = self._journal_type(self.store, tool=TOOL, head=head)
        journal.watch = self.watch
        return journal


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A run: `before` prepares what it starts from, `run` is what is cut, `wish` is what must come of it."""

    name: str
    before: Callable[[WatchedWorld], None]
    run: Callable[[WatchedWorld, int], None]
    wish: Wish


DiskType: TypeAlias = type[SimulatedDisk]


def cuts_of(
    scenario: Scenario,
    *,
    workers: int,
    disk_type: DiskType = SimulatedDisk,
    journal: type[WatchedJournal] = WatchedJournal,
) -> list[Cut]:
    """Return every cut of a scenario, the last one after its end."""
    prepared = WatchedWorld(SimulatedDisk("/disk"))
    scenario.before(prepared)
    state = load_state(prepared.store)
    promise = Promise(batch=state.head.number if state is not None else 0)
    start = Cut(
        what="the start",
        disk=prepared.disk.copy_as(disk_type),
        live=prepared.braze.live,
        braze=prepared.braze,
        promise=promise,
    )
    return cuts_after(start, scenario, workers=workers, journal=journal, first=1000)


def cuts_after(
    cut: Cut,
    scenario: Scenario,
    *,
    workers: int,
    journal: type[WatchedJournal] = WatchedJournal,
    first: int = 50_000,
) -> list[Cut]:
    """Return every cut of a run that comes where another one was killed: what that one did not flush is there."""
    watched = WatchedBraze()
    copied = copy_of(cut.braze)
    watched.live, watched._ids = copied.live, copied._ids
    world = WatchedWorld(cut.disk.copy(), braze=watched, first=first, journal=journal)
    watch = world.watch = Watch(world, cut.promise)
    scenario.run(world, workers)
    watch.take("the end")
    return watch.cuts


@dataclasses.dataclass(slots=True)
class Seen:
    """What was looked at so far.

    `images` are the different disks that came up, as far as a run reads them: a name with a dot before it is one
    that was never finished. `judged` are the different images, Braze's side and what was promised included.
    `subsets` counts all that was made, `most` those of one moment.
    """

    images: set[object] = dataclasses.field(default_factory=set)
    judged: set[object] = dataclasses.field(default_factory=set)
    subsets: int = 0
    most: int = 0
    complaints: list[str] = dataclasses.field(default_factory=list)

    def look(self, cut: Cut, scenario: Scenario, *, strays: bool = False) -> None:
        """Look at all that may come up after a cut; what was judged before is not judged again.

        Images that differ in unfinished files alone are told apart only with `strays`.
        """
        count = 0
        braze = frozenset((named, id(payload)) for named, payload in cut.live.items())
        for image in cut.disk.images(strays=strays):
            count += 1
            contents = image.contents().items()
            seen = frozenset((path, held) for path, held in contents if strays or not path.name.startswith("."))
            self.images.add(frozenset((path, held) for path, held in seen if not path.name.startswith(".")))
            key = (seen, braze, cut.promise)
            if key not in self.judged:
                self.judged.add(key)
                self.complaints += [f"{cut.what}: {one}" for one in _faults(image, cut, scenario)]
        self.subsets += count
        self.most = max(self.most, count)


def _faults(image: SimulatedDisk, cut: Cut, scenario: Scenario) -> Iterator[str]:
    store = FileStore(ROOT, files=image)
    try:
        state = load_state(store)
        if state is None:
            yield from ["there is no state"] if cut.promise.batch else []
        else:
            yield from _broken_promises(state, image, cut.promise, scenario.wish)
            yield from faults_of(state, cut.live)
    except StateError as error:
        yield f"refused: {error.message}"
        return
    world = WatchedWorld(image, braze=copy_of(cut.braze), first=100_000)
    if state is None:
        scenario.run(world, 1)
    yield from faults_of_going_on(world, scenario.wish)


def _broken_promises(state: State, image: SimulatedDisk, promise: Promise, wish: Wish) -> Iterator[str]:
    if not promise.batch <= state.head.number <= promise.batch + 1:
        yield f"batch {promise.batch} was durable, {state.head.number} is the last"
    if promise.snapshot:
        path = ROOT / "state.json"
        found = json.loads(image.read(path))["journal"]["number"] if image.exists(path) else 0
        if found < promise.snapshot:
            yield f"the snapshot after batch {promise.snapshot} was durable, that after {found} is there"
    digests = {str(one.address): digest_of_live(one.payload) for one in wish}
    records = {str(address): record for address, record in settle(state).records.items()}
    for address in promise.done:
        record = records.get(address)
        if address not in digests:
            if record is not None:
                yield f"{address} was said to be gone"
        elif record is None or record.status not in (Status.SCHEDULED, Status.DEFERRED):
            yield f"{address} was said to be done"
        elif record.unfinished is not None or record.payload_digest != digests[address]:
            yield f"{address} was said to be done, and is not"
