"""One apply against a Braze and a journal in memory: each promise of design.md section 5 a test."""

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from support.applying import FINGERPRINT, SEND_AT, Fault, World, wanted
from support.states import NOW

from braze_gitops.apply import ApplySettings, ChangeOutcome, Ending, Outcome, Result, outcomes_content
from braze_gitops.errors import ExitCode, StalePlanError, StateConflictError, StoreError
from braze_gitops.model import Call, CreateCall, DeleteCall, Kind, Lifecycle, UpdateCall, Verb
from braze_gitops.plan import Action
from braze_gitops.state import CallAnswered, CallIntended, RunClosed, RunOpened, Status

ONE = ApplySettings(parallelism=1)


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


# ------------------------------------------------------------------------------------------ the plain way


def test_a_create_is_done_and_its_id_recorded() -> None:
    """The record has the id Braze gave."""
    world = World()
    outcome = world.run(wanted("teaser"))
    assert [("id-1", Result.DONE)] == [(one.schedule_id, one.result) for one in outcome.changes]
    assert outcome.state.records[only(outcome).address].schedule_id == "id-1"


def test_an_update_carries_the_whole_schedule_and_messages() -> None:
    """The live schedule equals the definition after an update of one field."""
    world = applied("teaser")
    edited = wanted("teaser", subject="Today")
    outcome = world.run(edited)
    assert Action.UPDATE is only(outcome).change.action
    assert edited.payload == world.braze.live["id-1"]


def test_a_replace_deletes_first_and_creates_then() -> None:
    """A change of audience is a delete of the old id, then a create."""
    world = applied("teaser")
    world.run(wanted("teaser", segment="other"))
    assert [(Verb.DELETE, "id-1"), (Verb.CREATE, "id-2")] == [
        (one.verb, one.schedule_id) for one in world.braze.made[1:]
    ]


def test_a_delete_names_kind_and_ids_of_the_record() -> None:
    """The campaign id of a delete is the recorded one, though the definition has another."""
    world = World()
    calls: list[Call] = []
    world.run(wanted("offer", kind=Kind.CAMPAIGN, parent="old"))
    world.braze.before = calls.append
    world.run(wanted("offer", kind=Kind.CAMPAIGN, parent="new"))
    delete, create = calls
    assert isinstance(delete, DeleteCall)
    assert ("old", "id-1") == (delete.parent_id, delete.schedule_id)
    assert isinstance(create, CreateCall)
    assert create.payload["campaign_id"] == "new"


def test_an_update_of_a_trigger_carries_its_schedule_alone() -> None:
    """Nothing else of a campaign trigger may be updated (braze-api.md 5.6)."""
    world = World()
    calls: list[Call] = []
    world.run(wanted("offer", kind=Kind.CAMPAIGN))
    world.braze.before = calls.append
    world.run(wanted("offer", kind=Kind.CAMPAIGN, at=SEND_AT + timedelta(hours=1)))
    (update,) = calls
    assert isinstance(update, UpdateCall)
    assert (update.messages, update.parent_id) == (None, "parent-1")


def test_without_changes_nothing_is_written_and_nothing_called() -> None:
    """A second apply leaves journal and Braze as they were."""
    world = applied("teaser")
    batches, calls = len(world.journal.batches), world.braze.calls
    outcome = world.run(wanted("teaser"))
    assert (batches, calls) == (len(world.journal.batches), world.braze.calls)
    assert outcome.exit_code is ExitCode.DONE


def test_a_move_makes_no_call() -> None:
    """The record takes the new address and keeps its id."""
    world = applied("teaser")
    outcome = world.run(wanted("opener", segment="seg-teaser", moved_from="teaser"))
    assert (1, Result.DONE) == (world.braze.calls, only(outcome).result)
    assert ["opener"] == list(outcome.state.records)


def test_a_move_and_an_update_are_one_change() -> None:
    """The moved record is updated under its new address, by its old id."""
    world = applied("teaser")
    outcome = world.run(wanted("opener", segment="seg-teaser", moved_from="teaser", subject="Today"))
    assert (Result.DONE, "id-1") == (only(outcome).result, outcome.state.records[only(outcome).address].schedule_id)
    assert ["Today"] == world.subjects()


