"""Rows on what says `paused`."""

from __future__ import annotations

from braze_gitops.plan import Action
from braze_gitops.state import Status
from decisions.cell import Chapter, Fit, Known, Row, Wish
from decisions.terms import (
    ARRANGED,
    BEGUN,
    DELETE_OPEN,
    EARLY,
    LIFTED,
    NEAR,
    OVER,
    PROTECTED,
    STOP_SENDING,
    TO_COME,
    UNRECORDED,
    UNSURE,
    UPDATE_AHEAD,
    UPDATE_LATE,
)

_PAUSED = frozenset({Wish.PAUSED})

PAUSED = Chapter(
    title="A definition you paused",
    intro="`lifecycle: {paused: true}` keeps name and text; whatever else was edited waits until the pause ends.",
    rows=(
        Row(
            id="paused, nothing arranged",
            fit=Fit(wishes=_PAUSED, known=UNRECORDED),
            action=Action.NONE,
            pauses=True,
            says="It is not scheduled while the pause stands.",
        ),
        Row(
            id="paused while it waits",
            fit=Fit(wishes=_PAUSED, known=frozenset({Known.DEFERRED})),
            action=Action.FORGET,
            pauses=True,
            says="It does not wait any longer: Braze never had it.",
        ),
        Row(
            id="paused as the protection is lifted",
            fit=Fit(wishes=_PAUSED, known=LIFTED, recorded=TO_COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            says="Only the protection is taken out of the record. The next plan cancels.",
        ),
        Row(
            id="paused in good time",
            fit=Fit(wishes=_PAUSED, known=ARRANGED, recorded=EARLY),
            action=Action.DELETE,
            pauses=True,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            past=UPDATE_LATE,
            says="It is cancelled. When the pause ends it is scheduled again, if its time has not come.",
        ),
        Row(
            id="paused in the last minutes",
            fit=Fit(wishes=_PAUSED, known=ARRANGED, recorded=NEAR),
            action=Action.DELETE,
            pauses=True,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            past=ARRANGED,
            findings=("may-be-sending",),
            says="It is cancelled, with a warning: Braze may already be sending. The name counts as sent.",
        ),
        Row(
            id="paused while it goes out, or after an update to a time still to come",
            fit=Fit(wishes=_PAUSED, known=UPDATE_AHEAD, recorded=BEGUN),
            action=Action.DELETE,
            needs=STOP_SENDING,
            pauses=True,
            guarded=PROTECTED,
            past=ARRANGED,
            says="Only with an allowance: it goes out, or Braze has it for later. The name counts as sent.",
        ),
        Row(
            id="paused after it was sent, or after an update to a time still to come",
            fit=Fit(wishes=_PAUSED, known=UPDATE_AHEAD, recorded=OVER),
            action=Action.DELETE,
            needs=STOP_SENDING,
            pauses=True,
            guarded=PROTECTED,
            past=ARRANGED,
            says="Only with an allowance: it went out, or Braze has it for later. The name counts as sent.",
        ),
        Row(
            id="paused while one of two versions goes out",
            fit=Fit(wishes=_PAUSED, known=UNSURE, recorded=BEGUN),
            action=Action.NONE,
            pauses=True,
            refresh=True,
            after=Status.SCHEDULED,
            findings=("already-sending", "version-unknown"),
            says="Nothing is stopped, with a warning; it is written down that the version is not known.",
        ),
        Row(
            id="paused while it goes out",
            fit=Fit(wishes=_PAUSED, known=ARRANGED, recorded=BEGUN),
            action=Action.NONE,
            pauses=True,
            after=Status.SCHEDULED,
            findings=("already-sending",),
            says="Nothing is stopped, with a warning. To stop what has not gone out remove the definition.",
        ),
        Row(
            id="paused after one of two versions was sent",
            fit=Fit(wishes=_PAUSED, known=UNSURE, recorded=OVER),
            action=Action.NONE,
            pauses=True,
            refresh=True,
            after=Status.SCHEDULED,
            findings=("version-unknown",),
            says="Nothing to do; it is written down that nobody knows which version went out.",
        ),
        Row(
            id="paused after it was sent",
            fit=Fit(wishes=_PAUSED, known=ARRANGED, recorded=OVER),
            action=Action.NONE,
            pauses=True,
            after=Status.SCHEDULED,
            says="Nothing to do: it was sent, and the end of the pause sends nothing.",
        ),
    ),
)
