"""What each endpoint takes and refuses at its top level."""

from collections.abc import Mapping

import pytest

from braze_gitops.sandbox import rules_request
from braze_gitops.sandbox.fields import Check
from support.sandbox_requests import CAMPAIGN, CANVAS, MESSAGE, MESSAGES, PLAIN, without

CHECKS: Mapping[str, Check] = {
    "message": rules_request.MESSAGE_CREATE,
    "message update": rules_request.MESSAGE_UPDATE,
    "message delete": rules_request.MESSAGE_DELETE,
    "campaign": rules_request.CAMPAIGN_CREATE,
    "campaign update": rules_request.CAMPAIGN_UPDATE,
    "campaign delete": rules_request.CAMPAIGN_DELETE,
    "canvas": rules_request.CANVAS_CREATE,
    "canvas update": rules_request.CANVAS_UPDATE,
    "canvas delete": rules_request.CANVAS_DELETE,
    "send id": rules_request.SEND_ID_CREATE,
}

USERS = without(MESSAGE, "segment_id", "broadcast")
UPDATE: Mapping[str, object] = {"schedule_id": "id", "schedule": PLAIN, "messages": MESSAGE["messages"]}
CAMPAIGN_UPDATE: Mapping[str, object] = {"campaign_id": "c", "schedule_id": "id", "schedule": PLAIN}
CANVAS_UPDATE: Mapping[str, object] = {"canvas_id": "c", "schedule_id": "id", "schedule": PLAIN}
ALIAS = {"alias_name": "name", "alias_label": "label"}
NAMED_EMAIL = {"email": {**MESSAGES["email"], "message_variation_id": "v"}}
AUDIENCE = {"email_subscription_status": {"comparison": "is", "value": "opted_in"}}

TAKEN = [
    ("message", MESSAGE),
    ("message", {**USERS, "external_user_ids": ["ana"]}),
    ("message", {**USERS, "user_aliases": [ALIAS]}),
    ("message", {**USERS, "external_user_ids": ["ana"], "broadcast": False, "segment_id": "s"}),
    ("message", {**USERS, "external_user_ids": ["a"] * 25, "user_aliases": [ALIAS] * 25}),
    ("message", {**USERS, "audience": AUDIENCE, "broadcast": True}),
    ("message", {**MESSAGE, "campaign_id": "c", "send_id": "s" * 64, "messages": NAMED_EMAIL}),
    ("message", {**MESSAGE, "override_messaging_limits": True, "recipient_subscription_state": "all"}),
    ("message", {**MESSAGE, "messages": dict(MESSAGES)}),
    ("message update", UPDATE),
    ("message update", without(UPDATE, "schedule")),
    ("message update", without(UPDATE, "messages")),
    ("message delete", {"schedule_id": "id"}),
    ("campaign", CAMPAIGN),
    ("campaign", {**without(CAMPAIGN, "recipients"), "broadcast": True, "audience": AUDIENCE}),
    ("campaign", {**CAMPAIGN, "recipients": [{"external_user_id": "ana"}] * 50, "broadcast": False}),
    ("campaign", {**CAMPAIGN, "send_id": "s", "trigger_properties": {"nested": {"list": [1, 2.5, None]}}}),
    ("campaign update", CAMPAIGN_UPDATE),
    ("campaign delete", without(CAMPAIGN_UPDATE, "schedule")),
    ("canvas", CANVAS),
    ("canvas", {**CANVAS, "context": {"a": 1}}),
    ("canvas", {**CANVAS, "canvas_entry_properties": {"a": 1}, "audience": AUDIENCE}),
    ("canvas update", CANVAS_UPDATE),
    ("canvas delete", without(CANVAS_UPDATE, "schedule")),
    ("send id", {"campaign_id": "c"}),
    ("send id", {"campaign_id": "c", "send_id": "s"}),
]


@pytest.mark.parametrize(("kind", "fields"), TAKEN)
def test_taken(kind: str, fields: Mapping[str, object]) -> None:
    """A request that keeps to the documentation has no problem."""
    assert () == tuple(CHECKS[kind](fields, ""))


