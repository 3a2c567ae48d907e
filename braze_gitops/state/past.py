"""What history keeps of a record that is over."""

from __future__ import annotations

from datetime import datetime

from braze_gitops.state.compact import audience_digest, channels_of, content_digest
from braze_gitops.state.record import Past, Record


def past_of(record: Record, *, now: datetime) -> Past:
    """Return what history keeps of `record`: no text and no people."""
    return Past(
        address=record.address,
        kind=record.kind,
        schedule_id=record.schedule_id,
        dispatch_id=record.dispatch_id,
        window=record.window,
        audience_digest=audience_digest(record.payload),
        channels=channels_of(record.payload),
        content_digest=content_digest(record.payload),
        version_unknown=record.version_unknown or record.unfinished is not None,
        ended_at=now,
    )
