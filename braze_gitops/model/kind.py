"""The three kinds of schedule and what each one's endpoints may carry."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NewType

ScheduleId = NewType("ScheduleId", str)
Lineage = NewType("Lineage", str)


class Kind(StrEnum):
    """What a schedule sends: message content, an API-triggered campaign, or an API-triggered Canvas."""

    MESSAGE = "message"
    CAMPAIGN = "campaign"
    CANVAS = "canvas"


# What an update may carry beside its ids (braze-api.md 5.1).
UPDATABLE_FIELDS: Mapping[Kind, frozenset[str]] = {
    Kind.MESSAGE: frozenset({"schedule", "messages"}),
    Kind.CAMPAIGN: frozenset({"schedule"}),
    Kind.CANVAS: frozenset({"schedule"}),
}

# The field that names the dashboard object an update or delete must repeat (braze-api.md 5.6, 5.7, 5.9).
PARENT_FIELD: Mapping[Kind, str | None] = {
    Kind.MESSAGE: None,
    Kind.CAMPAIGN: "campaign_id",
    Kind.CANVAS: "canvas_id",
}

# Fields that list people one by one; at most 50 together (braze-api.md 10).
PEOPLE_FIELDS: tuple[str, ...] = ("external_user_ids", "user_aliases", "recipients")
