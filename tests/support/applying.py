"""A whole environment in memory for tests of an apply: a journal that can fail, a Braze that can, a clock that can."""

import asyncio
import dataclasses
import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from support.states import LINEAGE, NOW, TOOL, make_run, plain_time

from braze_gitops.apply import ApplySettings, Outcome, apply_plan
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.guard import Allowance, ClearedPlan, clear, review
from braze_gitops.model import (
    Address,
    Call,
    CreateCall,
    DeleteCall,
    Desired,
    DesiredSchedule,
    Environment,
    Exchange,
    Inputs,
    Json,
    JsonObject,
    Kind,
    Lifecycle,
    Limits,
    Place,
    StateLocation,
    UpdateCall,
    Verb,
    freeze_object,
    normal_form,
    schedule_object,
    split_address,
    thaw,
    verb_of,
)
from braze_gitops.plan import Plan, make_plan
from braze_gitops.state import (
    Batch,
    Head,
    RunId,
    RunOpened,
    State,
    StateCreated,
    digest_of,
    encode_batch,
    fold,
)

ENDPOINT = "https://rest.example"
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


class Killed(BaseException):
    """The process is gone; nothing of ours catches it."""


class Fault(StrEnum):
    """What a call meets instead of an answer; the first group is carried out, the second is not."""

    CUT_AFTER = "cut after"
    NO_ID = "no id"
    HALF = "half"
    CUT_BEFORE = "cut before"
    SERVER_ERROR = "server error"
    NOT_SENT = "not sent"
    LIMITED = "limited"
    REJECTED = "rejected"
    DENIED = "denied"


