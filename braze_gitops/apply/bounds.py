"""Whether there is still time for a call, looked at again right before it is made (design.md 4 and 5.7).

create, update       while its first instant is ahead; and, unless `imminent` was allowed, while the change's
                     deadline is ahead. A create that completes a replace has begun: its first instant alone counts
send id              as the first of the other calls of its change
delete, then defer   as update: what goes out all the same would be sent again at its new time
delete               while the recorded first instant is ahead; later only if `stop-sending` was allowed, and
                     then up to the last instant (a plain time: its instant and the cutoff)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_gitops.apply.work import PlannedCall
from braze_gitops.model import TimeMode, Verb
from braze_gitops.plan import Action, BlockCode, Change
from braze_gitops.state import Record


def too_late(change: Change, planned: PlannedCall, *, now: datetime, cutoff: timedelta) -> str:
    """Return why there is no time left for this call, empty while there is."""
    if planned.verb is Verb.DELETE and change.action is not Action.REPLACE and change.then is None:
        return _too_late_to_delete(change, now=now, cutoff=cutoff)
    firsts = [record.window.first_at for record in (change.before, change.after) if record is not None]
    completes = planned.verb is Verb.CREATE and change.action is Action.REPLACE
    if Verb.CREATE in (planned.verb, change.action) and change.after is not None:
        firsts = [change.after.window.first_at]
    if any(first <= now for first in firsts):
        return f"its time, {_words(min(firsts))}, has come"
    may_be_imminent = completes or BlockCode.IMMINENT in change.needs
    if not may_be_imminent and change.deadline is not None and change.deadline <= now:
        return f"its deadline, {_words(change.deadline)}, has passed: that close to its time it needs an allowance"
    return ""


def _too_late_to_delete(change: Change, *, now: datetime, cutoff: timedelta) -> str:
    record = change.before
    if record is None or now < record.window.first_at:
        return ""
    if BlockCode.STOP_SENDING not in change.needs:
        return f"sending began at {_words(record.window.first_at)}: to stop it needs an allowance"
    last = _last_chance(record, cutoff)
    return f"it was sent by {_words(last)}" if now > last else ""


def _last_chance(record: Record, cutoff: timedelta) -> datetime:
    """Return until when something of it may go out: after an update without an answer, by either of its times."""
    own = record.window.last_at + (cutoff if record.time.mode is TimeMode.PLAIN else timedelta())
    attempt = record.unfinished.attempt if record.unfinished is not None else None
    return own if attempt is None else max(own, _last_chance(attempt, cutoff))


def _words(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
