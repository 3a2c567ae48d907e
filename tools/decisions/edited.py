"""Rows on what is wanted otherwise than it is arranged, before the arranged time."""

from __future__ import annotations

from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status
from decisions.cell import Chapter, Fit, Known, Row, Wish
from decisions.terms import (
    ARRANGED,
    BEYOND,
    COME,
    DELETE_OPEN,
    DIFFERENT,
    EARLY,
    IMMINENT,
    IN_PLACE,
    INSIDE,
    LIFTED,
    NEAR,
    PROTECTED,
    SAME,
    TO_COME,
    UPDATE_LATE,
)

_ELSEWHERE = frozenset({Wish.ELSEWHERE})
_UNTIL_ANSWERED = SAME | DIFFERENT
_IMPORTED = frozenset({Known.IMPORTED})
_UPDATED_AGAIN = frozenset({Known.UPDATE_OPEN, Known.UPDATE_AHEAD})

EDITED = Chapter(
    title="A definition you edited before its time",
    intro="In place Braze changes the time of anything, and the content of a message, but not its people, and no "
    "field or channel can be taken away. All else takes a cancellation and a new schedule, in this order. "
    "A change or cancellation that Braze never answered counts as an edit.",
    rows=(
        Row(
            id="moved to a time that has come",
            fit=Fit(wishes=IN_PLACE, known=ARRANGED - DELETE_OPEN, wanted=COME, recorded=TO_COME),
            action=Action.UPDATE,
            block=BlockCode.INTO_THE_PAST,
            after=Status.SCHEDULED,
            says="Nothing is changed: what is arranged stays as it was. Give it a time in the future.",
        ),
        Row(
            id="edited elsewhere and moved to a time that has come",
            fit=Fit(wishes=_UNTIL_ANSWERED, known=ARRANGED, wanted=COME, recorded=TO_COME),
            action=Action.REPLACE,
            block=BlockCode.INTO_THE_PAST,
            guarded=PROTECTED | LIFTED,
            after=Status.SCHEDULED,
            says="Nothing is changed: what is arranged stays as it was. Give it a time in the future.",
        ),
        Row(
            id="an update to a time that is over may have been made",
            fit=Fit(wishes=IN_PLACE, known=UPDATE_LATE, wanted=TO_COME, recorded=TO_COME),
            action=Action.UPDATE,
            block=BlockCode.ALREADY_SENT,
            after=Status.SCHEDULED,
            says="Nothing is changed: it may have been sent at that time. Give the new send a new name.",
        ),
        Row(
            id="an update to a time that is over may have been made, edited elsewhere",
            fit=Fit(wishes=_ELSEWHERE, known=UPDATE_LATE, wanted=TO_COME, recorded=TO_COME),
            action=Action.REPLACE,
            block=BlockCode.ALREADY_SENT,
            after=Status.SCHEDULED,
            says="Nothing is changed: it may have been sent at that time. Give the new send a new name.",
        ),
        Row(
            id="imported, too far ahead",
            fit=Fit(wishes=SAME, known=_IMPORTED, wanted=BEYOND, recorded=BEYOND),
            action=Action.NONE,
            deferred=True,
            after=Status.SCHEDULED,
            says="It is brought in line with the definition once it has come inside Braze's horizon.",
        ),
        Row(
            id="moved too far ahead as the protection is lifted",
            fit=Fit(wishes=DIFFERENT, known=LIFTED, wanted=BEYOND, recorded=TO_COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            says="Only the protection is taken out of the record. The next plan does the rest.",
        ),
        Row(
            id="moved too far ahead",
            fit=Fit(wishes=_UNTIL_ANSWERED, known=ARRANGED, wanted=BEYOND, recorded=EARLY),
            action=Action.DELETE,
            then=Action.DEFER,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            after=Status.DEFERRED,
            says="It is cancelled now and waits; it is scheduled again once it has come inside Braze's horizon.",
        ),
        Row(
            id="moved too far ahead in the last minutes",
            fit=Fit(wishes=_UNTIL_ANSWERED, known=ARRANGED, wanted=BEYOND, recorded=NEAR),
            action=Action.DELETE,
            then=Action.DEFER,
            needs=IMMINENT,
            repeats=DELETE_OPEN,
            guarded=PROTECTED,
            after=Status.DEFERRED,
            says="Only with an allowance: Braze may already be sending, and it would be sent again later.",
        ),
        Row(
            id="a cancellation may have been made, in the last minutes",
            fit=Fit(wishes=_UNTIL_ANSWERED, known=DELETE_OPEN, wanted=INSIDE, recorded=TO_COME, near=True),
            action=Action.REPLACE,
            needs=IMMINENT,
            repeats=DELETE_OPEN,
            after=Status.SCHEDULED,
            says="Only with an allowance: it is cancelled once more and scheduled again, this close to its time.",
        ),
        Row(
            id="a cancellation may have been made",
            fit=Fit(wishes=_UNTIL_ANSWERED, known=DELETE_OPEN, wanted=INSIDE, recorded=TO_COME),
            action=Action.REPLACE,
            repeats=DELETE_OPEN,
            after=Status.SCHEDULED,
            says="It is cancelled once more and scheduled again.",
        ),
        Row(
            id="edited elsewhere as the protection is lifted",
            fit=Fit(wishes=_ELSEWHERE, known=LIFTED, wanted=INSIDE, recorded=TO_COME),
            action=Action.NONE,
            refresh=True,
            after=Status.SCHEDULED,
            says="Only the protection is taken out of the record. The next plan does the rest.",
        ),
        Row(
            id="edited elsewhere in the last minutes",
            fit=Fit(wishes=_ELSEWHERE, known=ARRANGED, wanted=INSIDE, recorded=TO_COME, near=True),
            action=Action.REPLACE,
            needs=IMMINENT,
            guarded=PROTECTED,
            after=Status.SCHEDULED,
            says="Only with an allowance: people may get the old one, the new one, or nothing.",
        ),
        Row(
            id="edited elsewhere",
            fit=Fit(wishes=_ELSEWHERE, known=ARRANGED, wanted=INSIDE, recorded=TO_COME),
            action=Action.REPLACE,
            guarded=PROTECTED,
            after=Status.SCHEDULED,
            says="It is cancelled, and once that is known it is scheduled again.",
        ),
        Row(
            id="imported, in the last minutes",
            fit=Fit(wishes=IN_PLACE, known=_IMPORTED, wanted=INSIDE, recorded=TO_COME, near=True),
            action=Action.UPDATE,
            needs=IMMINENT,
            after=Status.SCHEDULED,
            findings=("imported",),
            says="Only with an allowance: it is brought in line with the definition this close to its time.",
        ),
        Row(
            id="imported",
            fit=Fit(wishes=IN_PLACE, known=_IMPORTED, wanted=INSIDE, recorded=TO_COME),
            action=Action.UPDATE,
            after=Status.SCHEDULED,
            findings=("imported",),
            says="It is brought in line with the definition, with a warning of what an update cannot bring.",
        ),
        Row(
            id="edited in the last minutes",
            fit=Fit(wishes=IN_PLACE, known=ARRANGED, wanted=INSIDE, recorded=TO_COME, near=True),
            action=Action.UPDATE,
            needs=IMMINENT,
            repeats=_UPDATED_AGAIN,
            after=Status.SCHEDULED,
            says="Only with an allowance: this close to its time people may get the old one or the new one.",
        ),
        Row(
            id="edited",
            fit=Fit(wishes=IN_PLACE, known=ARRANGED, wanted=INSIDE, recorded=TO_COME),
            action=Action.UPDATE,
            repeats=_UPDATED_AGAIN,
            after=Status.SCHEDULED,
            says="It is changed in place.",
        ),
    ),
)
