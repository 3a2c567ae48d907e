"""Send ids over real HTTP against the sandbox, which refuses a create whose send id was not made."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from braze_gitops.apply import Result
from braze_gitops.braze import connector
from braze_gitops.errors import ExitCode, StoreError
from braze_gitops.model import CreateSendIdCall, DesiredSchedule, Kind, thaw
from braze_gitops.net import Timeouts
from braze_gitops.sandbox import FaultKind, Reference, ReferenceStatus, advance, register
from braze_gitops.state import Status, settle
from support.applying import SEND_AT, only, wanted
from support.sandbox_apply import Place, files
from support.states import NOW

PATH = "/sends/id/create"


def tracked(name: str, send_id: str = "one", *, kind: Kind = Kind.CAMPAIGN, day: float = 0) -> DesiredSchedule:
    """Return a schedule with a send id."""
    return wanted(name, kind=kind, subject=name, send_id=send_id, at=SEND_AT + timedelta(days=day))


def made(place: Place) -> list[tuple[str, str]]:
    """Return the pairs that were asked for, in order, those that were refused included."""
    return [
        (str(call.body["campaign_id"]), str(call.body["send_id"])) for call in place.log() if call.path == PATH
    ]


def endpoints(place: Place) -> list[str]:
    """Return the last part of the path of every call, in order."""
    return [call.path.rpartition("/")[2] if call.path != PATH else "send id" for call in place.log()]


def check_live(place: Place, wish: Sequence[DesiredSchedule]) -> None:
    """Make sure that what the sandbox holds is what is wanted, each under the id the state has."""
    ids = {address: record.schedule_id for address, record in place.state().records.items()}
    assert {ids[one.address]: thaw(one.payload) for one in wish} == place.live()


@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.CAMPAIGN])
@pytest.mark.parametrize("workers", [1, 4])
def test_made_once_for_two(place: Place, kind: Kind, workers: int) -> None:
    """One call, two schedules."""
    wish = [tracked("a", kind=kind), tracked("b", kind=kind)]
    outcome = place.run(*wish, workers=workers)
    assert ([("parent-1", "one")], ExitCode.DONE) == (made(place), outcome.exit_code)
    check_live(place, wish)


def test_reused_by_a_replace(place: Place) -> None:
    """What keeps its pair makes none, also in a later run."""
    place.run(tracked("a"))
    wish = [wanted("a", kind=Kind.CAMPAIGN, subject="other", send_id="one")]
    place.run(*wish)
    assert ["send id", "create", "delete", "create"] == endpoints(place)
    check_live(place, wish)


def test_a_replace_makes_its_new_one_first(place: Place) -> None:
    """Then the delete, then the create."""
    place.run(tracked("a"))
    wish = [tracked("a", "two")]
    place.run(*wish)
    assert ["send id", "delete", "create"] == endpoints(place)[2:]
    check_live(place, wish)


LOST = [
    pytest.param(FaultKind.CUT_BEFORE, id="cut before"),
    pytest.param(FaultKind.CUT_AFTER, id="cut after"),
    pytest.param(FaultKind.SERVER_ERROR, id="500"),
    pytest.param(FaultKind.SLOW, id="no answer in time"),
    pytest.param(FaultKind.TRUNCATED, id="truncated"),
    pytest.param(FaultKind.BAD_JSON, id="bad JSON"),
    pytest.param(FaultKind.HTML, id="html"),
    pytest.param(FaultKind.EMPTY, id="empty"),
    pytest.param(FaultKind.NO_ID, id="not named"),
    pytest.param(FaultKind.QUEUED, id="queued"),
]


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer_blocks_nothing_and_converges(place: Place, kind: FaultKind) -> None:
    """Asked for once in its run, nothing in doubt, and the next apply brings it about."""
    place.order(kind)
    wish = [tracked("a"), tracked("b", day=1)]
    outcome = place.run(*wish, workers=1)
    assert 1 == len(made(place))
    assert not [one for one in outcome.changes if one.result is Result.IN_DOUBT]
    assert Status.IN_DOUBT not in {one.status for one in outcome.state.records.values()}
    assert ExitCode.DONE is place.run(*wish).exit_code
    check_live(place, wish)
    assert [True] == [one.confirmed for one in place.state().send_ids]


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer_cancels_nothing(place: Place, kind: FaultKind) -> None:
    """A replace waits for the next apply; what is arranged stays until then."""
    before, wish = [tracked("a")], [tracked("a", "two")]
    place.run(*before)
    place.order(kind)
    outcome = place.run(*wish)
    assert (Result.FAILED, ExitCode.UNAVAILABLE) == (only(outcome).result, outcome.exit_code)
    check_live(place, before)
    assert ExitCode.DONE is place.run(*wish).exit_code
    check_live(place, wish)


def test_a_refusal_is_told_and_the_create_goes_on(place: Place) -> None:
    """The pair was made by hand, and Braze answers a refusal: the create is done, and confirms it."""
    asyncio.run(by_hand(place, "one"))
    place.order(FaultKind.BAD_REQUEST)
    outcome = place.run(tracked("a"))
    assert (Result.DONE, ExitCode.DONE) == (only(outcome).result, outcome.exit_code)
    assert only(outcome).remarks[0].endswith("it may exist already")
    place.run(wanted("a", kind=Kind.CAMPAIGN, subject="other", send_id="one"))
    assert 2 == len(made(place))


def test_an_unknown_campaign_cancels_nothing(place: Place) -> None:
    """Braze refuses the pair of a replace: what is arranged stays, with Braze's words."""
    before = [tracked("a")]
    place.run(*before)
    register(place.sandbox, Reference(kind="campaign", id="gone", status=ReferenceStatus.UNKNOWN))
    outcome = place.run(wanted("a", kind=Kind.CAMPAIGN, subject="a", parent="gone", send_id="one"))
    assert (Result.FAILED, True) == (only(outcome).result, "Invalid Campaign ID" in only(outcome).why)
    check_live(place, before)


