"""Send ids in an apply: made first, once, and what every answer to that call lets happen (design.md 5.6)."""

import pytest

from braze_gitops.apply import ApplySettings, Result
from braze_gitops.errors import ExitCode
from braze_gitops.model import Kind, Verb
from braze_gitops.state import CallAnswered, CallIntended
from support.applying import World, only, wanted
from support.memory_braze import Fault
from support.sends import A_SEND_ID, TRACKED, pairs, sharing, verbs


@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.CAMPAIGN])
def test_it_is_made_before_the_create(kind: Kind) -> None:
    """Two calls of one change, and the pair is kept."""
    world = World()
    outcome = world.run(wanted("teaser", kind=kind, send_id="one"))
    assert ([A_SEND_ID, Verb.CREATE], [("one", True)], 2) == (verbs(world), pairs(world), only(outcome).calls)
    assert (ExitCode.DONE, Result.DONE, ()) == (outcome.exit_code, only(outcome).result, only(outcome).remarks)


def test_its_intent_is_durable_before_the_call() -> None:
    """And says campaign and send id; its outcome is durable before the create leaves."""
    world = World()
    seen: list[list[str]] = []
    world.braze.before = lambda _: seen.append(
        [
            type(entry).__name__
            for batch, _ in world.journal.batches
            for entry in batch.entries
            if isinstance(entry, CallIntended | CallAnswered)
        ]
    )
    world.run(TRACKED)
    assert [["CallIntended"], ["CallIntended", "CallAnswered", "CallIntended"]] == seen
    intents = [e for b, _ in world.journal.batches for e in b.entries if isinstance(e, CallIntended)]
    assert ("parent-1", "one", None) == (intents[0].parent_id, intents[0].send_id, intents[1].send_id)


@pytest.mark.parametrize("workers", [1, 2, 16])
def test_two_that_share_it_make_it_once(workers: int) -> None:
    """Whatever the number of workers."""
    world = World()
    outcome = world.run(*sharing("abcdef"), settings=ApplySettings(parallelism=workers))
    assert (1, 6, 7) == (verbs(world).count(A_SEND_ID), verbs(world).count(Verb.CREATE), outcome.calls)
    assert outcome.calls == sum(one.calls for one in outcome.changes)


def test_one_send_id_of_two_campaigns_is_two() -> None:
    """A pair is of campaign and send id."""
    world = World()
    world.run(
        wanted("a", kind=Kind.CAMPAIGN, parent="x", send_id="one"),
        wanted("b", kind=Kind.CAMPAIGN, parent="y", send_id="one"),
    )
    assert {("x", "one"), ("y", "one")} == world.braze.send_ids


def test_a_replace_that_keeps_it_makes_none() -> None:
    """The pair is there."""
    world = World()
    world.run(TRACKED)
    world.run(wanted("teaser", kind=Kind.CAMPAIGN, subject="other", send_id="one"))
    assert [A_SEND_ID, Verb.CREATE, Verb.DELETE, Verb.CREATE] == verbs(world)


def test_a_replace_makes_a_new_one_before_it_cancels() -> None:
    """So that a failing send id never leaves things cancelled."""
    world = World()
    world.run(TRACKED)
    world.run(wanted("teaser", kind=Kind.CAMPAIGN, send_id="two"))
    assert [A_SEND_ID, Verb.DELETE, Verb.CREATE] == verbs(world)[2:]


def test_a_confirmed_one_is_never_made_again() -> None:
    """Not by another address in a later apply."""
    world = World()
    world.run(TRACKED)
    world.run(TRACKED, wanted("more", kind=Kind.CAMPAIGN, send_id="one"))
    assert 1 == verbs(world).count(A_SEND_ID)


UNCLEAR = [Fault.CUT_AFTER, Fault.NO_ID, Fault.HALF]
UNMADE = [Fault.CUT_BEFORE, Fault.SERVER_ERROR]


