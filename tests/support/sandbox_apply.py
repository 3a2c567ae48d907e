"""Applies over real HTTP against the sandbox, with the state in a folder."""

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from braze_gitops.apply import ApplySettings, Outcome, apply_plan
from braze_gitops.braze import connector
from braze_gitops.guard import Allowance, clear, review
from braze_gitops.model import Desired, DesiredSchedule, Limits, Secret
from braze_gitops.net import Timeouts
from braze_gitops.plan import make_plan
from braze_gitops.sandbox import (
    Fault,
    FaultKind,
    LoggedCall,
    RunningSandbox,
    ScheduleStatus,
    order_fault,
    read_clock,
    read_log,
    read_schedules,
)
from braze_gitops.state import Batch, Head, RunId, State, StateCreated
from braze_gitops.store import FileStore, StoredJournal, load_state
from support.applying import PRODUCTION, Told
from support.memory_journal import ENDPOINT
from support.states import LINEAGE, NOW, TOOL, make_batch, make_run


class SandboxClock:
    """The sandbox's own time; waits are noted and not waited."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the sandbox's present."""
        return read_clock(self._folder, start=NOW)

    def ticks(self) -> float:
        """Stand still: no write of a test takes long."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Note the wait."""
        self.slept.append(seconds)
        await asyncio.sleep(0)


class Breaking:
    """A journal that fails from a given append on."""

    def __init__(self, journal: StoredJournal, *, at: int, error: Exception) -> None:
        self._journal = journal
        self._at = at
        self._error = error
        self._appends = 0

    @property
    def head(self) -> Head:
        """Return the last batch."""
        return self._journal.head

    def append(self, batch: Batch) -> Head:
        """Write the batch, or fail."""
        self._appends += 1
        if self._appends >= self._at:
            raise self._error
        return self._journal.append(batch)

    def is_last(self) -> bool:
        """Ask the real journal."""
        return self._journal.is_last()

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Ask the real journal."""
        return self._journal.recent(since)

    def publish(self, state: State) -> None:
        """Write the snapshot."""
        self._journal.publish(state)


class Place:
    """A sandbox that serves, and a state in a folder beside it."""

    def __init__(self, folder: Path, running: RunningSandbox) -> None:
        self.sandbox = folder / "sandbox"
        self.running = running
        self.store = FileStore(folder / "state")
        self.clock = SandboxClock(self.sandbox)
        self.told = Told()
        self.key = Secret(running.key, name="BRAZE_API_KEY")
        self._ids = itertools.count(1)
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
        StoredJournal(self.store, tool=TOOL).append(make_batch(created))

    def state(self) -> State:
        """Return the state as it can be read now."""
        state = load_state(self.store)
        assert state is not None
        return state

    def run(
        self,
        *schedules: DesiredSchedule,
        workers: int = 2,
        allow: Iterable[str] = (),
        breaks: tuple[int, Exception] | None = None,
        key: Secret | None = None,
    ) -> Outcome:
        """Plan and apply; `breaks` says from which append on the journal fails, and how."""
        state, number = self.state(), next(self._ids)
        desired = Desired(schedules=tuple(sorted(schedules, key=lambda one: one.address)))
        plan = make_plan(
            desired,
            state,
            environment=PRODUCTION,
            names={},
            now=self.clock.now(),
            commit=None,
            tool=TOOL,
            zones="2026.2",
        )
        allowances = [
            Allowance(guard=g, pattern=p, source="--allow")
            for g, p in (("empty", "*"), ("duplicate-send", "*"), *map(_split, allow))
        ]
        cleared = clear(
            review(
                plan,
                environment=PRODUCTION,
                limits=Limits(max_deletes=1000, max_delete_percent=100),
                allowances=allowances,
                desired=desired,
                state=state,
            )
        )
        journal = StoredJournal(self.store, tool=TOOL, head=state.head)
        return asyncio.run(
            apply_plan(
                cleared,
                desired=desired,
                state=state,
                journal=journal if breaks is None else Breaking(journal, at=breaks[0], error=breaks[1]),
                connect=connector(
                    self.running.url, key or self.key, timeouts=Timeouts(connect=2, answer=1, whole=2)
                ),
                clock=self.clock,
                opening=replace(make_run(), run=RunId(f"run-{number}"), at=self.clock.now()),
                settings=ApplySettings(parallelism=workers),
                fingerprint=self.key.fingerprint,
                progress=self.told,
                new_id=lambda: f"{number:04}-{next(self._ids):08}",
                chance=lambda: 0.0,
                tool=TOOL,
                stop=asyncio.Event(),
            )
        )

    def log(self) -> tuple[LoggedCall, ...]:
        """Return every call that reached the sandbox."""
        return read_log(self.sandbox)

    def live(self) -> dict[str, object]:
        """Return the fields of every schedule that is to be sent, by id."""
        found = (one for one in read_schedules(self.sandbox) if one.status is ScheduleStatus.SCHEDULED)
        return {one.schedule_id: dict(one.fields) for one in found}

    def order(self, kind: FaultKind, *, skip: int = 0, times: int = 1, committed: bool | None = None) -> None:
        """Order a fault; a wait is longer than the client's patience."""
        order_fault(
            self.sandbox,
            Fault(kind=kind, skip=skip, times=times, committed=committed, delay_seconds=3, reset_seconds=30),
        )


def _split(text: str) -> tuple[str, str]:
    guard, _, pattern = text.partition(":")
    return guard, pattern


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder`."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
