"""One row of the decision table of design.md section 4 as data.

Times are days after an anchor at which each mode's window can begin: `d` for the desired schedule, `r` for the
record; `now` is a distance from the anchor. A row holds for each kind and each mode unless it says otherwise.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.model import Kind, TimeMode, Verb
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status

FAR = timedelta(days=-120)
EARLY = timedelta(days=-10)
JUST_OUTSIDE = timedelta(minutes=-15, seconds=-1)
AT_CUTOFF = timedelta(minutes=-15)
CLOSE = timedelta(minutes=-10)
AT_ONCE = timedelta(0)
SENDING = timedelta(minutes=5)
SENT = timedelta(days=4)

ALL_KINDS = frozenset(Kind)
ALL_MODES = frozenset(TimeMode)
SCHEDULED, DEFERRED = Status.SCHEDULED, Status.DEFERRED


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what is wanted, what is recorded, when, and what a plan says.

    `d` None: not desired. `status` None: no record. `edit` names what else differs: `text` can be updated in
    place, `reach` cannot, `words` is what Braze does not see, `removal` takes a field out of `messages`.
    """

    id: str
    d: int | None = 0
    paused: bool = False
    skip: bool = False
    prevent_delete: bool = False
    status: Status | None = None
    r: int = 0
    edit: str = ""
    protected: bool = False
    unfinished: Verb | None = None
    in_history: bool = False
    now: timedelta = EARLY
    kinds: frozenset[Kind] = ALL_KINDS
    modes: frozenset[TimeMode] = ALL_MODES
    action: Action | None
    block: BlockCode | None = None
    needs: tuple[BlockCode, ...] = ()
    then: Action | None = None
    pauses: bool = False
    refresh: bool = False
    repeats: bool = False
    deferred: bool = False
    past: bool = False
    after: Status | None = None
    findings: tuple[str, ...] = ()


MESSAGE = frozenset({Kind.MESSAGE})
PLAIN = frozenset({TimeMode.PLAIN})
IMMINENT = (BlockCode.IMMINENT,)
