"""Whole applies over real HTTP against the sandbox, with the state in a folder; the sandbox's log is the judge."""

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.applying import ENDPOINT, PRODUCTION, SEND_AT, Told, wanted
from support.states import LINEAGE, NOW, TOOL, make_batch, make_run

from braze_gitops.apply import ApplySettings, ChangeOutcome, Ending, Outcome, Result, apply_plan
from braze_gitops.braze import connector
from braze_gitops.errors import ExitCode, StateConflictError, StoreError
from braze_gitops.guard import Allowance, clear, review
from braze_gitops.model import Desired, DesiredSchedule, Kind, Limits, Secret, thaw
from braze_gitops.net import Timeouts
from braze_gitops.plan import make_plan
from braze_gitops.sandbox import (
    Fault,
    FaultKind,
    LoggedCall,
    Reference,
    ReferenceStatus,
    RunningSandbox,
    ScheduleStatus,
    order_fault,
    read_clock,
    read_log,
    read_schedules,
    register,
    running_in_thread,
)
from braze_gitops.state import Batch, Head, RunId, State, StateCreated, Status
from braze_gitops.store import FileStore, StoredJournal, load_state


class SandboxClock:
    """The sandbox's own time; waits are noted and not waited."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the sandbox's present."""
        return read_clock(self._folder, start=NOW)

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
        allowances = [Allowance(guard=g, pattern=p, source="--allow") for g, p in (("empty", "*"), *map(_split, allow))]
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
                connect=connector(self.running.url, key or self.key, timeouts=Timeouts(connect=2, answer=1, whole=2)),
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


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Yield a sandbox that serves, its clock standing still, and an empty state."""
    with running_in_thread(tmp_path / "sandbox", clock_start=NOW, durable=False, frozen=True) as running:
        yield Place(tmp_path, running)


def only(outcome: Outcome) -> ChangeOutcome:
    """Return the one change of an outcome."""
    (change,) = outcome.changes
    return change


MIXED = (
    wanted("a"),
    wanted("b", subject="x" * 600),
    wanted("c", kind=Kind.CAMPAIGN),
    wanted("d", kind=Kind.CANVAS),
)


@pytest.mark.parametrize("workers", [1, 4, 16])
def test_what_is_live_equals_the_definitions(place: Place, workers: int) -> None:
    """Field by field, after creates, then after edits of every kind."""
    place.run(*MIXED, workers=workers)
    edited = (
        wanted("a", subject="Today"),
        wanted("b", segment="other"),
        wanted("c", kind=Kind.CAMPAIGN, at=SEND_AT + timedelta(hours=1)),
        wanted("e", at=SEND_AT + timedelta(days=1)),
    )
    outcome = place.run(*edited, workers=workers)
    assert outcome.exit_code is ExitCode.DONE
    ids = {address: record.schedule_id for address, record in place.state().records.items()}
    assert {ids[one.address]: thaw(one.payload) for one in edited} == place.live()


def test_a_second_apply_makes_no_call_and_leaves_the_state_alone(place: Place) -> None:
    """Log and folder are as they were."""
    place.run(*MIXED)
    calls, files = len(place.log()), _files(place.store.root)
    place.run(*MIXED)
    assert (calls, files) == (len(place.log()), _files(place.store.root))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_updates_carry_whole_objects_and_nothing_else(place: Place) -> None:
    """Exactly the id, the schedule and the messages."""
    place.run(wanted("a"))
    place.run(wanted("a", subject="Today"))
    assert {"schedule_id", "schedule", "messages"} == set(place.log()[-1].body)


def test_a_replaced_trigger_is_deleted_under_its_old_campaign(place: Place) -> None:
    """The old campaign's id, though the definition has a new one."""
    place.run(wanted("c", kind=Kind.CAMPAIGN, parent="old"))
    place.run(wanted("c", kind=Kind.CAMPAIGN, parent="new"))
    delete, create = place.log()[-2:]
    assert ("old", "new") == (delete.body["campaign_id"], create.body["campaign_id"])
    assert delete.path.endswith("/delete")


