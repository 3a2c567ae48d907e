"""How long an apply takes, and which creates get their turn too late.

An estimate at the environment's limits: `parallelism` calls at a time, `rate_limit_per_hour` of them a clock hour,
spent at full speed and then waited for; creates of trigger broadcasts at most 250 in any minute, and 10 to one
audience (braze-api.md 10), which hold up no other change. A call is taken to last 0.3 seconds. A new send id is
one call more, for the first change that uses it.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from braze_gitops.model import Environment, SendIdPair
from braze_gitops.plan import blocks
from braze_gitops.plan.broadcast import BROADCAST_WINDOW, BROADCASTS, BROADCASTS_TO_ONE, broadcast_audience
from braze_gitops.plan.change import Action, Change
from braze_gitops.state import Record

CALL = timedelta(seconds=0.3)
# A broadcast counts until a minute after its answer.
_COUNTS = BROADCAST_WINDOW + CALL
_HOUR = timedelta(hours=1)
_CALLS = {Action.CREATE: 1, Action.UPDATE: 1, Action.DELETE: 1, Action.REPLACE: 2}


def paced(
    changes: Iterable[Change], *, environment: Environment, now: datetime
) -> tuple[tuple[Change, ...], timedelta]:
    """Return the changes, creates whose turn comes after their deadline blocked, and how long all calls take."""
    pace = _Pace(environment, now)
    found = []
    send_ids: set[SendIdPair | None] = set()
    for change in changes:
        calls = _CALLS.get(change.action, 0) if change.block is None else 0
        if calls == 0:
            found.append(change)
            continue
        calls += change.new_send_id is not None and change.new_send_id not in send_ids
        turn_at = pace.turn_of(change, calls)
        deadline = change.deadline
        if change.action is Action.CREATE and deadline is not None and turn_at > deadline:
            found.append(dataclasses.replace(change, block=blocks.too_late(turn_at, deadline)))
            continue
        pace.spend(change, calls)
        send_ids.add(change.new_send_id)
        found.append(change)
    return tuple(found), pace.duration


class _Pace:
    """Counts calls in their order and says when the next one has its turn."""

    def __init__(self, environment: Environment, now: datetime) -> None:
        self._now = now
        self._hour = now.replace(minute=0, second=0, microsecond=0)
        self._an_hour = max(1, environment.rate_limit_per_hour)
        self._each = CALL / max(1, environment.parallelism)
        self._calls = 0
        self._to_all: list[datetime] = []
        self._to_one: dict[str, deque[datetime]] = {}
        self.duration = timedelta()

    def turn_of(self, change: Change, calls: int) -> datetime:
        """Return when the last of the change's calls starts, were it next."""
        hours, in_hour = divmod(self._calls + calls - 1, self._an_hour)
        start = self._now if hours == 0 else self._hour + hours * _HOUR
        at = start + in_hour * self._each
        audience = self._audience(change)
        if audience is not None:
            to_one = self._to_one.setdefault(audience, deque(maxlen=BROADCASTS_TO_ONE))
            if len(to_one) == BROADCASTS_TO_ONE:
                at = max(at, to_one[0] + _COUNTS)
            at = self._open_to_all(at)
        return at

    def _open_to_all(self, at: datetime) -> datetime:
        """Return the first moment from `at` on at which a minute holds room for one more broadcast."""
        while True:
            oldest = bisect_right(self._to_all, at) - BROADCASTS
            if oldest < 0 or self._to_all[oldest] + _COUNTS <= at:
                return at
            at = self._to_all[oldest] + _COUNTS

    def spend(self, change: Change, calls: int) -> None:
        """Take the change's turn."""
        turn_at = self.turn_of(change, calls)
        self.duration = max(self.duration, turn_at + CALL - self._now)
        self._calls += calls
        audience = self._audience(change)
        if audience is not None:
            insort(self._to_all, turn_at)
            self._to_one[audience].append(turn_at)

    def _audience(self, change: Change) -> str | None:
        after = change.after
        if change.action not in (Action.CREATE, Action.REPLACE) or after is None:
            return None
        return broadcast_audience(after)


def deadline_of(
    action: Action, before: Record | None, after: Record | None, *, now: datetime, cutoff: timedelta
) -> datetime | None:
    """Return when a change becomes imminent; where that is over, the first instant itself.

    None for what makes no call, and for a delete that stops what is going out already: it has no later moment.
    What a create finds was never arranged, so the time that had does not count.
    """
    if action not in _CALLS:
        return None
    sides = {Action.DELETE: (before,), Action.CREATE: (after,)}.get(action, (before, after))
    first_at = min(record.window.first_at for record in sides if record is not None)
    if first_at <= now:
        return None
    return first_at - cutoff if first_at - cutoff > now else first_at
