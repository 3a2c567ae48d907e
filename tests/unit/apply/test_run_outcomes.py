"""What becomes of a change for every answer Braze can give (design.md 5.5)."""

from datetime import timedelta

import pytest

from braze_gitops.apply import Ending, Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import Call, Verb
from braze_gitops.state import Status
from support.applying import World, applied, only, wanted
from support.memory_braze import Fault
from support.states import NOW

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


@pytest.mark.parametrize(("fault", "result", "calls", "code"), CREATE_TABLE)
def test_create_outcomes(fault: Fault, result: Result, calls: int, code: ExitCode) -> None:
    """Each row of the outcome table for a create."""
    world = World()
    world.braze.faults = {0: fault}
    outcome = world.run(wanted("teaser"))
    assert (result, calls, code) == (only(outcome).result, only(outcome).calls, outcome.exit_code)


@pytest.mark.parametrize("edit", ["update", "delete"])
@pytest.mark.parametrize(
    ("fault", "result", "calls"),
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


@pytest.mark.parametrize("before", [Fault.NOT_SENT, Fault.LIMITED])
def test_a_refused_delete_after_a_try_that_was_surely_not_made_is_vanished(before: Fault) -> None:
    """Only a try that left and got no clear answer can have done it."""
    world = applied("teaser", "other")
    world.braze.faults = {2: before, 3: Fault.REJECTED}
    outcome = world.run(wanted("other"))
    assert (Result.FAILED, 2) == (only(outcome).result, only(outcome).calls)
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
    ("body", "remark"),
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
