"""When Braze may send: the time as a person wrote it, and the window of instants it means."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

# The first and the last zone on Earth in which a wall time comes (braze-api.md 7.1, local-time lead).
EAST_EDGE = timedelta(hours=14)
WEST_EDGE = timedelta(hours=-12)


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """First and last instant at which Braze may send; both aware UTC, equal for a plain time."""

    first_at: datetime
    last_at: datetime


def window_of(send_time: SendTime) -> Window:
    """Return the instants `send_time` covers, over all zones of the world.

    A local time runs from its wall time in UTC+14 to the wall time in UTC-12; an optimal time from the start of
    its date in UTC+14 to the end of it in UTC-12 (design.md section 2, *window*).
    """
    match send_time.mode:
        case TimeMode.PLAIN if send_time.instant is not None:
            return Window(first_at=send_time.instant, last_at=send_time.instant)
        case TimeMode.OPTIMAL:
            midnight = datetime.combine(send_time.wall.date(), time.min)
            return _spread(midnight, midnight + timedelta(days=1))
        case _:
            return _spread(send_time.wall, send_time.wall)


def _spread(first: datetime, last: datetime) -> Window:
    return Window(
        first_at=first.replace(tzinfo=UTC) - EAST_EDGE,
        last_at=last.replace(tzinfo=UTC) - WEST_EDGE,
    )
