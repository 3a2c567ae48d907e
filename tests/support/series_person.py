"""A person who looks at the dashboard for one send of a series: its time and its people tell it."""

from __future__ import annotations

from braze_gitops.model import thaw
from braze_gitops.state import Record, Resolution, State
from support.model_braze import LivingBraze, window


def truth_about_create(record: Record, state: State, braze: LivingBraze) -> tuple[Resolution, str | None]:
    """Return a true word on a create that is in doubt."""
    fields = thaw(record.payload)
    assert isinstance(fields, dict)
    assert record.unfinished is not None
    known = {one.schedule_id for one in state.records.values()} | {one.schedule_id for one in state.history}
    for kept in braze.schedules.values():
        is_it = (kept.fields["segment_id"], kept.first_at, kept.last_at) == (
            fields["segment_id"],
            *window(fields["schedule"]),
        )
        if is_it and kept.id not in known and kept.made_at >= record.unfinished.since:
            return Resolution.SCHEDULE_ID, kept.id
    return Resolution.NOT_CREATED, None