REFUSED = {
    "no schedule": ("message", without(MESSAGE, "schedule"), "schedule"),
    "no messages": ("message", without(MESSAGE, "messages"), "messages"),
    "no channel": ("message", {**MESSAGE, "messages": {}}, "messages"),
    "unknown channel": ("message", {**MESSAGE, "messages": {"fax": {}}}, "messages.fax"),
    "recipients of a message": ("message", {**MESSAGE, "recipients": []}, "recipients"),
    "a key in the body": ("message", {**MESSAGE, "api_key": "k"}, "api_key"),
    "a name of ours": ("message", {**MESSAGE, "name": "teaser"}, "name"),
    "attachments": ("campaign", {**CAMPAIGN, "attachments": []}, "attachments"),
    "broadcast as text": ("message", {**MESSAGE, "broadcast": "true"}, "broadcast"),
    "broadcast as a number": ("message", {**MESSAGE, "broadcast": 1}, "broadcast"),
    "no broadcast to a segment": ("message", without(MESSAGE, "broadcast"), "broadcast"),
    "false broadcast to a segment": ("message", {**MESSAGE, "broadcast": False}, "broadcast"),
    "users and broadcast": ("message", {**MESSAGE, "external_user_ids": ["ana"]}, "broadcast"),
    "nobody": ("message", without(MESSAGE, "segment_id"), ""),
    "empty segment": ("message", {**MESSAGE, "segment_id": ""}, "segment_id"),
    "null segment": ("message", {**MESSAGE, "segment_id": None}, "segment_id"),
    "users as text": ("message", {**USERS, "external_user_ids": "ana"}, "external_user_ids"),
    "no users": ("message", {**USERS, "external_user_ids": []}, "external_user_ids"),
    "user as a number": ("message", {**USERS, "external_user_ids": [7]}, "external_user_ids[0]"),
    "aliases as one object": ("message", {**USERS, "user_aliases": ALIAS}, "user_aliases"),
    "51 users": ("message", {**USERS, "external_user_ids": ["a"] * 51}, ""),
    "26 users and 25 aliases": (
        "message",
        {**USERS, "external_user_ids": ["a"] * 26, "user_aliases": [ALIAS] * 25},
        "",
    ),
    "send id alone": ("message", {**MESSAGE, "send_id": "s"}, "send_id"),
    "long send id": ("message", {**MESSAGE, "campaign_id": "c", "send_id": "s" * 65}, "send_id"),
    "send id that is not ASCII": ("message", {**MESSAGE, "campaign_id": "c", "send_id": "é"}, "send_id"),
    "no variation": (
        "message",
        {**MESSAGE, "campaign_id": "c"},
        "messages.email.message_variation_id",
    ),
    "unknown subscription state": (
        "message",
        {**MESSAGE, "recipient_subscription_state": "everyone"},
        "recipient_subscription_state",
    ),
    "update of nothing": ("message update", {"schedule_id": "id"}, ""),
    "update without id": ("message update", without(UPDATE, "schedule_id"), "schedule_id"),
    "update of the segment": ("message update", {**UPDATE, "segment_id": "s"}, "segment_id"),
    "update of the broadcast": ("message update", {**UPDATE, "broadcast": True}, "broadcast"),
    "update of the campaign": ("message update", {**UPDATE, "campaign_id": "c"}, "campaign_id"),
    "delete with more": ("message delete", {"schedule_id": "id", "campaign_id": "c"}, "campaign_id"),
    "campaign without id": ("campaign", without(CAMPAIGN, "campaign_id"), "campaign_id"),
    "campaign id as a number": ("campaign", {**CAMPAIGN, "campaign_id": 7}, "campaign_id"),
    "campaign to nobody": ("campaign", without(CAMPAIGN, "recipients"), "broadcast"),
    "recipients and broadcast": ("campaign", {**CAMPAIGN, "broadcast": True}, "broadcast"),
    "no recipients": ("campaign", {**CAMPAIGN, "recipients": []}, "recipients"),
    "51 recipients": (
        "campaign",
        {**CAMPAIGN, "recipients": [{"external_user_id": "ana"}] * 51},
        "recipients",
    ),
    "messages of a campaign": ("campaign", {**CAMPAIGN, "messages": {}}, "messages"),
    "large properties": (
        "campaign",
        {**CAMPAIGN, "trigger_properties": {"a": "x" * 51_200}},
        "trigger_properties",
    ),
    "properties as text": ("campaign", {**CAMPAIGN, "trigger_properties": "a"}, "trigger_properties"),
    "campaign update without schedule": (
        "campaign update",
        without(CAMPAIGN_UPDATE, "schedule"),
        "schedule",
    ),
    "campaign update without campaign": (
        "campaign update",
        without(CAMPAIGN_UPDATE, "campaign_id"),
        "campaign_id",
    ),
    "campaign update of properties": (
        "campaign update",
        {**CAMPAIGN_UPDATE, "trigger_properties": {}},
        "trigger_properties",
    ),
    "campaign delete with a schedule": ("campaign delete", CAMPAIGN_UPDATE, "schedule"),
    "Canvas without id": ("canvas", without(CANVAS, "canvas_id"), "canvas_id"),
    "Canvas with both properties": ("canvas", {**CANVAS, "context": {}, "canvas_entry_properties": {}}, ""),
    "Canvas with trigger properties": ("canvas", {**CANVAS, "trigger_properties": {}}, "trigger_properties"),
    "Canvas with a send id": ("canvas", {**CANVAS, "send_id": "s"}, "send_id"),
    "large context": ("canvas", {**CANVAS, "context": {"a": "x" * 51_200}}, "context"),
    "Canvas update of the context": ("canvas update", {**CANVAS_UPDATE, "context": {}}, "context"),
    "Canvas update without id": ("canvas update", without(CANVAS_UPDATE, "schedule_id"), "schedule_id"),
    "Canvas delete by campaign": ("canvas delete", {**CAMPAIGN_UPDATE, "canvas_id": "c"}, "campaign_id"),
    "send id without campaign": ("send id", {"send_id": "s"}, "campaign_id"),
    "empty send id": ("send id", {"campaign_id": "c", "send_id": ""}, "send_id"),
    "a body that is no object": ("message", [], ""),
}


