"""What a summary says of send ids that were not made, and of changes that ended after theirs (design.md 5.6)."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.apply import Ending, Result
from braze_gitops.errors import ExitCode, StalePlanError, StoreError
from braze_gitops.guard import clear, review
from braze_gitops.model import Call, CreateSendIdCall, Kind, Limits
from support.applying import PRODUCTION, SEND_AT, World, only, wanted
from support.memory_braze import Fault
from support.sends import A_SEND_ID, TRACKED, by_address, sharing, verbs
from support.states import NOW


def test_what_never_left_is_made_after_a_pause() -> None:
    """As every call that did not leave."""
    world = World()
    world.braze.faults = {0: Fault.NOT_SENT}
    outcome = world.run(TRACKED)
    assert (Result.DONE, 3, [1.0]) == (only(outcome).result, only(outcome).calls, world.clock.slept)


def test_what_never_leaves_fails_with_nothing_else_tried() -> None:
    """After its retries; the create is not made."""
    world = World()
    world.braze.faults = dict.fromkeys(range(99), Fault.NOT_SENT)
    outcome = world.run(TRACKED)
    assert (Result.FAILED, 6, [], ExitCode.UNAVAILABLE) == (
        only(outcome).result,
        only(outcome).calls,
        verbs(world),
        outcome.exit_code,
    )
    assert only(outcome).why.startswith("its send id was not made: Braze could not be reached")


def test_another_change_asks_again_for_what_never_left() -> None:
    """What was surely not made is no answer for others."""
    world = World()
    world.braze.faults = dict.fromkeys(range(6), Fault.NOT_SENT)
    outcome = world.run(*sharing("ab"))
    assert [Result.FAILED, Result.DONE] == [one.result for one in outcome.changes]


def test_a_short_limit_is_waited_for() -> None:
    """As the limits of others: once."""
    world = World()
    world.braze.faults = {0: Fault.LIMITED}
    outcome = world.run(TRACKED)
    assert (Result.DONE, 3, 30.0) == (only(outcome).result, only(outcome).calls, sum(world.clock.slept))


def test_a_days_limit_holds_back_new_send_ids_alone() -> None:
    """Nothing is waited for; what needs no new send id goes on, what needs one is told until when."""
    world = World()
    world.run(wanted("known", kind=Kind.CAMPAIGN, send_id="known"))
    world.braze.send_ids_left = 0
    outcome = world.run(
        wanted("known", kind=Kind.CAMPAIGN, send_id="known"),
        wanted("a", kind=Kind.CAMPAIGN, send_id="one"),
        wanted("b", kind=Kind.CAMPAIGN, send_id="two"),
        wanted("c", kind=Kind.CAMPAIGN, send_id="known"),
        wanted("d"),
    )
    found = by_address(outcome)
    assert {"a": (Result.FAILED, 1), "b": (Result.NOT_TRIED, 0), "c": (Result.DONE, 1), "d": (Result.DONE, 1)} == {
        address: (one.result, one.calls) for address, one in found.items()
    }
    assert "Braze makes no new send ids until " in found["b"].why
    assert ([], Ending.COMPLETE, ExitCode.UNAVAILABLE) == (world.clock.slept, outcome.ending, outcome.exit_code)


def test_the_last_of_the_day_says_so_and_its_create_goes_on() -> None:
    """A success that says that nothing is left holds back only the next new send id."""
    world = World()
    world.braze.before = lambda call: _used_up_by(world, call)
    outcome = world.run(
        wanted("a", kind=Kind.CAMPAIGN, send_id="one"), wanted("b", kind=Kind.CAMPAIGN, send_id="2")
    )
    assert [Result.DONE, Result.NOT_TRIED] == [one.result for one in outcome.changes]
    assert [] == world.clock.slept


def _used_up_by(world: World, call: Call) -> None:
    used_up = {"x-ratelimit-remaining": "0", "retry-after": "40000"}
    world.braze.headers = used_up if isinstance(call, CreateSendIdCall) else {}


def test_a_denied_one_stops_the_run() -> None:
    """As any call."""
    world = World()
    world.braze.faults = {0: Fault.DENIED}
    outcome = world.run(TRACKED, wanted("zz"))
    assert ([Result.FAILED, Result.NOT_TRIED], Ending.DENIED) == (
        [one.result for one in outcome.changes],
        outcome.ending,
    )


def test_deadlines_are_asked_again_before_the_create() -> None:
    """The send id was made; its call is told, and no create follows."""
    world = World()
    cleared = world.clear(world.desired(TRACKED))

    def late(call: Call) -> None:
        if isinstance(call, CreateSendIdCall):
            world.clock.at = SEND_AT - timedelta(minutes=14)

    world.braze.before = late
    outcome = asyncio.run(world.apply(TRACKED, cleared=cleared))
    assert ([A_SEND_ID], Result.FAILED, 1) == (verbs(world), only(outcome).result, only(outcome).calls)
    assert only(outcome).why.startswith("nothing was asked of Braze but its send id: its deadline, ")


def test_deadlines_are_asked_before_the_send_id() -> None:
    """No call at all once it is too late."""
    world = World()
    cleared = world.clear(world.desired(TRACKED))
    world.clock.at = SEND_AT - timedelta(minutes=14)
    outcome = asyncio.run(world.apply(TRACKED, cleared=cleared))
    assert ([], Result.NOT_TRIED) == (verbs(world), only(outcome).result)


def test_a_replace_needs_its_deadline_for_the_send_id_too() -> None:
    """The old time counts as well as the new one."""
    world = World()
    world.run(wanted("teaser", kind=Kind.CAMPAIGN, at=NOW + timedelta(hours=1), send_id="one"))
    wish = wanted("teaser", kind=Kind.CAMPAIGN, send_id="two")
    cleared = world.clear(world.desired(wish))
    world.clock.at = NOW + timedelta(minutes=46)
    outcome = asyncio.run(world.apply(wish, cleared=cleared))
    assert (Result.NOT_TRIED, 2) == (only(outcome).result, len(verbs(world)))


def test_a_stop_between_the_two_is_told() -> None:
    """Not "not tried": a call was made."""
    world = World()
    stop = asyncio.Event()
    world.braze.before = lambda _: stop.set()
    outcome = asyncio.run(world.apply(TRACKED, stop=stop))
    assert ([A_SEND_ID], Result.FAILED, Ending.INTERRUPTED) == (verbs(world), only(outcome).result, outcome.ending)
    assert only(outcome).why == "nothing was asked of Braze but its send id: the run was asked to stop"


def test_an_answer_that_cannot_be_recorded_is_told() -> None:
    """One RECORD line; nothing is in doubt, because nothing was scheduled."""
    world = World()
    world.journal.fail = dict.fromkeys(range(3, 99), StoreError("no space left"))
    outcome = world.run(TRACKED)
    assert (["RECORD teaser campaign - create_send_id done"], Result.FAILED, [A_SEND_ID]) == (
        [" ".join(one.line.split()[:6]) for one in outcome.unrecorded],
        only(outcome).result,
        verbs(world),
    )
    assert "the state could not be written" in only(outcome).why


def test_a_replace_whose_delete_fails_says_that_its_send_id_was_made() -> None:
    """Both are true."""
    world = World()
    world.run(TRACKED)
    world.braze.faults = {3: Fault.REJECTED}
    outcome = world.run(wanted("teaser", kind=Kind.CAMPAIGN, send_id="two"))
    assert only(outcome).why.startswith("its send id was made; Braze refused (400 Bad Request): it may be gone")


def test_a_create_refused_after_its_send_id_says_so() -> None:
    """Not "nothing was done"."""
    world = World()
    world.braze.faults = {1: Fault.REJECTED}
    outcome = world.run(TRACKED)
    assert only(outcome).why == "its send id was made; Braze refused (400 Bad Request): nothing else was done"


def test_a_replace_whose_create_fails_is_cancelled() -> None:
    """The words are those of any replace."""
    world = World()
    world.run(TRACKED)
    world.braze.faults = {4: Fault.REJECTED}
    outcome = world.run(wanted("teaser", kind=Kind.CAMPAIGN, send_id="two"))
    assert only(outcome).why.startswith("cancelled, but not scheduled again: ")


def test_a_create_in_doubt_after_its_send_id_is_in_doubt() -> None:
    """And says no more than that."""
    world = World()
    world.braze.faults = {1: Fault.CUT_AFTER}
    outcome = world.run(TRACKED)
    assert (Result.IN_DOUBT, ExitCode.IN_DOUBT) == (only(outcome).result, outcome.exit_code)


def test_remarks_on_a_made_send_id_are_told() -> None:
    """A success with errors is never silent."""
    world = World()
    answer = world.braze._carry_out
    world.braze._carry_out = lambda call: answer(call).replace(  # type: ignore[method-assign] # it answers more
        "{", '{"notice":"soon gone",' if isinstance(call, CreateSendIdCall) else "{", 1
    )
    assert ("soon gone",) == only(world.run(TRACKED)).remarks


def test_a_plan_that_would_make_another_send_id_is_refused() -> None:
    """The pair is that of the reviewed payload, or the plan is stale."""
    world = World()
    desired = world.desired(TRACKED)
    plan = world.plan(desired)
    forged = tuple(dataclasses.replace(one, new_send_id=("parent-1", "forged")) for one in plan.changes)
    reviewed = review(
        dataclasses.replace(plan, changes=forged),
        environment=PRODUCTION,
        limits=Limits(),
        allowances=[],
        desired=desired,
        state=world.state(),
    )
    with pytest.raises(StalePlanError):
        asyncio.run(world.apply(TRACKED, cleared=clear(reviewed)))
    assert 0 == world.braze.calls
