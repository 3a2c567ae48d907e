"""The judge of the fault matrix finds lies: each is planted in the truth of a real apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypedDict

import pytest

from braze_gitops.sandbox import FaultKind, running_in_thread
from support.fault_judge import Evidence, judge
from support.fault_kinds import Row
from support.fault_trial import Case, Trial
from support.states import NOW


class Said(TypedDict):
    """The part of the printed JSON that is bent here."""

    changes: list[dict[str, object]]


Truth = tuple[Said, str, Evidence]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Return what an apply says whose first create is refused and whose second is done with a remark."""
    folder = tmp_path_factory.mktemp("judged") / "sandbox"
    with running_in_thread(folder, clock_start=NOW, durable=False, frozen=True) as running:
        case = Case(row=Row(kind=FaultKind.BAD_REQUEST), edit="create", skip=0, workers=1)
        trial = Trial(folder, running, number=1, case=case)
        trial.prepare()
        printed, line, evidence = trial.strike()
    return json.loads(printed), line, evidence


def test_the_truth_passes(truth: Truth) -> None:
    """Nothing is complained of without a lie."""
    said, line, evidence = truth
    assert [] == judge(json.dumps(said), line, evidence)


@pytest.mark.parametrize(
    ("number", "lie"),
    [
        pytest.param(0, {"result": "done", "why": ""}, id="what was refused is called done"),
        pytest.param(0, {"result": "not tried"}, id="what was called is called not tried"),
        pytest.param(0, {"why": ""}, id="it does not say why"),
        pytest.param(0, {"calls": 0}, id="a call is left out"),
        pytest.param(1, {"result": "failed", "why": "nothing was done"}, id="what was done is called failed"),
        pytest.param(1, {"schedule_id": "another"}, id="another id"),
        pytest.param(1, {"address": "another"}, id="another address"),
    ],
)
def test_a_lie_about_a_change_is_found(truth: Truth, number: int, lie: Mapping[str, object]) -> None:
    """Each alone."""
    said, line, evidence = truth
    changes = [dict(one) for one in said["changes"]]
    changes[number].update(lie)
    assert [] != judge(json.dumps({**said, "changes": changes}), line, evidence)


@pytest.mark.parametrize("lie", [{"calls": 1}, {"exit_code": 0}, {"exit_code": 4}, {"ending": "denied"}])
def test_a_lie_about_the_whole_is_found(truth: Truth, lie: Mapping[str, object]) -> None:
    """Each alone."""
    said, line, evidence = truth
    assert [] != judge(json.dumps({**said, **lie}), line, evidence)


def hold_it_twice(evidence: Evidence) -> Evidence:
    """Let Braze hold one address twice."""
    return replace(evidence, after=(*evidence.after, replace(evidence.after[-1], schedule_id="second")))


def hold_another_text(evidence: Evidence) -> Evidence:
    """Let Braze hold something else than was reviewed."""
    last = evidence.after[-1]
    return replace(evidence, after=(*evidence.after[:-1], replace(last, fields={**last.fields, "more": 1})))


def say_more(evidence: Evidence) -> Evidence:
    """Let Braze say something that is not shown."""
    last = evidence.calls[-1]
    told = replace(last, answer={**last.answer, "errors": ["one went wrong"]})
    return replace(evidence, calls=(*evidence.calls[:-1], told))


def hear_more(evidence: Evidence) -> Evidence:
    """Let one more call arrive."""
    return replace(evidence, calls=(*evidence.calls, evidence.calls[-1]))


@pytest.mark.parametrize("other", [hold_it_twice, hold_another_text, say_more, hear_more])
def test_what_braze_knows_otherwise_is_found(truth: Truth, other: Callable[[Evidence], Evidence]) -> None:
    """The same words beside other evidence."""
    said, line, evidence = truth
    assert [] != judge(json.dumps(said), line, other(evidence))


@pytest.mark.parametrize(
    ("word", "other"), [("created", "updated"), ("1 failed", "2 failed"), ("1 failed", "1 in doubt")]
)
def test_a_lie_in_the_last_line_is_found(truth: Truth, word: str, other: str) -> None:
    """Its counts are those of the changes."""
    said, line, evidence = truth
    assert [] != judge(json.dumps(said), line.replace(word, other), evidence)
