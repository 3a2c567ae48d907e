"""The end of a plan names who holds the state, or who left it open."""

import dataclasses

import pytest

from braze_gitops.report import Naming, Style, plan_text
from support.reviews import NOW, a_change, a_plan, a_review


@pytest.mark.parametrize(
    ("gone", "line"),
    [
        pytest.param(False, "held by   apply by ana on mac-7", id="going on"),
        pytest.param(True, "left open by apply by ana on mac-7 (gone; the next apply takes over)", id="gone"),
    ],
)
def test_who_holds_the_state_is_told(gone: bool, line: str) -> None:  # noqa: FBT001 - a row of the table
    """A run that is going on holds it; one that is provably gone only left it open."""
    review = a_review(dataclasses.replace(a_plan(a_change()), held_by="apply by ana on mac-7"))
    text = plan_text(review, naming=Naming(), now=NOW, style=Style(), width=80, holder_is_gone=gone)
    assert line in text.splitlines()
