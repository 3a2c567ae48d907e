"""Schedules in words a person reads: when, to whom, what. Plain text; the page escapes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from braze_gitops.sandbox.fields import parse_moment
from braze_gitops.sandbox.values import SandboxSchedule

__all__ = ["audience_words", "channel_names", "content_words", "reach_words", "visible", "when_words"]

EXCERPT_CHARACTERS = 140
MOST_LEVELS = 12
HIDDEN_KINDS = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})

CHANNEL_NAMES = {
    "apple_push": "iOS push",
    "android_push": "Android push",
    "kindle_push": "Kindle push",
    "web_push": "Web push",
    "windows_push": "Windows Phone push",
    "windows8_push": "Windows push",
    "email": "Email",
    "webhook": "Webhook",
    "content_card": "Content Card",
    "sms": "SMS",
    "whats_app": "WhatsApp",
}

# Where each channel keeps the words that say best what it is about, the first that is there.
HEADLINES = ("subject", "title", "alert", "toast_title", "toast_content", "toast_text1", "body")

COMPARISON_WORDS = {
    "equals": "is",
    "not_equal": "is not",
    "does_not_equal": "is not",
    "matches_regex": "matches",
    "does_not_match_regex": "does not match",
    "includes_value": "includes",
    "does_not_include_value": "does not include",
    "greater_than": "is over",
    "greater_than_or_equal_to": "is at least",
    "less_than": "is under",
    "less_than_or_equal_to": "is at most",
    "less_than_x_days_ago": "is less than this many days ago:",
    "greater_than_x_days_ago": "is more than this many days ago:",
    "less_than_x_days_in_the_future": "is within this many days from now:",
    "greater_than_x_days_in_the_future": "is further ahead than this many days:",
    "after": "is after",
    "before": "is before",
    "exists": "is known",
    "does_not_exist": "is not known",
    "is_not": "is not",
}

SUBJECT_WORDS = {
    "push_subscription_status": "push subscription",
    "email_subscription_status": "email subscription",
    "last_used_app": "last use of the app",
}

STATE_WORDS = {"opted_in": "only opted-in people", "all": "also people who unsubscribed"}


def visible(text: str) -> str:
    """Return a text in which no character hides or turns others round: those are named instead."""
    return "".join(f"⟨U+{ord(each):04X}⟩" if is_hidden(each) else each for each in text)


def is_hidden(character: str) -> bool:
    """Tell whether a character shows nothing by itself; line breaks and tabs are plain."""
    return character not in "\n\t" and unicodedata.category(character) in HIDDEN_KINDS


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_CHARACTERS else f"{line[: EXCERPT_CHARACTERS - 1]}…"


def instant_words(at: datetime) -> str:
    """Return an instant as people write it."""
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M} UTC"


def when_words(schedule: SandboxSchedule) -> str:
    """Return when a schedule sends, with its whole window if that is more than an instant."""
    asked = schedule.fields.get("schedule")
    fields: Mapping[str, object] = asked if isinstance(asked, dict) else {}
    parsed = parse_moment(str(fields.get("time", "")))
    if schedule.first_at == schedule.last_at or parsed is None:
        return instant_words(schedule.first_at)
    day = f"{parsed[0]:%a} {parsed[0].day} {parsed[0]:%b %Y}"
    window = f"{instant_words(schedule.first_at)} to {instant_words(schedule.last_at)}"
    if fields.get("at_optimal_time") is True:
        return f"{day}, at each person's best time ({window})"
    return f"{day}, {parsed[0]:%H:%M} in each person's time zone ({window})"


def reach_words(schedule: SandboxSchedule) -> str:
    """Return whom a schedule reaches, in one sentence without its full stop."""
    fields = schedule.fields
    listed = sum(count(fields.get(name)) for name in ("external_user_ids", "user_aliases", "recipients"))
    if listed:
        words = "1 listed person" if listed == 1 else f"{listed} listed people"
    else:
        words = "everyone" if fields.get("broadcast") is True else "nobody"
    if "segment_id" in fields:
        words += f" in segment {fields['segment_id']}"
    if schedule.kind == "campaign":
        words += f" of campaign {fields.get('campaign_id')}"
    elif schedule.kind == "canvas":
        words += f" of Canvas {fields.get('canvas_id')}"
    if "audience" in fields:
        words += f" whose {audience_words(fields['audience'])}"
    state = STATE_WORDS.get(str(fields.get("recipient_subscription_state")))
    return words if state is None else f"{words}; {state}"


def count(value: object) -> int:
    """Return how many a list holds; what is no list holds none."""
    return len(value) if isinstance(value, list) else 0


def audience_words(node: object, *, levels: int = MOST_LEVELS) -> str:
    """Return a connected audience as a condition: `plan is pro and (age is over 30 or …)`.

    What lies deeper than `levels` is left out: nobody reads it, and a page must not fail on it.
    """
    if not isinstance(node, dict) or len(node) != 1 or levels == 0:
        return "…"
    name, entry = next(iter(node.items()))
    if name in {"AND", "OR"} and isinstance(entry, list):
        inner = [audience_words(each, levels=levels - 1) for each in entry]
        pairs = zip(entry, inner, strict=True)
        return f" {name.lower()} ".join(f"({words})" if joins_several(each) else words for each, words in pairs)
    if not isinstance(entry, dict):
        return "…"
    subject = SUBJECT_WORDS.get(name) or str(entry.get("custom_attribute_name", name))
    comparison = str(entry.get("comparison"))
    words = f"{subject} {COMPARISON_WORDS.get(comparison, comparison.replace('_', ' '))}"
    value: object = entry.get("value")
    if value is None or comparison in {"exists", "does_not_exist"}:
        return words
    return f"{words} {value_words(value)}"


def joins_several(node: object) -> bool:
    """Tell whether a node joins conditions, so that it needs brackets inside another."""
    return isinstance(node, dict) and bool({"AND", "OR"} & node.keys())


def value_words(value: object) -> str:
    """Return a compared value as people write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("_", "-") if value == "opted_in" else str(value)


def channel_names(schedule: SandboxSchedule) -> tuple[str, ...]:
    """Return the names of a message's channels, sorted; campaigns and Canvases keep theirs at Braze."""
    messages = schedule.fields.get("messages")
    if not isinstance(messages, dict):
        return ()
    return tuple(sorted(CHANNEL_NAMES.get(str(channel), str(channel)) for channel in messages))


def content_words(schedule: SandboxSchedule) -> tuple[tuple[str, str], ...]:
    """Return (channel, beginning of its words) for each channel that has some, sorted by channel."""
    messages = schedule.fields.get("messages")
    if not isinstance(messages, dict):
        return ()
    found = []
    for channel, fields in messages.items():
        headline = str(fields.get("url", "")) if channel == "webhook" else headline_of(fields)
        if headline:
            found.append((CHANNEL_NAMES.get(str(channel), str(channel)), excerpt(headline)))
    return tuple(sorted(found))


def headline_of(fields: object) -> str:
    """Return the words that say best what a channel's message is about."""
    if not isinstance(fields, dict):
        return ""
    inner: object = fields.get("message")
    for name in HEADLINES:
        value: object = fields.get(name)
        if isinstance(value, dict):
            value = value.get("title") or value.get("body")
        if isinstance(value, str) and value.strip():
            return value
    return headline_of(inner) or str(fields.get("template_name", ""))
