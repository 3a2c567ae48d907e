"""The program as the model drives it: every part is the real one, over a file system and a Braze in memory."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from braze_gitops.apply import ApplySettings, Braze, Journal, Outcome, apply_plan, resolve, write_entries
from braze_gitops.errors import PlanRefusedError, StateDamagedError
from braze_gitops.guard import Allowance, ClearedPlan, Review, clear, review
from braze_gitops.model import Address, Call, Desired, Environment, Exchange, Limits, ScheduleId, Verb
from braze_gitops.plan import Plan, make_plan
from braze_gitops.state import (
    Batch,
    Entry,
    Merge,
    Resolution,
    RunId,
    RunOpened,
    State,
    StateCreated,
    Unrecorded,
    find_record_lines,
    merge,
    settle,
)
from braze_gitops.store import FileStore, Store, StoredJournal, load_state, read_batches
from support.applying import Told
from support.file_systems import SteppedFileSystem
from support.memory_journal import ENDPOINT
from support.merging import CUTOFF
from support.model_braze import Kept, LivingBraze, Trouble
from support.model_promise import BrokenPromise
from support.model_turn import Disturbance, PassingClock, Turn, WatchedStore, Where, run_turn
from support.model_wishes import PRODUCTION, Wish, load_wishes
from support.simulated_disk import SimulatedDisk
from support.states import LINEAGE, NOW, TOOL, make_run

FINGERPRINT = "0123456789abcdef"
EVERY_GUARD = ("imminent", "stop-sending", "protected", "becomes-broadcast", "empty")
MOST_IMAGES = 20
ROOT = Path("/disk/state")
NO_TEXTS: Mapping[str, str] = {}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A plan as people saw it: what they wished for then, and what they allowed; `cleared` is None if refused."""

    wishes: tuple[Wish, ...] = ()
    plan: Plan
    cleared: ClearedPlan | None
    state: State
    desired: Desired
    judged: Review
    allowed: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request as it was made: `kept` is the schedule it touched, None if it was not carried out."""

    call: Call
    at: datetime
    exchange: Exchange | None
    kept: Kept | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a run ended: with an outcome, with an error that is one of its ways to end, or killed with neither."""

    shown: Shown
    outcome: Outcome | None
    error: Exception | None
    heard: tuple[Heard, ...]
    struck: bool


class MakesPlan(Protocol):
    """Whatever makes a plan as `make_plan` does."""

    def __call__(
        self,
        desired: Desired,
        state: State,
        *,
        environment: Environment,
        names: Mapping[str, Mapping[str, str]],
        now: datetime,
        commit: str | None,
        tool: str,
        zones: str,
    ) -> Plan:
        """Return the plan."""


def _same_line(line: Braze) -> Braze:
    return line


def _same_journal(journal: Journal, _store: Store) -> Journal:
    return journal


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of the program that a planted fault takes the place of; by default all are the real ones."""

    load: Callable[[Store], State | None] = load_state
    plan: MakesPlan = make_plan
    line: Callable[[Braze], Braze] = _same_line
    journal: Callable[[Journal, Store], Journal] = _same_journal
    replans: bool = False


REAL = Parts()


class Line:
    """One connection to the living Braze; tells `hear` of every request before it is carried out."""

    def __init__(
        self,
        turn: Turn,
        braze: LivingBraze,
        *,
        troubles: Sequence[Trouble | None],
        chance: random.Random,
        hear: Callable[[Call], None],
        heard: list[Heard],
        other_id: str | None,
    ) -> None:
        self._turn, self._braze = turn, braze
        self._troubles, self._chance = troubles, chance
        self._hear, self._heard = hear, heard
        self._other_id = other_id
        self.under_way = 0

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Make one request; cut off on the way, it may be carried out all the same."""
        self._turn.reach(Where.CALL)
        if not await leaving():
            return Exchange(left=False, complete=False, failure="the request was held back")
        self._turn.reach(Where.LEFT)
        number = len(self._heard)
        self._heard.append(Heard(call=call, at=self._braze.now, exchange=None, kept=None))
        trouble = self._troubles[number] if number < len(self._troubles) else None
        self._hear(call)
        self.under_way += 1
        try:
            await self._travel()
        except asyncio.CancelledError:
            if self._chance.randrange(2):
                self._carry_out(call, trouble, number)
            self._braze.leave_unanswered(call)
            raise
        finally:
            self.under_way -= 1
        exchange = self._carry_out(call, trouble, number)
        try:
            self._turn.reach(Where.ANSWER)
            await self._travel()
        except BaseException:
            self._braze.leave_unanswered(call)
            raise
        return exchange

    async def _travel(self) -> None:
        for _ in range(self._chance.randrange(5)):
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    def _carry_out(self, call: Call, trouble: Trouble | None, number: int) -> Exchange:
        exchange, kept = self._braze.answer(call, trouble, other_id=self._other_id)
        self._heard[number] = dataclasses.replace(self._heard[number], exchange=exchange, kept=kept)
        return exchange