def test_what_is_beyond_the_horizon_is_deferred_without_a_call() -> None:
    """A deferred record has no id."""
    world = World()
    outcome = world.run(wanted("later", at=NOW + timedelta(days=200)))
    assert (0, Status.DEFERRED) == (world.braze.calls, outcome.state.records[only(outcome).address].status)


def test_a_delete_that_defers_leaves_the_deferred_record() -> None:
    """A schedule put off beyond the horizon is cancelled and waits."""
    world = applied("teaser")
    outcome = world.run(wanted("teaser", at=NOW + timedelta(days=200)))
    assert {} == world.braze.live
    assert outcome.state.records[only(outcome).address].status is Status.DEFERRED


def test_a_change_braze_cannot_see_only_refreshes_the_record() -> None:
    """Another owner makes no call."""
    world = applied("teaser")
    outcome = world.run(wanted("teaser", owner="crm"))
    assert (1, "crm") == (world.braze.calls, outcome.state.records[only(outcome).address].owner)


def test_a_pause_cancels() -> None:
    """A paused definition has no schedule at Braze."""
    world = applied("teaser")
    world.run(wanted("teaser", lifecycle=Lifecycle(paused=True)))
    assert {} == world.braze.live


def test_the_first_apply_trusts_its_key_and_says_so() -> None:
    """The fingerprint is in the state, and a remark names it."""
    outcome = World().run(wanted("teaser"))
    assert (FINGERPRINT,) == outcome.state.key_fingerprints
    assert any(FINGERPRINT in remark for remark in outcome.remarks)


def test_definitions_are_seen_once() -> None:
    """The first moment stays."""
    world = applied("teaser")
    world.clock.at += timedelta(hours=1)
    outcome = world.run(wanted("teaser", subject="Today"), wanted("more"))
    assert {"teaser": NOW, "more": NOW + timedelta(hours=1)} == dict(outcome.state.definitions)


def test_long_texts_travel_once() -> None:
    """Two schedules that share a text send it to the journal in one batch."""
    world = World()
    world.run(wanted("a", subject="x" * 600), wanted("b", subject="x" * 600))
    assert [1] == [len(batch.texts) for batch, _ in world.journal.batches if batch.texts]


def test_a_snapshot_is_written_at_the_end() -> None:
    """It is the fold of the journal."""
    world = applied("teaser")
    assert [world.journal.state()] == world.journal.snapshots


# ------------------------------------------------------------------------------------- order and batches


def test_an_intent_is_durable_before_its_call_and_an_outcome_before_the_next() -> None:
    """At each call the journal already holds its intent and every outcome before it."""
    world = World()
    seen: list[tuple[int, int]] = []

    def look(_: Call) -> None:
        kinds = entries(world)
        seen.append((kinds.count("CallIntended"), kinds.count("CallAnswered")))

    world.braze.before = look
    world.run(wanted("a"), wanted("b"), wanted("c"))
    assert [(1, 0), (2, 1), (3, 2)] == seen


def test_an_outcome_shares_a_batch_with_the_next_intent() -> None:
    """One worker writes one batch a call and one more: each but the first and last holds an outcome and an intent."""
    world = World()
    world.run(*(wanted(f"n{number}") for number in range(10)))
    created, opened, shared, closed = 1, 1, 10 + 1, 1
    assert created + opened + shared + closed == len(world.journal.batches)


def test_workers_share_batches() -> None:
    """Eight workers write fewer batches than there are calls."""
    world = World()
    world.run(*(wanted(f"n{number:02}") for number in range(40)), settings=ApplySettings(parallelism=8))
    assert len(world.journal.batches) <= 0.7 * 40


@pytest.mark.parametrize("workers", [1, 3, 16, 40])
def test_never_more_calls_at_once_than_workers(workers: int) -> None:
    """Parallelism is bounded, by 16 whatever is asked for."""
    world = World()
    world.run(*(wanted(f"n{number:02}") for number in range(40)), settings=ApplySettings(parallelism=workers))
    assert world.braze.most_at_once <= min(workers, 16)


def test_a_result_is_told_only_when_it_is_durable() -> None:
    """When an address is reported as settled, its outcome is in the journal."""
    world = World()
    late: list[bool] = []

    def look(event: str) -> None:
        if event == "settled":
            told = sum(1 for name, _ in world.told.events if name == "settled")
            late.append(entries(world).count("CallAnswered") >= told)

    world.told.then = look
    world.run(wanted("a"), wanted("b"), wanted("c"), settings=ApplySettings(parallelism=2))
    assert [True, True, True] == late


