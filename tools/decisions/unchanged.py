"""Rows on what is wanted just as it is arranged."""

from __future__ import annotations

from braze_gitops.plan import Action
from braze_gitops.state import Status
from decisions.cell import Chapter, Fit, Known, Row, Wish
from decisions.terms import LIFTED, SAME, SURE

UNCHANGED = Chapter(
    title="A definition that says what is arranged",
    intro="Whatever the hour: before its time, while it is going out, and long after.",
    rows=(
        Row(
            id="equal, and its id is not known",
            fit=Fit(wishes=SAME, known=frozenset({Known.EXTERNAL})),
            action=Action.NONE,
            after=Status.EXTERNAL,
            says="Nothing to do: it counts as created.",
        ),
        Row(
            id="protection lifted and nothing else",
            fit=Fit(wishes=frozenset({Wish.EQUAL}), known=LIFTED),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            says="Braze is not asked for anything. The protection is taken out of the record.",
        ),
        Row(
            id="equal",
            fit=Fit(wishes=frozenset({Wish.EQUAL}), known=SURE),
            action=Action.NONE,
            after=Status.SCHEDULED,
            says="Nothing to do.",
        ),
        Row(
            id="described anew",
            fit=Fit(wishes=frozenset({Wish.WORDS}), known=SURE),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            says="Braze is not asked for anything. The new words are written down.",
        ),
    ),
)
