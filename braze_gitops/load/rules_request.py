"""Rules about the request as a whole: tracking, sizes, old names (braze-api.md 5.2, 5.8, 7.6, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, dotted, needs_key, not_together
from braze_gitops.load.form import byte_length
from braze_gitops.load.loose import block, items, json_text
from braze_gitops.model import Kind, Severity

# 50 KB and 4 MB in the smaller reading of the word: what passes here is within both.
MAX_PROPERTIES_BYTES = 50_000
MAX_BODY_BYTES = 4_000_000

_PROPERTIES = ("trigger_properties", "context", "canvas_entry_properties")
_WINDOWS = ("windows_push", "windows8_push")


def check_tracking(kind: Kind, value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield a `send_id` without its campaign, and messages of a tracked campaign without their variation."""
    if kind is not Kind.MESSAGE:
        return
    if "send_id" in value and "campaign_id" not in value:
        hint = "add the API campaign that the send is counted for, or delete `send_id`"
        yield needs_key((), "send_id", "campaign_id", hint)
    if "campaign_id" in value:
        for channel, content in block(value.get("messages")).items():
            if isinstance(content, dict) and "message_variation_id" not in content:
                yield Flaw(
                    code="variation-missing",
                    message=f"with `campaign_id`, `messages.{channel}` needs `message_variation_id`",
                    path=("messages", channel),
                    at_key=True,
                    hint="copy the variation's id from the API campaign in the dashboard",
                    lacks=(("messages", channel, "message_variation_id"),),
                )


def check_channels(value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield a message without any channel, and a warning for each channel Braze does not document here."""
    messages = value.get("messages")
    if messages == {}:
        yield Flaw(
            code="empty",
            message="`messages` holds no channel",
            path=("messages",),
            at_key=True,
            hint="add a channel under it, such as `email:`",
            lacks=(("messages",),),
        )
    for channel in block(messages):
        if channel in _WINDOWS:
            yield Flaw(
                code="deprecated",
                message=f"`{channel}` is no longer in Braze's documentation",
                path=("messages", channel),
                at_key=True,
                hint="it may be refused or reach nobody",
                severity=Severity.WARNING,
            )
        elif channel == "whats_app":
            yield Flaw(
                code="undocumented",
                message="Braze does not list `whats_app` among the channels of a schedule",
                path=("messages", channel),
                at_key=True,
                hint="try it with a time far ahead and one person first",
                severity=Severity.WARNING,
            )


def check_properties(value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield blocks of properties that are too large, stand there twice, or under their old name."""
    for path, holder in _property_holders(value):
        for key in _PROPERTIES:
            if isinstance(holder.get(key), dict):
                yield from _check_size(holder[key], (*path, key))
        if "canvas_entry_properties" in holder:
            yield _old_name((*path, "canvas_entry_properties"), both="context" in holder)


def _property_holders(value: Mapping[str, object]) -> Iterator[tuple[NodePath, Mapping[str, object]]]:
    yield (), value
    for index, entry in enumerate(items(value.get("recipients"))):
        yield ("recipients", index), block(entry)


def _check_size(properties: object, path: NodePath) -> Iterator[Flaw]:
    size = byte_length(json_text(properties))
    if size > MAX_PROPERTIES_BYTES:
        yield Flaw(
            code="properties-too-large",
            message=f"`{dotted(path)}` is {size:,} bytes; Braze takes {MAX_PROPERTIES_BYTES:,}",
            path=path,
            at_key=True,
            hint="counted are the UTF-8 bytes of its compact JSON",
        )


def _old_name(path: NodePath, *, both: bool) -> Flaw:
    if both:
        message = "`context` and `canvas_entry_properties` are the new and the old name of one thing"
        return not_together(path[:-1], "canvas_entry_properties", message, "keep `context`")
    return Flaw(
        code="deprecated",
        message="`canvas_entry_properties` is the old name of `context`",
        path=path,
        at_key=True,
        hint="write `context`, and `{{context.${…}}}` in the Canvas",
        severity=Severity.WARNING,
    )


def check_body_size(body: object) -> Iterator[Flaw]:
    """Yield a request that is larger than Braze takes; `body` is the whole payload."""
    size = byte_length(json_text(body))
    if size > MAX_BODY_BYTES:
        yield Flaw(
            code="body-too-large",
            message=f"the whole request is {size:,} bytes; Braze takes {MAX_BODY_BYTES:,}",
            path=("name",),
            at_key=True,
            hint="shorten its texts; counted are the UTF-8 bytes of its compact JSON",
        )
