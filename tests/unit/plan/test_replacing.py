"""A state in place of a lost one: nothing that may be at Braze is created again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import timedelta

import pytest

from braze_gitops.model import Desired, DesiredSchedule, Lifecycle, TimeMode
from braze_gitops.plan import Action, BlockCode, Replacement, replace_lost
from braze_gitops.state import Batch, State, StateCreated, Status, fold
from support.plans import ANCHOR, LINEAGE, NOW, PRODUCTION, TOOL, change_of, make_desired, plan_of


def replaced(*desired: DesiredSchedule) -> Replacement:
    """Return what the new state begins with."""
    return replace_lost(
        Desired(schedules=desired), environment=PRODUCTION, lineage=LINEAGE, now=NOW, commit="9c2e"
    )


def state_of(found: Replacement) -> State:
    """Return the state that its entries make, in the one batch they are written in."""
    created = StateCreated(
        lineage=LINEAGE, environment=PRODUCTION.name, endpoint=PRODUCTION.endpoint, at=found.now
    )
    batch = Batch(
        number=1,
        previous="",
        lineage=LINEAGE,
        nonce="n",
        tool=TOOL,
        at=found.now,
        entries=(created, *found.entries),
        texts=found.texts,
    )
    return fold(None, ((batch, "d"),))


@pytest.mark.parametrize(
    "desired",
    [
        pytest.param(make_desired(), id="to come"),
        pytest.param(make_desired(at=NOW + timedelta(days=200)), id="beyond the horizon"),
        pytest.param(make_desired(lifecycle=Lifecycle(paused=True)), id="paused"),
        pytest.param(make_desired(at=NOW - timedelta(minutes=5)), id="sending"),
        pytest.param(make_desired(at=NOW - timedelta(hours=20), mode=TimeMode.LOCAL), id="sending over the world"),
    ],
)
def test_what_may_be_there_is_external(desired: DesiredSchedule) -> None:
    """Its id is not known, and what Braze has neither."""
    (record,) = replaced(desired).external
    assert (Status.EXTERNAL, None, True) == (record.status, record.schedule_id, record.imported)


def test_what_is_over_counts_as_sent() -> None:
    """In the history alone, so that a new time does not send it a second time."""
    found = replaced(make_desired(at=NOW - timedelta(days=1)))
    state = state_of(found)
    assert ((), {}, ["teaser"]) == (found.external, dict(state.records), [one.address for one in state.history])
    block = change_of(plan_of([make_desired()], state)).block
    assert block is not None
    assert BlockCode.ALREADY_SENT is block.code


def edits(desired: DesiredSchedule) -> Iterable[DesiredSchedule]:
    """Yield the definition as it is, and edited in each way."""
    yield desired
    yield make_desired(at=ANCHOR + timedelta(days=1))
    yield make_desired(fields={"segment_id": "seg-other"})
    yield dataclasses.replace(desired, description="other words")


@pytest.mark.parametrize("edited", list(edits(make_desired())), ids=["as it is", "time", "reach", "words"])
def test_no_plan_creates_what_was_there(edited: DesiredSchedule) -> None:
    """Equal it is left alone, edited it is blocked."""
    change = change_of(plan_of([edited], state_of(replaced(make_desired()))))
    assert change.action is Action.NONE or (change.block is not None and change.block.code is BlockCode.EXTERNAL)


def test_the_texts_come_along() -> None:
    """Each that a record names."""
    found = replaced(make_desired())
    assert dict(found.texts) == dict(state_of(found).texts)
    assert found.texts
