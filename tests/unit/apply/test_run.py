"""One apply against a Braze and a journal in memory: the plain way, order and batches."""

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.apply import ApplySettings, Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import (
    Call,
    CreateCall,
    DeleteCall,
    DesiredSchedule,
    Kind,
    Lifecycle,
    Occurrence,
    UpdateCall,
    Verb,
)
from braze_gitops.plan import Action
from braze_gitops.state import Status
from support.applying import FINGERPRINT, SEND_AT, World, applied, entries, only, wanted
from support.memory_braze import Fault
from support.states import NOW


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
    assert (Result.DONE, "id-1") == (
        only(outcome).result,
        outcome.state.records[only(outcome).address].schedule_id,
    )
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
    """One worker writes one batch a call and one more; in between each holds an outcome and an intent."""
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


def test_two_names_change_places_without_a_call() -> None:
    """Both records move in one entry of the first batch, each with its id; the next plan has nothing to do."""
    world = applied("a", "b")
    swapped = (wanted("a", segment="seg-b", moved_from="b"), wanted("b", segment="seg-a", moved_from="a"))
    calls = world.braze.calls
    outcome = world.run(*swapped)
    ids = {address: record.schedule_id for address, record in outcome.state.records.items()}
    assert ({"a": "id-2", "b": "id-1"}, 0, 1) == (
        ids,
        world.braze.calls - calls,
        entries(world).count("RecordsMoved"),
    )
    assert () == world.run(*swapped).changes


def test_a_chain_with_an_edit() -> None:
    """The moves come first, then the one call that the edit needs, under the new name."""
    world = applied("b", "c")
    edited = wanted("a", segment="seg-b", moved_from="b", subject="Today")
    outcome = world.run(edited, wanted("b", segment="seg-c", moved_from="c"))
    ids = {address: record.schedule_id for address, record in outcome.state.records.items()}
    assert ({"a": "id-1", "b": "id-2"}, edited.payload) == (ids, world.braze.live["id-1"])


def test_a_move_that_stands_alone_is_an_entry_of_its_own() -> None:
    """What takes a free name, and whose name nobody takes, is told by itself, also beside a ring."""
    world = applied("a", "b", "old")
    world.run(
        wanted("a", segment="seg-b", moved_from="b"),
        wanted("b", segment="seg-a", moved_from="a"),
        wanted("new", segment="seg-old", moved_from="old"),
    )
    assert [1, 1] == [entries(world).count(name) for name in ("RecordsMoved", "RecordMoved")]


def test_what_is_put_off_does_not_stand_where_a_record_leaves() -> None:
    """An earlier hour beyond the horizon takes the key of the later one, whose record leaves it first."""
    far = NOW + timedelta(days=200)

    def send(key: str, hours: int) -> DesiredSchedule:
        occurrence = Occurrence(rule="daily", interval=timedelta(hours=3))
        one = wanted(f'digest["{key}"]', at=far + timedelta(hours=hours))
        return dataclasses.replace(one, occurrence=occurrence)

    world = World()
    world.run(send("2027-06-01", 3))
    both = (send("2027-06-01", 0), send("2027-06-01T20:00", 3))
    outcome = world.run(*both)
    assert {one.address: one.time for one in both} == {
        address: record.time for address, record in outcome.state.records.items()
    }
    assert () == world.run(*both).changes


def test_what_waits_for_an_update_starts_after_it() -> None:
    """A send that an unanswered update may have put there is moved away first; then another one comes."""

    def send(key: str, hours: int) -> DesiredSchedule:
        occurrence = Occurrence(rule="twice a day", interval=timedelta(hours=9))
        one = wanted(f'digest["{key}"]', at=SEND_AT + timedelta(hours=hours))
        return dataclasses.replace(one, occurrence=occurrence)

    world = World()
    world.run(send("2026-11-27", 0))
    world.braze.faults = dict.fromkeys(range(1, 99), Fault.CUT_AFTER)
    world.run(send("2026-11-27", 9))
    world.braze.faults = {}
    both = (send("2026-11-27", 0), send("2026-11-27T18:00", 9))
    outcome = world.run(*both)
    assert [Result.DONE, Result.DONE] == [one.result for one in outcome.changes]
    assert () == world.run(*both).changes