def test_a_create_waits_for_the_delete_that_shares_its_audience() -> None:
    """With many workers the create still comes after the delete is done."""
    world = World()
    world.run(wanted("old", segment="same"))
    world.run(wanted("new", segment="same", subject="Other"), settings=ApplySettings(parallelism=8))
    assert [Verb.CREATE, Verb.DELETE, Verb.CREATE] == [one.verb for one in world.braze.made]


def test_a_create_is_not_tried_when_the_delete_before_it_was_not_done() -> None:
    """It says what it waited for."""
    world = World()
    world.run(wanted("old", segment="same"))
    world.braze.faults = {1: Fault.REJECTED}
    outcome = world.run(wanted("new", segment="same", subject="Other"))
    by_name = {one.address: one for one in outcome.changes}
    new = next(one for address, one in by_name.items() if address == "new")
    assert (Result.NOT_TRIED, True) == (new.result, "old" in new.why)


# ------------------------------------------------------------------------------------------ outcome table

CREATE_TABLE = [
    pytest.param(Fault.CUT_AFTER, Result.IN_DOUBT, 1, ExitCode.IN_DOUBT, id="cut after"),
    pytest.param(Fault.CUT_BEFORE, Result.IN_DOUBT, 1, ExitCode.IN_DOUBT, id="cut before"),
    pytest.param(Fault.SERVER_ERROR, Result.IN_DOUBT, 1, ExitCode.IN_DOUBT, id="500"),
    pytest.param(Fault.NO_ID, Result.IN_DOUBT, 1, ExitCode.IN_DOUBT, id="no id"),
    pytest.param(Fault.HALF, Result.IN_DOUBT, 1, ExitCode.IN_DOUBT, id="truncated"),
    pytest.param(Fault.REJECTED, Result.FAILED, 1, ExitCode.INCOMPLETE, id="400"),
    pytest.param(Fault.DENIED, Result.FAILED, 1, ExitCode.UNAUTHORIZED, id="401"),
    pytest.param(Fault.LIMITED, Result.DONE, 2, ExitCode.DONE, id="429 once"),
    pytest.param(Fault.NOT_SENT, Result.DONE, 2, ExitCode.DONE, id="never left once"),
]


@pytest.mark.parametrize("fault, result, calls, code", CREATE_TABLE)
def test_create_outcomes(fault: Fault, result: Result, calls: int, code: ExitCode) -> None:
    """Each row of the outcome table for a create."""
    world = World()
    world.braze.faults = {0: fault}
    outcome = world.run(wanted("teaser"))
    assert (result, calls, code) == (only(outcome).result, only(outcome).calls, outcome.exit_code)


@pytest.mark.parametrize("edit", ["update", "delete"])
@pytest.mark.parametrize(
    "fault, result, calls",
    [
        pytest.param(Fault.CUT_AFTER, Result.DONE, 2, id="cut after"),
        pytest.param(Fault.CUT_BEFORE, Result.DONE, 2, id="cut before"),
        pytest.param(Fault.SERVER_ERROR, Result.DONE, 2, id="500"),
        pytest.param(Fault.REJECTED, Result.FAILED, 1, id="400"),
        pytest.param(Fault.DENIED, Result.FAILED, 1, id="401"),
        pytest.param(Fault.LIMITED, Result.DONE, 2, id="429"),
        pytest.param(Fault.NOT_SENT, Result.DONE, 2, id="never left"),
    ],
)
def test_update_and_delete_outcomes(edit: str, fault: Fault, result: Result, calls: int) -> None:
    """What may be repeated is, and ends as it would have at once."""
    world = applied("teaser", "other")
    world.braze.faults = {2: fault}
    wish = [wanted("other")] + ([wanted("teaser", subject="Today")] if edit == "update" else [])
    outcome = world.run(*wish)
    assert (result, calls) == (only(outcome).result, only(outcome).calls)


