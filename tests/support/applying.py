"""A whole environment in memory for tests of an apply: what is wanted, what the journal holds, what Braze has."""

import asyncio
import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from braze_gitops.apply import ApplySettings, ChangeOutcome, Journal, Outcome, apply_plan
from braze_gitops.guard import Allowance, ClearedPlan, clear, review
from braze_gitops.model import (
    Address,
    Desired,
    DesiredSchedule,
    Environment,
    Inputs,
    Json,
    Kind,
    Lifecycle,
    Limits,
    Place,
    StateLocation,
    freeze_object,
    normal_form,
    schedule_object,
    split_address,
    thaw,
)
from braze_gitops.plan import Plan, make_plan
from braze_gitops.state import (
    RunId,
    RunOpened,
    State,
)
from support.memory_braze import MemoryBraze
from support.memory_journal import ENDPOINT, MemoryJournal
from support.states import LINEAGE, NOW, TOOL, make_run, plain_time

SEND_AT = NOW + timedelta(days=7)
PRODUCTION = Environment(
    name="production",
    endpoint=ENDPOINT,
    instance=None,
    api_key_env="BRAZE_API_KEY",
    state=StateLocation(url="file:state"),
    lineage=LINEAGE,
    variables={},
)
FINGERPRINT = "0123456789abcdef"


class StepClock:
    """Stands still but for sleeping, which takes no time and moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.at = now
        self.slept: list[float] = []
        self.ticking: list[float] = []

    def now(self) -> datetime:
        """Return the present."""
        return self.at

    def ticks(self) -> float:
        """Return the next of the ordered ticks, else a tick that stands still."""
        return self.ticking.pop(0) if self.ticking else 0.0

    async def sleep(self, seconds: float) -> None:
        """Move on by that much."""
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Told:
    """Hears what happens and keeps it."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Mapping[str, object]]] = []
        self.then: Callable[[str], None] = lambda _: None

    def happened(self, event: str, detail: Mapping[str, object]) -> None:
        """Keep one event."""
        self.events.append((event, dict(detail)))
        self.then(event)


def wanted(
    address: str,
    *,
    at: datetime = SEND_AT,
    subject: str = "It starts tomorrow",
    kind: Kind = Kind.MESSAGE,
    segment: str = "",
    parent: str = "parent-1",
    lifecycle: Lifecycle | None = None,
    moved_from: str | None = None,
    owner: str = "",
    send_id: str = "",
) -> DesiredSchedule:
    """Return a desired schedule; each address has a segment of its own unless said, a send id only if said."""
    name, keys = split_address(address)
    fields: dict[str, Json] = {"schedule": schedule_object(plain_time(at))}
    match kind:
        case Kind.MESSAGE:
            fields |= {
                "segment_id": segment or f"seg-{name}",
                "broadcast": True,
                "messages": {
                    "email": {
                        "app_id": "app",
                        "from": "Shop <news@shop.example>",
                        "subject": subject,
                        "body": "Hi",
                        **({"message_variation_id": "variation"} if send_id else {}),
                    }
                },
            }
        case Kind.CAMPAIGN:
            fields |= {"campaign_id": parent, "recipients": ({"external_user_id": subject},)}
        case Kind.CANVAS:
            fields |= {"canvas_id": parent, "recipients": ({"external_user_id": subject},)}
    if send_id:
        fields |= {"campaign_id": parent, "send_id": send_id}
    return DesiredSchedule(
        address=Address(address),
        name=name,
        keys=keys,
        kind=kind,
        payload=normal_form(kind, freeze_object(fields)),
        time=plain_time(at),
        place=Place(path=f"schedules/{name}.yaml", line=1, column=1),
        inputs=Inputs(definition=f"{fields}{owner}", variables={}, files={}, tool=TOOL, zones="2026.2"),
        owner=owner,
        lifecycle=lifecycle or Lifecycle(),
        moved_from=Address(moved_from) if moved_from is not None else None,
    )