@pytest.mark.parametrize("fault", UNCLEAR)
def test_a_lost_answer_blocks_nothing(fault: Fault) -> None:
    """The create goes on, Braze knows the send id, and that confirms it; a remark tells of the lost answer."""
    world = World()
    world.braze.faults = {0: fault}
    outcome = world.run(TRACKED)
    assert ([A_SEND_ID, Verb.CREATE], Result.DONE, [("one", True)]) == (
        verbs(world),
        only(outcome).result,
        pairs(world),
    )
    assert "no clear answer when the send id `one` was made" in only(outcome).remarks[0]


@pytest.mark.parametrize("fault", UNMADE)
def test_one_that_was_not_made_is_made_again_by_the_next_apply(fault: Fault) -> None:
    """It is not repeated in its run; the create is refused, nothing is in doubt, and the next apply converges."""
    world = World()
    world.braze.faults = {0: fault}
    outcome = world.run(TRACKED)
    assert ([A_SEND_ID, Verb.CREATE], Result.FAILED, ExitCode.INCOMPLETE) == (
        verbs(world),
        only(outcome).result,
        outcome.exit_code,
    )
    assert ([("one", False)], {}) == (pairs(world), dict(outcome.state.records))
    assert Result.DONE is only(world.run(TRACKED)).result
    assert [("one", True)] == pairs(world)


def test_a_lost_answer_is_taken_over_by_those_that_share_it() -> None:
    """They do not ask again in this run, and each says so."""
    world = World()
    world.braze.faults = {0: Fault.CUT_AFTER}
    outcome = world.run(*sharing("ab"))
    assert [A_SEND_ID, Verb.CREATE, Verb.CREATE] == verbs(world)
    assert [2, 1] == [one.calls for one in outcome.changes]


def test_a_refused_one_may_exist_already() -> None:
    """The create goes on, and a remark has Braze's words."""
    world = World()
    world.braze.faults = {0: Fault.REJECTED}
    world.braze.send_ids.add(("parent-1", "one"))
    outcome = world.run(TRACKED)
    remark = "Braze refused to make the send id `one` (400 Bad Request): it may exist already"
    assert (Result.DONE, (remark,), ExitCode.DONE) == (
        only(outcome).result,
        only(outcome).remarks,
        outcome.exit_code,
    )
    world.run(wanted("teaser", kind=Kind.CAMPAIGN, subject="other", send_id="one"))
    assert 1 == verbs(world).count(A_SEND_ID), "the create that was done confirms it"


def test_a_refused_one_that_does_not_exist_fails_with_its_create() -> None:
    """Both refusals are told."""
    world = World()
    world.braze.faults = {0: Fault.REJECTED}
    outcome = world.run(TRACKED)
    assert (Result.FAILED, 2, 1) == (only(outcome).result, only(outcome).calls, len(only(outcome).remarks))
    assert only(outcome).why == "Braze refused (404 no such schedule): nothing was done"


@pytest.mark.parametrize("fault", [*UNCLEAR, *UNMADE, Fault.REJECTED, Fault.DENIED])
def test_a_replace_is_not_cancelled_for_a_send_id_that_is_not_sure(fault: Fault) -> None:
    """What is arranged stays, the summary says so, and a later apply brings it about."""
    world = World()
    world.run(TRACKED)
    new = wanted("teaser", kind=Kind.CAMPAIGN, send_id="two")
    world.braze.faults = {2: fault}
    outcome = world.run(new)
    assert ([A_SEND_ID], Result.FAILED, "id-1", 1) == (
        verbs(world)[2:],
        only(outcome).result,
        only(outcome).schedule_id,
        only(outcome).calls,
    )
    assert "send id" in only(outcome).why
    assert Result.DONE is only(world.run(new)).result
    assert [new.payload] == list(world.braze.live.values())


def test_a_replace_that_shares_an_unsure_send_id_makes_no_call() -> None:
    """It is not tried, because another change's answer was lost."""
    world = World()
    world.run(*sharing("ab"))
    world.braze.faults = {3: Fault.SERVER_ERROR}
    outcome = world.run(*sharing("ab", "two"))
    assert [(Result.FAILED, 1), (Result.NOT_TRIED, 0)] == [(one.result, one.calls) for one in outcome.changes]