def hundred_and(more: int) -> list[DesiredSchedule]:
    """Return campaigns with a send id each, the farthest last."""
    return [tracked(f"n{number:03}", f"s{number:03}", day=number / 50) for number in range(100 + more)]


def test_of_a_hundred_and_three_the_rest_is_created_a_day_later(place: Place) -> None:
    """The nearest at once; three deferred, left alone while they wait, created when they have their turn."""
    wish = hundred_and(3)
    outcome = place.run(*wish, workers=8)
    assert (ExitCode.DONE, 100, 100) == (outcome.exit_code, len(made(place)), len(place.live()))
    waiting = [address for address, one in place.state().records.items() if one.status is Status.DEFERRED]
    assert ["n100", "n101", "n102"] == waiting
    calls, before = len(place.log()), files(place.store.root)
    advance(place.sandbox, start=NOW, by=timedelta(hours=23))
    assert () == place.run(*wish).changes
    assert (calls, before) == (len(place.log()), files(place.store.root))
    advance(place.sandbox, start=NOW, by=timedelta(hours=1))
    assert ExitCode.DONE is place.run(*wish).exit_code
    assert 103 == len(made(place)) == len(set(made(place)))
    check_live(place, wish)


def test_a_limit_that_others_used_up_holds_back_new_send_ids_alone(place: Place) -> None:
    """Braze says 429 until tomorrow: nothing is waited for, the others are done, and tomorrow all is."""
    place.run(tracked("known"))
    asyncio.run(by_hand(place, *(f"stranger-{number}" for number in range(99))))
    wish = [tracked("known"), tracked("new", "two"), tracked("more"), wanted("plain")]
    outcome = place.run(*wish)
    results = {str(one.address): one.result for one in outcome.changes}
    assert {"new": Result.FAILED, "more": Result.DONE, "plain": Result.DONE} == results
    assert (ExitCode.UNAVAILABLE, []) == (outcome.exit_code, place.clock.slept)
    advance(place.sandbox, start=NOW, by=timedelta(hours=15))
    assert ExitCode.DONE is place.run(*wish).exit_code
    check_live(place, wish)


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("cut", range(2, 9))
def test_cut_at_every_write_it_converges(place: Place, workers: int, cut: int) -> None:
    """The journal fails from one append on: nothing is created twice or lost, and a send id is made once."""
    place.run(tracked("a", "old"), tracked("b", "old"), workers=workers)
    wish = [tracked("a", "new"), tracked("b", "new"), tracked("c", "new", day=1)]
    place.run(*wish, workers=workers, breaks=(cut, StoreError("no space left")))
    place.run(*wish, workers=workers)
    records = settle(place.state()).records
    doubtful = [address for address, one in records.items() if one.status is Status.IN_DOUBT]
    assert len(doubtful) <= workers
    assert {one.schedule_id for one in records.values() if one.schedule_id is not None} <= set(place.live())
    assert len(place.live()) <= len(wish)
    assert [("new", True), ("old", True)] == [(one.send_id, one.confirmed) for one in place.state().send_ids]
    assert made(place).count(("parent-1", "new")) <= 2
    if not doubtful:
        check_live(place, wish)


async def by_hand(place: Place, *send_ids: str) -> None:
    """Make send ids as somebody else would."""
    connection = connector(place.running.url, place.key, timeouts=Timeouts(connect=2, answer=1, whole=2))()

    async def may_leave() -> bool:
        return True

    for send_id in send_ids:
        call = CreateSendIdCall(campaign_id="parent-1", send_id=send_id)
        exchange = await connection.perform(call, leaving=may_leave)
        assert exchange.status == 201
    await connection.close()
