"""The requests of all eleven endpoints: path and body of each call (braze-api.md 5 and 6)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import assert_never

from braze_gitops.model import (
    PARENT_FIELD,
    UPDATABLE_FIELDS,
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Json,
    Kind,
    UpdateCall,
    canonical_json,
    freeze_object,
)

# The paths of S1's tables for trigger updates and deletes are misprinted; these are those of its JSON blocks
# (braze-api.md 5.9).
SCHEDULE_PATHS: Mapping[Kind, str] = {
    Kind.MESSAGE: "/messages/schedule",
    Kind.CAMPAIGN: "/campaigns/trigger/schedule",
    Kind.CANVAS: "/canvas/trigger/schedule",
}
SEND_ID_PATH = "/sends/id/create"
BROADCASTS_PATH = "/messages/scheduled_broadcasts"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """One request without its host and key; `content` is canonical UTF-8 JSON, empty for a GET."""

    method: str
    path: str
    content: bytes = b""


def request_of(call: Call) -> WireRequest:
    """Return the request that makes `call`.

    Raises:
        ValueError: the call lacks what its endpoint demands, or carries what it may not.
    """
    match call:
        case CreateCall():
            return _post(f"{SCHEDULE_PATHS[call.kind]}/create", call.payload)
        case UpdateCall():
            return _post(f"{SCHEDULE_PATHS[call.kind]}/update", _update_body(call))
        case DeleteCall():
            return _post(f"{SCHEDULE_PATHS[call.kind]}/delete", _ids(call))
        case CreateSendIdCall():
            return _post(SEND_ID_PATH, {"campaign_id": call.campaign_id, "send_id": call.send_id})
        case _:
            assert_never(call)


def broadcasts_request(until: date) -> WireRequest:
    """Return the request for what the dashboard has scheduled up to midnight UTC at the start of `until`."""
    return WireRequest(method="GET", path=f"{BROADCASTS_PATH}?end_time={until.isoformat()}")


def _post(path: str, body: Mapping[str, Json]) -> WireRequest:
    return WireRequest(method="POST", path=path, content=canonical_json(freeze_object(body)).encode("utf-8"))


def _ids(call: UpdateCall | DeleteCall) -> dict[str, Json]:
    """Return the ids that name the schedule: triggers repeat their campaign or Canvas (braze-api.md 5.6-5.9)."""
    field = PARENT_FIELD[call.kind]
    if (field is None) != (call.parent_id is None):
        raise ValueError(f"a {call.kind.value} schedule is named by other ids than these")
    parent: dict[str, Json] = {field: call.parent_id} if field is not None else {}
    return {**parent, "schedule_id": call.schedule_id}


def _update_body(call: UpdateCall) -> dict[str, Json]:
    """Return the whole schedule and, for a message, the whole messages: nothing else may change (5.1)."""
    fields: dict[str, Json] = {"schedule": call.schedule}
    if call.messages is not None:
        fields["messages"] = call.messages
    if fields.keys() != UPDATABLE_FIELDS[call.kind]:
        raise ValueError(
            f"an update of a {call.kind.value} carries {', '.join(sorted(UPDATABLE_FIELDS[call.kind]))}"
        )
    return {**_ids(call), **fields}