CREATE_ROWS = [
    pytest.param(FaultKind.CUT_BEFORE, Result.IN_DOUBT, 1, id="cut before"),
    pytest.param(FaultKind.CUT_AFTER, Result.IN_DOUBT, 1, id="cut after"),
    pytest.param(FaultKind.SERVER_ERROR, Result.IN_DOUBT, 1, id="500"),
    pytest.param(FaultKind.UNAVAILABLE, Result.IN_DOUBT, 1, id="503"),
    pytest.param(FaultKind.SLOW, Result.IN_DOUBT, 1, id="no answer in time"),
    pytest.param(FaultKind.TRUNCATED, Result.IN_DOUBT, 1, id="truncated"),
    pytest.param(FaultKind.BAD_JSON, Result.IN_DOUBT, 1, id="bad JSON"),
    pytest.param(FaultKind.HTML, Result.IN_DOUBT, 1, id="html"),
    pytest.param(FaultKind.EMPTY, Result.IN_DOUBT, 1, id="empty"),
    pytest.param(FaultKind.NO_ID, Result.IN_DOUBT, 1, id="no id"),
    pytest.param(FaultKind.QUEUED, Result.IN_DOUBT, 1, id="queued"),
    pytest.param(FaultKind.UNAUTHORIZED, Result.FAILED, 1, id="401"),
    pytest.param(FaultKind.RATE_LIMITED, Result.DONE, 2, id="429"),
    pytest.param(FaultKind.ERRORS, Result.DONE, 1, id="errors[]"),
]


@pytest.mark.parametrize("kind, result, calls", CREATE_ROWS)
def test_every_fault_of_a_create(place: Place, kind: FaultKind, result: Result, calls: int) -> None:
    """What the sandbox can do to a create, and what the apply makes of it."""
    place.order(kind)
    outcome = place.run(wanted("a"))
    assert (result, calls, calls) == (only(outcome).result, only(outcome).calls, len(place.log()))


@pytest.mark.parametrize("kind, result, calls", CREATE_ROWS)
def test_no_fault_of_a_create_makes_a_second_one(
    place: Place, kind: FaultKind, result: Result, calls: int
) -> None:
    """Applied again and again, at most one schedule exists, and none is unknown to the state."""
    del result, calls
    place.order(kind)
    for _ in range(3):
        place.run(wanted("a"))
    assert len(place.live()) <= 1
    record = place.state().records.get(wanted("a").address)
    assert record is not None
    assert record.status is Status.IN_DOUBT or {record.schedule_id} == set(place.live())


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.CUT_BEFORE,
        FaultKind.CUT_AFTER,
        FaultKind.SERVER_ERROR,
        FaultKind.SLOW,
        FaultKind.TRUNCATED,
        FaultKind.BAD_JSON,
        FaultKind.HTML,
        FaultKind.QUEUED,
        FaultKind.RATE_LIMITED,
    ],
)
@pytest.mark.parametrize("edit", ["update", "delete", "replace"])
def test_what_may_be_repeated_ends_well(place: Place, kind: FaultKind, edit: str) -> None:
    """One fault on the first call of an edit leaves no trace in the end."""
    place.run(wanted("a"), wanted("z"))
    place.order(kind)
    edits: dict[str, Sequence[DesiredSchedule]] = {
        "update": (wanted("a", subject="Today"), wanted("z")),
        "delete": (wanted("z"),),
        "replace": (wanted("a", segment="other"), wanted("z")),
    }
    outcome = place.run(*edits[edit])
    assert [Result.DONE] == [one.result for one in outcome.changes]
    ids = {address: record.schedule_id for address, record in place.state().records.items()}
    assert {ids[one.address]: thaw(one.payload) for one in edits[edit]} == place.live()


def test_a_replace_deletes_before_it_creates(place: Place) -> None:
    """The log's order, with many workers."""
    place.run(*(wanted(f"n{number}") for number in range(6)))
    place.run(*(wanted(f"n{number}", segment=f"other-{number}") for number in range(6)), workers=6)
    gone: set[object] = set()
    for call in place.log()[6:]:
        if call.path.endswith("/delete"):
            gone.add(call.body["schedule_id"])
    records = place.state().records.values()
    assert (6, 6) == (len(gone), len({record.schedule_id for record in records} - gone))


def test_a_limit_is_waited_for_by_the_servers_header(place: Place) -> None:
    """The fault says that the window resets in 30 seconds of the sandbox's clock."""
    place.order(FaultKind.RATE_LIMITED)
    place.run(wanted("a"), workers=1)
    assert len(place.clock.slept) == 1
    assert 0 < place.clock.slept[0] <= 30


