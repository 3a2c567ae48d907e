"""A person's word: who may say what of which address, and what becomes of it."""

import dataclasses

import pytest

from braze_gitops.apply import options_of, resolve, write_entries
from braze_gitops.errors import StateConflictError, StateDamagedError, UsageError
from braze_gitops.model import Address, ScheduleId
from braze_gitops.state import Resolution, State, Status
from braze_gitops.state.kept_payload import KeptPayload
from support.applying import World, wanted
from support.memory_braze import Fault
from support.states import NOW, TOOL

DOUBTFUL = Address("a")


def in_doubt() -> World:
    """Return a world in which `a` is in doubt and `b` scheduled as id-1."""
    world = World()
    world.braze.faults = {0: Fault.CUT_BEFORE}
    world.run(wanted("a"), wanted("b"))
    return world


def vanished() -> World:
    """Return a world in which `a` has vanished."""
    world = World()
    world.run(wanted("a"), wanted("b"))
    world.braze.faults = {2: Fault.REJECTED}
    world.run(wanted("b"))
    return world


def assumed() -> World:
    """Return a world in which a person takes `a` for created."""
    world = in_doubt()
    say(world, Resolution.ASSUME_CREATED)
    return world


def say(world: World, resolution: Resolution, *, schedule_id: str | None = None) -> State:
    """Resolve `a` and return the state after."""
    state = world.state()
    entries = resolve(
        state,
        DOUBTFUL,
        resolution,
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        who="ana",
        why="looked it up",
        at=NOW,
    )
    opening = dataclasses.replace(world.opening(), operation="state resolve")
    return write_entries(
        entries, state=state, journal=world.journal, opening=opening, new_id=lambda: "n", tool=TOOL
    ).state


@pytest.mark.parametrize(
    ("resolution", "schedule_id", "status"),
    [
        pytest.param(Resolution.SCHEDULE_ID, "found", Status.SCHEDULED, id="the id was found"),
        pytest.param(Resolution.NOT_CREATED, None, None, id="it was not created"),
        pytest.param(Resolution.ASSUME_CREATED, None, Status.EXTERNAL, id="it is taken for created"),
    ],
)
def test_what_is_in_doubt(resolution: Resolution, schedule_id: str | None, status: Status | None) -> None:
    """Each way out of a doubt."""
    record = say(in_doubt(), resolution, schedule_id=schedule_id).records.get(DOUBTFUL)
    assert status == (record.status if record is not None else None)


@pytest.mark.parametrize(("resolution", "status"), [(Resolution.GONE, None), (Resolution.RETRY, Status.SCHEDULED)])
def test_what_has_vanished(resolution: Resolution, status: Status | None) -> None:
    """Each way out after a refused delete."""
    record = say(vanished(), resolution).records.get(DOUBTFUL)
    assert status == (record.status if record is not None else None)


@pytest.mark.parametrize(
    ("resolution", "schedule_id", "found"),
    [
        pytest.param(Resolution.SCHEDULE_ID, "found", (Status.SCHEDULED, "found"), id="the id was found"),
        pytest.param(Resolution.NOT_CREATED, None, None, id="it was not created after all"),
    ],
)
def test_what_was_assumed_is_corrected(
    resolution: Resolution, schedule_id: str | None, found: tuple[Status, str] | None
) -> None:
    """A person who knows better later says so."""
    record = say(assumed(), resolution, schedule_id=schedule_id).records.get(DOUBTFUL)
    assert found == ((record.status, record.schedule_id) if record is not None else None)


def test_what_no_create_of_ours_is_behind_takes_a_word_too() -> None:
    """Somebody may find its id later, or that it was never made."""
    state = assumed().state()
    record = dataclasses.replace(state.records[DOUBTFUL], unfinished=None)
    options = options_of(dataclasses.replace(state, records={**state.records, DOUBTFUL: record}), DOUBTFUL)
    assert (Resolution.SCHEDULE_ID, Resolution.NOT_CREATED) == options


def test_what_has_an_id_needs_no_word() -> None:
    """Something external whose id is known is nobody's doubt."""
    state = assumed().state()
    record = dataclasses.replace(state.records[DOUBTFUL], schedule_id=ScheduleId("known"))
    with pytest.raises(UsageError, match="a needs no word from you: it is external"):
        options_of(dataclasses.replace(state, records={**state.records, DOUBTFUL: record}), DOUBTFUL)


