"""The whole decision table: what holds first, the rows in their order, and which places cannot be.

A hold comes before every row; of the rows the first that fits holds (design.md section 4).
"""

from __future__ import annotations

from braze_gitops.plan import BlockCode
from decisions.cell import Fit, Hold, Impossible, Known, Late, Of, Place, Row, Spot, Wish
from decisions.edited import EDITED
from decisions.new import NEW
from decisions.paused import PAUSED
from decisions.removed import REMOVED
from decisions.sent import SENT
from decisions.terms import DIFFERENT, NEVER_CREATED, SAME, SERIES, TO_COME, UNRECORDED
from decisions.unchanged import UNCHANGED

CHAPTERS = (NEW, UNCHANGED, EDITED, SENT, REMOVED, PAUSED)
ROWS: tuple[Row, ...] = tuple(row for chapter in CHAPTERS for row in chapter.rows)

HOLDS = (
    Hold(
        id="in doubt",
        fit=Fit(known=frozenset({Known.IN_DOUBT})),
        block=BlockCode.IN_DOUBT,
        stands_as=Known.SCHEDULED,
        says="Nothing is done until somebody has looked in Braze and said what became of it (`state resolve`).",
    ),
    Hold(
        id="vanished",
        fit=Fit(known=frozenset({Known.VANISHED})),
        block=BlockCode.VANISHED,
        stands_as=Known.SCHEDULED,
        says="Nothing is done until somebody has said whether it is gone (`state resolve`).",
    ),
    Hold(
        id="halted",
        fit=Fit(known=frozenset({Known.HALTED})),
        block=BlockCode.HALTED,
        stands_as=Known.SCHEDULED,
        says="Nothing is done until the halt is lifted.",
    ),
    Hold(
        id="halted before it was arranged",
        fit=Fit(known=frozenset({Known.HALTED_NEW}), wishes=frozenset(Wish) - {Wish.ABSENT}),
        block=BlockCode.HALTED,
        stands_as=Known.NONE,
        says="Nothing is scheduled until the halt is lifted.",
    ),
    Hold(
        id="external and different",
        fit=Fit(known=frozenset({Known.EXTERNAL}), wishes=frozenset(Wish) - SAME),
        block=BlockCode.EXTERNAL,
        stands_as=Known.SCHEDULED,
        says="It cannot be changed from here: the id that Braze gave it is not known.",
    ),
)

_NOWHERE = frozenset({Spot.NOWHERE})
_SOMEWHERE = frozenset(Spot) - _NOWHERE
_ABSENT = frozenset({Wish.ABSENT})
_OF_SERIES = frozenset({Late.EARLIER, Late.NAMED})

IMPOSSIBLE = (
    Impossible(fit=Fit(wishes=_ABSENT, wanted=_SOMEWHERE), why="without a definition there is no new time"),
    Impossible(fit=Fit(wishes=frozenset(Wish) - _ABSENT, wanted=_NOWHERE), why="every definition has a time"),
    Impossible(
        fit=Fit(known=UNRECORDED, recorded=_SOMEWHERE),
        why="where nothing is arranged there is no old time; the history counts as sent, whatever its time was",
    ),
    Impossible(
        fit=Fit(known=frozenset(Known) - UNRECORDED, recorded=_NOWHERE), why="everything arranged has a time"
    ),
    Impossible(
        fit=Fit(known=UNRECORDED, wishes=SAME | DIFFERENT),
        why="where nothing is arranged there is nothing to differ from",
    ),
    Impossible(
        fit=Fit(known=frozenset(Known) - UNRECORDED, wishes=frozenset({Wish.NEW})),
        why="beside what is arranged a definition is equal or it differs",
    ),
    Impossible(fit=Fit(wishes=SAME, apart=True), why="another time is an edit"),
    Impossible(
        fit=Fit(wishes=_ABSENT, known=frozenset({Known.LIFTED})),
        why="only a definition can stop asking for protection: what it left protected stays so when it is gone",
    ),
    Impossible(
        fit=Fit(wishes=_ABSENT, of=SERIES),
        why="without a definition a send of a series is like any other schedule",
    ),
    Impossible(
        fit=Fit(late=frozenset(Late) - {Late.ORDINARY}, wishes=_ABSENT),
        why="without a definition there is no `on_missed`, and no date of a series",
    ),
    Impossible(
        fit=Fit(late=_OF_SERIES, of=frozenset({Of.ITSELF})),
        why="only a series names dates that were over when it was first applied, or edited",
    ),
    Impossible(
        fit=Fit(late=frozenset(Late) - {Late.ORDINARY}, known=frozenset(Known) - NEVER_CREATED),
        why="`on_missed` and the first apply of a series are asked of what was never created, and of nothing else",
    ),
    Impossible(
        fit=Fit(late=_OF_SERIES, wanted=TO_COME),
        why="no apply was made in the future",
    ),
    Impossible(
        fit=Fit(late=_OF_SERIES, known=frozenset({Known.DEFERRED})),
        why="what waits was wanted when it was written down: it is missed whatever was applied since",
    ),
)


def impossible(place: Place) -> Impossible | None:
    """Return why `place` cannot be, None where it can."""
    return next((one for one in IMPOSSIBLE if one.fit.holds(place)), None)


def held(place: Place) -> Hold | None:
    """Return what holds at `place` before any row."""
    return next((one for one in HOLDS if one.fit.holds(place)), None)


def fitting(place: Place) -> tuple[Row, ...]:
    """Return the rows that fit `place`, the one that holds first."""
    return tuple(row for row in ROWS if row.fit.holds(place))
