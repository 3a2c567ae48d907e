"""The record a desired schedule would make."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from braze_gitops.model import AudienceZones, DesiredSchedule, Lineage, digest_json, normal_form, window_of
from braze_gitops.state import Record, Status, compact_payload


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A desired schedule, its record without ids, and the long texts that record names."""

    desired: DesiredSchedule
    record: Record
    texts: Mapping[str, str]


def wanted_of(
    desired: DesiredSchedule, *, lineage: Lineage, zones: AudienceZones, now: datetime, commit: str | None
) -> Wanted:
    """Return the record `desired` would make if it were applied at `now`, its window bounded by `zones`."""
    compact = compact_payload(desired.payload, lineage=lineage)
    record = Record(
        address=desired.address,
        kind=desired.kind,
        status=Status.SCHEDULED,
        payload=compact.fields,
        payload_digest=compact.digest,
        time=desired.time,
        window=window_of(desired.time, zones),
        protected=desired.lifecycle.prevent_delete,
        description=desired.description,
        owner=desired.owner,
        tags=desired.tags,
        inputs=desired.inputs,
        source=desired.place.path,
        commit=commit,
        applied_at=now,
    )
    return Wanted(desired=desired, record=record, texts=compact.texts)


def is_same(wanted: Record, record: Record) -> bool:
    """Whether both send the same: equal digests, or equal once the recorded payload is normalised as of today."""
    if wanted.kind is not record.kind:
        return False
    if wanted.payload_digest == record.payload_digest:
        return True
    return wanted.payload_digest == digest_json(normal_form(record.kind, record.payload))