CARRIED_OUT = (Fault.CUT_AFTER, Fault.NO_ID, Fault.HALF)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One call that reached the fake Braze: what it was, and whether it was carried out."""

    verb: Verb
    kind: Kind
    schedule_id: str
    carried_out: bool


class MemoryBraze:
    """Keeps schedules by id; the nth call (from 0) meets `faults[n]`, in the order of arrival, over all workers.

    Without `refuses_deletes` a delete of what is there is never answered with 400: a refusal after a try without
    an answer means that the schedule is gone (design.md 5.5), so a Braze that did that could not be told apart.
    """

    def __init__(self, faults: Mapping[int, Fault] | None = None) -> None:
        self.faults = dict(faults or {})
        self.refuses_deletes = True
        self.live: dict[str, JsonObject] = {}
        self.created: list[tuple[str, JsonObject]] = []
        self.made: list[Made] = []
        self.headers: dict[str, str] = {}
        self.calls = 0
        self.at_once = 0
        self.most_at_once = 0
        self.before: Callable[[Call], None] = lambda _: None
        self._ids = itertools.count(1)

    async def perform(self, call: Call) -> Exchange:
        """Carry out one call, or not, as ordered."""
        self.before(call)
        number, self.calls = self.calls, self.calls + 1
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(0)
            return self._answer(call, self.faults.get(number))
        finally:
            self.at_once -= 1

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    def _answer(self, call: Call, fault: Fault | None) -> Exchange:
        if isinstance(call, DeleteCall) and fault is Fault.REJECTED and not self.refuses_deletes:
            fault = None
        if fault is Fault.NOT_SENT:
            return Exchange(left=False, complete=False, failure="no connection could be made")
        carried_out = (fault is None or fault in CARRIED_OUT) and self._fits(call)
        body = self._carry_out(call) if carried_out else self._note(call)
        match fault:
            case Fault.CUT_AFTER | Fault.CUT_BEFORE:
                return Exchange(complete=False, failure="the connection broke before an answer came")
            case Fault.HALF:
                return Exchange(status=201, body=body[:-3], complete=False, failure="the answer was cut short")
            case Fault.NO_ID:
                return Exchange(status=201, body='{"message":"success"}')
            case Fault.SERVER_ERROR:
                return Exchange(status=500, body="")
            case Fault.LIMITED:
                return Exchange(status=429, body='{"message":"Rate Limited"}', headers={"retry-after": "30"})
            case Fault.REJECTED:
                return Exchange(status=400, body='{"message":"Bad Request"}')
            case Fault.DENIED:
                return Exchange(status=401, body='{"message":"Invalid API key"}')
            case _ if not carried_out:
                return Exchange(status=404, body='{"message":"no such schedule"}')
            case _:
                return Exchange(status=201, body=body, headers=self.headers)

    def _fits(self, call: Call) -> bool:
        return isinstance(call, CreateCall) or (
            isinstance(call, UpdateCall | DeleteCall) and call.schedule_id in self.live
        )

    def _note(self, call: Call) -> str:
        assert isinstance(call, CreateCall | UpdateCall | DeleteCall)
        named = "" if isinstance(call, CreateCall) else str(call.schedule_id)
        self.made.append(Made(verb=verb_of(call), kind=call.kind, schedule_id=named, carried_out=False))
        return '{"message":"refused"}'

    def _carry_out(self, call: Call) -> str:
        assert isinstance(call, CreateCall | UpdateCall | DeleteCall)
        match call:
            case CreateCall():
                named = f"id-{next(self._ids)}"
                self.live[named] = call.payload
                self.created.append((named, call.payload))
            case UpdateCall():
                named = str(call.schedule_id)
                changes: dict[str, Json] = {"schedule": call.schedule}
                if call.messages is not None:
                    changes["messages"] = call.messages
                self.live[named] = freeze_object({**self.live[named], **changes})
            case DeleteCall():
                named = str(call.schedule_id)
                del self.live[named]
        self.made.append(Made(verb=verb_of(call), kind=call.kind, schedule_id=named, carried_out=True))
        tail = f',"schedule_id":"{named}"' if isinstance(call, CreateCall) else ""
        return f'{{"message":"success"{tail}}}'


class MemoryJournal:
    """Batches in memory; from the append numbered in `fail` on (from 1, of this journal's life) it fails that way."""

    def __init__(self) -> None:
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
        self.batches: list[tuple[Batch, str]] = []
        self.snapshots: list[State] = []
        self.fail: dict[int, Exception | Killed] = {}
        self.also_written = False
        self.publish_fails = False
        self.appends = 0
        self.killed = threading.Event()
        self._add(
            Batch(
                number=1, previous="", lineage=LINEAGE, nonce="0", tool=TOOL, at=NOW, entries=(created,), texts={}
            )
        )

    @property
    def head(self) -> Head:
        """Return number and digest of the last batch."""
        batch, digest = self.batches[-1]
        return Head(number=batch.number, digest=digest)

    def append(self, batch: Batch) -> Head:
        """Take the next batch, or fail as ordered; `also_written` says that the failing batch is there all the same."""
        self.appends += 1
        failure = self.fail.get(self.appends)
        if failure is not None and not self.also_written:
            raise failure
        if (batch.number, batch.previous) != (self.head.number + 1, self.head.digest):
            raise StateConflictError("another run has written that batch")
        self._add(batch)
        if failure is not None:
            raise failure
        return self.head

    def publish(self, state: State) -> None:
        """Keep the snapshot."""
        if self.publish_fails:
            raise StoreError("no space left")
        self.snapshots.append(state)

    def state(self) -> State:
        """Return what all batches fold to."""
        return fold(None, self.batches)

    def _add(self, batch: Batch) -> None:
        self.batches.append((batch, digest_of(encode_batch(batch))))


class StepClock:
    """Stands still but for sleeping, which takes no time and moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.at = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the present."""
        return self.at

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
) -> DesiredSchedule:
    """Return a desired schedule; each address has a segment of its own unless said."""
    name, keys = split_address(address)
    fields: dict[str, Json] = {"schedule": schedule_object(plain_time(at))}
    match kind:
        case Kind.MESSAGE:
            fields |= {
                "segment_id": segment or f"seg-{name}",
                "broadcast": True,
                "messages": {"email": {"app_id": "app", "from": "Shop <news@shop.example>", "subject": subject, "body": "Hi"}},
            }
        case Kind.CAMPAIGN:
            fields |= {"campaign_id": parent, "recipients": ({"external_user_id": subject},)}
        case Kind.CANVAS:
            fields |= {"canvas_id": parent, "recipients": ({"external_user_id": subject},)}
    return DesiredSchedule(
        address=Address(address),
        name=name,
        keys=keys,
        kind=kind,
        payload=normal_form(kind, freeze_object(fields)),
        time=plain_time(at),
        place=Place(path=f"schedules/{name}.yaml", line=1, column=1),
        inputs=Inputs(definition=f"{subject}{at}{owner}", variables={}, files={}, tool=TOOL, zones="2026.2"),
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
        """Return the cleared plan of now; deletes are never too many, and `guard:address` lets one pass."""
        allowances = [
            Allowance(guard=guard, pattern=address, source="--allow")
            for guard, _, address in (one.partition(":") for one in ("empty:*", *allow))
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
            journal=self.journal,
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

    def subjects(self) -> list[object]:
        """Return the subjects of the messages that are live at Braze, sorted."""
        found = [thaw(payload) for payload in self.braze.live.values()]
        return sorted(
            str(one["messages"]["email"]["subject"]) for one in found if isinstance(one, dict) and "messages" in one
        )


def utc(text: str) -> datetime:
    """Return a moment written without a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