def test_a_second_429_ends_a_create() -> None:
    """It is repeated after one, not after two."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED, 1: Fault.LIMITED}
    outcome = world.run(wanted("teaser"))
    assert (Result.FAILED, 2, ExitCode.UNAVAILABLE) == (
        only(outcome).result,
        only(outcome).calls,
        outcome.exit_code,
    )


def test_an_update_is_given_up_after_its_retries() -> None:
    """Five repeats with doubling pauses, then failed, and the state says it is unfinished."""
    world = applied("teaser")
    world.braze.faults = dict.fromkeys(range(1, 99), Fault.SERVER_ERROR)
    outcome = world.run(wanted("teaser", subject="Today"))
    assert (Result.FAILED, 6, [1.0, 2.0, 4.0, 8.0, 16.0]) == (
        only(outcome).result,
        only(outcome).calls,
        world.clock.slept,
    )
    assert outcome.state.records[only(outcome).address].unfinished is not None


def test_an_update_is_repeated_only_while_its_time_is_ahead() -> None:
    """When the pause brings the time, it ends."""
    world = World()
    at = NOW + timedelta(minutes=15, seconds=2)
    world.run(wanted("teaser", at=at))
    world.braze.faults = dict.fromkeys(range(1, 99), Fault.SERVER_ERROR)
    world.clock.at = at - timedelta(seconds=2)
    outcome = world.run(wanted("teaser", at=at, subject="Today"), allow=["imminent:teaser"])
    assert (Result.FAILED, 2) == (only(outcome).result, only(outcome).calls)


def test_a_refused_delete_after_an_unanswered_try_is_done() -> None:
    """The first try did it, and its answer was lost."""
    world = applied("teaser", "other")
    world.braze.faults = {2: Fault.CUT_AFTER}
    outcome = world.run(wanted("other"))
    assert (Result.DONE, True) == (only(outcome).result, only(outcome).address not in outcome.state.records)


def test_a_refused_delete_is_vanished() -> None:
    """A person must say what became of it."""
    world = applied("teaser", "other")
    world.braze.faults = {2: Fault.REJECTED}
    outcome = world.run(wanted("other"))
    assert outcome.state.records[only(outcome).address].status is Status.VANISHED


def test_a_create_answered_with_a_known_id_is_in_doubt() -> None:
    """Two addresses never share a schedule id."""
    world = applied("teaser")
    world.braze._ids = iter([1])  # type: ignore[assignment] # any iterator of numbers will do
    outcome = world.run(wanted("teaser"), wanted("more"))
    assert (Result.IN_DOUBT, True) == (only(outcome).result, "id-1" in only(outcome).remarks[0])


def test_a_replace_whose_create_is_refused_says_both_halves() -> None:
    """Cancelled, and not scheduled again."""
    world = applied("teaser")
    world.braze.faults = {2: Fault.REJECTED}
    outcome = world.run(wanted("teaser", segment="other"))
    assert (Result.FAILED, True, None) == (
        only(outcome).result,
        only(outcome).why.startswith("cancelled, but not scheduled again"),
        only(outcome).schedule_id,
    )


def test_a_replace_creates_only_after_a_known_delete() -> None:
    """A delete without an answer keeps the create back."""
    world = applied("teaser")
    world.braze.faults = dict.fromkeys(range(1, 99), Fault.CUT_BEFORE)
    world.run(wanted("teaser", segment="other"))
    assert {Verb.DELETE} == {one.verb for one in world.braze.made[1:]}


def test_independent_changes_go_on_after_one_fails() -> None:
    """One refused create of three."""
    world = World()
    world.braze.faults = {0: Fault.REJECTED}
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"))
    assert [Result.FAILED, Result.DONE, Result.DONE] == [one.result for one in outcome.changes]
    assert outcome.exit_code is ExitCode.INCOMPLETE


def test_a_denied_key_stops_the_run() -> None:
    """Nothing new is tried after a 401."""
    world = World()
    world.braze.faults = {1: Fault.DENIED}
    outcome = world.run(*(wanted(name) for name in "abcd"))
    assert [Result.DONE, Result.FAILED, Result.NOT_TRIED, Result.NOT_TRIED] == [
        one.result for one in outcome.changes
    ]
    assert (2, Ending.DENIED) == (outcome.calls, outcome.ending)


def test_a_braze_that_cannot_be_reached_stops_the_run() -> None:
    """After five changes in a row that never left, the others are not tried."""
    world = World()
    world.braze.faults = dict.fromkeys(range(999), Fault.NOT_SENT)
    outcome = world.run(*(wanted(f"n{number}") for number in range(9)))
    results = [one.result for one in outcome.changes]
    assert ([Result.FAILED] * 5 + [Result.NOT_TRIED] * 4, ExitCode.UNAVAILABLE) == (results, outcome.exit_code)


@pytest.mark.parametrize(
    "body, remark",
    [
        pytest.param('"notice":"The Canvas is paused."', "The Canvas is paused.", id="notice"),
        pytest.param('"errors":["one went wrong"]', "one went wrong", id="errors"),
    ],
)
def test_a_success_with_remarks_is_never_silent(body: str, remark: str) -> None:
    """The outcome carries what Braze said beside success."""
    world = World()
    answer = world.braze._carry_out

    def say_more(call: Call) -> str:
        return answer(call).replace("{", "{" + body + ",", 1)

    world.braze._carry_out = say_more  # type: ignore[method-assign] # the fake answers more than it does
    assert (remark,) == only(world.run(wanted("teaser"))).remarks


# ------------------------------------------------------------------------------------ time, limits, stops


def test_a_create_whose_time_came_while_waiting_is_not_tried() -> None:
    """The clock is looked at right before each call."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    world.clock.at = SEND_AT
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, 0) == (only(outcome).result, world.braze.calls)


