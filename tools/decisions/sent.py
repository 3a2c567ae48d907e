"""Rows on what is wanted otherwise, and whose arranged time has come."""

from __future__ import annotations

from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status
from decisions.cell import Chapter, Fit, Row, Wish
from decisions.terms import (
    ARRANGED,
    COME,
    DIFFERENT,
    IN_PLACE,
    LIFTED,
    PROTECTED,
    SAME,
    SERIES,
    SURE,
    TO_COME,
    UNSURE,
    UPDATE_AHEAD,
)

SENT = Chapter(
    title="A definition you edited after its time had come",
    intro="What is going out or was sent cannot be changed. A time on each person's own clock has come as soon as "
    "it has come in the first time zone.",
    rows=(
        Row(
            id="a send of a series whose update to a time still to come may have been made",
            fit=Fit(wishes=SAME | DIFFERENT, of=SERIES, known=UPDATE_AHEAD, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            findings=("version-unknown",),
            says="Nothing is changed, with a warning: it went out, or Braze has it for the later time.",
        ),
        Row(
            id="a send of a series of which one of two versions went out",
            fit=Fit(wishes=SAME | DIFFERENT, of=SERIES, known=UNSURE, recorded=COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            findings=("version-unknown",),
            says="Nothing is changed; it is written down that nobody knows which version went out.",
        ),
        Row(
            id="a send of a series, put off after its time had come",
            fit=Fit(wishes=DIFFERENT, of=SERIES, known=SURE, wanted=TO_COME, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            findings=("date-was-sent",),
            says="Nothing is changed, and that is said: this date was sent. The new time is for later ones.",
        ),
        Row(
            id="a send of a series, edited after its time had come",
            fit=Fit(wishes=DIFFERENT, of=SERIES, known=SURE, wanted=COME, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            says="Nothing is changed, and nothing is said: the edit is for the dates still to come.",
        ),
        Row(
            id="a new time after the old one had come",
            fit=Fit(wishes=IN_PLACE, known=ARRANGED, wanted=TO_COME, recorded=COME),
            action=Action.UPDATE,
            block=BlockCode.ALREADY_SENT,
            after=Status.SCHEDULED,
            says="Nothing is changed: the same name is never sent twice. Give the new send a new name.",
        ),
        Row(
            id="a new time and other people after the old one had come",
            fit=Fit(wishes=frozenset({Wish.ELSEWHERE}), known=ARRANGED, wanted=TO_COME, recorded=COME),
            action=Action.REPLACE,
            block=BlockCode.ALREADY_SENT,
            guarded=PROTECTED | LIFTED,
            after=Status.SCHEDULED,
            says="Nothing is changed: the same name is never sent twice. Give the new send a new name.",
        ),
        Row(
            id="an update to a time still to come may have been made",
            fit=Fit(wishes=SAME, known=UPDATE_AHEAD, wanted=COME, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            findings=("version-unknown",),
            says="Nothing is changed, with a warning: it went out, or Braze has it for the later time.",
        ),
        Row(
            id="an update to a time still to come may have been made, and then an edit",
            fit=Fit(wishes=DIFFERENT, known=UPDATE_AHEAD, wanted=COME, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            findings=("version-unknown", "edited-after-send"),
            says="Nothing is changed, with a warning: it went out, or Braze has it for the later time.",
        ),
        Row(
            id="one of two versions went out",
            fit=Fit(wishes=SAME, known=UNSURE, wanted=COME, recorded=COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            findings=("version-unknown",),
            says="Nothing is changed; it is written down that nobody knows which version went out.",
        ),
        Row(
            id="one of two versions went out, and then an edit",
            fit=Fit(wishes=DIFFERENT, known=UNSURE, wanted=COME, recorded=COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            findings=("version-unknown", "edited-after-send"),
            says="Nothing is changed: this edit reaches nobody, and nobody knows which version went out.",
        ),
        Row(
            id="edited after it was sent",
            fit=Fit(wishes=DIFFERENT, known=SURE, wanted=COME, recorded=COME),
            action=Action.NONE,
            after=Status.SCHEDULED,
            findings=("edited-after-send",),
            says="Nothing is changed, with a note: this edit reaches nobody.",
        ),
    ),
)
