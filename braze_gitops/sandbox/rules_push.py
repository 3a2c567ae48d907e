"""What the push channels take: Apple, Android, Kindle, web and the two old Windows kinds.

Sources: braze-api.md 8.1 to 8.4 and 8.10. Sizes are counted as compact JSON (which count Braze uses is not
documented): for Apple over the whole object, for Android over `alert` and `extra`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.sandbox.fields import (
    Check,
    Problem,
    choice,
    flag,
    free_object,
    json_bytes,
    list_of,
    moment,
    needs,
    number,
    table,
    text,
    whole,
)

__all__ = ["ANDROID_PUSH", "APPLE_PUSH", "KINDLE_PUSH", "WEB_PUSH", "WINDOWS8_PUSH", "WINDOWS_PUSH"]

APPLE_BYTES = 1912
ANDROID_BYTES = 4000
ANDROID_LIFE_SECONDS = 2_419_200
NOT_PUSHED = "message_variation_id"
INVALID_EXTRA = "Invalid Extra Push Payload"

TEXT = text()
WORDS = text(empty=False)
EXTRA = free_object(label=INVALID_EXTRA)

# The two buttons of each category that every app has; the second of each only closes.
DEFAULT_CATEGORIES = {
    "ab_cat_accept_decline": "ab_pb_decline",
    "ab_cat_yes_no": "ab_pb_no",
    "ab_cat_confirm_cancel": "ab_pb_cancel",
    "ab_cat_more": None,
}


def apple_needs_alert(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: an alert, with a body if it is an object, unless the push is a silent one."""
    if fields.get("content-available") is True:
        return
    alert = fields.get("alert")
    if alert is None:
        yield Problem(place=f"{place}.alert", text="is required unless content-available is true")
    elif isinstance(alert, dict) and "body" not in alert:
        yield Problem(place=f"{place}.alert.body", text="is required unless content-available is true")


