"""Faults planted in the program, each in the place of one part: the state machine must find every one."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from braze_gitops.apply import Braze, Journal
from braze_gitops.errors import StateConflictError
from braze_gitops.model import Call, CreateCall, Desired, Environment, Exchange
from braze_gitops.plan import Plan, make_plan
from braze_gitops.state import Batch, Head, State, Status, decode_batch, digest_of, encode_batch
from braze_gitops.store import Store, StoredJournal
from support.model_program import Parts
from support.states import TOOL


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Makes a plan from another state, another environment, or changes the plan."""

    state: Callable[[State], State] = lambda state: state
    environment: Callable[[Environment], Environment] = lambda environment: environment
    plan: Callable[[Plan], Plan] = lambda plan: plan

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
        made = make_plan(
            desired,
            self.state(state),
            environment=self.environment(environment),
            names=names,
            now=now,
            commit=commit,
            tool=tool,
            zones=zones,
        )
        return self.plan(made)


def _without_doubt(state: State) -> State:
    """Forget that a create was ever tried."""
    records = {name: one for name, one in state.records.items() if one.status is not Status.IN_DOUBT}
    return dataclasses.replace(state, records=records, pending=())


def _without_history(state: State) -> State:
    """Forget what was sent."""
    return dataclasses.replace(state, history=())


def _without_cutoff(environment: Environment) -> Environment:
    """Take any change until the last second."""
    return dataclasses.replace(environment, cutoff=timedelta())


def _without_waiting(plan: Plan) -> Plan:
    """Let creates go before the deletes of the same people are done."""
    changes = tuple(dataclasses.replace(change, starts_after=()) for change in plan.changes)
    return dataclasses.replace(plan, changes=changes)


class _Insisting:
    """A connection that makes a create again when it hears nothing clear."""

    def __init__(self, line: Braze) -> None:
        self._line = line

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Ask twice."""
        exchange = await self._line.perform(call, leaving=leaving)
        if isinstance(call, CreateCall) and exchange.status is None and exchange.left:
            exchange = await self._line.perform(call, leaving=leaving)
        return exchange

    async def close(self) -> None:
        """Close."""
        await self._line.close()


class _Lazy:
    """A journal that says a batch is written and writes it with the next one."""

    def __init__(self, journal: Journal, store: Store) -> None:
        self._store = store
        self._head = journal.head
        self._owed: tuple[int, bytes] | None = None

    @property
    def head(self) -> Head:
        """Return what it says is written."""
        return self._head

    def append(self, batch: Batch) -> Head:
        """Write the batch before this one."""
        content = encode_batch(batch)
        if self._owed is not None:
            self._store.put_batch(*self._owed)
        self._owed = (batch.number, content)
        self._head = Head(number=batch.number, digest=digest_of(content))
        return self._head

    def is_last(self) -> bool:
        """Say yes."""
        return True

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return none."""
        del since
        return ()

    def publish(self, state: State) -> None:
        """Write what is owed and the snapshot."""
        if self._owed is not None:
            self._store.put_batch(*self._owed)
            self._owed = None
        StoredJournal(self._store, tool=TOOL, head=self._head).publish(state)


class _Unfenced:
    """A journal that finds another run's batch in its place and writes behind it."""

    def __init__(self, journal: Journal, store: Store) -> None:
        self._store = store
        self._head = journal.head

    @property
    def head(self) -> Head:
        """Return the last batch."""
        return self._head

    def append(self, batch: Batch) -> Head:
        """Write at the end, wherever that is."""
        while True:
            try:
                self._head = StoredJournal(self._store, tool=TOOL, head=self._head).append(
                    dataclasses.replace(batch, number=self._head.number + 1, previous=self._head.digest)
                )
            except StateConflictError:
                stored = self._store.read()
                assert stored is not None
                last = max(stored.batches)
                content = stored.batches[last]
                self._head = Head(number=decode_batch(content).number, digest=digest_of(content))
            else:
                return Head(number=batch.number, digest=digest_of(encode_batch(batch)))

    def is_last(self) -> bool:
        """Say yes."""
        return True

    def recent(self, since: datetime) -> tuple[Batch, ...]:
        """Return none."""
        del since
        return ()

    def publish(self, state: State) -> None:
        """Leave the snapshot to others."""


MUTANTS: Mapping[str, Parts] = {
    "the planner repeats a create in doubt": Parts(plan=Planner(state=_without_doubt)),
    "the planner forgets what was sent": Parts(plan=Planner(state=_without_history)),
    "the cutoff is ignored": Parts(plan=Planner(environment=_without_cutoff)),
    "creates do not wait for deletes": Parts(plan=Planner(plan=_without_waiting)),
    "what was not reviewed is sent": Parts(replans=True),
    "a create is made again without a word": Parts(line=_Insisting),
    "an outcome is durable only later": Parts(journal=_Lazy),
    "a run that was overtaken goes on writing": Parts(journal=_Unfenced),
}
