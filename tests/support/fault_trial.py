"""One case of the fault matrix: an apply over real HTTP whose calls go wrong, and what comes after."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from braze_gitops.apply import (
    ApplySettings,
    Braze,
    Outcome,
    apply_plan,
    options_of,
    resolve,
    write_entries,
)
from braze_gitops.braze import connector
from braze_gitops.guard import Allowance, clear, review
from braze_gitops.model import Desired, DesiredSchedule, Kind, Limits, ScheduleId, Secret, thaw
from braze_gitops.net import Timeouts
from braze_gitops.plan import make_plan
from braze_gitops.report import Style, outcome_json, outcome_text
from braze_gitops.sandbox import (
    Fault,
    FaultKind,
    LoggedCall,
    RunningSandbox,
    SandboxSchedule,
    clear_faults,
    order_fault,
    read_log,
    read_schedules,
    unreachable,
)
from braze_gitops.state import Record, Resolution, RunId, State, StateCreated, Status, settle
from braze_gitops.store import StoredJournal, load_state
from support.applying import PRODUCTION, SEND_AT, Told, wanted
from support.fault_detour import Detour
from support.fault_judge import SEND_ID_PATH, Evidence, address_of, judge, live
from support.fault_kinds import Row
from support.memory_journal import ENDPOINT
from support.memory_store import MemoryStore
from support.sandbox_apply import SandboxClock
from support.states import LINEAGE, NOW, TOOL, make_batch, make_run

PATIENT = Timeouts(connect=5, answer=10, whole=15)
# Longer than an answer of the sandbox takes, shorter than a test may.
HASTY = Timeouts(connect=2, answer=0.2, whole=0.3)
KINDS = (Kind.MESSAGE, Kind.CAMPAIGN, Kind.CANVAS)
# Edits that make new send ids: of a create, and of a replace.
SEND_ID = "create with a send id"
NEXT_SEND_ID = "replace with a send id"
MOST_APPLIES = 4


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is applied (`edit`) and what goes wrong: from call `skip` on `times` calls meet the fault of `row`."""

    row: Row
    edit: str
    skip: int
    workers: int
    times: int = 1

    @property
    def needs_own_sandbox(self) -> bool:
        """Whether other cases' schedules may not be there."""
        return self.row.kind is FaultKind.OTHER_ID

    def __str__(self) -> str:
        """Return what a failing test shows."""
        return f"{self.row.name}, {self.edit}, call {self.skip + 1}, {self.workers} workers, {self.times} times"


