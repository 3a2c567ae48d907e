"""JSON values and payload paths in words short enough to read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from braze_gitops.model import Json, thaw

SHORT = 72

# A step of a path: a key or position without a dot, or a quoted key that may hold any.
_STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')

_LABELS: Mapping[str, str] = {
    "schedule.time": "send time",
    "schedule.in_local_time": "each person's own clock",
    "schedule.at_optimal_time": "each person's best time",
    "segment_id": "segment",
    "campaign_id": "campaign",
    "canvas_id": "Canvas",
    "recipient_subscription_state": "subscription needed",
    "override_messaging_limits": "ignore frequency capping",
    "external_user_ids": "people by user id",
    "user_aliases": "people by alias",
    "recipients": "people",
    "trigger_properties": "trigger properties",
    "canvas_entry_properties": "entry properties",
    "context": "Canvas context",
    "messages": "messages",
}
_CHANNELS: Mapping[str, str] = {
    "android_push": "Android push",
    "apple_push": "Apple push",
    "content_card": "content card",
    "email": "email",
    "kindle_push": "Kindle push",
    "sms": "SMS",
    "web_push": "web push",
    "webhook": "webhook",
    "whats_app": "WhatsApp",
    "windows8_push": "Windows Universal push",
    "windows_push": "Windows Phone push",
}


def channel_words(channel: str) -> str:
    """Return what people call a channel; an unknown one by its key."""
    return _CHANNELS.get(channel, channel.replace("_", " "))


def path_words(path: str) -> str:
    """Return what a payload path is called: `messages.email.subject` reads "email subject"."""
    if path in _LABELS:
        return _LABELS[path]
    parts = _STEP.findall(path) or [path]
    if parts[0] == "messages" and len(parts) > 1:
        rest = " ".join(_part(part) for part in parts[2:])
        return f"{channel_words(parts[1])} {rest}".rstrip()
    return " ".join([_LABELS.get(parts[0], _part(parts[0])), *(_part(part) for part in parts[1:])])


def _part(part: str) -> str:
    return (
        f"no. {int(part) + 1}" if part.isascii() and part.isdigit() and len(part) < 6 else part.replace("_", " ")
    )


def value_words(value: Json, *, limit: int = SHORT) -> str:
    """Return a value as a person would say it, at most about `limit` characters."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            return f"“{shorten(value, limit)}”"
        case int() | float():
            return json.dumps(value)
        case {"$people": {"count": int(number)}}:
            return "1 person" if number == 1 else f"{number:,} people"
        case {"$env": {"name": str(name), "version": int(version)}}:
            return f"the secret {name}, version {version}"
        case {"$text": _}:
            return "a long text"
        case _:
            return shorten(json.dumps(thaw(value), ensure_ascii=False), limit)


def shorten(text: str, limit: int = SHORT) -> str:
    """Return `text` on one line, each run of white space one space, cut with `…` beyond `limit` characters."""
    # A little more than the limit is enough to look at: texts can be megabytes.
    joined = " ".join(text[: limit * 4 + 64].split())
    if len(joined) <= limit and len(text) <= limit * 4 + 64:
        return joined
    return f"{joined[: limit - 1].rstrip()}…"