def test_a_change_past_its_deadline_is_not_tried() -> None:
    """Imminent by now, and not allowed to be."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    world.clock.at = SEND_AT - timedelta(minutes=10)
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, True) == (only(outcome).result, "deadline" in only(outcome).why)


def test_time_that_comes_while_the_intent_is_written_is_seen() -> None:
    """The intent is answered with "not tried", and no call is made."""
    world = World()
    cleared = world.clear(world.desired(wanted("teaser")))
    append = world.journal.append

    def slow(batch: object) -> object:
        head = append(batch)  # type: ignore[arg-type] # the batch is passed on as it is
        if world.journal.appends == 2:
            world.clock.at = SEND_AT
        return head

    world.journal.append = slow  # type: ignore[method-assign,assignment] # a disk that takes its time
    outcome = asyncio.run(world.apply(wanted("teaser"), cleared=cleared))
    assert (Result.NOT_TRIED, 0, {}) == (only(outcome).result, world.braze.calls, dict(outcome.state.records))


def test_all_wait_out_a_limit_by_the_servers_header() -> None:
    """After a 429 that says 30 seconds nobody calls for 30 seconds."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    world.run(wanted("a"), wanted("b"))
    assert [30.0] == world.clock.slept


def test_a_wait_that_is_too_long_ends_the_run() -> None:
    """The limit's end is named, and what was not tried made no call."""
    world = World()
    world.braze.faults = {1: Fault.LIMITED}
    settings = ApplySettings(parallelism=1, max_wait=timedelta(seconds=20))
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"), settings=settings)
    assert [Result.DONE, Result.FAILED, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert (Ending.LIMIT, ExitCode.UNAVAILABLE, []) == (outcome.ending, outcome.exit_code, world.clock.slept)


def test_the_hourly_budget_is_spent_and_then_waited_for() -> None:
    """Two calls in this clock hour, the third in the next."""
    world = World()
    settings = ApplySettings(parallelism=1, rate_limit_per_hour=2, max_wait=timedelta(hours=2))
    outcome = world.run(wanted("a"), wanted("b"), wanted("c"), settings=settings)
    assert ([3600.0], ExitCode.DONE) == (world.clock.slept, outcome.exit_code)


def test_a_used_up_limit_is_waited_for_before_it_is_met() -> None:
    """`x-ratelimit-remaining: 0` makes the next call wait for the reset."""
    world = World()
    reset = int((NOW + timedelta(seconds=90)).timestamp())
    world.braze.headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)}
    world.run(wanted("a"), wanted("b"))
    assert [90.0] == world.clock.slept


def test_a_clock_that_is_wrong_stops_before_the_next_call() -> None:
    """Braze's `Date` is two minutes from ours."""
    world = World()
    world.braze.headers = {"date": "Fri, 20 Nov 2026 09:02:00 GMT"}
    outcome = world.run(wanted("a"), wanted("b"))
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert (Ending.CLOCK, "120 seconds" in outcome.why) == (outcome.ending, True)


