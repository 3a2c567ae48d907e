"""Rows on what is wanted and was never arranged: new, deferred, or sent before under this name."""

from __future__ import annotations

from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status
from decisions.cell import Chapter, Fit, Known, Late, Row, Wish
from decisions.terms import AHEAD, BEYOND, COME, DIFFERENT, IMMINENT, NEAR, NEVER_CREATED, SERIES, TO_COME, WANTED

_NONE, _DEFERRED = frozenset({Known.NONE}), frozenset({Known.DEFERRED})
_SENT_BEFORE = frozenset({Known.IN_HISTORY})

NEW = Chapter(
    title="A definition that was never arranged",
    intro="It is new, it waits because its time lies too far ahead, or something was sent under its name before.",
    rows=(
        Row(
            id="a send of a series that was sent before, a time to come",
            fit=Fit(wishes=WANTED, of=SERIES, known=_SENT_BEFORE, wanted=TO_COME),
            action=Action.NONE,
            findings=("date-was-sent",),
            says="Nothing is scheduled, and that is said: this date was sent. The new time is for later ones.",
        ),
        Row(
            id="a send of a series that was sent before, the time has come",
            fit=Fit(wishes=WANTED, of=SERIES, known=_SENT_BEFORE, wanted=COME),
            action=Action.NONE,
            says="Nothing to do: that date was sent.",
        ),
        Row(
            id="the name was sent before, a time to come",
            fit=Fit(wishes=WANTED, known=_SENT_BEFORE, wanted=TO_COME),
            action=Action.CREATE,
            block=BlockCode.ALREADY_SENT,
            after=Status.SCHEDULED,
            says="Nothing is scheduled: the same name is never sent twice. Give the new send a new name.",
        ),
        Row(
            id="the name was sent before, the time has come",
            fit=Fit(wishes=WANTED, known=_SENT_BEFORE, wanted=COME),
            action=Action.NONE,
            says="Nothing to do: it was sent.",
        ),
        Row(
            id="new, too far ahead",
            fit=Fit(wishes=WANTED, known=_NONE, wanted=BEYOND),
            action=Action.DEFER,
            after=Status.DEFERRED,
            says="It is written down and waits; the first apply after it has come inside schedules it.",
        ),
        Row(
            id="waiting, edited, still too far ahead",
            fit=Fit(wishes=DIFFERENT, known=_DEFERRED, wanted=BEYOND),
            action=Action.DEFER,
            after=Status.DEFERRED,
            says="The new version is written down in place of the old one, and waits.",
        ),
        Row(
            id="waiting, still too far ahead",
            fit=Fit(wishes=frozenset({Wish.EQUAL}), known=_DEFERRED, wanted=BEYOND),
            action=Action.NONE,
            deferred=True,
            after=Status.DEFERRED,
            says="It goes on waiting; the plan says on which day it comes inside.",
        ),
        Row(
            id="waiting, described anew, still too far ahead",
            fit=Fit(wishes=frozenset({Wish.WORDS}), known=_DEFERRED, wanted=BEYOND),
            action=Action.NONE,
            refresh=True,
            deferred=True,
            after=Status.DEFERRED,
            says="It goes on waiting; the new words are written down.",
        ),
        Row(
            id="in good time",
            fit=Fit(wishes=WANTED, known=NEVER_CREATED, wanted=AHEAD),
            action=Action.CREATE,
            after=Status.SCHEDULED,
            says="It is scheduled.",
        ),
        Row(
            id="in the last minutes",
            fit=Fit(wishes=WANTED, known=NEVER_CREATED, wanted=NEAR),
            action=Action.CREATE,
            needs=IMMINENT,
            after=Status.SCHEDULED,
            says="Only with an allowance: this close to its time Braze may send it to all, some or none.",
        ),
        Row(
            id="an earlier date of a series",
            fit=Fit(wishes=WANTED, known=_NONE, late=frozenset({Late.EARLIER}), wanted=COME),
            action=Action.NONE,
            says="Nothing to do, and nothing is said, but for one note until the first apply.",
        ),
        Row(
            id="a date of a series that was over before",
            fit=Fit(wishes=WANTED, known=_NONE, late=frozenset({Late.NAMED}), wanted=COME),
            action=Action.NONE,
            findings=("was-over",),
            says="Nothing is sent, with a note for 30 days.",
        ),
        Row(
            id="missed and skipped",
            fit=Fit(wishes=WANTED, known=NEVER_CREATED, late=frozenset({Late.SKIP}), wanted=COME),
            action=Action.NONE,
            keeps=True,
            findings=("missed",),
            says="Nothing is sent, with a warning.",
        ),
        Row(
            id="missed",
            fit=Fit(wishes=WANTED, known=NEVER_CREATED, late=frozenset({Late.ORDINARY}), wanted=COME),
            action=Action.CREATE,
            block=BlockCode.MISSED,
            after=Status.SCHEDULED,
            says="Nothing is sent. Give it a new time, let it be skipped, or remove the definition.",
        ),
    ),
)
