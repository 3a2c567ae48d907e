"""Valid definitions of every kind and channel: builders and one full sample of each block, and how to write YAML.

Everything is made of plain dicts and lists, as YAML gives them; `yaml_text` and `yaml_stream` write them down in a
way that any strict YAML 1.2 reader reads back as the same values. Builders give a new value each time.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

Value: TypeAlias = dict[str, object]

TIME = "2026-11-27T09:00:00Z"


def message(name: str = "teaser", **changes: object) -> Value:
    """Return a broadcast email to a segment; `changes` replace or add top-level keys, `None` takes one out."""
    base: Value = {
        "name": name,
        "kind": "message",
        "segment_id": "seg-1",
        "broadcast": True,
        "schedule": {"time": TIME},
        "messages": {"email": channel("email")},
    }
    return _changed(base, changes)


def campaign(name: str = "offer", **changes: object) -> Value:
    """Return a trigger of a campaign for two listed people."""
    base: Value = {
        "name": name,
        "kind": "campaign",
        "campaign_id": "cmp-1",
        "recipients": [{"external_user_id": "ada"}, {"external_user_id": "bob"}],
        "schedule": {"time": TIME},
    }
    return _changed(base, changes)


def canvas(name: str = "journey", **changes: object) -> Value:
    """Return a trigger of a Canvas for its whole audience."""
    base: Value = {
        "name": name,
        "kind": "canvas",
        "canvas_id": "cnv-1",
        "broadcast": True,
        "schedule": {"time": TIME},
    }
    return _changed(base, changes)


def channel(name: str, **changes: object) -> Value:
    """Return the smallest valid object of the channel `name`."""
    return _changed(SMALLEST_CHANNELS[name], changes)


def full_channel(name: str, **changes: object) -> Value:
    """Return an object of the channel `name` with every field that may stand in it."""
    return _changed(FULL_CHANNELS[name], changes)


def changed_at(value: Mapping[str, object], *path: str | int, to: object) -> Value:
    """Return a copy of `value` in which `to` stands at `path`; blocks on the way are made, `None` takes out."""
    result: Value = copy.deepcopy(dict(value))
    spot: object = result
    for part in path[:-1]:
        if isinstance(spot, dict):
            spot = spot.setdefault(part, {})
        elif isinstance(spot, list) and isinstance(part, int):
            spot = spot[part]
    last = path[-1]
    if isinstance(spot, list) and isinstance(last, int):
        spot[last] = to
    elif isinstance(spot, dict):
        spot[last] = to
        if to is None:
            del spot[last]
    return result


def _changed(base: Mapping[str, object], changes: Mapping[str, object]) -> Value:
    merged = {**copy.deepcopy(dict(base)), **changes}
    return {key: item for key, item in merged.items() if item is not None}


# ------------------------------------------------------------------------------------------ YAML


def yaml_text(definition: Mapping[str, object]) -> str:
    """Return one YAML document, in block style with quoted texts, so that no text is taken for something else."""
    return "".join(f"{line}\n" for line in _lines(definition))


def yaml_stream(definitions: Iterable[Mapping[str, object]]) -> str:
    """Return a file that holds all the definitions."""
    return "---\n".join(yaml_text(definition) for definition in definitions)


def _lines(value: object) -> list[str]:
    if isinstance(value, Mapping) and value:
        return [line for key, item in value.items() for line in _entry(f"{_key(str(key))}:", item)]
    if isinstance(value, list) and value:
        return [line for item in value for line in _entry("-", item)]
    return [_scalar(value)]


def _entry(head: str, value: object) -> list[str]:
    inner = _lines(value)
    if isinstance(value, Mapping | list) and value:
        return [head, *(f"  {line}" for line in inner)]
    return [f"{head} {inner[0]}"]


def _key(key: str) -> str:
    is_plain = key.isascii() and key[:1].isalpha() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_plain and key not in {"true", "false", "null"} else _scalar(key)


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --------------------------------------------------------------------------------------- samples

SMALLEST_CHANNELS: Mapping[str, Value] = {
    "apple_push": {"alert": "Hello"},
    "android_push": {"alert": "Hello", "title": "News"},
    "kindle_push": {"alert": "Hello", "title": "News"},
    "web_push": {"alert": "Hello", "title": "News"},
    "email": {"app_id": "app-1", "from": "Shop <news@shop.example>", "subject": "Hi", "body": "<p>Hello</p>"},
    "webhook": {"url": "https://hooks.shop.example/x", "request_method": "POST"},
    "content_card": {"type": "CLASSIC", "title": "Hi", "description": "Hello", "time_to_live": 3600},
    "sms": {"app_id": "app-1", "subscription_group_id": "grp-1", "body": "Hello"},
    "whats_app": {
        "app_id": "app-1",
        "subscription_group_id": "grp-1",
        "message_type": "text_response_message",
        "message": {"body": "Hello"},
    },
    "windows_push": {"push_type": "toast", "toast_content": "Hello"},
    "windows8_push": {"push_type": "toast_text_01", "toast_text1": "Hello"},
}

# Those that load without any finding; the others give a warning each.
CURRENT_CHANNELS = tuple(
    name for name in SMALLEST_CHANNELS if name not in {"whats_app", "windows_push", "windows8_push"}
)

FULL_CHANNELS: Mapping[str, Value] = {
    "apple_push": {
        "message_variation_id": "var-1",
        "alert": {
            "body": "Hello",
            "title": "News",
            "title_loc_key": "TITLE",
            "title_loc_args": ["a"],
            "action_loc_key": "ACTION",
            "loc_key": "BODY",
            "loc_args": ["b", "c"],
            "sound": "default",
        },
        "badge": 3,
        "sound": "default",
        "extra": {"deal": 7, "nested": {"on": True}},
        "content-available": False,
        "interruption_level": "time-sensitive",
        "relevance_score": 0.5,
        "expiry": "2026-11-28T09:00:00Z",
        "custom_uri": "shop://deals",
        "use_webview": True,
        "notification_group_thread_id": "thread",
        "collapse_id": "deal",
        "category": "ab_cat_accept_decline",
        "asset_url": "https://cdn.shop.example/a.png",
        "asset_file_type": "png",
        "mutable_content": True,
        "send_to_most_recent_device_only": False,
        "buttons": [
            {"action_id": "ab_pb_accept", "action": "DEEP_LINK", "uri": "shop://yes", "use_webview": False},
            {"action_id": "ab_pb_decline", "action": "CLOSE"},
        ],
        "apns_priority": 10,
    },
    "android_push": {
        "message_variation_id": "var-2",
        "alert": "Hello",
        "title": "News",
        "extra": {"appboy_image_url": "https://cdn.shop.example/big.png"},
        "notification_channel_id": "news",
        "priority": -1,
        "android_priority": "high",
        "send_to_sync": False,
        "collapse_key": "deal",
        "sound": "default",
        "custom_uri": "shop://deals",
        "use_webview": False,
        "summary_text": "More inside",
        "time_to_live": 86400,
        "notification_id": 12,
        "push_icon_image_url": "https://cdn.shop.example/icon.png",
        "accent_color": 4_278_190_335,
        "send_to_most_recent_device_only": True,
        "buttons": [{"text": "Open", "action": "URI", "uri": "https://shop.example", "use_webview": True}],
        "conversation_data": {
            "shortcut_id": "chat",
            "reply_person_id": "p1",
            "messages": [{"text": "Hi", "timestamp": 1_795_770_000, "person_id": "p1"}],
            "persons": [{"id": "p1", "name": "Ada"}],
        },
    },
    "kindle_push": {
        "message_variation_id": "var-3",
        "alert": "Hello",
        "title": "News",
        "extra": {"deal": "7"},
        "priority": 2,
        "collapse_key": "deal",
        "sound": "default",
        "custom_uri": "shop://deals",
    },
    "web_push": {
        "message_variation_id": "var-4",
        "alert": "Hello",
        "title": "News",
        "extra": {"deal": "7"},
        "custom_uri": "https://shop.example/deals",
        "image_url": "https://cdn.shop.example/icon.png",
        "large_image_url": "https://cdn.shop.example/big.png",
        "require_interaction": True,
        "time_to_live": 600,
        "send_to_most_recent_device_only": False,
        "buttons": [
            {"text": "Open", "action": "URI", "uri": "https://shop.example"},
            {"text": "Later", "action": "CLOSE"},
        ],
    },
    "email": {
        "message_variation_id": "var-5",
        "app_id": "app-1",
        "from": "Shop <news@shop.example>",
        "subject": "Hi {{${first_name} | default: 'there'}}",
        "body": "<p>Hello</p>",
        "email_template_id": "tpl-1",
        "reply_to": "NO_REPLY_TO",
        "bcc": "archive@shop.example",
        "plaintext_body": "Hello",
        "preheader": "It starts tomorrow",
        "extras": {"source": "crm"},
        "headers": {"X-Shop": "1"},
        "should_inline_css": True,
        "attachments": [
            {"file_name": "terms", "url": "https://cdn.shop.example/terms.pdf", "basic_auth_credential": "cdn"}
        ],
    },
    "webhook": {
        "message_variation_id": "var-6",
        "url": "https://hooks.shop.example/{{${user_id}}}",
        "request_method": "PUT",
        "request_headers": {"Content-Type": "application/json"},
        "body": '{"id": "{{${user_id}}}"}',
    },
    "content_card": {
        "message_variation_id": "var-7",
        "type": "CAPTIONED_IMAGE",
        "title": "",
        "description": "Hello",
        "image_url": "https://cdn.shop.example/card.png",
        "expire_at": "2026-12-10T09:00:00",
        "expire_in_local_time": True,
        "pinned": True,
        "ios_uri": "shop://deals",
        "android_uri": "shop://deals",
        "web_uri": "https://shop.example/deals",
        "uri_text": "See all",
        "ios_use_webview": True,
        "android_use_webview": False,
        "extra": {"deal": 7},
    },
    "sms": {
        "message_variation_id": "var-8",
        "subscription_group_id": "grp-1",
        "body": "Hello",
        "app_id": "app-1",
        "media_items": ["https://cdn.shop.example/a.png"],
        "link_shortening_enabled": True,
        "user_click_tracking_enabled": True,
    },
    "whats_app": {
        "message_variation_id": "var-9",
        "app_id": "app-1",
        "subscription_group_id": "grp-1",
        "message_type": "template_message",
        "message": {
            "template_name": "sale",
            "template_language_code": "en_US",
            "header_variables": {"0": "Ada"},
            "body_variables": {"0": "Ada", "1": "10 %"},
            "button_variables": {"0": "deals"},
            "header_media_uri": "https://cdn.shop.example/a.png",
        },
    },
    "windows_push": {
        "message_variation_id": "var-10",
        "push_type": "toast",
        "toast_title": "News",
        "toast_content": "Hello",
        "toast_navigation_uri": "/deals",
        "toast_hash": {"deal": "7"},
    },
    "windows8_push": {
        "message_variation_id": "var-11",
        "push_type": "toast_image_and_text_04",
        "toast_text1": "Hello",
        "toast_text2": "again",
        "toast_text3": "and again",
        "toast_text_img_name": "https://cdn.shop.example/a.png",
        "extra_launch_string": "deal=7",
    },
}

# Every WhatsApp message type with all its fields, by type.
FULL_WHATS_APP: Mapping[str, Value] = {
    "template_message": {"template_name": "sale", "template_language_code": "en_US"},
    "text_response_message": {"body": "Hello", "preview_url": True},
    "text_image_response_message": {"image_uri": "https://cdn.shop.example/a.png", "caption": "New"},
    "quick_reply_response_message": {
        "body": "Coming?",
        "buttons": [{"text": "Yes"}, {"text": "No"}],
        "header_text": "Sale",
        "footer": "Shop",
    },
    "list_response_message": {
        "body": "Choose",
        "header": "Sale",
        "footer": "Shop",
        "list": {
            "list_button_text": "Open",
            "list_sections": [
                {"section_title": "Shoes", "list_rows": [{"row_title": "Red", "row_description": "size 40"}]}
            ],
        },
    },
    "flow_response_message": {
        "body": "Tell us",
        "header_text": "Survey",
        "footer": "Shop",
        "flow_button": {"caption": "Start", "flow_id": "flow-1"},
        "generate_custom_attribute": False,
    },
}

FULL_AUDIENCE: Value = {
    "AND": [
        {"custom_attribute": {"custom_attribute_name": "tier", "comparison": "equals", "value": "gold"}},
        {
            "OR": [
                {"custom_attribute": {"custom_attribute_name": "age", "comparison": "greater_than", "value": 17}},
                {
                    "custom_attribute": {
                        "custom_attribute_name": "vip",
                        "comparison": "does_not_equal",
                        "value": False,
                    }
                },
                {"custom_attribute": {"custom_attribute_name": "town", "comparison": "exists"}},
                {"push_subscription_status": {"comparison": "is", "value": "opted_in"}},
            ]
        },
        {"email_subscription_status": {"comparison": "is_not", "value": "unsubscribed"}},
        {"last_used_app": {"comparison": "after", "value": "2026-01-01T00:00:00Z"}},
    ]
}