def apple_buttons_fit(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: a default category's negative button only closes; a category of the app's own says where to."""
    category, buttons = fields.get("category"), fields.get("buttons")
    if not isinstance(category, str) or not isinstance(buttons, list):
        return
    for index, button in enumerate(buttons):
        where = f"{place}.buttons[{index}]"
        if category in DEFAULT_CATEGORIES:
            negative = button["action_id"] == DEFAULT_CATEGORIES[category]
            if negative and button.get("action", "CLOSE") != "CLOSE":
                yield Problem(place=f"{where}.action", text="must be CLOSE for this button")
        elif button.get("action") not in {"URI", "DEEP_LINK"} or "uri" not in button:
            yield Problem(place=where, text="needs action URI or DEEP_LINK, and uri, in a category of your own")


def apple_fits(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: at most 1912 bytes."""
    pushed = {name: value for name, value in fields.items() if name != NOT_PUSHED}
    if json_bytes(pushed) > APPLE_BYTES:
        yield Problem(place=place, text=f"is over {APPLE_BYTES} bytes", label="Apple Push Length Exceeded")


def apple_alert(value: object, place: str) -> Iterator[Problem]:
    """Check an alert: words, or an alert object."""
    yield from (WORDS if isinstance(value, str) else APPLE_ALERT)(value, place)


APPLE_ALERT = table(
    {
        "body": WORDS,
        "title": TEXT,
        "title_loc_key": TEXT,
        "title_loc_args": list_of(TEXT),
        "action_loc_key": TEXT,
        "loc_key": TEXT,
        "loc_args": list_of(TEXT),
        "sound": TEXT,
    }
)

APPLE_BUTTON = table(
    {
        "action_id": WORDS,
        "action": choice("OPEN_APP", "URI", "DEEP_LINK", "CLOSE"),
        "uri": TEXT,
        "use_webview": flag(),
    },
    required=["action_id"],
)

APPLE_PUSH: Check = table(
    {
        "alert": apple_alert,
        "badge": whole(),
        "sound": TEXT,
        "extra": free_object(without=["ab", "aps"], label=INVALID_EXTRA),
        "content-available": flag(),
        "interruption_level": choice("passive", "active", "time-sensitive", "critical"),
        "relevance_score": number(low=0.0, high=1.0),
        "expiry": moment(),
        "custom_uri": TEXT,
        "use_webview": flag(),
        "notification_group_thread_id": TEXT,
        "collapse_id": TEXT,
        "category": TEXT,
        "message_variation_id": WORDS,
        "asset_url": TEXT,
        "asset_file_type": choice("aif", "gif", "jpg", "m4a", "mp3", "mp4", "png", "wav"),
        "mutable_content": flag(),
        "send_to_most_recent_device_only": flag(),
        "buttons": list_of(APPLE_BUTTON),
        "apns_priority": whole(low=1, high=10),
    },
    rules=[apple_needs_alert, needs("asset_url", "asset_file_type"), apple_buttons_fit, apple_fits],
)


def android_alert(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: alert and title are required, and forbidden in a silent push."""
    silent = fields.get("send_to_sync") is True
    for name in ("alert", "title"):
        if silent and name in fields:
            yield Problem(place=f"{place}.{name}", text="must be absent when send_to_sync is true")
        elif not silent and name not in fields:
            yield Problem(place=f"{place}.{name}", text="is required")


def android_fits(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: alert and extra together are at most 4000 bytes."""
    pushed = {name: fields[name] for name in ("alert", "extra") if name in fields}
    if json_bytes(pushed) > ANDROID_BYTES:
        yield Problem(place=place, text=f"is over {ANDROID_BYTES} bytes", label="Android Push Length Exceeded")


CONVERSATION = table(
    {
        "shortcut_id": WORDS,
        "reply_person_id": WORDS,
        "messages": list_of(
            table(
                {"text": WORDS, "timestamp": whole(), "person_id": WORDS},
                required=["text", "timestamp", "person_id"],
            ),
            at_least=1,
        ),
        "persons": list_of(table({"id": WORDS, "name": WORDS}, required=["id", "name"]), at_least=1),
    },
    required=["shortcut_id", "reply_person_id", "messages", "persons"],
)

ANDROID_PUSH: Check = table(
    {
        "alert": WORDS,
        "title": WORDS,
        "extra": EXTRA,
        "message_variation_id": WORDS,
        "notification_channel_id": TEXT,
        "collapse_key": TEXT,
        "sound": TEXT,
        "custom_uri": TEXT,
        "summary_text": TEXT,
        "priority": whole(),  # out of range is taken as 0 (8.2)
        "android_priority": choice("normal", "high"),
        "send_to_sync": flag(),
        "use_webview": flag(),
        "time_to_live": whole(low=0, high=ANDROID_LIFE_SECONDS),
        "notification_id": whole(),
        "accent_color": whole(),
        "push_icon_image_url": TEXT,
        "send_to_most_recent_device_only": flag(),
        "buttons": list_of(
            table(
                {
                    "text": WORDS,
                    "action": choice("OPEN_APP", "URI", "DEEP_LINK", "CLOSE"),
                    "uri": TEXT,
                    "use_webview": flag(),
                },
                required=["text"],
            )
        ),
        "conversation_data": CONVERSATION,
    },
    rules=[android_alert, android_fits],
)

KINDLE_PUSH: Check = table(
    {
        "alert": WORDS,
        "title": WORDS,
        "extra": EXTRA,
        "message_variation_id": WORDS,
        "priority": whole(),
        "collapse_key": TEXT,
        "sound": TEXT,
        "custom_uri": TEXT,
    },
    required=["alert", "title"],
)

WEB_PUSH: Check = table(
    {
        "alert": WORDS,
        "title": WORDS,
        "extra": EXTRA,
        "message_variation_id": WORDS,
        "custom_uri": TEXT,
        "image_url": TEXT,
        "large_image_url": TEXT,
        "require_interaction": flag(),
        "time_to_live": whole(low=0),
        "send_to_most_recent_device_only": flag(),
        "buttons": list_of(
            table({"text": WORDS, "action": choice("OPEN_APP", "URI", "CLOSE"), "uri": TEXT}, required=["text"])
        ),
    },
    required=["alert", "title"],
)

WINDOWS_PUSH: Check = table(
    {
        "push_type": choice("toast"),
        "toast_title": TEXT,
        "toast_content": WORDS,
        "toast_navigation_uri": TEXT,
        "toast_hash": free_object(),
        "message_variation_id": WORDS,
    },
    required=["push_type", "toast_content"],
)

TEXT_TOASTS = tuple(f"toast_text_0{number}" for number in range(1, 5))
IMAGE_TOASTS = tuple(f"toast_image_and_text_0{number}" for number in range(1, 5))


def toast_parts_fit(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: a third text only in the kinds _04, an image only in the image kinds."""
    kind = str(fields["push_type"])
    if "toast_text3" in fields and not kind.endswith("_04"):
        yield Problem(place=f"{place}.toast_text3", text="belongs to push types that end in _04")
    if "toast_text_img_name" in fields and kind not in IMAGE_TOASTS:
        yield Problem(place=f"{place}.toast_text_img_name", text="belongs to push types with an image")


WINDOWS8_PUSH: Check = table(
    {
        "push_type": choice(*TEXT_TOASTS, *IMAGE_TOASTS),
        "toast_text1": WORDS,
        "toast_text2": TEXT,
        "toast_text3": TEXT,
        "toast_text_img_name": TEXT,
        "extra_launch_string": TEXT,
        "message_variation_id": WORDS,
    },
    required=["push_type", "toast_text1"],
    rules=[toast_parts_fit],
)
