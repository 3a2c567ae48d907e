"""The calls an apply can make, as values; the client turns each into one request."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from braze_gitops.model.json_value import JsonObject
from braze_gitops.model.kind import Kind, ScheduleId


class Verb(StrEnum):
    """What a call does at Braze."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    CREATE_SEND_ID = "create_send_id"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CreateCall:
    """Create a schedule; `payload` is the whole body. Not idempotent (braze-api.md 9.6)."""

    kind: Kind
    payload: JsonObject


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCall:
    """Replace the whole `schedule` and, for a message, the whole `messages` (braze-api.md 5.1).

    `parent_id` is the campaign or Canvas id of the record, None for a message; `messages` None for a trigger.
    """

    kind: Kind
    schedule_id: ScheduleId
    parent_id: str | None
    schedule: JsonObject
    messages: JsonObject | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCall:
    """Cancel a schedule; `parent_id` is the campaign or Canvas id of the record, None for a message."""

    kind: Kind
    schedule_id: ScheduleId
    parent_id: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CreateSendIdCall:
    """Make a send id for a campaign (braze-api.md 6.1)."""

    campaign_id: str
    send_id: str


Call: TypeAlias = CreateCall | UpdateCall | DeleteCall | CreateSendIdCall


def verb_of(call: Call) -> Verb:
    """Return what `call` does."""
    return _VERBS[type(call)]


_VERBS: Mapping[type[Call], Verb] = {
    CreateCall: Verb.CREATE,
    UpdateCall: Verb.UPDATE,
    DeleteCall: Verb.DELETE,
    CreateSendIdCall: Verb.CREATE_SEND_ID,
}
