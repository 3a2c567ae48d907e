"""Requests that the sandbox takes as they are, one of each kind and channel, for tests to bend."""

from collections.abc import Mapping
from datetime import UTC, datetime

START = datetime(2026, 11, 20, 9, tzinfo=UTC)

MESSAGES: Mapping[str, Mapping[str, object]] = {
    "apple_push": {"alert": "Hello"},
    "android_push": {"alert": "Hello", "title": "Shop"},
    "kindle_push": {"alert": "Hello", "title": "Shop"},
    "web_push": {"alert": "Hello", "title": "Shop"},
    "windows_push": {"push_type": "toast", "toast_content": "Hello"},
    "windows8_push": {"push_type": "toast_text_01", "toast_text1": "Hello"},
    "email": {"app_id": "app", "from": "Shop <news@shop.example>", "subject": "Hello", "body": "<p>Hello"},
    "webhook": {"url": "https://hooks.shop.example", "request_method": "POST", "body": "{}"},
    "content_card": {"type": "CLASSIC", "title": "Hello", "description": "World", "time_to_live": 3600},
    "sms": {"subscription_group_id": "group", "body": "Hello", "app_id": "app"},
    "whats_app": {
        "app_id": "app",
        "subscription_group_id": "group",
        "message_type": "text_response_message",
        "message": {"body": "Hello"},
    },
}

PLAIN: Mapping[str, object] = {"time": "2026-11-27T14:00:00Z"}

MESSAGE: Mapping[str, object] = {
    "segment_id": "segment",
    "broadcast": True,
    "schedule": PLAIN,
    "messages": {"email": MESSAGES["email"]},
}
CAMPAIGN: Mapping[str, object] = {
    "campaign_id": "campaign",
    "recipients": [{"external_user_id": "ana"}],
    "schedule": PLAIN,
}
CANVAS: Mapping[str, object] = {"canvas_id": "canvas", "broadcast": True, "schedule": PLAIN}

MESSAGE_PATH = "/messages/schedule"
CAMPAIGN_PATH = "/campaigns/trigger/schedule"
CANVAS_PATH = "/canvas/trigger/schedule"


def without(fields: Mapping[str, object], *names: str) -> dict[str, object]:
    """Return the fields but for those."""
    return {name: value for name, value in fields.items() if name not in names}


def with_channel(channel: str, **changes: object) -> dict[str, object]:
    """Return a create of one channel with changes; None takes a field out, `__` in a name is a hyphen."""
    fields = {**MESSAGES[channel], **{name.replace("__", "-"): value for name, value in changes.items()}}
    kept = {name: value for name, value in fields.items() if value is not None}
    return {**MESSAGE, "messages": {channel: kept}}
