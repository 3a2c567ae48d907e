"""Halts in words: what they hold, and the lines at the head of a page."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from braze_gitops.model import Address
from braze_gitops.report import (
    Naming,
    Style,
    idle_json,
    outcome_json,
    outcome_text,
    plan_text,
    record_text,
    state_json,
    state_list_text,
    state_text,
)
from braze_gitops.report.halt_words import add_halts, halt_words, halts_fields
from braze_gitops.report.page import Page
from braze_gitops.state import Halt
from support.apply_words import Whole
from support.reviews import NOW, a_change, a_plan, a_record, a_review, a_state

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="price", at=NOW)
DAY = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("halt", "words"),
    [
        pytest.param(ALL, "everything", id="all"),
        pytest.param(dataclasses.replace(ALL, pattern="promo-*"), "promo-*", id="pattern"),
        pytest.param(dataclasses.replace(ALL, tags=("sale", "promo")), "what is tagged sale or promo", id="tags"),
        pytest.param(
            dataclasses.replace(ALL, pattern="p*", first_at=NOW, last_at=DAY),
            "p*, what is sent between Fri 20 Nov 2026, 09:00 UTC and Sat 21 Nov 2026, 09:00 UTC",
            id="range",
        ),
        pytest.param(
            dataclasses.replace(ALL, first_at=NOW), "what is sent from Fri 20 Nov 2026, 09:00 UTC on", id="from"
        ),
        pytest.param(
            dataclasses.replace(ALL, tags=("sale",), last_at=NOW),
            "what is tagged sale and is sent until Fri 20 Nov 2026, 09:00 UTC",
            id="tag, until",
        ),
    ],
)
def test_what_a_halt_holds(halt: Halt, words: str) -> None:
    """Every condition is named, and that they are all asked."""
    assert words == halt_words(halt)


def told(*halts: Halt) -> str:
    """Return the head of a page with these halts."""
    page = Page(Style(), 80)
    add_halts(page, halts, environment="production", now=NOW + timedelta(hours=3))
    return page.text()


def test_the_head_says_what_stands() -> None:
    """Id, what, who, since, why, what was let go, and the whole command that lifts it."""
    assert (
        "Halted: 2 emergency stops stand\n"
        "  halt-1  everything\n"
        "      by        ana, since Fri 20 Nov 2026, 09:00 UTC, 3 hours ago\n"
        "      why       price\n"
        "      way out   braze-gitops halt --lift halt-1 -e production --why TEXT\n"
        "  halt-2  everything\n"
        "      by        ana, since Fri 20 Nov 2026, 09:00 UTC, 3 hours ago\n"
        "      let go    teaser\n"
        "      way out   braze-gitops halt --lift halt-2 -e production --why TEXT\n"
        "\n"
    ) == told(ALL, dataclasses.replace(ALL, id="halt-2", why="", lifted=(Address("teaser"),)))


def test_many_that_were_let_go_are_counted() -> None:
    """Twelve are named."""
    many = dataclasses.replace(ALL, lifted=tuple(Address(f"a{number}") for number in range(14)))
    assert "a11 and 2 more" in " ".join(told(many).split())


def test_what_it_holds_under_new_names_is_said() -> None:
    """Beside the pattern, which a person wrote."""
    halt = dataclasses.replace(ALL, pattern="digest", names=(Address("letter"), Address("news")))
    assert "halt-1 digest by ana" in " ".join(told(halt).split())
    assert "also letter, news, by an earlier name" in " ".join(told(halt).split())


def test_no_halt_is_no_word() -> None:
    """Nothing is added."""
    assert "" == told()


def test_json_has_those_that_stand() -> None:
    """A lifted one is not among them."""
    found = halts_fields((ALL, dataclasses.replace(ALL, id="halt-2", lifted_at=NOW)))
    expected = {"id": "halt-1", "who": "ana", "why": "price", "at": "2026-11-20T09:00:00Z"}
    assert [expected] == found


OUTCOME = Whole(state=dataclasses.replace(a_state(), halts=(ALL,)))
STATE = dataclasses.replace(a_state(a_record()), halts=(ALL, dataclasses.replace(ALL, id="halt-2", lifted_at=NOW)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(outcome_text(OUTCOME, style=Style(), width=80, now=NOW), id="apply"),
        pytest.param(
            plan_text(
                a_review(dataclasses.replace(a_plan(a_change()), halts=(ALL,))),
                naming=Naming(),
                now=NOW,
                style=Style(),
                width=80,
            ),
            id="plan",
        ),
        pytest.param(
            state_list_text(STATE, style=Style(), width=80, now=NOW, cutoff=timedelta(minutes=15)), id="list"
        ),
        pytest.param(
            state_text(STATE, style=Style(), width=80, now=NOW, naming=Naming(), cutoff=timedelta(minutes=15)),
            id="show",
        ),
        pytest.param(
            record_text(
                STATE,
                Address("teaser"),
                style=Style(),
                width=80,
                now=NOW,
                naming=Naming(),
                cutoff=timedelta(minutes=15),
            ),
            id="state show",
        ),
    ],
)
def test_what_stands_is_told_before_all_else(text: str) -> None:
    """Before any address, and nothing of what was lifted."""
    head, _, rest = text.partition("Halted: 1 emergency stop stands\n  halt-1  everything\n")
    assert ("", True, False) == (head.partition("teaser")[1], bool(rest), "halt-2" in rest)


def test_programs_find_what_stands() -> None:
    """In the outcome of an apply, also of one that had nothing to do, and in a state."""
    found = [
        json.loads(text)["halts"]
        for text in (
            outcome_json(OUTCOME, exit_code=0),
            idle_json(STATE),
            state_json(STATE, now=NOW, cutoff=timedelta(minutes=15)),
        )
    ]
    assert [["halt-1"]] * 3 == [[halt["id"] for halt in halts] for halts in found]
