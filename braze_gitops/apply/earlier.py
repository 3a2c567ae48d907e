"""The calls that runs before this one made within the hour: Braze's limits know no runs, and neither do ours.

What they left counts as made unless the journal says that it never left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from braze_gitops.model import Verb, Verdict
from braze_gitops.plan import broadcast_audience
from braze_gitops.state import Batch, CallAnswered, CallId, CallIntended


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """One call: when it was answered, or meant if no answer is known, and the audience it was a broadcast to."""

    at: datetime
    audience: str | None


def earlier_calls(batches: Iterable[Batch], *, since: datetime, now: datetime) -> tuple[EarlierCall, ...]:
    """Return the calls that these batches tell of, answered or meant at `since` or later.

    The batches are in order, and go back far enough to have the intents too. A moment later than `now` was written
    by a clock that was ahead: it counts as now.
    """
    meant: dict[CallId, EarlierCall] = {}
    for entry in (entry for batch in batches for entry in batch.entries):
        match entry:
            case CallIntended():
                is_create = entry.verb is Verb.CREATE and entry.record is not None
                audience = broadcast_audience(entry.record) if is_create and entry.record is not None else None
                meant[entry.call] = EarlierCall(at=min(entry.at, now), audience=audience)
            case CallAnswered() if entry.call in meant:
                if entry.answer.verdict is Verdict.NOT_SENT:
                    del meant[entry.call]
                else:
                    meant[entry.call] = dataclasses.replace(meant[entry.call], at=min(entry.at, now))
    return tuple(call for call in meant.values() if call.at >= since)
