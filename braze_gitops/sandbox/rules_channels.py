"""What `messages` takes: one object a channel (braze-api.md 8); the ones that are no push are here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from braze_gitops.sandbox.fields import (
    Check,
    Problem,
    at_least_one,
    choice,
    flag,
    free_object,
    list_of,
    moment,
    needs,
    table,
    text,
    whole,
)
from braze_gitops.sandbox.rules_push import (
    ANDROID_PUSH,
    APPLE_PUSH,
    KINDLE_PUSH,
    WEB_PUSH,
    WINDOWS8_PUSH,
    WINDOWS_PUSH,
)
from braze_gitops.sandbox.rules_whats_app import WHATS_APP

__all__ = ["CHANNELS", "MESSAGES"]

CARD_LIFE_SECONDS = 2_592_000

TEXT = text()
WORDS = text(empty=False)
ADDRESS = r"[^<>@\s]+@[^<>@\s]+"
SENDER = text(empty=False, form=re.compile(rf".*\S\s*<{ADDRESS}>"), form_words="like `Name <user@host>`")
MAILBOX = text(empty=False, form=re.compile(ADDRESS), form_words="an email address")
REPLY_TO = text(empty=False, form=re.compile(rf"{ADDRESS}|NO_REPLY_TO"), form_words="an address or NO_REPLY_TO")

# Extensions as one text: a list of sixty quoted strings would hide what is missing.
ATTACHMENT_TYPES = (
    " txt csv log css ics jpg jpe jpeg gif png bmp psd tif tiff svg indd ai eps doc docx rtf odt ott pdf pub"
    " pages mobi epub mp3 m4a m4v wma ogg flac wav aif aifc aiff mp4 mov avi mkv mpeg mpg wmv xls xlsx ods"
    " numbers odp ppt pptx pps key zip vcf pkpass "
)


def attachment_url(value: object, place: str) -> Iterator[Problem]:
    """Check an attachment's URL: the type is found from its extension, and only some types are taken."""
    yield from WORDS(value, place)
    if not isinstance(value, str) or "{{" in value or "{%" in value:
        return
    try:
        extension = PurePosixPath(urlsplit(value).path).suffix.lstrip(".").lower()
    except ValueError:
        yield Problem(place=place, text="must be a URL")
        return
    if extension and f" {extension} " not in ATTACHMENT_TYPES:
        yield Problem(place=place, text=f"has a type that cannot be attached: {extension}")


EMAIL: Check = table(
    {
        "app_id": WORDS,
        "from": SENDER,
        "subject": TEXT,
        "body": WORDS,
        "email_template_id": WORDS,
        "reply_to": REPLY_TO,
        "bcc": MAILBOX,
        "plaintext_body": TEXT,
        "preheader": TEXT,
        "extras": free_object(),
        "headers": free_object(),
        "should_inline_css": flag(),
        "attachments": list_of(
            table(
                {"file_name": WORDS, "url": attachment_url, "basic_auth_credential": WORDS},
                required=["file_name", "url"],
            )
        ),
        "message_variation_id": WORDS,
    },
    required=["app_id", "from"],
    rules=[at_least_one("body", "email_template_id")],
)

WEBHOOK: Check = table(
    {
        "url": WORDS,
        "request_method": choice("POST", "PUT", "DELETE", "GET"),
        "request_headers": free_object(),
        "body": TEXT,
        "message_variation_id": WORDS,
    },
    required=["url", "request_method"],
)


def card_parts_fit(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: words unless it is a banner, an image unless it is a classic one."""
    kind = fields["type"]
    if kind != "BANNER":
        for name in ("title", "description"):
            if name not in fields:
                yield Problem(place=f"{place}.{name}", text="is required")
    if kind != "CLASSIC" and "image_url" not in fields:
        yield Problem(place=f"{place}.image_url", text="is required for this type of card")


CONTENT_CARD: Check = table(
    {
        "type": choice("CLASSIC", "CAPTIONED_IMAGE", "BANNER"),
        "title": TEXT,  # may be empty (8.7)
        "description": WORDS,
        "image_url": WORDS,
        "time_to_live": whole(low=1, high=CARD_LIFE_SECONDS),
        "expire_at": moment(),
        "expire_in_local_time": flag(),
        "pinned": flag(),
        "ios_uri": TEXT,
        "android_uri": TEXT,
        "web_uri": TEXT,
        "uri_text": TEXT,
        "ios_use_webview": flag(),
        "android_use_webview": flag(),
        "extra": free_object(),
        "message_variation_id": WORDS,
    },
    required=["type"],
    rules=[
        card_parts_fit,
        at_least_one("time_to_live", "expire_at"),
        needs("expire_in_local_time", "expire_at"),
    ],
)


def clicks_need_short_links(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: clicks of single users are tracked through shortened links only."""
    if fields.get("user_click_tracking_enabled") is True and fields.get("link_shortening_enabled") is not True:
        yield Problem(place=f"{place}.user_click_tracking_enabled", text="needs link_shortening_enabled")


SMS: Check = table(
    {
        "subscription_group_id": WORDS,
        "body": WORDS,
        "app_id": WORDS,
        "message_variation_id": WORDS,
        "media_items": list_of(WORDS),
        "link_shortening_enabled": flag(),
        "user_click_tracking_enabled": flag(),
    },
    required=["subscription_group_id", "body", "app_id"],
    rules=[clicks_need_short_links],
)

CHANNELS: dict[str, Check] = {
    "apple_push": APPLE_PUSH,
    "android_push": ANDROID_PUSH,
    "kindle_push": KINDLE_PUSH,
    "web_push": WEB_PUSH,
    "windows_push": WINDOWS_PUSH,
    "windows8_push": WINDOWS8_PUSH,
    "email": EMAIL,
    "webhook": WEBHOOK,
    "content_card": CONTENT_CARD,
    "sms": SMS,
    "whats_app": WHATS_APP,
}


def something_to_send(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: at least one channel."""
    if not fields:
        yield Problem(place=place, text="holds no channel", label="No message to send")


MESSAGES: Check = table(CHANNELS, rules=[something_to_send])