class Trial:
    """Schedules of its own at a sandbox that many share, with a state of their own in memory.

    Beside those that are edited one stands from the beginning, which nothing may change.
    """

    def __init__(self, folder: Path, running: RunningSandbox, *, number: int, case: Case) -> None:
        self.folder, self.running, self.number, self.case = folder, running, number, case
        self.key = Secret(running.key, name="BRAZE_API_KEY")
        self.clock = SandboxClock(folder)
        self.store = MemoryStore()
        self.told = Told()
        self.shown: list[str] = []
        self._ids = itertools.count(1)
        created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
        StoredJournal(self.store, tool=TOOL).append(make_batch(created))
        bystander = (wanted(f"c{number}n9", segment=f"old-c{number}n9"),)
        creates = case.edit in ("create", SEND_ID)
        self.before = bystander if creates else bystander + self._wish("")
        self.after = bystander if case.edit == "delete" else bystander + self._wish(case.edit)

    def check(self) -> list[str]:
        """Return all that is untrue, lost, doubled or leaked, empty for a good case."""
        self.prepare()
        printed, line, evidence = self.strike()
        found = judge(printed, line, evidence) + self._lost(printed) + self._recover() + self._leaks()
        return [f"{self.case}: {complaint}" for complaint in found]

    def prepare(self) -> None:
        """Bring about what stands before calls go wrong."""
        assert self._run(self.before).exit_code == 0

    def _wish(self, edit: str) -> tuple[DesiredSchedule, ...]:
        """Return one schedule of each kind, edited that way."""
        return tuple(self._one(number, kind, edit) for number, kind in enumerate(KINDS))

    def _one(self, number: int, kind: Kind, edit: str) -> DesiredSchedule:
        name = f"c{self.number}n{number}"
        replaced = edit in ("replace", NEXT_SEND_ID)
        owner = f"new-{name}" if replaced else f"old-{name}"
        if self.case.edit in (SEND_ID, NEXT_SEND_ID):
            return wanted(name, kind=Kind.CAMPAIGN, parent=owner, send_id=f"send-{owner}")
        return wanted(name, kind=kind, at=SEND_AT + timedelta(days=edit == "update"), segment=owner, parent=owner)

    def strike(self) -> tuple[str, str, Evidence]:
        """Apply while calls go wrong; return the JSON it prints, the last line of its text, and the evidence."""
        before, calls, detour = self._schedules(), len(self._log()), None
        with ExitStack() as stack:
            detour = self._order(stack)
            self._run(
                self.after, workers=self.case.workers, connect=detour.connect if detour is not None else None
            )
        clear_faults(self.folder)
        wishes: dict[str, dict[str, object] | None] = {str(one.address): None for one in self.before[1:]}
        wishes |= {str(one.address): fields_of(one) for one in self.after[1:]}
        evidence = Evidence(
            wishes=wishes,
            before=before,
            after=self._schedules(),
            calls=self._log()[calls:],
            never_arrived=detour.sent_astray if detour is not None else 0,
        )
        printed, text = self.shown[-2:]
        return printed, text.strip().splitlines()[-1], evidence

    def _order(self, stack: ExitStack) -> Detour | None:
        """Order the fault; return the way around for what never reaches the sandbox."""
        case = self.case
        if case.row.arrives:
            order_fault(
                self.folder,
                Fault(
                    kind=case.row.kind,
                    skip=case.skip,
                    times=case.times,
                    committed=case.row.committed,
                    delay_seconds=0.05 if case.row.drips else 5,
                    reset_seconds=30,
                ),
            )
            return None
        url = stack.enter_context(unreachable(case.row.kind, self.running))
        return Detour(
            straight=self._connector(),
            astray=connector(url, self.key, timeouts=PATIENT),
            skip=case.skip,
            times=case.times,
        )

    def _connector(self) -> Callable[[], Braze]:
        timeouts = HASTY if self.case.row.is_waited_for else PATIENT
        return connector(self.running.url, self.key, timeouts=timeouts)

    def _run(
        self,
        wish: tuple[DesiredSchedule, ...],
        *,
        workers: int = 1,
        connect: Callable[[], Braze] | None = None,
    ) -> Outcome:
        """Plan and apply, and keep what a person is shown."""
        state, number = self._state(), next(self._ids)
        desired = Desired(schedules=tuple(sorted(wish, key=lambda one: one.address)))
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
        cleared = clear(
            review(
                plan,
                environment=PRODUCTION,
                limits=Limits(max_deletes=1000, max_delete_percent=100),
                allowances=[Allowance(guard="empty", pattern="*", source="--allow")],
                desired=desired,
                state=state,
            )
        )
        outcome = asyncio.run(
            apply_plan(
                cleared,
                desired=desired,
                state=state,
                journal=StoredJournal(self.store, tool=TOOL, head=state.head),
                connect=connect or self._connector(),
                clock=self.clock,
                opening=replace(make_run(), run=RunId(f"run-{number}"), at=self.clock.now()),
                settings=ApplySettings(parallelism=workers),
                fingerprint=self.key.fingerprint,
                progress=self.told,
                new_id=self._new_id,
                chance=lambda: 0.0,
                tool=TOOL,
                stop=asyncio.Event(),
            )
        )
        text = outcome_text(outcome, style=Style(), width=200, now=self.clock.now())
        self.shown.append(repr(outcome))
        self.shown += [outcome_json(outcome, exit_code=outcome.exit_code), text]
        return outcome

    def _new_id(self) -> str:
        return f"c{self.number}-{next(self._ids):06}"

    def records(self) -> dict[str, Record]:
        """Return what the next run will find in the state, by address."""
        return {str(one.address): one for one in settle(self._state()).records.values()}

    def _lost(self, printed: str) -> list[str]:
        """Return what Braze holds and the state does not know, and doubts that it does not share."""
        known = self.records()
        found = []
        for one in self._schedules():
            record = known.get(address_of(one.fields))
            is_live = one.schedule_id in live([one], address_of(one.fields))
            is_known = record is not None and (
                record.schedule_id == one.schedule_id or record.status is Status.IN_DOUBT
            )
            if is_live and not is_known:
                found.append(f"lost: {one.schedule_id} of {address_of(one.fields)}")
        pairs = {(one.campaign_id, one.send_id) for one in self._state().send_ids}
        for call in self._log():
            pair = str(call.body.get("campaign_id")), str(call.body.get("send_id"))
            is_mine = address_of(call.body).startswith(f"c{self.number}n")
            if is_mine and call.path == SEND_ID_PATH and call.committed and pair not in pairs:
                found.append(f"lost: the send id {pair}")
        for change in json.loads(printed)["changes"]:
            in_state = known.get(change["address"])
            doubted = in_state is not None and in_state.status is Status.IN_DOUBT
            if doubted is not (change["result"] == "in doubt"):
                found.append(f"{change['address']} ends {change['result']}, in the state it is {in_state}")
        return found

    def _recover(self) -> list[str]:
        """Let a person settle doubts, apply until nothing is to do; return what is not as it should be."""
        for _ in range(MOST_APPLIES):
            self._settle_doubts()
            calls = len(self._log())
            outcome = self._run(self.after)
            if not outcome.changes:
                break
        else:
            return [f"it does not come to rest: {self.shown[-1]}"]
        wanted_fields = {str(one.address): [fields_of(one)] for one in self.after}
        found = [f"{len(self._log()) - calls} calls though nothing is to do"] if len(self._log()) > calls else []
        ids = {str(one.address): one.schedule_id for one in self._state().records.values()}
        for address in {str(one.address) for one in (*self.before, *self.after)}:
            held = live(self._schedules(), address)
            if list(held.values()) != wanted_fields.get(address, []) or list(held) != [
                one for one in (ids.get(address),) if one is not None
            ]:
                found.append(f"{address} ends as {held}, in the state as {ids.get(address)}")
        return found

    def _settle_doubts(self) -> None:
        """Say of every address that waits for a word what the sandbox holds of it."""
        for record in self._state().records.values():
            if record.status not in (Status.IN_DOUBT, Status.VANISHED):
                continue
            state, found = self._state(), list(live(self._schedules(), record.address))
            options = options_of(state, record.address)
            schedule_id = None
            if Resolution.GONE in options:
                said = Resolution.RETRY if found else Resolution.GONE
            else:
                said = Resolution.SCHEDULE_ID if found else Resolution.NOT_CREATED
                schedule_id = ScheduleId(found[0]) if found else None
            write_entries(
                resolve(
                    state,
                    record.address,
                    said,
                    schedule_id=schedule_id,
                    who="ana",
                    why="looked it up",
                    at=self.clock.now(),
                ),
                state=state,
                journal=StoredJournal(self.store, tool=TOOL, head=state.head),
                opening=replace(make_run(), run=RunId(self._new_id()), operation="state resolve"),
                new_id=self._new_id,
                tool=TOOL,
            )

    def _leaks(self) -> list[str]:
        """Return where the key shows: whatever was shown, told or written."""
        kept = {
            "the journal": repr(self.store.batches),
            "the snapshot": repr(self.store.snapshot),
            "the texts": repr(self.store.texts),
            "what was told": repr(self.told.events),
            "what was shown": "".join(self.shown),
        }
        key = self.key.reveal()
        return [f"the key is in {where}" for where, text in kept.items() if key in text or key[-20:] in text]

    def _state(self) -> State:
        state = load_state(self.store)
        assert state is not None
        return state

    def _log(self) -> tuple[LoggedCall, ...]:
        return read_log(self.folder)

    def _schedules(self) -> tuple[SandboxSchedule, ...]:
        """Return what this case has at the sandbox."""
        found = read_schedules(self.folder)
        return tuple(one for one in found if address_of(one.fields).startswith(f"c{self.number}n"))


def fields_of(schedule: DesiredSchedule) -> dict[str, object]:
    """Return the fields that Braze is to hold of a desired schedule."""
    fields = thaw(schedule.payload)
    assert isinstance(fields, dict)
    return dict(fields)
