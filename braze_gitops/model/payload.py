"""A payload: the body of a create for one schedule, in Braze's own field names, in one normal form.

A payload is a frozen JSON object (`JsonObject`). The normal form writes out the documented defaults of the fields
that decide who gets a message and when, so that what was reviewed does not hang on a default of the server: that
of `broadcast` has changed once already (braze-api.md 5.2, 7.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from braze_gitops.model.json_value import Json, JsonObject, freeze_object
from braze_gitops.model.kind import PARENT_FIELD, Kind
from braze_gitops.model.send_time import SendTime, TimeMode

# The campaign and the send id made for it (braze-api.md 6.1).
SendIdPair: TypeAlias = tuple[str, str]

_TRIGGER_DEFAULTS: Mapping[str, Json] = {"broadcast": False}
_DEFAULTS: Mapping[Kind, Mapping[str, Json]] = {
    Kind.MESSAGE: {
        "broadcast": False,
        "override_messaging_limits": False,
        "recipient_subscription_state": "subscribed",
    },
    Kind.CAMPAIGN: _TRIGGER_DEFAULTS,
    Kind.CANVAS: _TRIGGER_DEFAULTS,
}


def schedule_object(send_time: SendTime) -> JsonObject:
    """Return the `schedule` object for Braze: whole, both flags explicit.

    A plain time is written in UTC with `Z`, a local or optimal one without any offset (braze-api.md 7.1); an
    update replaces the earlier object whole (braze-api.md 1.5).
    """
    if send_time.mode is TimeMode.PLAIN and send_time.instant is not None:
        text = send_time.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    else:
        text = send_time.wall.strftime("%Y-%m-%dT%H:%M:%S")
    return freeze_object(
        {
            "time": text,
            "in_local_time": send_time.mode is TimeMode.LOCAL,
            "at_optimal_time": send_time.mode is TimeMode.OPTIMAL,
        }
    )


def normal_form(kind: Kind, fields: JsonObject) -> JsonObject:
    """Return `fields` with the documented top-level defaults written out; everything else as it is."""
    return freeze_object({**_DEFAULTS[kind], **fields})


def parent_id(kind: Kind, payload: JsonObject) -> str | None:
    """Return the campaign or Canvas id an update or delete must repeat; None for a message."""
    field = PARENT_FIELD[kind]
    value = payload.get(field) if field is not None else None
    return value if isinstance(value, str) else None


def send_id_pair(payload: JsonObject) -> SendIdPair | None:
    """Return the campaign and the send id under which a send is counted; None for a payload without a send id."""
    # The rarer one first: a payload that was not read yet can nearly always tell unread that it has none.
    send_id = payload.get("send_id")
    campaign_id = payload.get("campaign_id") if isinstance(send_id, str) else None
    return (campaign_id, send_id) if isinstance(campaign_id, str) and isinstance(send_id, str) else None


def channels(payload: JsonObject) -> tuple[str, ...]:
    """Return the channel names under `messages`, sorted; empty for campaigns and Canvases."""
    messages = payload.get("messages")
    return tuple(sorted(messages)) if isinstance(messages, Mapping) else ()
