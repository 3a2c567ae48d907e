"""How far apart two sends are for one person, and how far apart they have to be."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import SendTime, TimeMode, Window
from braze_gitops.state import Record

# Of a series of one send: as far as two sends of different definitions are apart.
_ALONE = timedelta(hours=24)


def apart_in(interval: timedelta | None) -> timedelta:
    """Return how far apart two sends of a series have to be; of one send as far as two definitions."""
    return interval / 2 if interval is not None else _ALONE


def time_between(time: SendTime | None, window: Window, other: Record) -> timedelta:
    """Return the least time for one person between a send, of which `time` may not be known, and another one.

    Two times of each person's own clock are as far apart as on that clock: who has the one early has the other
    early. So are two windows of one width, where that is all that is known.
    """
    if time is not None and time.mode is other.time.mode and time.mode is not TimeMode.PLAIN:
        return abs(time.meaning[1] - other.time.meaning[1])
    whole = other.window
    if window.last_at - window.first_at == whole.last_at - whole.first_at:
        return abs(window.first_at - whole.first_at)
    return max(timedelta(), window.first_at - whole.last_at, whole.first_at - window.last_at)
