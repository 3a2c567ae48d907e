"""SIGSTOP at every boundary, take-over, SIGCONT: the run that comes back doubles nothing and tells the truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from support.crash_cases import MIXED, Case, creates, replaces
from support.crash_rounds import Prepare
from support.zombies import Way, meet_zombie


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An apply to stop at every boundary, at least so many; `parts` tests share them."""

    case: Case
    workers: int
    way: Way
    parts: int
    at_least: int


TARGETS = {
    "mixed, 1 worker": Target(case=MIXED, workers=1, way=Way.HAND, parts=4, at_least=190),
    "create, 4 workers": Target(case=creates(4), workers=4, way=Way.HAND, parts=1, at_least=50),
    "replace, 4 workers": Target(case=replaces(3), workers=4, way=Way.CI, parts=1, at_least=50),
    "create, 1 worker": Target(case=creates(2), workers=1, way=Way.CI, parts=1, at_least=60),
    "replace, 1 worker": Target(case=replaces(1), workers=1, way=Way.ALONE, parts=1, at_least=40),
}
PARTS = [
    pytest.param(name, part, id=f"{name}, part {part + 1}")
    for name, target in TARGETS.items()
    for part in range(target.parts)
]


@pytest.mark.parametrize("way", [Way.HAND, Way.CI])
def test_a_run_that_was_stopped_right_before_its_request_does_not_make_it(prepare: Prepare, way: Way) -> None:
    """A person saw that nothing was created and said so: what comes back sends nothing, and says so."""
    prepared = prepare("create, 1 worker", creates(2), 1)
    with prepared.round() as here:
        met = meet_zombie(here, at=2, named="request", way=way)
        assert met is not None
        assert (9, 1) == (met.code, met.told)


def test_a_run_that_was_stopped_before_it_read_an_answer_tells_what_it_learned(prepare: Prepare) -> None:
    """The id goes out as a RECORD line and into outcomes.json; the state has it from a person meanwhile."""
    prepared = prepare("create, 1 worker", creates(2), 1)
    with prepared.round() as here:
        met = meet_zombie(here, at=1, named="committed", way=Way.HAND)
        assert met is not None
        assert (9, 1) == (met.code, met.told)


def test_zombies_are_promised_in_number() -> None:
    """What each test makes sure of adds up to what is promised."""
    assert sum(target.at_least for target in TARGETS.values()) >= 200


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_run_that_was_taken_over_does_no_harm_wherever_it_was_stopped(
    prepare: Prepare, record_property: Callable[[str, object], None], name: str, part: int
) -> None:
    """All boundaries, shared among the parts; some zombies must find themselves fenced, and some tell an id."""
    target = TARGETS[name]
    prepared = prepare(name, target.case, target.workers)
    met = []
    for at in range(1 + part, prepared.boundaries() + 1, target.parts):
        with prepared.round() as here:
            one = meet_zombie(here, at=at, way=target.way)
            met += [one] if one is not None else []
    record_property("figure: zombies", len(met))
    assert len(met) >= target.at_least // target.parts
    assert any(one.code == 9 for one in met)
    assert any(one.told for one in met)
