"""Sets that many rows of the decision table share."""

from __future__ import annotations

from braze_gitops.plan import BlockCode
from decisions.cell import Known, Of, Spot, Wish

# Of these nothing was arranged: there is no recorded window.
UNRECORDED = frozenset({Known.NONE, Known.HALTED_NEW, Known.IN_HISTORY})
NEVER_CREATED = frozenset({Known.NONE, Known.DEFERRED})
# An unanswered call counts as a difference, and so does an import until an update was made from here.
UPDATE_UNANSWERED = frozenset({Known.UPDATE_OPEN, Known.UPDATE_LATE, Known.UPDATE_AHEAD})
UNANSWERED = UPDATE_UNANSWERED | {Known.DELETE_OPEN}
UNSURE = UNANSWERED | {Known.IMPORTED}
SURE = frozenset({Known.SCHEDULED, Known.PROTECTED, Known.LIFTED})
ARRANGED = SURE | UNSURE
LIFTED = frozenset({Known.LIFTED})
PROTECTED = frozenset({Known.PROTECTED})
DELETE_OPEN = frozenset({Known.DELETE_OPEN})
UPDATE_LATE = frozenset({Known.UPDATE_LATE})
UPDATE_AHEAD = frozenset({Known.UPDATE_AHEAD})

SAME = frozenset({Wish.EQUAL, Wish.WORDS})
DIFFERENT = frozenset({Wish.UPDATABLE, Wish.ELSEWHERE})
IN_PLACE = SAME | {Wish.UPDATABLE}
WANTED = frozenset({Wish.NEW}) | SAME | DIFFERENT

SERIES = frozenset({Of.SERIES})

BEYOND = frozenset({Spot.BEYOND})
AHEAD = frozenset({Spot.AHEAD})
NEAR = frozenset({Spot.NEAR})
BEGUN = frozenset({Spot.BEGUN})
OVER = frozenset({Spot.OVER})
INSIDE = AHEAD | NEAR
EARLY = BEYOND | AHEAD
TO_COME = BEYOND | AHEAD | NEAR
COME = BEGUN | OVER

IMMINENT = (BlockCode.IMMINENT,)
STOP_SENDING = (BlockCode.STOP_SENDING,)
