"""kill -9 at every boundary of a run: nothing is lost, nothing is created twice, and all converge."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from support.crash_cases import MIXED, Case, creates, long_texts, replaces, send_ids
from support.crash_rounds import Prepare, Prepared, Round

TAKE_OVER = ("state", "take-over", "--auto-approve")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An apply to kill at every boundary: at least so many; `parts` tests share them.

    `first` is where an earlier run was killed: the boundary's name, and which of that name.
    """

    case: Case
    workers: int
    parts: int
    at_least: int
    first: tuple[str, int] | None = None


TARGETS = {
    "create, 1 worker": Target(case=creates(5), workers=1, parts=2, at_least=110),
    "create, 4 workers": Target(case=creates(6), workers=4, parts=2, at_least=80),
    "create, 16 workers": Target(case=creates(16), workers=16, parts=3, at_least=130),
    "mixed, 1 worker": Target(case=MIXED, workers=1, parts=3, at_least=190),
    "mixed, 4 workers": Target(case=MIXED, workers=4, parts=3, at_least=110),
    "mixed, 16 workers": Target(case=MIXED, workers=16, parts=3, at_least=110),
    "replace, 1 worker": Target(case=replaces(2), workers=1, parts=1, at_least=60),
    "replace, 4 workers": Target(case=replaces(4), workers=4, parts=2, at_least=60),
    "replace, 16 workers": Target(case=replaces(5), workers=16, parts=2, at_least=70),
    "long texts, 1 worker": Target(case=long_texts(), workers=1, parts=1, at_least=70),
    "send ids, 1 worker": Target(case=send_ids(3), workers=1, parts=1, at_least=90),
    "send ids, 4 workers": Target(case=send_ids(3), workers=4, parts=1, at_least=60),
    "after a kill in a delete, 1 worker": Target(
        case=MIXED, workers=1, parts=2, at_least=150, first=("committed", 2)
    ),
    "after a kill in a create, 4 workers": Target(
        case=MIXED, workers=4, parts=1, at_least=30, first=("committed", 6)
    ),
    "after a kill in a batch, 16 workers": Target(
        case=replaces(6), workers=16, parts=1, at_least=40, first=("linked", 3)
    ),
}
PARTS = [
    pytest.param(name, part, id=f"{name}, part {part + 1}")
    for name, target in TARGETS.items()
    for part in range(target.parts)
]
OTHER_KILLS_AT_LEAST = 100


def prepared_for(name: str, prepare: Prepare) -> Prepared:
    """Return the project of a target as it stands before the kill."""
    target = TARGETS[name]

    def kill(early: Round) -> None:
        assert target.first is not None
        boundary, count = target.first
        assert early.run(early.order(named=boundary, at=count)).struck == boundary
        early.check()

    return prepare(name, target.case, target.workers, kill if target.first is not None else None)


def kill_and_go_on(prepared: Prepared, *arguments: str, at: int, mutant: str = "") -> tuple[int, int]:
    """Kill one run, bring the project to its end; return how many were killed and how many doubts it left."""
    with prepared.round(mutant=mutant) as hit:
        ended = hit.run(hit.order(*arguments, at=at), codes=(0, 8, 11))
        hit.check()
        hit.bring_to_end(ended)
        return int(bool(ended.struck)), hit.asked


def test_a_kill_at_a_few_boundaries_loses_nothing_and_doubles_nothing(prepare: Prepare) -> None:
    """A sample over all of an apply by one worker, of the boundaries that the deep tests take one by one."""
    prepared = prepared_for("mixed, 1 worker", prepare)
    for at in range(3, prepared.boundaries() + 1, 24):
        kill_and_go_on(prepared, at=at)


def test_kills_are_promised_in_number() -> None:
    """What each test makes sure of adds up to what is promised."""
    assert sum(target.at_least for target in TARGETS.values()) + OTHER_KILLS_AT_LEAST >= 1_000


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_kill_at_every_boundary_loses_nothing_and_doubles_nothing(
    prepare: Prepare, record_property: Callable[[str, object], None], name: str, part: int
) -> None:
    """All boundaries, shared among the parts; with several workers a run may pass fewer than the one counted."""
    target = TARGETS[name]
    prepared = prepared_for(name, prepare)
    kills, asked = 0, 0
    for at in range(1 + part, prepared.boundaries() + 1, target.parts):
        killed, doubts = kill_and_go_on(prepared, at=at)
        kills += killed
        asked += doubts
    record_property("figure: kills", kills)
    assert kills >= target.at_least // target.parts
    assert asked > 0


WORDS = {
    "--schedule-id": ("committed", 2),
    "--not-created": ("half sent", 2),
    "--assume-created": ("committed", 3),
}


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("word", WORDS)
def test_a_kill_at_every_boundary_of_a_resolution_is_mended(
    prepare: Prepare, record_property: Callable[[str, object], None], word: str
) -> None:
    """The word counts wholly or not at all; said again, or never needed again, all converges."""
    named, count = WORDS[word]

    def kill(early: Round) -> None:
        assert early.run(early.order(named=named, at=count)).struck == named

    prepared = prepare(word, creates(4), 1, kill)
    kills = 0
    with prepared.round() as whole:
        (address,) = whole.doubtful()
        said = whole.word_on(address) if word != "--assume-created" else (word,)
        assert said[0] == word
        arguments = ("state", "resolve", address, *said)
        boundaries = whole.run(whole.order(*arguments)).boundaries
    for at in range(1, boundaries + 1):
        kills += kill_and_go_on(prepared, *arguments, at=at)[0]
    record_property("figure: kills", kills)
    assert kills == boundaries >= 20


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_a_kill_at_every_boundary_of_a_take_over_is_mended(
    prepare: Prepare, record_property: Callable[[str, object], None]
) -> None:
    """The state is taken or it is not; the next run goes on either way."""

    def kill(early: Round) -> None:
        assert early.run(early.order(named="committed", at=3)).struck == "committed"

    prepared = prepare("take-over", MIXED, 4, kill)
    boundaries = prepared.boundaries(*TAKE_OVER)
    kills = sum(kill_and_go_on(prepared, *TAKE_OVER, at=at)[0] for at in range(1, boundaries + 1))
    record_property("figure: kills", kills)
    assert kills == boundaries >= 20
