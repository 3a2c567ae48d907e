"""How long an apply takes, and which creates get their turn too late.

An estimate at the environment's limits: `parallelism` calls at a time, `rate_limit_per_hour` of them a clock hour,
spent at full speed and then waited for; creates of trigger broadcasts at most 250 a minute, and 10 a minute to one
audience (braze-api.md 10). A call is taken to last 0.3 seconds.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from braze_gitops.model import Environment, Kind
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, Change
from braze_gitops.state import Record, audience_digest

CALL = timedelta(seconds=0.3)
BROADCASTS_A_MINUTE = 250
BROADCASTS_A_MINUTE_TO_ONE = 10
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_CALLS = {Action.CREATE: 1, Action.UPDATE: 1, Action.DELETE: 1, Action.REPLACE: 2}


def paced(
    changes: Iterable[Change], *, environment: Environment, now: datetime
) -> tuple[tuple[Change, ...], timedelta]:
    """Return the changes, creates whose turn comes after their deadline blocked, and how long all calls take."""
    pace = _Pace(environment, now)
    found = []
    for change in changes:
        calls = _CALLS.get(change.action, 0) if change.block is None else 0
        if calls == 0:
            found.append(change)
            continue
        turn_at = pace.turn_of(change, calls)
        deadline = change.deadline
        if change.action is Action.CREATE and deadline is not None and turn_at > deadline:
            found.append(dataclasses.replace(change, block=blocks.too_late(turn_at, deadline)))
            continue
        pace.spend(change, calls)
        found.append(change)
    return tuple(found), pace.duration


def trigger_broadcast(record: Record) -> bool:
    """Whether a create of `record` counts against Braze's limit on broadcasts a minute."""
    return record.kind is not Kind.MESSAGE and record.payload.get("broadcast") is True


class _Pace:
    """Counts calls in their order and says when the next one has its turn."""

    def __init__(self, environment: Environment, now: datetime) -> None:
        self._now = now
        self._hour = now.replace(minute=0, second=0, microsecond=0)
        self._an_hour = max(1, environment.rate_limit_per_hour)
        self._each = CALL / max(1, environment.parallelism)
        self._calls = 0
        self._broadcasts: Counter[str] = Counter()
        self.duration = timedelta()

    def turn_of(self, change: Change, calls: int) -> datetime:
        """Return when the last of the change's calls starts, were it next."""
        hours, in_hour = divmod(self._calls + calls - 1, self._an_hour)
        start = self._now if hours == 0 else self._hour + hours * _HOUR
        at = start + in_hour * self._each
        audience = self._audience(change)
        if audience is not None:
            to_one = self._broadcasts[audience] // BROADCASTS_A_MINUTE_TO_ONE
            to_all = self._broadcasts.total() // BROADCASTS_A_MINUTE
            at = max(at, self._now + max(to_one, to_all) * _MINUTE)
        return at

    def spend(self, change: Change, calls: int) -> None:
        """Take the change's turn."""
        self.duration = max(self.duration, self.turn_of(change, calls) + CALL - self._now)
        self._calls += calls
        audience = self._audience(change)
        if audience is not None:
            self._broadcasts[audience] += 1

    def _audience(self, change: Change) -> str | None:
        after = change.after
        if change.action not in (Action.CREATE, Action.REPLACE) or after is None or not trigger_broadcast(after):
            return None
        return audience_digest(after.payload)


def deadline_of(
    action: Action, before: Record | None, after: Record | None, *, now: datetime, cutoff: timedelta
) -> datetime | None:
    """Return when a change becomes imminent; where that is over, the first instant itself.

    None for what makes no call, and for a delete that stops what is going out already: it has no later moment.
    """
    if action not in _CALLS:
        return None
    sides = (before,) if action is Action.DELETE else (before, after)
    first_at = min(record.window.first_at for record in sides if record is not None)
    if first_at <= now:
        return None
    return first_at - cutoff if first_at - cutoff > now else first_at
