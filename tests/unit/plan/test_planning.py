"""A whole plan: what it was made from, what it holds, and what it leaves out."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import timedelta

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import DesiredSchedule, Verb, digest_text
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import RunOpened, Status
from support.plans import (
    ANCHOR,
    LINEAGE,
    LONG,
    NOW,
    change_of,
    make_desired,
    make_recorded,
    make_state,
    plan_of,
)
from support.states import make_intent, make_run


def test_naive_now() -> None:
    """A moment without a zone is refused."""
    with pytest.raises(ValueError, match="aware"):
        plan_of([], make_state(), now=NOW.replace(tzinfo=None))


def test_origin() -> None:
    """A plan says what it was made from."""
    origin = plan_of([], make_state()).origin
    assert ("production", LINEAGE, 12, 42, "9c2e", "0.1.0", "2026.2") == (
        origin.environment,
        origin.lineage,
        origin.state_serial,
        origin.state_head.number,
        origin.commit,
        origin.tool,
        origin.zones,
    )


@pytest.mark.parametrize(
    "other",
    [
        make_desired(at=ANCHOR + timedelta(days=1)),
        make_desired(moved_from="old"),
        make_desired("other"),
    ],
    ids=["time", "moved_from", "address"],
)
def test_definitions_digest(other: DesiredSchedule) -> None:
    """Other definitions have another digest."""
    digests = [plan_of([one], make_state()).origin.definitions_digest for one in (make_desired(), other)]
    assert digests[0] != digests[1]


def test_texts() -> None:
    """A plan holds each long text that a change names, before or after, and none that only unchanged ones do."""
    new = "<p>" + "new " * 200
    desired = make_desired(fields={"messages": {"email": {"body": new}}})
    plan = plan_of([desired], make_state(make_recorded(make_desired())))
    assert {digest_text(new): new, digest_text(LONG): LONG} == dict(plan.texts)


def test_texts_of_the_unchanged() -> None:
    """An unchanged schedule's texts stay in the state."""
    assert {} == dict(plan_of([make_desired()], make_state(make_recorded(make_desired()))).texts)


def test_difference_has_its_texts_written_out() -> None:
    """A long text is written out on both sides."""
    desired = make_desired(fields={"messages": {"email": {"body": "short"}}})
    found = change_of(plan_of([desired], make_state(make_recorded(make_desired())))).differences
    assert (LONG, "short") == next((one.before, one.after) for one in found if one.path == "messages.email.body")


def test_text_that_is_missing() -> None:
    """A text that the state names and does not hold is damage, said as that."""
    state = dataclasses.replace(make_state(make_recorded(make_desired())), texts={})
    desired = make_desired(fields={"messages": {"email": {"body": "short"}}})
    with pytest.raises(StateDamagedError, match="does not hold"):
        plan_of([desired], state)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        pytest.param(make_run(), "a run that has not ended is creating it at this moment", id="not closed"),
        pytest.param(None, "a create was sent on", id="closed"),
    ],
)
def test_a_create_without_an_answer_is_held(run: RunOpened | None, words: str) -> None:
    """What the last run left pending is settled before planning; while it has not closed nobody calls it lost."""
    record = dataclasses.replace(make_recorded(make_desired()), schedule_id=None)
    pending = dataclasses.replace(make_intent(Verb.CREATE, record), record=record)
    state = dataclasses.replace(make_state(), pending=(pending,), run=run)
    block = change_of(plan_of([make_desired()], state)).block
    assert block is not None
    assert (BlockCode.IN_DOUBT, True) == (block.code, block.message.startswith(words))


@pytest.mark.parametrize(
    ("ci_run", "words"),
    [("", ""), ("https://ci.example/1", ", https://ci.example/1")],
    ids=["a person", "a CI run"],
)
def test_held_by(ci_run: str, words: str) -> None:
    """While a run is open the plan says whose it is."""
    state = make_state(run=dataclasses.replace(make_run(), ci_run=ci_run))
    expected = f"apply by ana on laptop, since Fri 20 Nov 2026 09:00 UTC{words}"
    assert expected == plan_of([], state).held_by


def test_held_by_nobody() -> None:
    """Without an open run nobody holds the state."""
    assert "" == plan_of([], make_state()).held_by


def test_record_count() -> None:
    """The count is of what is still arranged: neither what was sent nor what waits."""
    records = [
        make_recorded(make_desired("scheduled")),
        make_recorded(make_desired("sending", at=NOW)),
        make_recorded(make_desired("sent", at=NOW - timedelta(days=2))),
        make_recorded(make_desired("waits", at=ANCHOR + timedelta(days=300)), status=Status.DEFERRED),
    ]
    assert 2 == plan_of([], make_state(*records)).record_count


def test_findings_of_what_is_blocked_are_left_out() -> None:
    """A change that is not made has its block, and no advice on how it would go."""
    plan = plan_of([make_desired()], make_state(), now=ANCHOR)
    assert () == plan.findings


@pytest.mark.parametrize(("edited", "has_changes"), [(False, False), (True, True)])
def test_has_changes(*, edited: bool, has_changes: bool) -> None:
    """A plan has changes when anything but `none` is in it."""
    at = ANCHOR + timedelta(days=int(edited))
    assert has_changes is plan_of([make_desired(at=at)], make_state(make_recorded(make_desired()))).has_changes


def test_readers_of_a_change() -> None:
    """A change tells the id it acts on, both payloads, and the time that counts for a reader."""
    record = make_recorded(make_desired())
    gone = change_of(plan_of([], make_state(record)))
    new = change_of(plan_of([make_desired()], make_state()))
    assert (record.schedule_id, record.payload, None, record.time, record.window) == (
        gone.schedule_id,
        gone.payload_before,
        gone.payload_after,
        gone.time,
        gone.window,
    )
    assert (None, None, record.payload, record.time) == (
        new.schedule_id,
        new.payload_before,
        new.payload_after,
        new.time,
    )


def test_nothing_to_tell_of_what_is_nowhere() -> None:
    """A missed one that is skipped has neither time nor window."""
    record = make_recorded(make_desired())
    change = dataclasses.replace(change_of(plan_of([], make_state(record))), before=None)
    assert (None, None, Action.DELETE) == (change.time, change.window, change.action)


def test_deepdiff_stays_away_from_a_plan_with_nothing_to_do() -> None:
    """A plan in which nothing differs does not even import the comparison."""
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from support.plans import *\n"
        "plan_of([make_desired()], make_state(make_recorded(make_desired())))\n"
        "assert 'deepdiff' not in sys.modules\n"
        "plan_of([make_desired(fields={'segment_id': 'x'})], make_state(make_recorded(make_desired())))\n"
        "assert 'deepdiff' in sys.modules\n"
    )
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
