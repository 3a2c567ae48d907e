"""Whole applies on a simulated disk that fails at a chosen call, and what must hold of each.

A disk whose flush failed behaves as systems do: what was not flushed is never flushed later, and a second flush
says yes.
"""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from braze_gitops.apply import ApplySettings, Ending, Outcome, Result
from braze_gitops.errors import StateError, StoreError
from braze_gitops.state import Status, settle
from braze_gitops.store import FileStore, load_state
from support.memory_braze import MemoryBraze
from support.power_cuts import ROOT, Scenario, WatchedWorld
from support.simulated_disk import SimulatedDisk
from support.stored_world import (
    ALLOWED,
    WatchedBraze,
    copy_of,
    digest_of_live,
    faults_of,
    faults_of_going_on,
    marker_of,
)

FLUSHES = ("sync", "sync_folder")
CLEANING = ("close", "remove")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Which call fails, by its number from 1, and how; `lasting` troubles stay for every call after it."""

    at: int
    number: int
    lasting: bool = False

    def __str__(self) -> str:
        """Return the trouble in words."""
        return f"{errno.errorcode[self.number]} at call {self.at}{' and after' if self.lasting else ''}"


class FailingDisk(SimulatedDisk):
    """Fails as it is told; `calls` are all calls, `failed` is the index of the first that failed."""

    trouble: Trouble | None = None
    room: int | None = None

    def __init__(self, *top: str) -> None:
        super().__init__(*top)
        self.calls: list[tuple[str, Path]] = []
        self.failed: int | None = None
        self.before = self._meet
        self._dropped: dict[int, int] = {}

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write as much as there is room for."""
        if self.room is None:
            return super().write(descriptor, content)
        if self.room == 0:
            self.calls.append(("write", self.open[descriptor][0]))
            self._fail(errno.ENOSPC, self.open[descriptor][0])
        written = super().write(descriptor, content[: self.room])
        self.room -= written
        return written

    def sync(self, descriptor: int) -> None:
        """Flush, or drop what could not be flushed and never flush it again."""
        file = self.open[descriptor][1]
        try:
            self._tell("sync", self.open[descriptor][0])
        except OSError:
            self._dropped[id(file)] = 1
            raise
        if id(file) not in self._dropped:
            file.kept = file.content

    def sync_folder(self, path: Path) -> None:
        """Flush, or drop the names that could not be flushed and never flush them again."""
        folder = self.folder(path)
        try:
            self._tell("sync_folder", path)
        except OSError:
            self._dropped[id(folder)] = len(folder.pending)
            raise
        with self.lock:
            dropped = self._dropped.get(id(folder), 0)
            for change in folder.pending[dropped:]:
                change.bring_into(folder.kept)
            del folder.pending[dropped:]

    def _meet(self, name: str, path: Path) -> None:
        self.calls.append((name, path))
        trouble = self.trouble
        if trouble is not None and (
            len(self.calls) == trouble.at or (trouble.lasting and len(self.calls) > trouble.at)
        ):
            self._fail(trouble.number, path)

    def _fail(self, number: int, path: Path) -> None:
        if self.failed is None:
            self.failed = len(self.calls) - 1
        raise OSError(number, os.strerror(number), str(path))


class RetriesFlush(FailingDisk):
    """A mutant: a flush that failed is tried once more."""

    def sync(self, descriptor: int) -> None:
        """Flush, twice if need be."""
        try:
            super().sync(descriptor)
        except OSError:
            super().sync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Flush, twice if need be."""
        try:
            super().sync_folder(path)
        except OSError:
            super().sync_folder(path)


@dataclasses.dataclass(slots=True)
class Tried:
    """One apply on a failing disk and what came of it; `late` counts the calls after the failure."""

    disk: FailingDisk
    braze: MemoryBraze
    world: WatchedWorld
    outcome: Outcome | None = None
    error: StoreError | None = None
    late: int = 0
    late_after_stop: int = 0


def prepared(scenario: Scenario) -> WatchedWorld:
    """Return what a scenario starts from, on a sound disk."""
    world = WatchedWorld(SimulatedDisk("/disk"))
    scenario.before(world)
    return world


def try_apply(
    start: WatchedWorld,
    scenario: Scenario,
    *,
    workers: int,
    trouble: Trouble | None = None,
    room: int | None = None,
    disk_type: type[FailingDisk] = FailingDisk,
) -> Tried:
    """Apply the scenario's wish where the disk fails so."""
    disk = disk_type()
    disk.top = start.disk.copy().top
    disk.trouble, disk.room = trouble, room
    braze = WatchedBraze()
    copied = copy_of(start.braze)
    braze.live, braze._ids = copied.live, copied._ids
    world = WatchedWorld(disk, braze=braze, first=1000)
    tried = Tried(disk=disk, braze=braze, world=world)

    def comes_in(_call: object) -> None:
        if tried.disk.failed is not None and not braze.answering:
            tried.late += 1
            tried.late_after_stop += any(event == "stopping" for event, _ in world.told.events)

    braze.before = comes_in
    try:
        tried.outcome = world.run(*scenario.wish, allow=ALLOWED, settings=ApplySettings(parallelism=workers))
    except StoreError as error:
        tried.error = error
    return tried


