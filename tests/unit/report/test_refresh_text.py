"""What an apply only writes down: told, a protection first, and never called nothing."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.guard import Review
from braze_gitops.model import Address
from braze_gitops.plan import Action, Change
from braze_gitops.report import Naming, Style, plan_text
from support.reviews import NOW, a_block, a_change, a_plan, a_record, a_review


def refreshed(
    address: str, *reasons: str, before: bool = False, after: bool = False, deferred: bool = False
) -> Change:
    """Return a change that only rewrites its record; `before` and `after` say whether that is protected."""
    record = a_record(address)
    return dataclasses.replace(
        a_change(address, Action.NONE),
        before=dataclasses.replace(record, protected=before),
        after=dataclasses.replace(record, protected=after),
        refresh=True,
        deferred=deferred,
        reasons=reasons,
    )


def lines(review: Review) -> list[str]:
    """Return the lines of the plan's text."""
    return plan_text(review, naming=Naming(), now=NOW, style=Style(), width=80).splitlines()


def test_records_are_named_with_why() -> None:
    """The verdict counts them."""
    found = lines(a_review(a_plan(refreshed("a", "its owner changed"), refreshed("b"))))
    assert "No call would be made; 2 records are brought up to date." == found[3]
    start = found.index("Only written down: the apply asks nothing of Braze for these")
    assert ["  a: its owner changed", "  b"] == found[start + 1 : start + 3]


@pytest.mark.parametrize(
    ("before", "after", "reasons", "words"),
    [
        pytest.param(False, True, ("why",), "protected by `prevent_delete` once this is applied", id="comes"),
        pytest.param(True, False, ("lifts it", "more"), "lifts it", id="goes, with why"),
        pytest.param(True, False, (), "no longer protected once this is applied", id="goes"),
    ],
)
def test_a_protection_is_told_and_comes_first(
    *, before: bool, after: bool, reasons: tuple[str, ...], words: str
) -> None:
    """Every one of them by name, also of what is deferred; the others are counted."""
    protected = refreshed("z", *reasons, before=before, after=after, deferred=True)
    found = lines(a_review(a_plan(refreshed("a"), protected)))
    start = found.index("Only written down: the apply asks nothing of Braze for these")
    assert [f"  z: {words}", "  and 1 more"] == found[start + 1 : start + 3]


def test_very_many_are_counted() -> None:
    """Twelve by name."""
    found = lines(a_review(a_plan(*(refreshed(f"a{number:02}") for number in range(15)))))
    assert "  and 3 more" in found


def test_what_is_deferred_or_held_is_told_elsewhere() -> None:
    """One that waits has its day; one that is blocked its block."""
    plan = a_plan(refreshed("a", deferred=True), refreshed("b"))
    found = lines(a_review(plan, blocks={Address("b"): (a_block(),)}))
    assert "Only written down: the apply asks nothing of Braze for these" not in found


def test_records_beside_what_is_held() -> None:
    """Both are in the verdict."""
    plan = a_plan(refreshed("a"), a_change("b"))
    found = lines(a_review(plan, blocks={Address("b"): (a_block(),)}))
    assert "No call would be made; 1 record is brought up to date; 1 change blocked." == found[3]
