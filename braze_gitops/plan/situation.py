"""One address as a plan finds it: what is wanted, what is recorded, what history says, and the moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from braze_gitops.model import Address, DesiredSchedule, Finding, Window
from braze_gitops.plan.change import Action, Block, BlockCode
from braze_gitops.plan.resuming import Hold
from braze_gitops.state import Past, Record, Status

NOT_HELD = Hold()


class Phase(Enum):
    """Where a recorded schedule stands; worked out from its window and the moment, never stored."""

    DEFERRED = "deferred"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"


class Over(Enum):
    """Why nothing is done for a send whose time came and went, or that went out at another time before."""

    BEFORE = "its definition was applied later"
    EDITED = "an edit has brought it since, or an apply has named it"
    SKIPPED = "its definition says `on_missed: skip`"
    SENT = "its date was sent, and the time that an edit gives it is still to come"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Now, and the two distances that times are measured against."""

    now: datetime
    horizon: timedelta
    cutoff: timedelta

    def phase_of(self, record: Record) -> Phase:
        """Return where `record` stands: a plain time counts as sending until its instant plus the cutoff."""
        if record.status is Status.DEFERRED:
            return Phase.DEFERRED
        window = record.window
        if window.first_at > self.now:
            return Phase.SCHEDULED
        over_at = window.last_at if window.last_at > window.first_at else window.first_at + self.cutoff
        return Phase.SENDING if self.now <= over_at else Phase.SENT

    def goes_on_with(self, record: Record, window: Window) -> Window:
        """Return the window that an unchanged `record` has from now on, where it would be `window` if made today.

        One that has begun stays begun, and is over no earlier than both say.
        """
        kept = record.window
        if kept.first_at > self.now:
            return window
        return Window(first_at=min(kept.first_at, window.first_at), last_at=max(kept.last_at, window.last_at))

    def is_imminent(self, window: Window) -> bool:
        """Whether the first instant of `window` is inside the cutoff, or over."""
        return window.first_at - self.now <= self.cutoff

    def is_beyond(self, window: Window) -> bool:
        """Whether `window` ends farther ahead than Braze takes a schedule."""
        return window.last_at > self.now + self.horizon


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the decision table looks at.

    `environment` names the one whose state it is.
    `wanted` is the record the desired schedule would make, None exactly when `desired` is. `record` already
    carries the address it moves to; `previous` is then the old one. `past` is what history says of the address.
    `is_equal` says that both payloads are the same by meaning; `forces` are the paths of differences that only a
    replace can bring. `hold` says which emergency stop holds it, or lets it go; `since` is the moment the
    definition was first applied, `applied_at` the moment an apply last did something. `is_under_way` says that a
    run which has not closed has asked for this and has no answer yet.
    """

    environment: str
    moment: Moment
    desired: DesiredSchedule | None
    wanted: Record | None
    record: Record | None
    previous: Address | None = None
    past: Past | None = None
    is_equal: bool = False
    forces: tuple[str, ...] = ()
    hold: Hold = NOT_HELD
    since: datetime | None = None
    applied_at: datetime | None = None
    is_under_way: bool = False
    make_past: Callable[[Record], Past]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the table says; the fields mean what they mean in `Change`.

    `over` says that the time came and went, where that is to be told.
    """

    action: Action
    after: Record | None = None
    block: Block | None = None
    needs: tuple[BlockCode, ...] = ()
    past: Past | None = None
    then: Action | None = None
    pauses: bool = False
    refresh: bool = False
    repeats: bool = False
    deferred: bool = False
    turn_at: datetime | None = None
    reason: str = ""
    over: Over | None = None
    findings: tuple[Finding, ...] = ()