class Program:
    """The program with its state on a simulated disk; what it keeps in memory lasts for one run."""

    def __init__(self, parts: Parts = REAL, *, environment: Environment = PRODUCTION) -> None:
        self.parts = parts
        self.environment = environment
        self.files = SimulatedDisk("/disk")
        self.braze = LivingBraze(NOW)
        self.clock = PassingClock(self.braze)
        self.durable: dict[int, bytes] = {}
        self.runs = 0
        self.learned: list[Unrecorded] = []
        self._line: Line | None = None
        self._ids = itertools.count(1)
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
        batch = Batch(
            number=1, previous="", lineage=LINEAGE, nonce="0", tool=TOOL, at=NOW, entries=(created,), texts={}
        )
        StoredJournal(self.store(Turn()), tool=TOOL).append(batch)

    def store(self, turn: Turn) -> Store:
        """Return the store as the process of `turn` sees it."""
        files = SteppedFileSystem(self.files, turn.step)
        return WatchedStore(FileStore(ROOT, files=files), turn, self.durable)

    def read(self) -> State:
        """Return the state as the next run will read it, nothing settled."""
        try:
            state = self.parts.load(self.store(Turn()))
        except StateDamagedError as error:
            raise BrokenPromise("the state can be read", error.message) from error
        assert state is not None
        return state

    def settled(self) -> State:
        """Return the state as a person is shown it."""
        return settle(self.read())

    def show(self, wishes: Iterable[Wish], allowed: Iterable[str] = EVERY_GUARD) -> Shown:
        """Return the plan of now for these wishes."""
        wanted = tuple(wishes)
        shown = self.show_desired(load_wishes(wanted), (*allowed, "duplicate-send"))
        return dataclasses.replace(shown, wishes=wanted, allowed=tuple(allowed))

    def show_desired(self, desired: Desired, allowed: Iterable[str]) -> Shown:
        """Return the plan of now for what was loaded; what `allowed` names is allowed, and nothing else."""
        permitted, state = tuple(allowed), self.read()
        plan = self.parts.plan(
            desired,
            state,
            environment=self.environment,
            names={},
            now=self.clock.now(),
            commit=None,
            tool=TOOL,
            zones="2026.2",
        )
        judged = review(
            plan,
            environment=self.environment,
            limits=Limits(max_deletes=1000, max_delete_percent=100),
            allowances=[Allowance(guard=guard, pattern="*", source="--allow") for guard in permitted],
            desired=desired,
            state=state,
        )
        try:
            cleared = clear(judged)
        except PlanRefusedError:
            cleared = None
        return Shown(plan=plan, cleared=cleared, state=state, desired=desired, judged=judged, allowed=permitted)

    def apply(
        self,
        shown: Shown,
        wishes: Iterable[Wish] | Desired,
        *,
        hear: Callable[[Call], None],
        workers: int = 4,
        troubles: Sequence[Trouble | None] = (),
        disturbance: Disturbance | None = None,
        meanwhile: Callable[[], None] = lambda: None,
        seed: int = 0,
    ) -> Ran:
        """Apply a plan that was shown, with the wishes as they are in the files now."""
        desired = wishes if isinstance(wishes, Desired) else load_wishes(tuple(wishes))
        heard: list[Heard] = []
        if shown.cleared is None:
            return Ran(shown=shown, outcome=None, error=None, heard=(), struck=False)
        turn = Turn(disturbance, clock=self.clock, meanwhile=meanwhile)
        chance, state = random.Random(seed), self.read()
        self._note_open_deletes(state)
        known = sorted(str(one.schedule_id) for one in state.records.values() if one.schedule_id)
        line = self._line = Line(
            turn,
            self.braze,
            troubles=troubles,
            chance=chance,
            hear=hear,
            heard=heard,
            other_id=known[0] if known else None,
        )
        ended = run_turn(self._applying(shown, desired, state, turn, line, workers), turn, chance)
        if isinstance(ended, Outcome):
            self.learned.extend(ended.unrecorded)
        return Ran(
            shown=shown,
            outcome=ended if isinstance(ended, Outcome) else None,
            error=ended if isinstance(ended, Exception) else None,
            heard=tuple(heard),
            struck=turn.struck,
        )

    @property
    def under_way(self) -> bool:
        """Whether a request of the last run has left and was not carried out yet."""
        return self._line is not None and self._line.under_way > 0

    def lose_power(self, pick: int) -> None:
        """Leave on the disk what survives the loss of the machine: one of all the ways it may look then."""
        images = list(itertools.islice(self.files.images(strays=False), MOST_IMAGES))
        self.files = images[pick % len(images)]

    def lose_snapshot(self) -> None:
        """Take the snapshot away, as its own error message says a person may."""
        if self.files.exists(ROOT / "state.json"):
            self.files.remove(ROOT / "state.json")

    def say(self, address: str, resolution: Resolution, schedule_id: str | None) -> None:
        """Write down a person's word on an address."""
        state = self.read()
        entries = resolve(
            state,
            Address(address),
            resolution,
            schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
            who="ana",
            why="looked at the dashboard",
            at=self.clock.now(),
        )
        self._write(entries, state)

    def recover(self, *, from_log: bool) -> Merge:
        """Merge all that runs learned and could not write, from their logs or from the files they left."""
        state = self.read()
        answers: tuple[Unrecorded, ...] = tuple(self.learned)
        if from_log:
            answers, faults = find_record_lines(f"12:00 {one.line}" for one in self.learned)
            assert not faults, faults
        merged = merge(
            answers, state=state, batches=read_batches(self.store(Turn()), until=state.head), cutoff=CUTOFF
        )
        if merged.entries:
            self._write(merged.entries, state, texts=merged.texts)
        return merged

    def take_over(self) -> None:
        """Take the state from whoever holds it."""
        self._write((), self.read())

    def _write(self, entries: tuple[Entry, ...], state: State, texts: Mapping[str, str] = NO_TEXTS) -> None:
        write_entries(
            entries,
            texts=texts,
            state=state,
            journal=StoredJournal(self.store(Turn()), tool=TOOL, head=state.head),
            opening=self._opening(),
            new_id=self._new_id,
            tool=TOOL,
        )

    def _note_open_deletes(self, state: State) -> None:
        """Tell Braze which deletes the program holds for unanswered, also those that never left a killed run."""
        for record in settle(state).records.values():
            kept = self.braze.schedules.get(str(record.schedule_id))
            if kept is not None and record.unfinished is not None and record.unfinished.verb is Verb.DELETE:
                kept.unanswered_delete = True

    def _opening(self) -> RunOpened:
        self.runs += 1
        return dataclasses.replace(make_run(), run=RunId(f"run-{self.runs}"), at=self.clock.now())

    def _new_id(self) -> str:
        return f"{next(self._ids):032x}"

    def _applying(
        self, shown: Shown, desired: Desired, state: State, turn: Turn, line: Braze, workers: int
    ) -> Callable[[], Coroutine[object, object, Outcome]]:
        assert shown.cleared is not None
        cleared = shown.cleared
        store = self.store(turn)
        journal = self.parts.journal(StoredJournal(store, tool=TOOL, head=state.head), store)

        def work() -> Coroutine[object, object, Outcome]:
            return apply_plan(
                cleared,
                desired=desired,
                state=state,
                journal=journal,
                connect=lambda: self.parts.line(line),
                clock=self.clock,
                opening=self._opening(),
                settings=ApplySettings(parallelism=workers, max_wait=timedelta(hours=2)),
                fingerprint=FINGERPRINT,
                progress=Told(),
                new_id=self._new_id,
                chance=lambda: 0.0,
                tool=TOOL,
                stop=turn.stop,
            )

        return work
