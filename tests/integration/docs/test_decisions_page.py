"""The page on what a plan decides is what its table makes, and its figures are the program's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from decisions.cell import Fit, Hold, Row
from decisions.page import PAGE, page
from decisions.table import HOLDS, ROWS
from decisions.words import ARRANGED, GIT, LATE, OF, WHEN

from braze_gitops.cli.root import root
from braze_gitops.model import TimeMode
from support.decision_times import WIDTHS
from support.pages import ROOT
from support.plans import PRODUCTION

LINES: tuple[Row | Hold, ...] = (*ROWS, *HOLDS)


def test_the_page_is_made_from_the_table() -> None:
    """What is committed is what `make decisions` writes."""
    assert page() == (ROOT / PAGE).read_text(encoding="utf-8")


def test_every_row_has_its_line() -> None:
    """No two of them alike."""
    lines = [line for line in page().splitlines() if line.endswith(tuple(f"{one.says} |" for one in LINES))]
    assert len(ROWS) + len(HOLDS) == len(set(lines))


def test_no_word_is_idle() -> None:
    """Each set that has words is that of a row."""
    fits: list[Fit] = [one.fit for one in LINES]
    assert [] == [words for known, words in ARRANGED.items() if known not in {fit.known for fit in fits}]
    assert [] == [words for wishes, words in GIT.items() if wishes not in {fit.wishes for fit in fits}]
    assert [] == [words for late, words in LATE.items() if late not in {fit.late for fit in fits}]
    assert [] == [words for of, words in OF.items() if of not in {fit.of for fit in fits}]
    spots = {spot for fit in fits for spot in (fit.wanted, fit.recorded)}
    assert [] == [words for found, words in WHEN.items() if found not in spots]


@pytest.mark.parametrize(
    "figure",
    [
        f"{PRODUCTION.cutoff // timedelta(minutes=1)} minutes later (`cutoff`)",
        f"{PRODUCTION.cutoff // timedelta(minutes=1)} minutes or less (`cutoff`",
        f"{PRODUCTION.horizon.days} days from now (`horizon_days`)",
        f"first time zone, UTC+14 | {WIDTHS[TimeMode.LOCAL] // timedelta(hours=1)} hours later",
        f"begun in UTC+14 | {WIDTHS[TimeMode.OPTIMAL] // timedelta(hours=1)} hours later",
    ],
)
def test_its_figures_are_the_defaults(figure: str) -> None:
    """Those of an environment that says nothing else."""
    assert figure in page()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(state) [a-z]+`", page()))))
def test_the_commands_it_names_exist(command: str) -> None:
    """No command is made up."""
    assert command in root.commands
