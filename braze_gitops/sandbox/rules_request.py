"""What each endpoint takes at its top level, and the rules that hold between its fields.

Sources: braze-api.md 5 and 6.1; recipients and broadcast: 7.2 and 7.5. These checks need no clock and no
database: what depends on those is asked afterwards (`rules_schedule`, `arranging`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.sandbox.fields import (
    Check,
    Problem,
    at_least_one,
    choice,
    flag,
    list_of,
    needs,
    table,
    text,
)
from braze_gitops.sandbox.rules_audience import audience
from braze_gitops.sandbox.rules_channels import MESSAGES
from braze_gitops.sandbox.rules_recipient import (
    CAMPAIGN_RECIPIENT,
    CANVAS_RECIPIENT,
    PROPERTIES,
    USER_ALIAS,
    one_kind_of_context,
)
from braze_gitops.sandbox.rules_schedule import SCHEDULE

__all__ = [
    "CAMPAIGN_CREATE",
    "CAMPAIGN_DELETE",
    "CAMPAIGN_UPDATE",
    "CANVAS_CREATE",
    "CANVAS_DELETE",
    "CANVAS_UPDATE",
    "MESSAGE_CREATE",
    "MESSAGE_DELETE",
    "MESSAGE_UPDATE",
    "SEND_ID_CREATE",
    "unnamed_variations",
]

MOST_PEOPLE = 50
SEND_ID_CHARACTERS = 64

TOO_MANY_USERS = "The max number of external_ids and aliases per request was exceeded"
TOO_MANY_RECIPIENTS = "The max number of ids per request was exceeded"
NO_RECIPIENTS = "No Recipients"
NO_VARIATION = "Message Variant Unspecified"

ID = text(empty=False)
MISSING = {
    "campaign_id": "campaign_id must be a string of the campaign api identifier",
    "canvas_id": "canvas_id must be a string of the Canvas api identifier",
    "messages": "No message to send",
}
CAMPAIGN_ID = text(empty=False, label=MISSING["campaign_id"])
CANVAS_ID = text(empty=False, label=MISSING["canvas_id"])
SEND_ID = text(empty=False, ascii_only=True, most_bytes=SEND_ID_CHARACTERS)


def users_or_broadcast(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: listed users, or broadcast to a segment or audience, and never both."""
    listed = "external_user_ids" in fields or "user_aliases" in fields
    if not listed and "segment_id" not in fields and "audience" not in fields:
        yield Problem(place=place, text="names nobody to send to", label=NO_RECIPIENTS)
    elif not listed and fields.get("broadcast") is not True:
        yield Problem(place="broadcast", text="must be true when no users are listed", label=NO_RECIPIENTS)
    elif listed and fields.get("broadcast") is True:
        yield Problem(place="broadcast", text="must not be true when users are listed")


def few_users(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: ids and aliases are counted together."""
    counted = 0
    for name in ("external_user_ids", "user_aliases"):
        listed = fields.get(name)
        counted += len(listed) if isinstance(listed, list) else 0
    if counted > MOST_PEOPLE:
        text_of_it = f"external_user_ids and user_aliases are more than {MOST_PEOPLE}"
        yield Problem(place=place, text=text_of_it, label=TOO_MANY_USERS)


def recipients_or_broadcast(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: recipients, or broadcast to all the campaign or Canvas reaches, and never both."""
    del place
    if "recipients" not in fields and fields.get("broadcast") is not True:
        yield Problem(place="broadcast", text="must be true when recipients is omitted", label=NO_RECIPIENTS)
    elif "recipients" in fields and fields.get("broadcast") is True:
        yield Problem(place="broadcast", text="must not be true when recipients are listed")


def unnamed_variations(messages: object) -> Iterator[Problem]:
    """Yield the channels that name no variation, which a campaign_id asks of every one."""
    if isinstance(messages, dict):
        for channel, fields in messages.items():
            if isinstance(fields, dict) and "message_variation_id" not in fields:
                yield Problem(
                    place=f"messages.{channel}.message_variation_id",
                    text="is required with campaign_id",
                    label=NO_VARIATION,
                )


def campaign_names_variations(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: with a campaign_id every message names its variation."""
    del place
    if "campaign_id" in fields:
        yield from unnamed_variations(fields["messages"])


MESSAGE_CREATE: Check = table(
    {
        "broadcast": flag(),
        "external_user_ids": list_of(ID, at_least=1),
        "user_aliases": list_of(USER_ALIAS, at_least=1),
        "segment_id": ID,
        "audience": audience,
        "campaign_id": CAMPAIGN_ID,
        "send_id": SEND_ID,
        "override_messaging_limits": flag(),
        "recipient_subscription_state": choice("opted_in", "subscribed", "all"),
        "schedule": SCHEDULE,
        "messages": MESSAGES,
    },
    required=["schedule", "messages"],
    labels=MISSING,
    rules=[users_or_broadcast, few_users, needs("send_id", "campaign_id"), campaign_names_variations],
)

MESSAGE_UPDATE: Check = table(
    {"schedule_id": ID, "schedule": SCHEDULE, "messages": MESSAGES},
    required=["schedule_id"],
    rules=[at_least_one("schedule", "messages")],
)

MESSAGE_DELETE: Check = table({"schedule_id": ID}, required=["schedule_id"])

CAMPAIGN_CREATE: Check = table(
    {
        "campaign_id": CAMPAIGN_ID,
        "send_id": SEND_ID,
        "recipients": list_of(CAMPAIGN_RECIPIENT, at_least=1, at_most=MOST_PEOPLE, label=TOO_MANY_RECIPIENTS),
        "audience": audience,
        "broadcast": flag(),
        "trigger_properties": PROPERTIES,
        "schedule": SCHEDULE,
    },
    required=["campaign_id", "schedule"],
    labels=MISSING,
    rules=[recipients_or_broadcast],
)

CAMPAIGN_UPDATE: Check = table(
    {"campaign_id": CAMPAIGN_ID, "schedule_id": ID, "schedule": SCHEDULE},
    required=["campaign_id", "schedule_id", "schedule"],
    labels=MISSING,
)

CAMPAIGN_DELETE: Check = table(
    {"campaign_id": CAMPAIGN_ID, "schedule_id": ID}, required=["campaign_id", "schedule_id"], labels=MISSING
)

CANVAS_CREATE: Check = table(
    {
        "canvas_id": CANVAS_ID,
        "recipients": list_of(CANVAS_RECIPIENT, at_least=1, at_most=MOST_PEOPLE, label=TOO_MANY_RECIPIENTS),
        "audience": audience,
        "broadcast": flag(),
        "context": PROPERTIES,
        "canvas_entry_properties": PROPERTIES,
        "schedule": SCHEDULE,
    },
    required=["canvas_id", "schedule"],
    labels=MISSING,
    rules=[recipients_or_broadcast, one_kind_of_context],
)

CANVAS_UPDATE: Check = table(
    {"canvas_id": CANVAS_ID, "schedule_id": ID, "schedule": SCHEDULE},
    required=["canvas_id", "schedule_id", "schedule"],
    labels=MISSING,
)

CANVAS_DELETE: Check = table({"canvas_id": CANVAS_ID, "schedule_id": ID}, required=["canvas_id", "schedule_id"])

SEND_ID_CREATE: Check = table(
    {"campaign_id": CAMPAIGN_ID, "send_id": SEND_ID}, required=["campaign_id"], labels=MISSING
)
