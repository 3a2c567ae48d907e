"""What Braze does not see of a schedule: words, protection, time as written, what it was made from."""

from __future__ import annotations

import dataclasses

from braze_gitops.state import Record


def is_stale(record: Record, wanted: Record) -> bool:
    """Whether something Braze does not see differs: words, protection, time, window, what it was made from.

    Versions of tool and zone data are left out, so that a new release rewrites nothing; so are commit and moment.
    """
    return _unseen(record) != _unseen(wanted)


def refreshed(record: Record, wanted: Record) -> Record:
    """Return `record` with all that Braze does not see taken from `wanted`."""
    return dataclasses.replace(
        record,
        payload=wanted.payload,
        payload_digest=wanted.payload_digest,
        time=wanted.time,
        window=wanted.window,
        protected=wanted.protected,
        description=wanted.description,
        owner=wanted.owner,
        tags=wanted.tags,
        inputs=wanted.inputs,
        source=wanted.source,
        commit=wanted.commit,
    )


def _unseen(record: Record) -> tuple[object, ...]:
    made_from = record.inputs
    return (
        record.time,
        record.window,
        record.protected,
        record.description,
        record.owner,
        record.tags,
        record.source,
        made_from.definition,
        dict(made_from.variables),
        dict(made_from.files),
    )
