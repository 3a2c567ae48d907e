"""What holds of every apply, whatever Braze answers and wherever it is cut."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from braze_gitops.apply import ApplySettings, Outcome, Result
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.model import DesiredSchedule, JsonObject, Kind, Verb
from braze_gitops.state import Status, settle
from support.applying import SEND_AT, World, wanted
from support.memory_braze import CARRIED_OUT, Fault
from support.memory_journal import Killed

ALLOWED = ("becomes-broadcast:*",)
NAMES = ("ada", "bob", "cleo", "dan")

variants = st.builds(
    lambda name, kind, subject, days, send_id: wanted(
        name,
        kind=kind,
        subject=subject,
        parent=f"parent-{name}",
        at=SEND_AT + timedelta(days=days),
        send_id=send_id,
    ),
    st.sampled_from(NAMES),
    st.sampled_from([Kind.MESSAGE, Kind.CAMPAIGN]),
    st.sampled_from(["one", "two", "x" * 600]),
    st.integers(0, 2),
    st.sampled_from(["", "", "one", "two"]),
)
wishes = st.lists(variants, max_size=4, unique_by=lambda one: one.address)
faults = st.dictionaries(st.integers(0, 12), st.sampled_from(Fault), max_size=5)
cuts = st.none() | st.tuples(st.integers(1, 14), st.booleans())


def address_of(payload: JsonObject) -> str:
    """Return whose schedule it is: segment or campaign carry the address."""
    named = payload.get("segment_id") or payload.get("campaign_id")
    return str(named).partition("-")[2]


def check_live(world: World) -> None:
    """Make sure that Braze holds no address twice, and nothing the state does not know of."""
    live = [address_of(payload) for payload in world.braze.live.values()]
    assert sorted(set(live)) == sorted(live)
    state = settle(world.state())
    known = {record.schedule_id for record in state.records.values()}
    in_doubt = {address for address, record in state.records.items() if record.status is Status.IN_DOUBT}
    for schedule_id, payload in world.braze.live.items():
        assert schedule_id in known or address_of(payload) in in_doubt


def apply_once(world: World, wish: Iterable[DesiredSchedule], *, workers: int) -> Outcome | None:
    """Apply; None if the run was cut."""
    try:
        return world.run(*wish, allow=ALLOWED, settings=ApplySettings(parallelism=workers))
    except (Killed, StoreError, StateConflictError):
        return None


@hypothesis.given(
    steps=st.lists(st.tuples(wishes, faults, cuts), min_size=1, max_size=4), workers=st.sampled_from([1, 2, 4])
)
def test_cut_anywhere_nothing_is_created_twice_or_lost(
    steps: list[tuple[list[DesiredSchedule], dict[int, Fault], tuple[int, bool] | None]], workers: int
) -> None:
    """After any prefix of durable writes and any lost answer: no address twice, no id lost, and it converges."""
    world = World()
    world.braze.refuses_deletes = False
    for wish, broken, cut in steps:
        world.braze.faults = {world.braze.calls + number: fault for number, fault in broken.items()}
        world.journal.fail = {}
        if cut is not None:
            world.journal.fail = {world.journal.appends + cut[0]: Killed()}
            world.journal.also_written = cut[1]
        apply_once(world, wish, workers=workers)
        check_live(world)
    world.braze.faults, world.journal.fail = {}, {}
    wish = steps[-1][0]
    world.run(*wish, allow=ALLOWED, settings=ApplySettings(parallelism=workers))
    last = world.run(*wish, allow=ALLOWED, settings=ApplySettings(parallelism=workers))
    check_live(world)
    assert last.calls == 0
    stuck = {a for a, r in last.state.records.items() if r.status in (Status.IN_DOUBT, Status.VANISHED)}
    live = {address_of(payload): payload for payload in world.braze.live.values()}
    for one in wish:
        assert one.address in stuck or live[one.address] == one.payload


@hypothesis.given(first=wishes, second=wishes, broken=faults, failing=cuts, workers=st.sampled_from([1, 3]))
def test_an_outcome_never_claims_more_than_was_done(
    first: list[DesiredSchedule],
    second: list[DesiredSchedule],
    broken: dict[int, Fault],
    failing: tuple[int, bool] | None,
    workers: int,
) -> None:
    """What it calls done Braze has and the state says; what it calls not tried made no call."""
    world = World()
    world.braze.refuses_deletes = False
    world.run(*first)
    made_before = len(world.braze.made)
    world.braze.faults = {world.braze.calls + number: fault for number, fault in broken.items()}
    if failing is not None:
        world.journal.fail = dict.fromkeys(range(world.journal.appends + failing[0], 999), StoreError("full"))
        world.journal.also_written = False
    calls_before = world.braze.calls
    outcome = apply_once(world, second, workers=workers)
    if outcome is None:
        assert world.braze.calls == calls_before
        return
    assert outcome.calls == world.braze.calls - calls_before == sum(one.calls for one in outcome.changes)
    made = world.braze.made[made_before:]
    live = {address_of(payload): (named, payload) for named, payload in world.braze.live.items()}
    wish = {one.address: one for one in second}
    for one in outcome.changes:
        if one.result is Result.NOT_TRIED:
            assert one.calls == 0
        if one.result is Result.DONE and one.address in wish:
            assert live[one.address] == (one.schedule_id, wish[one.address].payload)
            assert outcome.state.records[one.address].schedule_id == one.schedule_id
        if one.result is Result.DONE and one.address not in wish:
            assert one.address not in live
            assert one.address not in outcome.state.records
    creates = [m for m in made if m.verb is Verb.CREATE and m.carried_out]
    told = {one.schedule_id for one in outcome.changes} | {one.schedule_id for one in outcome.unrecorded}
    unsure = [one for one in outcome.changes if one.result is Result.IN_DOUBT]
    assert len([m for m in creates if m.schedule_id not in told]) <= len(unsure)


@pytest.mark.parametrize("fault", list(Fault))
@hypothesis.settings(max_examples=5)
@hypothesis.given(st.data())
def test_a_create_is_repeated_only_when_it_cannot_have_been_made(fault: Fault, data: st.DataObject) -> None:
    """Of every fault on a first create: at most one is carried out, and none after one that may have been."""
    world = World()
    workers = data.draw(st.integers(1, 3))
    world.braze.faults = {0: fault}
    asyncio.run(world.apply(wanted("ada"), settings=ApplySettings(parallelism=workers)))
    carried_out = [one for one in world.braze.made if one.carried_out]
    expected = 1 if fault in (*CARRIED_OUT, Fault.NOT_SENT, Fault.LIMITED) else 0
    assert expected == len(carried_out)