def complaints(tried: Tried, scenario: Scenario, *, workers: int) -> list[str]:
    """Return all that is wrong with an apply that met a failing disk, and with what came after."""
    return [
        *_broken_rules(tried, workers),
        *_untrue_summary(tried, scenario),
        *_lost_now_or_later(tried),
        *_going_on(tried, scenario),
    ]


def _broken_rules(tried: Tried, workers: int) -> Iterator[str]:
    """No new call after the failure, nothing retried, nothing written after a flush that failed."""
    journal_failed = tried.error is not None or (
        tried.outcome is not None and tried.outcome.ending is Ending.STORE
    )
    if tried.error is not None and tried.braze.calls:
        yield f"{tried.braze.calls} calls without a first batch"
    if journal_failed and tried.late > workers - 1:
        yield f"{tried.late} new calls after the failure"
    if tried.late_after_stop and workers == 1:
        yield "a new call after the run was stopped"
    if tried.disk.failed is not None:
        name, path = tried.disk.calls[tried.disk.failed]
        after = tried.disk.calls[tried.disk.failed + 1 :]
        if name in FLUSHES and any(one not in CLEANING for one, _ in after):
            yield f"after {name} of {path.name} failed: {', '.join(dict.fromkeys(one for one, _ in after))}"


def _untrue_summary(tried: Tried, scenario: Scenario) -> Iterator[str]:
    """What it calls done is done and written, what it calls not tried made no call, and each call is counted."""
    outcome = tried.outcome
    if outcome is None:
        return
    if outcome.calls != tried.braze.calls:
        yield f"{outcome.calls} calls are told, {tried.braze.calls} were made"
    if sum(one.calls for one in outcome.changes) != outcome.calls:
        yield "the calls of the changes do not add up"
    live = tried.braze.live
    digests = {one.address: digest_of_live(one.payload) for one in scenario.wish}
    records = outcome.state.records
    for one in outcome.changes:
        record = records.get(one.address)
        if one.result is Result.NOT_TRIED and one.calls:
            yield f"{one.address} was not tried, with {one.calls} calls"
        if one.result is not Result.DONE:
            continue
        if one.address not in digests:
            if record is not None:
                yield f"{one.address} is done and still there"
        elif record is None or record.payload_digest != digests[one.address]:
            yield f"{one.address} is done and not so in the state"
        elif record.status is Status.SCHEDULED and str(record.schedule_id) not in live:
            yield f"{one.address} is done and not at Braze"
    lines = [str(detail["line"]) for event, detail in tried.world.told.events if event == "unrecorded"]
    if lines != [one.line for one in outcome.unrecorded] or not all(one.startswith("RECORD ") for one in lines):
        yield "the RECORD lines that were told are not those of the outcome"
    if outcome.ending is Ending.STORE and not outcome.exit_code:
        yield "the exit code says that all is well"


def _lost_now_or_later(tried: Tried) -> Iterator[str]:
    """Every id is in the state, or in doubt, or in a RECORD line: now, and if the power goes as well."""
    outcome = tried.outcome
    unrecorded = outcome.unrecorded if outcome is not None else ()
    told = {str(one.schedule_id) for one in unrecorded}
    images = (("after a loss of power", one) for one in tried.disk.images(strays=False))
    for place, disk in (("now", tried.disk), *images):
        try:
            state = load_state(FileStore(ROOT, files=disk))
        except StateError as error:
            yield f"{place}: refused: {error.message}"
            continue
        assert state is not None
        yield from (f"{place}: {one}" for one in faults_of(state, tried.braze.live, told=told))
        if outcome is not None and state.head.number < outcome.head.number:
            yield f"{place}: batch {outcome.head.number} was durable, {state.head.number} is the last"
    if outcome is not None:
        records = settle(outcome.state).records.values()
        doubts = {marker_of(one.payload) for one in records if one.status is Status.IN_DOUBT}
        for one in unrecorded:
            payload = tried.braze.live.get(str(one.schedule_id))
            if one.verb == "create" and (payload is None or marker_of(payload) not in doubts):
                yield f"{one.line} names no schedule of an address in doubt"


def _going_on(tried: Tried, scenario: Scenario) -> Iterator[str]:
    """The disk is mended, and the next runs bring all to its end."""
    mended = tried.disk.copy_as(SimulatedDisk)
    world = WatchedWorld(mended, braze=copy_of(tried.braze), first=100_000)
    yield from faults_of_going_on(world, scenario.wish)
