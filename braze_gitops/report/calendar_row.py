"""A row of a calendar: one thing that is sent, was sent or may be sent, and what is known of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from braze_gitops.model import Address, SendTime, TimeMode, Window

COMPANY_CLOCK = "in the zone of the company, which the dashboard does not name"


class Source(StrEnum):
    """Who knows of a row: the state, the definitions alone, the state's history, or the dashboard."""

    STATE = "state"
    DEFINITIONS = "definitions"
    HISTORY = "history"
    DASHBOARD = "dashboard"


class Standing(StrEnum):
    """How sure a row is: arranged as it stands, what a plan would bring, or what does not go out."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Sign(Enum):
    """What a plan does about a row, as one character in front of its name."""

    NOTHING = auto()
    CREATE = auto()
    CHANGE = auto()
    CANCEL = auto()
    DEFER = auto()
    LEAVE = auto()
    BLOCKED = auto()
    DASHBOARD = auto()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Another row that comes too near: its title, and why that is said, in words."""

    title: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DashboardSend:
    """A campaign or Canvas that the dashboard will send next (braze-api.md 6.2).

    `id` is the campaign's or Canvas's own; `kind` is `campaign` or `canvas`. A plain time has an instant where
    the answer and the zones tell which it is; else its wall time is on the company's clock, whichever that is.
    """

    name: str
    id: str
    kind: str
    tags: tuple[str, ...]
    time: SendTime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    `key` is what it is known by for ever: an address, or the kind and id of what the dashboard sends. `name` is
    the definition's, empty for the dashboard. `time` is None in the history, which keeps the window alone,
    unless that tells it; `window` is None where no instant is known, `stopped_at` when a send was stopped that was
    going out. `status` says in words what it is and what a plan does; `action`
    and `blocked` say the same for programs. `audience` is a digest of who gets it (empty where that is not
    known), `channels` those of a message, `parent` the campaign or Canvas it sends through. `series` is what it is
    one send of, itself where it does not repeat, empty for the dashboard. `is_shadow` marks the old place of what
    moves to another time.
    """

    key: str
    source: Source
    title: str
    name: str
    kind: str
    time: SendTime | None
    window: Window | None
    reach: str
    status: str
    sign: Sign
    standing: Standing
    channels: tuple[str, ...] = ()
    audience: str = ""
    parent: str = ""
    series: str = ""
    is_broadcast: bool = False
    tags: tuple[str, ...] = ()
    action: str = ""
    blocked: tuple[str, ...] = ()
    schedule_id: str | None = None
    moves_from: Address | None = None
    is_shadow: bool = False
    stopped_at: datetime | None = None
    collisions: tuple[Collision, ...] = ()

    @property
    def is_spread(self) -> bool:
        """Whether it goes out over a span and not at one instant."""
        return self.goes_out is not None and self.goes_out.first_at < self.goes_out.last_at

    @property
    def goes_out(self) -> Window | None:
        """Return the instants at which it goes out: its window, up to where it was stopped."""
        if self.window is None or self.stopped_at is None:
            return self.window
        return Window(first_at=self.window.first_at, last_at=max(self.window.first_at, self.stopped_at))

    @property
    def wall_on(self) -> date | None:
        """Return its date on everybody's own clock, or on one that is not known; None for an instant."""
        if self.time is None or self.time.instant is not None:
            return None
        return self.time.wall.date()

    @property
    def mode(self) -> TimeMode | None:
        """Return how its time is read; None where the history does not tell."""
        return self.time.mode if self.time is not None else None

    @property
    def starts_at(self) -> datetime | None:
        """Return its first instant, None where none is known."""
        return self.window.first_at if self.window is not None else None


SIGNS: Mapping[Sign, tuple[str, str]] = {
    Sign.CREATE: ("+", "a plan creates it"),
    Sign.CHANGE: ("~", "a plan changes it"),
    Sign.CANCEL: ("-", "does not go out"),
    Sign.DEFER: (".", "waits for a later apply"),
    Sign.LEAVE: (">", "moves to another time"),
    Sign.BLOCKED: ("x", "blocked"),
    Sign.DASHBOARD: ("*", "in the dashboard"),
    Sign.NOTHING: ("", ""),
}
