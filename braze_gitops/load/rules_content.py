"""Rules of email, content card, SMS and WhatsApp that depend on several keys (braze-api.md 8.5 to 8.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, missing_key, needs_key, not_together
from braze_gitops.load.form import is_web_url, read_date_time
from braze_gitops.load.loose import block, has_liquid, items, text
from braze_gitops.model import WORLD, SendTime, Severity, window_of

MAX_CARD_LIFE = timedelta(days=30)
MAX_LIST_ROWS = 10
MAX_CAPTION = 20

_ATTACHMENT_TYPES = re.compile(
    r"txt|csv|log|css|ics|jpg|jpe|jpeg|gif|png|bmp|psd|tif|tiff|svg|indd|ai|eps|doc|docx|rtf|odt|ott|pdf|pub|pages"
    r"|mobi|epub|mp3|m4a|m4v|wma|ogg|flac|wav|aif|aifc|aiff|mp4|mov|avi|mkv|mpeg|mpg|wmv|xls|xlsx|ods|numbers|odp"
    r"|ppt|pptx|pps|key|zip|vcf|pkpass"
)
_GOOGLE_HOSTS = frozenset({"drive.google.com", "docs.google.com"})


def check_content(messages: Mapping[str, object], send_time: SendTime | None) -> Iterator[Flaw]:
    """Yield what is wrong with the email, card, SMS and WhatsApp message of `messages`."""
    if isinstance(messages.get("email"), dict):
        yield from _check_email(block(messages["email"]), ("messages", "email"))
    if isinstance(messages.get("content_card"), dict):
        yield from _check_card(block(messages["content_card"]), ("messages", "content_card"), send_time)
    yield from _check_sms(block(messages.get("sms")), ("messages", "sms"))
    message = block(block(messages.get("whats_app")).get("message"))
    yield from _check_whats_app(message, ("messages", "whats_app", "message"))


def _check_email(email: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    if "body" not in email and "email_template_id" not in email:
        yield missing_key(path, "body", "add it, or name a template with `email_template_id`")
    for index, attachment in enumerate(items(email.get("attachments"))):
        yield from _check_attachment(text(block(attachment).get("url")), (*path, "attachments", index, "url"))


def _check_attachment(url: str, path: NodePath) -> Iterator[Flaw]:
    if has_liquid(url) or not is_web_url(url):
        return
    parts = urlsplit(url)
    ending = PurePosixPath(parts.path).suffix.lower().removeprefix(".")
    if parts.hostname in _GOOGLE_HOSTS:
        yield Flaw(
            code="attachment-file",
            message="Braze cannot fetch attachments from Google Drive",
            path=path,
            hint="put the file on a web server of your own",
        )
    elif not ending:
        yield Flaw(
            code="attachment-file",
            message="this address does not end in a file type, which is how Braze tells what the file is",
            path=path,
            hint="use an address that ends in .pdf, .ics or the like",
            severity=Severity.WARNING,
        )
    elif _ATTACHMENT_TYPES.fullmatch(ending) is None:
        yield Flaw(
            code="attachment-file",
            message=f"Braze takes no attachments of the type .{ending}",
            path=path,
            hint="pdf, ics, csv, jpg, png, docx and xlsx are among those it takes",
        )


def _check_card(card: Mapping[str, object], path: NodePath, send_time: SendTime | None) -> Iterator[Flaw]:
    layout = text(card.get("type"))
    if layout in {"CLASSIC", "CAPTIONED_IMAGE"}:
        for key in ("title", "description"):
            if key not in card:
                yield missing_key(path, key, f"a {layout} card needs it")
    if layout in {"CAPTIONED_IMAGE", "BANNER"} and "image_url" not in card:
        yield missing_key(path, "image_url", f"a {layout} card needs it")
    if "time_to_live" not in card and "expire_at" not in card:
        yield Flaw(
            code="card-expiry",
            message="this content card never expires",
            path=path,
            at_key=True,
            hint="add `time_to_live` (seconds) or `expire_at`, at most 30 days",
            lacks=((*path, "time_to_live"), (*path, "expire_at")),
        )
    elif "time_to_live" in card and "expire_at" in card:
        message = "`time_to_live` and `expire_at` say twice when the card goes"
        yield not_together(path, "time_to_live", message, "keep one of the two")
    if "expire_in_local_time" in card and "expire_at" not in card:
        yield needs_key(path, "expire_in_local_time", "expire_at", "write the moment, or delete the key")
    if send_time is not None:
        yield from _check_expiry(text(card.get("expire_at")), (*path, "expire_at"), send_time)


def _check_expiry(expire_at: str, path: NodePath, send_time: SendTime) -> Iterator[Flaw]:
    """Yield an expiry that is wrong however Braze counts: before any send, or over 30 days after the last one.

    A time without an offset is taken with 14 hours of grace on both sides, for it may be anybody's local time.
    """
    expires = read_date_time(expire_at)
    if expires is None:
        return
    grace = timedelta() if expires.tzinfo else timedelta(hours=14)
    moment = expires if expires.tzinfo else expires.replace(tzinfo=UTC)
    window = window_of(send_time, WORLD)
    if moment + grace <= window.first_at:
        yield Flaw(
            code="card-expiry",
            message="this content card expires before it is sent",
            path=path,
            hint="write a moment after `schedule.time`",
        )
    elif moment - grace > window.last_at + MAX_CARD_LIFE:
        yield Flaw(
            code="card-expiry",
            message="this content card expires more than 30 days after it is sent",
            path=path,
            hint="Braze keeps a card for at most 30 days",
        )


def _check_sms(sms: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    if sms.get("user_click_tracking_enabled") is True and sms.get("link_shortening_enabled") is not True:
        hint = "write `link_shortening_enabled: true`"
        yield needs_key(path, "user_click_tracking_enabled", "link_shortening_enabled", hint)


def _check_whats_app(message: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    if "header_text" in message and "header_image_uri" in message:
        said = "`header_text` and `header_image_uri` cannot stand together"
        yield not_together(path, "header_image_uri", said, "keep one of the two")
    sections = items(block(message.get("list")).get("list_sections"))
    rows = sum(len(items(block(section).get("list_rows"))) for section in sections)
    if rows > MAX_LIST_ROWS:
        yield Flaw(
            code="too-long",
            message=f"this list has {rows} rows; WhatsApp takes {MAX_LIST_ROWS} in all sections together",
            path=(*path, "list", "list_sections"),
            at_key=True,
        )
    caption = text(block(message.get("flow_button")).get("caption"))
    if len(caption) > MAX_CAPTION and not has_liquid(caption):
        yield Flaw(
            code="too-long",
            message=f"`caption` has {len(caption)} characters; WhatsApp takes {MAX_CAPTION}",
            path=(*path, "flow_button", "caption"),
        )