def test_a_paused_canvas_is_never_silent(place: Place) -> None:
    """A create that will send nothing carries the notice."""
    register(place.sandbox, Reference(kind="canvas", id="parent-1", status=ReferenceStatus.PAUSED))
    outcome = place.run(wanted("d", kind=Kind.CANVAS))
    assert only(outcome).remarks


def test_a_wrong_key_shows_nowhere(place: Place) -> None:
    """The 401 echoes it: not in the outcome, the journal, or what was told."""
    canary = Secret("canary-key-0123456789", name="BRAZE_API_KEY")
    outcome = place.run(wanted("a"), key=canary)
    assert (ExitCode.UNAUTHORIZED, Ending.DENIED) == (outcome.exit_code, outcome.ending)
    shown = repr(outcome) + repr(place.told.events) + repr(_files(place.store.root))
    assert "canary" not in shown
    assert "[BRAZE_API_KEY]" in shown


def test_a_denied_run_makes_no_call_after_those_in_flight(place: Place) -> None:
    """Of twenty creates at four workers no more than four reach Braze."""
    wrong = Secret("wrong", name="BRAZE_API_KEY")
    place.run(*(wanted(f"n{number:02}") for number in range(20)), workers=4, key=wrong)
    assert len(place.log()) <= 4


def test_a_store_that_fails_in_the_middle_loses_no_id(place: Place) -> None:
    """Every id Braze gave is in the state or in a RECORD line, and the next run creates nothing twice."""
    wish = [wanted(f"n{number:02}") for number in range(12)]
    outcome = place.run(*wish, workers=4, breaks=(4, StoreError("no space left")))
    assert (ExitCode.ERROR, Ending.STORE) == (outcome.exit_code, outcome.ending)
    known = {record.schedule_id for record in place.state().records.values()}
    assert set(place.live()) == (known | {one.schedule_id for one in outcome.unrecorded}) - {None}
    place.run(*wish, workers=4)
    segments = [str(one.body["segment_id"]) for one in place.log()]
    assert sorted(set(segments)) == sorted(segments)


def test_a_run_that_is_taken_over_makes_no_further_call(place: Place) -> None:
    """Another run's batch stands where its next one would."""
    conflict = StateConflictError("another run has written that batch")
    outcome = place.run(*(wanted(f"n{number:02}") for number in range(12)), workers=4, breaks=(3, conflict))
    assert (ExitCode.HELD, Ending.FENCED) == (outcome.exit_code, outcome.ending)
    assert len(place.log()) <= 4


def test_two_runs_at_once_are_never_both(place: Place) -> None:
    """A real second run that opens in between fences the first before its next call."""

    class Overtaken(Breaking):
        def append(self, batch: Batch) -> Head:
            head = super().append(batch)
            if self._appends == 2:
                other = StoredJournal(place.store, tool=TOOL, head=head)
                other.append(replace(make_batch(make_run("other")), number=head.number + 1, previous=head.digest))
            return head

    state = place.state()
    journal = Overtaken(StoredJournal(place.store, tool=TOOL, head=state.head), at=99, error=StoreError(""))
    outcome = _run_on(place, journal)
    assert (Ending.FENCED, 1, 1) == (outcome.ending, outcome.calls, len(outcome.unrecorded))


def _run_on(place: Place, journal: Breaking) -> Outcome:
    """Apply three creates with one worker through `journal`."""
    state = place.state()
    desired = Desired(schedules=(wanted("a"), wanted("b"), wanted("c")))
    plan = make_plan(
        desired, state, environment=PRODUCTION, names={}, now=NOW, commit=None, tool=TOOL, zones="2026.2"
    )
    cleared = clear(
        review(plan, environment=PRODUCTION, limits=Limits(), allowances=(), desired=desired, state=state)
    )
    numbers = itertools.count(1)
    return asyncio.run(
        apply_plan(
            cleared,
            desired=desired,
            state=state,
            journal=journal,
            connect=connector(place.running.url, place.key),
            clock=place.clock,
            opening=make_run("first"),
            settings=ApplySettings(parallelism=1),
            fingerprint=place.key.fingerprint,
            progress=place.told,
            new_id=lambda: f"first-{next(numbers)}",
            chance=lambda: 0.0,
            tool=TOOL,
            stop=asyncio.Event(),
        )
    )