def test_a_stop_finishes_what_is_in_flight_and_starts_nothing() -> None:
    """The call in flight is recorded, the next is not made, the run is closed."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()
        world.braze.before = lambda _: stop.set()
        return await world.apply(wanted("a"), wanted("b"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (1, ExitCode.INTERRUPTED, None) == (outcome.calls, outcome.exit_code, outcome.state.run)
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]


def test_a_stop_gives_calls_in_flight_a_bounded_time() -> None:
    """A create that never answers is in doubt once the time is over."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()

        async def hang(_: Call) -> object:
            stop.set()
            return await asyncio.Event().wait()

        world.braze.perform = hang  # type: ignore[method-assign,assignment] # a server that never answers
        return await world.apply(wanted("a"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (Result.IN_DOUBT, [5.0]) == (only(outcome).result, world.clock.slept)


def test_a_run_that_was_stopped_before_it_began_writes_nothing() -> None:
    """No batch, no call."""
    world = World()

    async def stopped() -> Outcome:
        stop = asyncio.Event()
        stop.set()
        return await world.apply(wanted("a"), stop=stop)

    outcome = asyncio.run(stopped())
    assert (1, 0, ExitCode.INTERRUPTED) == (len(world.journal.batches), world.braze.calls, outcome.exit_code)


# --------------------------------------------------------------------------------------------- the journal


def test_a_plan_from_another_state_is_refused_before_anything() -> None:
    """The journal moved since the plan was made."""
    world = World()
    desired = world.desired(wanted("a"))
    cleared = world.clear(desired)
    world.run(wanted("b"))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(wanted("a"), cleared=cleared))


def test_a_state_that_moved_after_it_was_read_is_a_conflict_before_any_call() -> None:
    """Put-if-absent of the first batch fails."""
    world = World()
    world.journal.fail = {1: StateConflictError("another run has written that batch")}
    with pytest.raises(StateConflictError):
        asyncio.run(world.apply(wanted("a")))
    assert world.braze.calls == 0


def test_a_first_batch_that_cannot_be_written_is_an_error_before_any_call() -> None:
    """No intent, no call."""
    world = World()
    world.journal.fail = {1: StoreError("no space left")}
    with pytest.raises(StoreError):
        asyncio.run(world.apply(wanted("a")))
    assert world.braze.calls == 0


def test_definitions_that_are_not_those_of_the_plan_are_refused_before_anything() -> None:
    """What was not reviewed is never sent."""
    world = World()
    cleared = world.clear(world.desired(wanted("a")))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(wanted("a", subject="Another"), cleared=cleared))
    assert (0, 1) == (world.braze.calls, len(world.journal.batches))


def test_a_definition_that_is_gone_since_the_plan_is_refused() -> None:
    """A plan is applied exactly or not at all."""
    world = World()
    cleared = world.clear(world.desired(wanted("a")))
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(cleared=cleared))


def failing(error: Callable[[], Exception], at: int) -> tuple[World, Outcome]:
    """Return a world of three creates in which the journal fails from append `at` on."""
    world = World()
    world.journal.fail = {number: error() for number in range(at, 99)}
    return world, world.run(wanted("a"), wanted("b"), wanted("c"))


def test_a_store_that_fails_means_no_new_calls() -> None:
    """The third batch holds the first outcome and the second intent: one call was made."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    assert (1, Ending.STORE, ExitCode.ERROR) == (world.braze.calls, outcome.ending, outcome.exit_code)


def test_what_could_not_be_recorded_is_told() -> None:
    """One RECORD line with the id, at once and in the outcome."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    line = "RECORD a message id-1 create done -"
    assert ([line], [{"line": line}]) == (
        [one.line for one in outcome.unrecorded],
        [detail for event, detail in world.told.events if event == "unrecorded"],
    )


def test_what_could_not_be_recorded_is_no_success() -> None:
    """Braze did it, and the next run will call it in doubt."""
    _, outcome = failing(lambda: StoreError("no space left"), 3)
    assert [Result.IN_DOUBT, Result.NOT_TRIED, Result.NOT_TRIED] == [one.result for one in outcome.changes]


def test_outcomes_json_holds_all_that_is_known() -> None:
    """The call's id, the schedule's id and the answer as it was."""
    world, outcome = failing(lambda: StoreError("no space left"), 3)
    (answer,) = outcomes_content(outcome)["answers"]  # type: ignore[misc,union-attr] # a list of one object
    intents = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallIntended)]
    assert (intents[0].call, "id-1", 201) == (
        answer["call"],  # type: ignore[index,call-overload] # an object
        answer["schedule_id"],  # type: ignore[index,call-overload] # an object
        answer["exchange"]["status"],  # type: ignore[index,call-overload] # an object in an object
    )


