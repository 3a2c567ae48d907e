"""What is over takes no room in a plan: nobody can let it go, or unpause it, any more."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Address, Window
from braze_gitops.plan import Action, BlockCode, Change
from braze_gitops.report import Naming, Style, plan_text
from support.reviews import NOW, a_block, a_change, a_plan, a_record, a_review


def sent(*, hours: int, length: int = 0) -> Change:
    """Return an unchanged schedule, so many hours ago."""
    first_at = NOW - timedelta(hours=hours)
    window = Window(first_at=first_at, last_at=first_at + timedelta(hours=length))
    record = dataclasses.replace(a_record("old"), window=window)
    return a_change("old", Action.NONE, before=record, after=record)


def told(change: Change, codes: tuple[BlockCode, ...] = (BlockCode.HALTED,), *, full: bool = False) -> str:
    """Return the plan of one change that these hold."""
    blocks = {change.address: tuple(a_block(code) for code in codes)}
    review = a_review(a_plan(change), blocks=blocks)
    return plan_text(review, naming=Naming(), now=NOW, style=Style(), width=100, full=full)


def test_what_a_halt_holds_and_is_over_has_no_block() -> None:
    """One line names it, since it is counted."""
    text = told(sent(hours=17))
    assert (True, False) == (
        "  Over, and counted as blocked because a halt stands: old\n" in text,
        "x blocked" in text,
    )
    assert "Plan: nothing to do; 1 blocked." in text


@pytest.mark.parametrize(
    ("change", "codes", "full"),
    [
        pytest.param(sent(hours=-1), (BlockCode.HALTED,), False, id="still to come"),
        pytest.param(sent(hours=17, length=26), (BlockCode.HALTED,), False, id="going out"),
        pytest.param(sent(hours=17), (BlockCode.HALTED, BlockCode.PROTECTED), False, id="something else too"),
        pytest.param(sent(hours=17), (BlockCode.HALTED,), True, id="in full"),
        pytest.param(
            dataclasses.replace(sent(hours=17), before=None, after=None), (BlockCode.HALTED,), False, id="no time"
        ),
    ],
)
def test_anything_else_has_its_block(change: Change, codes: tuple[BlockCode, ...], *, full: bool) -> None:
    """What may still be let go, and what nobody knows to be over."""
    assert (True, False) == (
        "x blocked  old" in told(change, codes, full=full),
        "Over" in told(change, codes, full=full),
    )


def paused(day: str) -> Change:
    """Return a paused send of a series, of that date."""
    address = Address(f'news["{day}"]')
    bare = dataclasses.replace(a_change(address, Action.NONE), before=None, after=None, pauses=True)
    return dataclasses.replace(bare, series=Address("news"))


@pytest.mark.parametrize(
    ("day", "is_told"),
    [("2026-11-18", False), ("2026-11-18T18:00", False), ("2026-11-19", True), ("2026-11-20", True)],
)
def test_a_paused_send_whose_date_is_over_is_left_out(day: str, *, is_told: bool) -> None:
    """Over all over the world: its key is all that tells when it would have been."""
    review = a_review(a_plan(paused(day)))
    text = plan_text(review, naming=Naming(), now=NOW, style=Style(), width=80)
    assert is_told is (f'news["{day}"]' in text)
