"""Series over 120 days: nothing comes twice or too soon, nothing is left out in silence, nothing stays behind."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from support.model_program import REAL
from support.model_promise import BrokenPromise
from support.series_days import live_at_random, live_in_order, live_with_another_name
from support.series_mutants import MUTANTS, NAMES_ARE_FORGOTTEN

Record = Callable[[str, object], None]


def _over(live: Callable[[int], Counter[str]], seeds: range) -> Counter[str]:
    """Return what was done in the worlds of all seeds."""
    return sum(map(live, seeds), Counter[str]())


def _tell(counted: Mapping[str, int], what: str, record_property: Record) -> None:
    for name, count in counted.items():
        record_property(f"figure: {what}, {name}", count)


def test_a_sample_in_order() -> None:
    """Applied day after day each send is created and goes out once, and what is left out is cancelled."""
    counted = _over(live_in_order, range(3))
    assert counted["sends"] > 20


def test_a_sample_at_random() -> None:
    """Whatever is missed, killed, repeated and edited."""
    counted = _over(live_at_random, range(3))
    assert min(counted["sends"], counted["killed"], counted["edits"], counted["named"]) > 0


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("part", range(4))
def test_day_after_day(part: int, record_property: Record) -> None:
    """The same over 100 projects."""
    counted = _over(live_in_order, range(part * 25, part * 25 + 25))
    _tell(counted, "in order", record_property)
    assert counted["sends"] > 100
    assert counted["cancelled"] > 5


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("part", range(4))
def test_missed_killed_repeated_and_edited(part: int, record_property: Record) -> None:
    """The same over 160 projects."""
    counted = _over(live_at_random, range(part * 40, part * 40 + 40))
    _tell(counted, "at random", record_property)
    assert (
        min(counted[one] for one in ("sends", "killed", "edits", "names", "named", "resolved", "held too-close"))
        > 0
    )


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("fault", MUTANTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    """In few worlds."""
    with pytest.raises(BrokenPromise):
        _over(functools.partial(live_at_random, parts=MUTANTS[fault]), range(200))


def test_a_name_that_is_not_written_down_is_found() -> None:
    """What was sent under the old name is known under the new one, also when nothing tells that any more."""
    live_with_another_name(REAL)
    with pytest.raises(BrokenPromise, match="never two at once"):
        live_with_another_name(NAMES_ARE_FORGOTTEN)
