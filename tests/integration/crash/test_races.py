"""Several runs at the same moment: one does the work, the others are refused or come after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from support.crash_cases import creates
from support.crash_rounds import Prepare, Round
from support.crashing import creates_of

TAKE_OVER = ("state", "take-over", "--auto-approve")
# Done or nothing left to do; held by another run; the plan is old by now; something is in doubt; not all was done.
_CODES = {0, 7, 8, 9, 11}
_ROUNDS = 25


def in_doubt(early: Round) -> None:
    """Leave a create without an answer, which Braze carried out."""
    assert early.run(early.order(named="committed", at=1)).struck == "committed"


def race(here: Round, *others: tuple[str, ...], applies: int) -> tuple[int, ...]:
    """Begin so many applies and the other commands at once; nothing may be lost or doubled; return the codes."""
    orders = [here.order(tag=f".{number}") for number in range(applies)]
    orders += [here.order(*other, tag=f".other-{number}") for number, other in enumerate(others)]
    codes = here.host.race(orders)
    here.check()
    for order in orders[:applies]:
        here.check_claims(order)
    return codes


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("applies", [2, 4])
def test_of_applies_at_once_one_does_the_work(
    prepare: Prepare, record_property: Callable[[str, object], None], applies: int
) -> None:
    """Each schedule is created once, by one run, and whoever came too late says so."""
    prepared = prepare(f"race of {applies}", creates(4), 4)
    for _ in range(_ROUNDS):
        with prepared.round() as here:
            codes = race(here, applies=applies)
            assert 0 in codes
            assert set(codes) <= _CODES | {10}  # two that both begin the state of a sandbox
            assert creates_of(here.place) == Counter(list(here.case.after))
            here.bring_to_end()
            assert here.asked == 0
    record_property("figure: races", _ROUNDS)


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_applies_and_a_take_over_at_once_do_no_harm(
    prepare: Prepare, record_property: Callable[[str, object], None]
) -> None:
    """A run that loses the state stops; what it had asked for is in doubt, and a person's word ends it."""
    prepared = prepare("race with take-over", creates(6), 4, in_doubt)
    for _ in range(_ROUNDS):
        with prepared.round() as here:
            assert set(race(here, TAKE_OVER, TAKE_OVER, applies=2)) <= _CODES
            here.bring_to_end()
    record_property("figure: races", _ROUNDS)


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_applies_and_a_resolution_at_once_do_no_harm(
    prepare: Prepare, record_property: Callable[[str, object], None]
) -> None:
    """The word counts once, or is refused because another run holds the state."""
    prepared = prepare("race with resolve", creates(4), 4, in_doubt)
    for _ in range(_ROUNDS):
        with prepared.round() as here:
            address, *_ = here.doubtful()
            word = ("state", "resolve", address, *here.word_on(address))
            codes = race(here, word, word, applies=2)
            assert set(codes[:2]) <= _CODES
            assert set(codes[2:]) <= _CODES | {1}  # there is nothing left to resolve
            here.bring_to_end()
    record_property("figure: races", _ROUNDS)
