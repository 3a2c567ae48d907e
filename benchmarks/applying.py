"""Whole applies through `apply_plan`, against a journal on a disk or one that keeps nothing durable."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from braze_gitops.apply import ApplySettings, Braze, Ending, Journal, apply_plan
from braze_gitops.cli.wiring import SystemClock
from braze_gitops.guard import clear, review
from braze_gitops.model import Desired, Environment, Limits, Lineage, StateLocation
from braze_gitops.plan import Plan, make_plan
from braze_gitops.state import Batch, Head, RunId, RunOpened, State, StateCreated, fold
from braze_gitops.store import FileStore, LocalFileSystem, StoredJournal

TOOL, ZONES = "0.1.0", "2026.2"
LINEAGE = Lineage("5d0c6c0e-2f0e-4c1c-9a53-7f7c4e1f9f10")
ENVIRONMENT = Environment(
    name="production",
    endpoint="https://rest.example",
    instance=None,
    api_key_env="BRAZE_API_KEY",
    state=StateLocation(url="file:state"),
    lineage=LINEAGE,
    variables={},
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one apply of creates took: operations, seconds (wall, and CPU of this process), batches, flushes."""

    operations: int
    seconds: float
    cpu_seconds: float
    batches: int
    flushes: int

    @property
    def per_second(self) -> float:
        """Return operations a second."""
        return self.operations / self.seconds


class CountingFiles(LocalFileSystem):
    """The file system of this machine, with its flushes counted."""

    def __init__(self) -> None:
        self.flushes = 0

    def sync(self, descriptor: int) -> None:
        """Flush and count; a folder's flush comes through here as well."""
        self.flushes += 1
        super().sync(descriptor)


class NoJournal:
    """Takes batches and makes nothing durable: not even encoded, they are kept by the committer alone."""

    def __init__(self, head: Head) -> None:
        self._head = head

    @property
    def head(self) -> Head:
        """Return number and a stand-in for the digest of the last batch."""
        return self._head

    def append(self, batch: Batch) -> Head:
        """Take the batch."""
        self._head = Head(number=batch.number, digest=f"{batch.number:064x}")
        return self._head

    def is_last(self) -> bool:
        """Say yes: nobody else writes here."""
        return True

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return none: no run came before."""
        del since
        return ()

    def publish(self, state: State) -> None:
        """Write no snapshot."""


class Silence:
    """A progress that nobody watches."""

    def happened(self, event: str, detail: object) -> None:
        """Take no note."""


def new_state(store: FileStore) -> State:
    """Return the state that was just begun in `store`."""
    created = StateCreated(
        lineage=LINEAGE, environment=ENVIRONMENT.name, endpoint=ENVIRONMENT.endpoint, at=datetime.now(UTC)
    )
    batch = Batch(
        number=1, previous="", lineage=LINEAGE, nonce="0", tool=TOOL, at=created.at, entries=(created,), texts={}
    )
    head = StoredJournal(store, tool=TOOL).append(batch)
    return fold(None, ((batch, head.digest),))


def durable(folder: Path, desired: Desired, *, connect: Callable[[], Braze], workers: int) -> Applied:
    """Return what an apply to a new state in `folder` took."""
    files = CountingFiles()
    store = FileStore(folder, files=files)
    state = new_state(store)
    files.flushes = 0
    journal = StoredJournal(store, tool=TOOL, head=state.head)
    return run(desired, state, journal, connect=connect, workers=workers, files=files)


def not_durable(folder: Path, desired: Desired, *, connect: Callable[[], Braze], workers: int) -> Applied:
    """Return what the same apply took with a journal in memory; `folder` is only begun, as for the other."""
    state = new_state(FileStore(folder))
    return run(desired, state, NoJournal(state.head), connect=connect, workers=workers, files=CountingFiles())


def run(
    desired: Desired,
    state: State,
    journal: Journal,
    *,
    connect: Callable[[], Braze],
    workers: int,
    files: CountingFiles,
) -> Applied:
    """Return what one apply took, from the reviewed plan to its outcome; all of it must have been done."""
    plan = plan_of(desired, state)
    cleared = clear(
        review(plan, environment=ENVIRONMENT, limits=Limits(), allowances=(), desired=desired, state=state)
    )
    clock = SystemClock(lambda: datetime.now(UTC))
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = asyncio.run(
        apply_plan(
            cleared,
            desired=desired,
            state=state,
            journal=journal,
            connect=connect,
            clock=clock,
            opening=_opening(clock.now()),
            settings=ApplySettings(parallelism=workers, rate_limit_per_hour=10**9),
            fingerprint=None,
            progress=Silence(),
            new_id=lambda: str(uuid4()),
            chance=lambda: 0.5,
            tool=TOOL,
            stop=asyncio.Event(),
        )
    )
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    if outcome.ending is not Ending.COMPLETE or outcome.calls != len(desired.schedules):
        raise SystemExit(f"the apply did not do all it should: {outcome.ending.value} {outcome.why}")
    return Applied(
        operations=outcome.calls,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        batches=outcome.state.head.number - state.head.number,
        flushes=files.flushes,
    )


def plan_of(desired: Desired, state: State) -> Plan:
    """Return the plan of now."""
    return make_plan(
        desired,
        state,
        environment=ENVIRONMENT,
        names={},
        now=datetime.now(UTC),
        commit=None,
        tool=TOOL,
        zones=ZONES,
    )


def _opening(at: datetime) -> RunOpened:
    return RunOpened(
        run=RunId(str(uuid4())),
        operation="apply",
        who="benchmark",
        host="here",
        boot="boot",
        pid=os.getpid(),
        started="0",
        at=at,
    )
