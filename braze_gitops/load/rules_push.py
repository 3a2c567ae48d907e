"""Rules of the push channels that depend on several keys, and their sizes (braze-api.md 8.1, 8.2, 8.10).

Sizes are counted as UTF-8 bytes of compact JSON: for Apple of the whole object less what Braze reads itself and
does not pass on (`_NOT_PASSED_ON`), for Android of `alert` and `extra`. A push that holds Liquid in what is
counted has no known size and is not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, choices, missing_key, needs_key, not_together
from braze_gitops.load.form import byte_length
from braze_gitops.load.loose import block, has_liquid, holds_liquid, items, json_text, text
from braze_gitops.model import Severity

MAX_APPLE_BYTES = 1912
MAX_ANDROID_BYTES = 4000
RESERVED_EXTRA = ("ab", "aps")

_NOT_PASSED_ON = frozenset({"message_variation_id", "send_to_most_recent_device_only"})
_LINKS = frozenset({"URI", "DEEP_LINK"})

# The buttons of Braze's own categories; the second of each pair is the negative one (braze-api.md 8.1).
_BUTTONS_BY_CATEGORY: Mapping[str, tuple[str, ...]] = {
    "ab_cat_accept_decline": ("ab_pb_accept", "ab_pb_decline"),
    "ab_cat_yes_no": ("ab_pb_yes", "ab_pb_no"),
    "ab_cat_confirm_cancel": ("ab_pb_confirm", "ab_pb_cancel"),
    "ab_cat_more": ("ab_pb_more",),
}
_NEGATIVE = frozenset({"ab_pb_decline", "ab_pb_no", "ab_pb_cancel"})


def check_pushes(messages: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield what is wrong with the pushes of `messages`."""
    if isinstance(messages.get("apple_push"), dict):
        yield from _check_apple(block(messages["apple_push"]), ("messages", "apple_push"))
    if isinstance(messages.get("android_push"), dict):
        yield from _check_android(block(messages["android_push"]), ("messages", "android_push"))
    for channel in ("android_push", "web_push"):
        buttons = items(block(messages.get(channel)).get("buttons"))
        yield from _check_links(buttons, ("messages", channel, "buttons"))
    yield from _check_windows8(block(messages.get("windows8_push")), ("messages", "windows8_push"))


def _check_apple(push: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    alert = push.get("alert")
    if push.get("content-available") is not True:
        if "alert" not in push:
            yield missing_key(path, "alert", "add it, or write `content-available: true` for a silent push")
        elif isinstance(alert, dict) and "body" not in alert:
            yield missing_key((*path, "alert"), "body", "add it, or write `content-available: true`")
    for key in RESERVED_EXTRA:
        if key in block(push.get("extra")):
            yield Flaw(
                code="reserved-key",
                message=f"`extra` cannot have a key `{key}`: Braze and Apple use it themselves",
                path=(*path, "extra", key),
                at_key=True,
                hint="give it another name",
            )
    if "asset_url" in push and "asset_file_type" not in push:
        yield needs_key(path, "asset_url", "asset_file_type", "say what the file is, for example jpg")
    yield from _check_apple_buttons(push, path)
    counted = {key: value for key, value in push.items() if key not in _NOT_PASSED_ON}
    yield from _check_size(counted, MAX_APPLE_BYTES, path, "all its keys together")


def _check_apple_buttons(push: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    buttons = items(push.get("buttons"))
    category = text(push.get("category"))
    if buttons and not category:
        yield Flaw(
            code="needs-other-key",
            message="`buttons` show only with a `category` beside them",
            path=(*path, "buttons"),
            at_key=True,
            hint=f"add `category: …`; Braze's own are {choices(_BUTTONS_BY_CATEGORY)}",
            severity=Severity.WARNING,
        )
    if not category or has_liquid(category):
        return
    for index, button in enumerate(buttons):
        here = (*path, "buttons", index)
        if category in _BUTTONS_BY_CATEGORY:
            yield from _check_known_button(block(button), here, category)
        elif isinstance(button, dict):
            yield from _check_own_button(button, here)
    if category in _BUTTONS_BY_CATEGORY:
        yield from _check_links(buttons, (*path, "buttons"))


def _check_known_button(button: Mapping[str, object], path: NodePath, category: str) -> Iterator[Flaw]:
    action_id = text(button.get("action_id"))
    if action_id and not has_liquid(action_id) and action_id not in _BUTTONS_BY_CATEGORY[category]:
        yield Flaw(
            code="button-action",
            message=f"the category {category} has no button `{action_id}`",
            path=(*path, "action_id"),
            hint=f"it has {choices(_BUTTONS_BY_CATEGORY[category])}",
        )
    action = text(button.get("action"))
    if action_id in _NEGATIVE and action not in {"", "CLOSE"} and not has_liquid(action):
        yield Flaw(
            code="button-action",
            message=f"the negative button `{action_id}` can only close the notification",
            path=(*path, "action"),
            hint="write `action: CLOSE`",
        )


def _check_own_button(button: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    for key in ("action", "uri"):
        if key not in button:
            yield missing_key(path, key, "a button of the app's own category needs it")
    action = text(button.get("action"))
    if action in {"OPEN_APP", "CLOSE"}:
        yield Flaw(
            code="button-action",
            message=f"a button of the app's own category cannot do `{action}`",
            path=(*path, "action"),
            hint="write `URI` or `DEEP_LINK`",
        )


def _check_links(buttons: object, path: NodePath) -> Iterator[Flaw]:
    for index, each in enumerate(items(buttons)):
        button = block(each)
        if text(button.get("action")) in _LINKS and "uri" not in button:
            yield needs_key((*path, index), "action", "uri", "write what the button opens")


def _check_android(push: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    for key in ("alert", "title"):
        if push.get("send_to_sync") is True and key in push:
            message = f"`send_to_sync: true` and `{key}` cannot stand together"
            hint = f"delete `{key}`, since a silent push shows nothing, or delete `send_to_sync`"
            yield not_together(path, key, message, hint)
        elif push.get("send_to_sync") is not True and key not in push:
            yield missing_key(path, key, "add it, or write `send_to_sync: true` for a push that shows nothing")
    counted = {key: push[key] for key in ("alert", "extra") if key in push}
    yield from _check_size(counted, MAX_ANDROID_BYTES, path, "`alert` and `extra` together")


def _check_windows8(push: Mapping[str, object], path: NodePath) -> Iterator[Flaw]:
    layout = text(push.get("push_type"))
    if "toast_text3" in push and layout and not layout.endswith("_04"):
        yield _layout(path, "toast_text3", "a layout that ends in _04")
    if "toast_text_img_name" in push and layout and "image" not in layout:
        yield _layout(path, "toast_text_img_name", "a layout with an image")


def _layout(path: NodePath, key: str, needed: str) -> Flaw:
    return not_together(path, key, f"`{key}` stands only with {needed}", f"delete `{key}`, or change `push_type`")


def _check_size(counted: Mapping[str, object], limit: int, path: NodePath, what: str) -> Iterator[Flaw]:
    size = byte_length(json_text(counted))
    if size > limit and not holds_liquid(counted):
        yield Flaw(
            code="push-too-large",
            message=f"`{path[-1]}` is {size:,} bytes; at most {limit:,} are taken",
            path=path,
            at_key=True,
            hint=f"counted are {what}, as UTF-8 bytes of compact JSON",
        )