@pytest.mark.parametrize(("kind", "fields", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(kind: str, fields: object, place: str) -> None:
    """A request that does not is refused, at the place where it goes wrong."""
    assert place in {problem.place for problem in CHECKS[kind](fields, "")}


LABELS = {
    "nobody": ("message", without(MESSAGE, "segment_id"), "No Recipients"),
    "no messages": ("message", without(MESSAGE, "messages"), "No message to send"),
    "no channel": ("message", {**MESSAGE, "messages": {}}, "No message to send"),
    "no variation": ("message", {**MESSAGE, "campaign_id": "c"}, "Message Variant Unspecified"),
    "51 users": (
        "message",
        {**USERS, "external_user_ids": ["a"] * 51},
        "The max number of external_ids and aliases per request was exceeded",
    ),
    "51 recipients": (
        "campaign",
        {**CAMPAIGN, "recipients": [{"external_user_id": "ana"}] * 51},
        "The max number of ids per request was exceeded",
    ),
    "campaign id": (
        "campaign",
        {**CAMPAIGN, "campaign_id": 7},
        "campaign_id must be a string of the campaign api identifier",
    ),
    "Canvas id": (
        "canvas",
        without(CANVAS, "canvas_id"),
        "canvas_id must be a string of the Canvas api identifier",
    ),
    "time": ("message", {**MESSAGE, "schedule": {"time": "soon"}}, "Bad Request"),
}


@pytest.mark.parametrize(("kind", "fields", "label"), LABELS.values(), ids=LABELS)
def test_labels(kind: str, fields: object, label: str) -> None:
    """Where the documentation has words for a refusal, they are used (braze-api.md 9.2, 9.3)."""
    assert [label] == [problem.label for problem in CHECKS[kind](fields, "")]
