"""What Braze counts as a broadcast of a trigger, and as one audience (braze-api.md 10).

The one definition: a plan estimates with it, an apply keeps to it. Creates of campaign and Canvas triggers with
`broadcast: true` count, 250 a minute over all audiences and 10 a minute to one; messages do not.
"""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import Kind
from braze_gitops.state import Record, audience_digest

BROADCASTS = 250
BROADCASTS_TO_ONE = 10
BROADCAST_WINDOW = timedelta(minutes=1)


def broadcast_audience(record: Record) -> str | None:
    """Return the audience that a create of `record` is a broadcast to; None if it counts against no such limit.

    One audience is one campaign or Canvas with one `audience`, as the digest of the state tells them apart.
    """
    if record.kind is Kind.MESSAGE or record.payload.get("broadcast") is not True:
        return None
    return audience_digest(record.payload)
