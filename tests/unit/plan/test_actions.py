"""The decision table beside its cells: what comes first, what was missed, what a change carries."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Kind, Verb
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Halt, Status
from support.plans import (
    ANCHOR,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("is_wanted", [True, False], ids=["wanted", "not wanted"])
def test_halt_comes_first(status: Status | None, *, is_wanted: bool) -> None:
    """A halt blocks whatever it matches, recorded or not; only what is in doubt or vanished says that instead."""
    desired = make_desired()
    unfinished = make_unfinished(Verb.CREATE) if status is Status.IN_DOUBT else None
    records = [make_recorded(desired, status=status, unfinished=unfinished)] if status is not None else []
    plan = plan_of([desired] if is_wanted else [], make_state(*records, halts=[_HALT]))
    codes = {Status.IN_DOUBT: BlockCode.IN_DOUBT, Status.VANISHED: BlockCode.VANISHED}
    expected = [codes.get(status, BlockCode.HALTED) if status is not None else BlockCode.HALTED]
    assert (expected if is_wanted or records else []) == [one.block.code for one in plan.changes if one.block]


def test_occurrence_before_the_definition_was_first_applied() -> None:
    """An occurrence from before its definition was first applied is history, and silent."""
    address = 'weekly["2026-11-27"]'
    state = make_state(definitions={"weekly": ANCHOR + timedelta(days=1)})
    plan = plan_of([make_desired(address, every=timedelta(days=7))], state, now=ANCHOR + timedelta(days=2))
    assert (Action.NONE, None, ()) == (
        change_of(plan, address).action,
        change_of(plan, address).block,
        plan.findings,
    )


@pytest.mark.parametrize(
    ("address", "since"),
    [("weekly", 1), ('weekly["2026-11-27"]', -1), ('weekly["2026-11-27"]', None)],
    ids=["no occurrence", "after it was first applied", "never applied"],
)
def test_other_missed_ones_are_blocked(address: str, since: int | None) -> None:
    """Whatever else was not created in time is missed, never silence."""
    definitions = {"weekly": ANCHOR + timedelta(days=since)} if since is not None else {}
    plan = plan_of([make_desired(address)], make_state(definitions=definitions), now=ANCHOR + timedelta(days=2))
    block = change_of(plan, address).block
    assert block is not None
    assert BlockCode.MISSED is block.code


@pytest.mark.parametrize("ago", [timedelta(days=1), timedelta()])
def test_update_that_may_have_brought_the_time_forward(ago: timedelta) -> None:
    """When an unanswered update tried a time that has come, a new time counts as a second send."""
    attempt = make_recorded(make_desired(at=ANCHOR - ago))
    record = make_recorded(
        make_desired(at=ANCHOR + timedelta(days=2)), unfinished=make_unfinished(Verb.UPDATE, attempt=attempt)
    )
    change = change_of(plan_of([make_desired(at=ANCHOR + timedelta(days=3))], make_state(record), now=ANCHOR))
    assert change.block is not None
    assert BlockCode.ALREADY_SENT is change.block.code


def test_update_that_tried_a_time_to_come_is_repeated() -> None:
    """An unanswered update to a time still to come is simply made again."""
    attempt = make_recorded(make_desired(at=ANCHOR + timedelta(days=1)))
    record = make_recorded(make_desired(), unfinished=make_unfinished(Verb.UPDATE, attempt=attempt))
    change = change_of(plan_of([make_desired()], make_state(record)))
    assert (Action.UPDATE, True, None) == (change.action, change.repeats, change.block)


def test_kind_change_is_a_replace() -> None:
    """What was a message and is a campaign now is cancelled as the one and made as the other."""
    record = make_recorded(make_desired())
    change = change_of(plan_of([make_desired(kind=Kind.CAMPAIGN)], make_state(record)))
    assert (Action.REPLACE, Kind.CAMPAIGN, Kind.MESSAGE) == (
        change.action,
        change.kind,
        change.before.kind if change.before else None,
    )


def test_lifting_protection_leaves_all_else_alone() -> None:
    """The change that lifts a protection changes nothing but the protection."""
    record = make_recorded(make_desired(), protected=True)
    change = change_of(plan_of([make_desired(fields={"segment_id": "seg-other"})], make_state(record)))
    assert dataclasses.replace(record, protected=False) == change.after


def test_after_the_protection_is_lifted_the_replace_comes() -> None:
    """The plan after the lifting replaces."""
    record = make_recorded(make_desired(), protected=True)
    desired = make_desired(fields={"segment_id": "seg-other"})
    after = change_of(plan_of([desired], make_state(record))).after
    assert after is not None
    assert Action.REPLACE is change_of(plan_of([desired], make_state(after))).action


def test_update_keeps_the_ids() -> None:
    """An update keeps the schedule id; what it leaves is otherwise what is wanted."""
    record = dataclasses.replace(make_recorded(make_desired()), dispatch_id="disp-1")
    after = change_of(plan_of([make_desired(at=ANCHOR + timedelta(days=1))], make_state(record))).after
    assert after is not None
    assert (record.schedule_id, "disp-1") == (after.schedule_id, after.dispatch_id)


def test_new_release_rewrites_nothing() -> None:
    """Another version of the tool or of the zone data is no reason to touch an equal record."""
    record = make_recorded(make_desired())
    older = dataclasses.replace(record.inputs, tool="0.0.9", zones="2025.1")
    change = change_of(plan_of([make_desired()], make_state(dataclasses.replace(record, inputs=older))))
    assert (Action.NONE, False) == (change.action, change.refresh)


def test_payload_of_an_older_version_is_normalised() -> None:
    """A record that was written without a default of today is equal to what spells the default out."""
    record = make_recorded(make_desired(without=["override_messaging_limits"]))
    payload = {key: value for key, value in record.payload.items() if key != "override_messaging_limits"}
    older = dataclasses.replace(record, payload=payload, payload_digest="0" * 64)
    assert Action.NONE is change_of(plan_of([make_desired()], make_state(older))).action


_HALT = Halt(
    id="h1",
    pattern="tea*",
    tags=(),
    first_at=None,
    last_at=None,
    who="ana",
    why="wrong prices",
    at=ANCHOR - timedelta(days=11),
)
