"""The whole program against a reference model, over long histories of edits, runs, crashes, words and time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from support.model_edits import Count
from support.model_habits import WithHabits
from support.model_lies import Lying
from support.model_machine import Machine
from support.model_mutants import MUTANTS
from support.model_promise import BrokenPromise

STEPS = 50
# A history of fifty steps takes minutes to shrink; what it finds becomes a small test of its own.
NOT_SHRUNK = (Phase.explicit, Phase.generate)


def _run(machine: type[Machine], examples: int, *, steps: int = STEPS, derandomize: bool = True) -> Count:
    """Return what was done in so many histories; the same each time unless said otherwise."""
    count = Count()
    counting = type("Counting", (machine,), {"count": count})
    run_state_machine_as_test(
        counting,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=derandomize,
            phases=NOT_SHRUNK,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return count


def test_a_sample_keeps_every_promise() -> None:
    """Over some histories nothing is sent twice, unseen or not at all, no id is lost, and every word is true."""
    count = _run(Machine, 12, steps=30)
    assert count.steps >= 200
    assert count.requests > 0


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_every_promise_is_kept() -> None:
    """The same over more than 10,000 steps, each time the same ones."""
    count = _run(Machine, 216)
    print(f"model: {vars(count)}")  # noqa: T201 - the figures are what this test is asked for
    assert count.steps >= 10_000
    assert min(count.struck, count.requests, count.sent, count.resolved, count.recovered, count.settled) > 0


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_every_promise_is_kept_on_another_way() -> None:
    """The same over a few histories that nobody has walked before."""
    assert _run(WithHabits, 20, derandomize=False).steps > 0


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_a_lie_harms_nothing_else() -> None:
    """A wrong word on one address breaks no promise on any other."""
    count = _run(Lying, 40)
    assert count.lies > 0


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", MUTANTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    """The machine finds each fault that is planted in the program."""
    mutant = type("Mutant", (WithHabits,), {"parts": MUTANTS[fault]})
    with pytest.raises(BrokenPromise):
        _run(mutant, 150)