def test_a_status_is_named_in_plain_words() -> None:
    """Not as it is stored."""
    with pytest.raises(UsageError, match="cannot be resolved with --gone: it is in doubt"):
        say(in_doubt(), Resolution.GONE)


@pytest.mark.parametrize(
    ("make", "resolution", "schedule_id"),
    [
        pytest.param(in_doubt, Resolution.GONE, None, id="gone, of a doubt"),
        pytest.param(in_doubt, Resolution.RETRY, None, id="retry, of a doubt"),
        pytest.param(vanished, Resolution.NOT_CREATED, None, id="not created, of what vanished"),
        pytest.param(assumed, Resolution.ASSUME_CREATED, None, id="assumed, once more"),
        pytest.param(assumed, Resolution.GONE, None, id="gone, of what is assumed"),
        pytest.param(assumed, Resolution.SCHEDULE_ID, "id-1", id="another address's id, of what is assumed"),
        pytest.param(in_doubt, Resolution.SCHEDULE_ID, None, id="no id"),
        pytest.param(in_doubt, Resolution.SCHEDULE_ID, " ", id="an empty id"),
        pytest.param(in_doubt, Resolution.SCHEDULE_ID, "x ", id="an id with a blank"),
        pytest.param(in_doubt, Resolution.SCHEDULE_ID, "THE-ID", id="what a hint says in place of an id"),
        pytest.param(in_doubt, Resolution.SCHEDULE_ID, "id-1", id="another address's id"),
        pytest.param(in_doubt, Resolution.NOT_CREATED, "x", id="an id nobody asked for"),
    ],
)
def test_what_cannot_be_said(make: type[World], resolution: Resolution, schedule_id: str | None) -> None:
    """Refused, and nothing is written."""
    world = make()
    batches = len(world.journal.batches)
    with pytest.raises(UsageError):
        say(world, resolution, schedule_id=schedule_id)
    assert batches == len(world.journal.batches)


@pytest.mark.parametrize("address", ["b", "nobody"])
def test_an_address_that_needs_no_word(address: str) -> None:
    """Scheduled, or not there at all."""
    with pytest.raises(UsageError):
        options_of(in_doubt().state(), Address(address))


def test_after_not_created_the_next_apply_creates() -> None:
    """The person's word is what lets it go out again."""
    world = in_doubt()
    say(world, Resolution.NOT_CREATED)
    outcome = world.run(wanted("a"), wanted("b"))
    assert (1, Status.SCHEDULED) == (outcome.calls, outcome.state.records[DOUBTFUL].status)


def test_a_snapshot_that_cannot_be_written_is_a_remark() -> None:
    """The word is durable in the journal."""
    world = in_doubt()
    world.journal.publish_fails = True
    state = world.state()
    entries = resolve(state, DOUBTFUL, Resolution.NOT_CREATED, who="ana", why="", at=NOW)
    written = write_entries(
        entries, state=state, journal=world.journal, opening=world.opening(), new_id=lambda: "n", tool=TOOL
    )
    assert ("snapshot" in written.remark, written.state) == (True, world.state())


def test_a_state_that_moved_is_a_conflict() -> None:
    """Somebody else was faster."""
    world = in_doubt()
    state = world.state()
    entries = resolve(state, DOUBTFUL, Resolution.NOT_CREATED, who="ana", why="", at=NOW)
    world.run(wanted("a"), wanted("b"), wanted("c"))
    with pytest.raises(StateConflictError):
        write_entries(
            entries, state=state, journal=world.journal, opening=world.opening(), new_id=lambda: "n", tool=TOOL
        )


def test_a_word_is_not_written_where_a_payload_is_damaged() -> None:
    """The snapshot after it could not be written: that is found out before, and no batch is written."""
    world = in_doubt()
    state, before = world.state(), world.journal.head
    other = next(record for address, record in state.records.items() if address != DOUBTFUL)
    damaged = dataclasses.replace(other, payload=KeptPayload(b"{", other.address))
    spoilt = dataclasses.replace(state, records={**state.records, other.address: damaged})
    entries = resolve(spoilt, DOUBTFUL, Resolution.NOT_CREATED, who="ana", why="", at=NOW)
    with pytest.raises(StateDamagedError, match=f"the payload of {other.address}"):
        write_entries(
            entries, state=spoilt, journal=world.journal, opening=world.opening(), new_id=lambda: "n", tool=TOOL
        )
    assert before == world.journal.head
