"""Rows on what no definition asks for any more."""

from __future__ import annotations

from braze_gitops.plan import Action
from decisions.cell import Chapter, Fit, Known, Row, Wish
from decisions.terms import (
    ARRANGED,
    BEGUN,
    DELETE_OPEN,
    EARLY,
    NEAR,
    OVER,
    PROTECTED,
    STOP_SENDING,
    UNRECORDED,
    UPDATE_AHEAD,
    UPDATE_LATE,
)

_ABSENT = frozenset({Wish.ABSENT})

REMOVED = Chapter(
    title="A definition you removed",
    intro="Its file, its document in a file, or its entry of `for_each` is gone.",
    rows=(
        Row(
            id="nothing there",
            fit=Fit(wishes=_ABSENT, known=UNRECORDED),
            action=None,
            says="Nothing: it is in no plan.",
        ),
        Row(
            id="removed while it waits",
            fit=Fit(wishes=_ABSENT, known=frozenset({Known.DEFERRED})),
            action=Action.FORGET,
            says="It is forgotten: Braze never had it.",
        ),
        Row(
            id="removed in good time",
            fit=Fit(wishes=_ABSENT, known=ARRANGED, recorded=EARLY),
            action=Action.DELETE,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            past=UPDATE_LATE,
            says="It is cancelled.",
        ),
        Row(
            id="removed in the last minutes",
            fit=Fit(wishes=_ABSENT, known=ARRANGED, recorded=NEAR),
            action=Action.DELETE,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            past=ARRANGED,
            findings=("may-be-sending",),
            says="It is cancelled, with a warning: Braze may already be sending. The name counts as sent.",
        ),
        Row(
            id="removed while it goes out",
            fit=Fit(wishes=_ABSENT, known=ARRANGED, recorded=BEGUN),
            action=Action.DELETE,
            needs=STOP_SENDING,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            past=ARRANGED,
            says="Only with an allowance: it stops what has not gone out. The name counts as sent.",
        ),
        Row(
            id="removed after its time, which an update may have put off",
            fit=Fit(wishes=_ABSENT, known=UPDATE_AHEAD, recorded=OVER),
            action=Action.DELETE,
            needs=STOP_SENDING,
            past=ARRANGED,
            says="Only with an allowance: Braze may have it for the later time. The name counts as sent.",
        ),
        Row(
            id="removed after it was sent",
            fit=Fit(wishes=_ABSENT, known=ARRANGED, recorded=OVER),
            action=Action.FORGET,
            past=ARRANGED,
            says="It moves to the history, where its name counts as sent for 400 days.",
        ),
    ),
)
