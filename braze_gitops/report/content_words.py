"""What a payload sends, in one line a channel."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from braze_gitops.model import Json, JsonObject, channels
from braze_gitops.report.value_words import channel_words, shorten

# Where the words stand that a reader knows a message by: of these the first two that hold a text.
_HEADLINES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "android_push": (("title",), ("alert",)),
    "apple_push": (("alert", "title"), ("alert", "body"), ("alert",)),
    "content_card": (("title",), ("description",)),
    "email": (("subject",),),
    "kindle_push": (("title",), ("alert",)),
    "sms": (("body",),),
    "web_push": (("title",), ("alert",)),
    "webhook": (("url",),),
    "whats_app": (("message", "template_name"), ("message", "body")),
    "windows8_push": (("toast_text1",),),
    "windows_push": (("toast_title",), ("toast_content",)),
}


def content_lines(payload: JsonObject, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield `email “Hi there”` for each channel, sorted; nothing for campaigns and Canvases.

    `texts` holds the long texts that the compact payload names by digest; one that is missing is left out.
    """
    messages = payload.get("messages")
    if not isinstance(messages, Mapping):
        return
    for channel in channels(payload):
        found = (text_at(messages[channel], path, texts) for path in _HEADLINES.get(channel, ()))
        headline = " | ".join(itertools.islice((text for text in found if text), 2))
        yield f"{channel_words(channel)} “{shorten(headline)}”" if headline else channel_words(channel)


def text_at(value: Json, path: tuple[str, ...], texts: Mapping[str, str]) -> str:
    """Return the text at `path` inside a compact `value`, empty if there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    match value:
        case str():
            return value
        case {"$text": str(digest)}:
            return texts.get(digest, "")
        case _:
            return ""
