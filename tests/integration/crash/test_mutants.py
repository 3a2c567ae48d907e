"""The checks have teeth: each planted mistake is found by a round that finds nothing without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from braze_gitops.errors import BrazeGitopsError
from braze_gitops.sandbox import Fault, FaultKind, order_fault
from support.crash_cases import Case, creates, long_texts, replaces
from support.crash_rounds import Prepare, Round
from support.mutants import MUTANTS
from support.zombies import Way, meet_zombie


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """What is to find a mistake: a kind of round, the boundary it strikes, and which of that name."""

    case: Case = dataclasses.field(default_factory=lambda: creates(3))
    kind: str = "kill"
    named: str = ""
    at: int = 1
    disk: float = 0.0
    way: Way = Way.HAND


HUNTS = {
    "no intent": Hunt(named="committed", at=2),
    "intent after the call": Hunt(named="committed", at=1, disk=0.2),
    "outcome before it is durable": Hunt(named="link", at=6, disk=0.1),
    "silent retry": Hunt(named="committed", at=2),
    "silent retry at once": Hunt(kind="cut"),
    "unfenced write": Hunt(kind="zombie", named="committed", at=2),
    "fenced and goes on": Hunt(kind="zombie", named="answer read", at=1),
    "no last look": Hunt(kind="zombie", named="request", at=2),
    "create before delete": Hunt(case=replaces(2), named="committed", at=2),
    "early snapshot": Hunt(named="renamed", at=2),
    "snapshot before its texts": Hunt(case=long_texts(), named="renamed", at=1),
    "reused slot": Hunt(kind="zombie", named="committed", at=1, way=Way.ALONE),
    "torn batch": Hunt(named="write", at=7),
    "nothing told": Hunt(kind="zombie", named="answer begun", at=2),
}


def go(hunt: Hunt, here: Round) -> None:
    """Do to the project what the hunt says, and bring it to its end."""
    match hunt.kind:
        case "kill":
            ended = here.run(here.order(named=hunt.named, at=hunt.at, disk=hunt.disk))
            assert ended.struck == hunt.named
            here.check()
            here.bring_to_end(ended)
        case "cut":
            order_fault(here.place, Fault(kind=FaultKind.CUT_AFTER, times=1))
            here.run(here.order(), codes=(0, 8))
            here.check()
            here.bring_to_end()
        case "zombie":
            assert meet_zombie(here, named=hunt.named, at=hunt.at, way=hunt.way) is not None


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", HUNTS)
def test_a_planted_mistake_is_caught(
    prepare: Prepare, record_property: Callable[[str, object], None], name: str
) -> None:
    """The round that finds nothing in the program finds the mistake."""
    hunt = HUNTS[name]
    prepared = prepare(f"hunt {name}", hunt.case, 1)
    with prepared.round() as sound:
        go(hunt, sound)
    with pytest.raises((AssertionError, BrazeGitopsError)), prepared.round(mutant=name) as planted:
        go(hunt, planted)
    record_property("figure: mutants caught", 1)


def test_every_mistake_is_hunted() -> None:
    """None is planted that nobody looks for, and there are enough of them."""
    assert set(MUTANTS) == set(HUNTS)
    assert len(HUNTS) >= 12
