"""Whole applies over real HTTP against the sandbox, with the state in a folder; the sandbox's log is the judge."""

from datetime import timedelta

import pytest

from braze_gitops.apply import Ending
from braze_gitops.errors import ExitCode
from braze_gitops.model import Kind, Secret, thaw
from braze_gitops.sandbox import (
    FaultKind,
    Reference,
    ReferenceStatus,
    register,
)
from support.applying import SEND_AT, only, wanted
from support.sandbox_apply import Place, files

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
    calls, before = len(place.log()), files(place.store.root)
    place.run(*MIXED)
    assert (calls, before) == (len(place.log()), files(place.store.root))


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
    """The fault says that the window resets in 30 seconds of the sandbox's clock, told in whole seconds."""
    place.order(FaultKind.RATE_LIMITED)
    place.run(wanted("a"), workers=1)
    assert len(place.clock.slept) == 1
    assert 0 < place.clock.slept[0] <= 31


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
    shown = repr(outcome) + repr(place.told.events) + repr(files(place.store.root))
    assert "canary" not in shown
    assert "[BRAZE_API_KEY]" in shown


def test_a_denied_run_makes_no_call_after_those_in_flight(place: Place) -> None:
    """Of twenty creates at four workers no more than four reach Braze."""
    wrong = Secret("wrong", name="BRAZE_API_KEY")
    place.run(*(wanted(f"n{number:02}") for number in range(20)), workers=4, key=wrong)
    assert len(place.log()) <= 4
