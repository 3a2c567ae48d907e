"""A person who looks at the dashboard: what is true of an address that the program cannot settle alone."""

from __future__ import annotations

from collections.abc import Container

from braze_gitops.state import Record, Resolution, State, Status
from support.model_braze import Fate, Kept, LivingBraze
from support.model_judge import thing_of_record
from support.model_wishes import thing_of


def doubtful(state: State) -> list[Record]:
    """Return the records that wait for a word."""
    return [one for one in state.records.values() if one.status in (Status.IN_DOUBT, Status.VANISHED)]


def created(record: Record, braze: LivingBraze, known: Container[str | None]) -> Kept | None:
    """Return the schedule that the create in doubt made, if it made one."""
    assert record.unfinished is not None
    thing, since = thing_of_record(record), record.unfinished.since
    found = [
        kept
        for kept in braze.schedules.values()
        if thing_of(kept.fields) == thing
        and kept.id not in known
        and kept.made_at >= since
        and (kept.fate is not Fate.CANCELLED or kept.by_hand)
    ]
    return found[0] if found else None


def truth_about(record: Record, state: State, braze: LivingBraze, *, other: bool) -> tuple[Resolution, str | None]:
    """Return a true word on `record`; `other` prefers the one that names no id."""
    if record.status is Status.VANISHED:
        kept = braze.schedules.get(str(record.schedule_id))
        is_there = kept is not None and kept.fate is Fate.LIVE
        return (Resolution.RETRY if is_there else Resolution.GONE), None
    known = {one.schedule_id for one in state.records.values()} | {one.schedule_id for one in state.history}
    kept = created(record, braze, known)
    if kept is None:
        return Resolution.NOT_CREATED, None
    return (Resolution.ASSUME_CREATED, None) if other else (Resolution.SCHEDULE_ID, kept.id)
