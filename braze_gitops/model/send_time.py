"""When Braze may send: the time as a person wrote it, and the window of instants it means."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum


class TimeMode(StrEnum):
    """How `schedule.time` is read: one instant, each person's own clock, or each person's best time of a day."""

    PLAIN = "plain"
    LOCAL = "local"
    OPTIMAL = "optimal"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendTime:
    """A send time as written.

    `wall` is the naive wall time as written; `zone` the IANA name or offset (`+02:00`, `Z`) it was written in and
    `instant` the aware UTC instant it means, both None unless the mode is plain.
    """

    mode: TimeMode
    wall: datetime
    zone: str | None = None
    instant: datetime | None = None

    @property
    def meaning(self) -> tuple[TimeMode, datetime]:
        """Return what all spellings of one time have in common: its instant, or each person's wall time or day."""
        if self.instant is not None:
            return self.mode, self.instant
        return self.mode, datetime.combine(self.wall, time.min) if self.mode is TimeMode.OPTIMAL else self.wall


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """First and last instant at which Braze may send; both aware UTC, equal for a plain time."""

    first_at: datetime
    last_at: datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AudienceZone:
    """One end of the zones that an audience lives in: its name as people read it, and its clock."""

    name: str
    clock: tzinfo

    def offsets_on(self, day: date) -> tuple[timedelta, timedelta]:
        """Return the smallest and the largest offset from UTC that holds there on `day`, its own date.

        On a day on which clocks change there are two; a change at either midnight counts as well.
        """
        begin = datetime.combine(day, time.min, self.clock)
        moments = (begin, begin + timedelta(days=1))
        offsets = [at.replace(fold=fold).utcoffset() or timedelta() for at in moments for fold in (0, 1)]
        return min(offsets), max(offsets)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AudienceZones:
    """The zones between which an audience lives: `first` is where a wall time comes first, the farthest east."""

    first: AudienceZone
    last: AudienceZone

    def offsets_on(self, day: date) -> tuple[timedelta, timedelta]:
        """Return the smallest and the largest offset of both on `day`, whichever of the two has it."""
        lows, highs = zip(self.first.offsets_on(day), self.last.offsets_on(day), strict=True)
        return min(lows), max(highs)


# The first and the last zone on Earth in which a wall time comes (braze-api.md 7.1, local-time lead).
WORLD = AudienceZones(
    first=AudienceZone(name="UTC+14", clock=timezone(timedelta(hours=14))),
    last=AudienceZone(name="UTC-12", clock=timezone(timedelta(hours=-12))),
)


def window_of(send_time: SendTime, zones: AudienceZones) -> Window:
    """Return the instants `send_time` covers for people between `zones`, whose offsets are those of its date.

    A local time runs from its wall time in the first zone to the wall time in the last; an optimal time from the
    start of its date in the first to the end of it in the last (design.md section 2, *window*).
    """
    match send_time.mode:
        case TimeMode.PLAIN if send_time.instant is not None:
            return Window(first_at=send_time.instant, last_at=send_time.instant)
        case TimeMode.OPTIMAL:
            midnight = datetime.combine(send_time.wall.date(), time.min)
            return _spread(midnight, midnight + timedelta(days=1), zones)
        case _:
            return _spread(send_time.wall, send_time.wall, zones)


def _spread(first: datetime, last: datetime, zones: AudienceZones) -> Window:
    low, high = zones.offsets_on(first.date())
    return Window(first_at=first.replace(tzinfo=UTC) - high, last_at=last.replace(tzinfo=UTC) - low)