class World:
    """One environment in memory: what is wanted, what the journal holds, what Braze has."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.braze = MemoryBraze()
        self.clock = StepClock()
        self.told = Told()
        self.runs = 0
        self._ids = itertools.count(1)

    def state(self) -> State:
        """Return the state as it can be read now."""
        return self.journal.state()

    def open_journal(self) -> Journal:
        """Return the journal, ready for the next batch."""
        return self.journal

    def desired(self, *schedules: DesiredSchedule) -> Desired:
        """Return what is wanted."""
        return Desired(schedules=tuple(sorted(schedules, key=lambda one: one.address)))

    def plan(self, desired: Desired) -> Plan:
        """Return the plan of now."""
        return make_plan(
            desired,
            self.state(),
            environment=PRODUCTION,
            names={},
            now=self.clock.now(),
            commit=None,
            tool=TOOL,
            zones="2026.2",
        )

    def clear(self, desired: Desired, allow: Iterable[str] = ()) -> ClearedPlan:
        """Return the cleared plan of now; `guard:address` lets one pass.

        Deletes are never too many, and nothing is too near another send.
        """
        allowances = [
            Allowance(guard=guard, pattern=address, source="--allow")
            for guard, _, address in (one.partition(":") for one in ("empty:*", "duplicate-send:*", *allow))
        ]
        return clear(
            review(
                self.plan(desired),
                environment=PRODUCTION,
                limits=Limits(max_deletes=1000, max_delete_percent=100),
                allowances=allowances,
                desired=desired,
                state=self.state(),
            )
        )

    def opening(self) -> RunOpened:
        """Return the opening of one more run."""
        self.runs += 1
        return dataclasses.replace(make_run(), run=RunId(f"run-{self.runs}"), at=self.clock.now())

    async def apply(
        self,
        *schedules: DesiredSchedule,
        allow: Iterable[str] = (),
        settings: ApplySettings | None = None,
        stop: asyncio.Event | None = None,
        cleared: ClearedPlan | None = None,
        state: State | None = None,
    ) -> Outcome:
        """Plan and apply; `cleared` and `state` take the place of a fresh plan."""
        desired = self.desired(*schedules)
        return await apply_plan(
            cleared if cleared is not None else self.clear(desired, allow),
            desired=desired,
            state=state if state is not None else self.state(),
            journal=self.open_journal(),
            connect=lambda: self.braze,
            clock=self.clock,
            opening=self.opening(),
            settings=settings or ApplySettings(parallelism=1),
            fingerprint=FINGERPRINT,
            progress=self.told,
            new_id=lambda: f"{next(self._ids):032x}",
            chance=lambda: 0.0,
            tool=TOOL,
            stop=stop or asyncio.Event(),
        )

    def run(
        self,
        *schedules: DesiredSchedule,
        allow: Iterable[str] = (),
        settings: ApplySettings | None = None,
    ) -> Outcome:
        """Plan and apply, and return the outcome."""
        return asyncio.run(self.apply(*schedules, allow=allow, settings=settings))

    def subjects(self) -> list[str]:
        """Return the subjects of the messages that are live at Braze, sorted."""
        found = [thaw(payload) for payload in self.braze.live.values()]
        return sorted(
            str(one["messages"]["email"]["subject"])
            for one in found
            if isinstance(one, dict) and "messages" in one
        )


def only(outcome: Outcome) -> ChangeOutcome:
    """Return the one change of an outcome."""
    (change,) = outcome.changes
    return change


def entries(world: World) -> list[str]:
    """Return the kinds of all entries in the journal, in order."""
    return [type(entry).__name__ for batch, _ in world.journal.batches for entry in batch.entries]


def applied(*names: str) -> World:
    """Return a world in which these are scheduled."""
    world = World()
    world.run(*(wanted(name) for name in names))
    return world
