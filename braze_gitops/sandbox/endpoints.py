"""The eleven endpoints as data: path, permission, what they take, what they do, and what is our guess.

The table of docs/sandbox.md is made from this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from braze_gitops.sandbox import rules_request
from braze_gitops.sandbox.arranging import Answer, create, create_send_id, delete, list_broadcasts, update
from braze_gitops.sandbox.fields import Check, Problem, parse_moment, table

if TYPE_CHECKING:
    import sqlite3

__all__ = ["CHECKED_AGAINST", "ENDPOINTS", "Action", "Endpoint", "find_endpoint"]

CHECKED_AGAINST = "2026-09"


class Action(Protocol):
    """What an endpoint does with fields that passed its checks, inside the request's transaction."""

    def __call__(
        self, connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], /, *, now: datetime
    ) -> Answer:
        """Do it and return the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One of Braze's addresses: `kind` is the kind of schedule it is about, `takes` its checks, `does` its work.

    `decisions` are the points where Braze's behaviour is unknown and the sandbox had to choose.
    """

    method: str = "POST"
    path: str
    permission: str
    kind: str = ""
    takes: Check
    does: Action
    decisions: tuple[str, ...] = ()


def end_of_range(value: object, place: str) -> Iterator[Problem]:
    """Check `end_time`: an ISO 8601 date, with or without a time."""
    day_alone = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)
    if not isinstance(value, str) or parse_moment(f"{value}T00:00" if day_alone else value) is None:
        yield Problem(place=place, text="must be an ISO 8601 date and time")


PAST_AND_HORIZON = (
    "a plain time that has passed is refused (400); the docs say so for local time alone",
    "local and optimal time count as past once UTC+14 has reached them: the strictest of the readings",
    "local and optimal time together are refused",
    "the horizon of 90 days is compared with the last instant at which the schedule sends",
)
WORDS_THAT_ARE_REQUIRED = "a required text must not be empty, but for a content card's title"
LISTS = "a list of users that is present must not be empty"
BROADCAST_HEADERS = "the headers of a 429 for broadcasts describe the limit that was reached"
UPDATE = (
    "an id that is unknown, deleted, sent or of another kind is refused with 400",
    "an update is refused from the first instant of the window on",
    "`schedule` and `messages` replace the earlier ones whole",
)
DELETE = (
    "an id that is unknown, deleted, sent or of another kind is refused with 400",
    "a delete during the window is taken and stops what has not gone out",
)
SIZES = "push sizes are counted as compact JSON: Apple's whole object, Android's alert and extra"
CARDS = "a content card's expire_at lies at most 30 days after the last instant of the send"
PROPERTIES = "properties are counted as compact JSON, an object at a time"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        path="/messages/schedule/create",
        permission="messages.schedule.create",
        kind="message",
        takes=rules_request.MESSAGE_CREATE,
        does=create,
        decisions=(*PAST_AND_HORIZON, LISTS, WORDS_THAT_ARE_REQUIRED, SIZES, CARDS),
    ),
    Endpoint(
        path="/messages/schedule/update",
        permission="messages.schedule.update",
        kind="message",
        takes=rules_request.MESSAGE_UPDATE,
        does=update,
        decisions=(*UPDATE, *PAST_AND_HORIZON),
    ),
    Endpoint(
        path="/messages/schedule/delete",
        permission="messages.schedule.delete",
        kind="message",
        takes=rules_request.MESSAGE_DELETE,
        does=delete,
        decisions=DELETE,
    ),
    Endpoint(
        path="/campaigns/trigger/schedule/create",
        permission="campaigns.trigger.schedule.create",
        kind="campaign",
        takes=rules_request.CAMPAIGN_CREATE,
        does=create,
        decisions=(*PAST_AND_HORIZON, LISTS, PROPERTIES, BROADCAST_HEADERS),
    ),
    Endpoint(
        path="/campaigns/trigger/schedule/update",
        permission="campaigns.trigger.schedule.update",
        kind="campaign",
        takes=rules_request.CAMPAIGN_UPDATE,
        does=update,
        decisions=(*UPDATE[:2], *PAST_AND_HORIZON),
    ),
    Endpoint(
        path="/campaigns/trigger/schedule/delete",
        permission="campaigns.trigger.schedule.delete",
        kind="campaign",
        takes=rules_request.CAMPAIGN_DELETE,
        does=delete,
        decisions=DELETE,
    ),
    Endpoint(
        path="/canvas/trigger/schedule/create",
        permission="canvas.trigger.schedule.create",
        kind="canvas",
        takes=rules_request.CANVAS_CREATE,
        does=create,
        decisions=(
            *PAST_AND_HORIZON,
            LISTS,
            PROPERTIES,
            BROADCAST_HEADERS,
            "`context` and `canvas_entry_properties` together are refused",
            "a paused or archived Canvas answers as documented for /canvas/trigger/send",
        ),
    ),
    Endpoint(
        path="/canvas/trigger/schedule/update",
        permission="canvas.trigger.schedule.update",
        kind="canvas",
        takes=rules_request.CANVAS_UPDATE,
        does=update,
        decisions=(*UPDATE[:2], *PAST_AND_HORIZON),
    ),
    Endpoint(
        path="/canvas/trigger/schedule/delete",
        permission="canvas.trigger.schedule.delete",
        kind="canvas",
        takes=rules_request.CANVAS_DELETE,
        does=delete,
        decisions=DELETE,
    ),
    Endpoint(
        path="/sends/id/create",
        permission="sends.id.create",
        takes=rules_request.SEND_ID_CREATE,
        does=create_send_id,
        decisions=(
            "the day of the 100 new ids is the UTC day; beyond it 429",
            "a pair that exists is given again and not counted",
        ),
    ),
    Endpoint(
        method="GET",
        path="/messages/scheduled_broadcasts",
        permission="messages.schedule_broadcasts",
        takes=table({"end_time": end_of_range}, required=["end_time"]),
        does=list_broadcasts,
        decisions=(
            "there is no dashboard: the list holds what was put there for it",
            "schedules made by API never show in the list",
        ),
    ),
)


def find_endpoint(method: str, path: str) -> Endpoint | None:
    """Return the endpoint at that address, None for any other."""
    for endpoint in ENDPOINTS:
        if endpoint.path == path and endpoint.method == method:
            return endpoint
    return None