def test_a_run_that_was_taken_over_stops_at_once() -> None:
    """Its next write fails, it makes no further call, and it says what it learned."""
    world, outcome = failing(lambda: StateConflictError("another run has written that batch"), 3)
    assert (1, Ending.FENCED, ExitCode.HELD, 1) == (
        world.braze.calls,
        outcome.ending,
        outcome.exit_code,
        len(outcome.unrecorded),
    )


def test_the_outcomes_state_is_what_is_durable() -> None:
    """A failed run claims no record it could not write."""
    _, outcome = failing(lambda: StoreError("no space left"), 3)
    assert ({}, 3) == (dict(outcome.state.records), outcome.head.number)


def test_a_run_that_cannot_be_closed_is_told() -> None:
    """All was done and recorded, and still the exit code is not 0."""
    _, outcome = failing(lambda: StoreError("no space left"), 5)
    assert [Result.DONE, Result.DONE, Result.IN_DOUBT] == [one.result for one in outcome.changes]


def test_a_snapshot_that_cannot_be_written_is_no_lost_apply() -> None:
    """A remark says so; the journal holds everything."""
    world = World()
    world.journal.publish_fails = True
    outcome = world.run(wanted("a"))
    assert (ExitCode.DONE, False) == (outcome.exit_code, outcome.snapshot_written)
    assert any("snapshot" in remark for remark in outcome.remarks)


def test_a_dead_run_is_taken_over() -> None:
    """The opening names the run whose place it takes."""
    world = World()
    world.journal.fail = {3: StoreError("gone")}
    world.run(wanted("a"))
    world.journal.fail = {}
    world.run(wanted("b"))
    opened = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, RunOpened)]
    assert [None, "run-1"] == [one.takes_over for one in opened]


def test_a_create_in_doubt_is_never_repeated_and_blocks_only_its_address() -> None:
    """The next apply makes the other one and says that one is in doubt."""
    world = World()
    world.braze.faults = {0: Fault.CUT_BEFORE}
    world.run(wanted("a"))
    outcome = world.run(wanted("a"), wanted("b"))
    assert {"a": Result.BLOCKED, "b": Result.DONE} == {one.address: one.result for one in outcome.changes}
    assert outcome.exit_code is ExitCode.IN_DOUBT


def test_each_try_has_its_own_intent_and_outcome() -> None:
    """A 429 and the create after it are two calls in the journal."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    world.run(wanted("a"))
    calls = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallIntended | CallAnswered)]
    assert 2 == len({one.call for one in calls}) == len(calls) // 2


@pytest.mark.parametrize("fault, applied_whole", [(None, True), (Fault.DENIED, False)])
def test_a_run_says_whether_it_went_through(fault: Fault | None, applied_whole: bool) -> None:  # noqa: FBT001 -- a table's column
    """`RunClosed.applied` is False when it stopped before all was tried."""
    world = World()
    world.braze.faults = {} if fault is None else {0: fault}
    world.run(wanted("a"), wanted("b"))
    closed = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, RunClosed)]
    assert [applied_whole] == [one.applied for one in closed]


def test_an_unfinished_update_is_repeated_by_the_next_apply() -> None:
    """The definition did not change, and still the update is made."""
    world = applied("teaser")
    world.braze.faults = dict.fromkeys(range(1, 7), Fault.CUT_BEFORE)
    world.run(wanted("teaser", subject="Today"))
    world.braze.faults = {}
    outcome = world.run(wanted("teaser", subject="Today"))
    assert (Result.DONE, ["Today"]) == (only(outcome).result, world.subjects())


def test_a_send_that_is_stopped_goes_to_history() -> None:
    """What some already have is never created again."""
    world = applied("teaser", "other")
    world.clock.at = SEND_AT + timedelta(minutes=5)
    outcome = world.run(wanted("other"), allow=["stop-sending:teaser"])
    gone = next(one for one in outcome.changes if one.address == "teaser")
    assert (Result.DONE, True) == (gone.result, "teaser" in {past.address for past in outcome.state.history})


def test_settings_bound_the_workers_of_a_small_plan() -> None:
    """One change is made over one connection."""
    world = World()
    connections: list[int] = []
    connect = world.braze

    async def count() -> None:
        connections.append(1)

    connect.close = count  # type: ignore[method-assign] # counts what is closed
    world.run(wanted("a"), settings=dataclasses.replace(ONE, parallelism=8))
    assert [1] == connections
