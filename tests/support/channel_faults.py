"""Messages with one thing wrong with a channel: rules over several keys, ranges, choices and forms.

Written as in `request_faults`; PUSH and CONTENT are what the rules find, FIELDS what the tables find.
"""

from __future__ import annotations

from support.definition_samples import FULL_WHATS_APP, Value, campaign, canvas, channel, message
from support.request_faults import Fault, fault, recipients

_LIQUID = "{{${first_name}}}"
_PICTURE = "https://a.example/a.png"


def sent(name: str, **changes: object) -> Value:
    """Return a message with the smallest object of the channel `name`, changed."""
    return message(messages={name: channel(name, **changes)})


def buttons(category: object, *entries: Value) -> Value:
    """Return an Apple push with these buttons."""
    return sent("apple_push", category=category, buttons=list(entries))


def whats_app(kind: str, **changes: object) -> Value:
    """Return a WhatsApp message of this type."""
    content = {**FULL_WHATS_APP[kind], **changes}
    return sent("whats_app", message_type=kind, message={k: v for k, v in content.items() if v is not None})


def rows(count: int) -> Value:
    """Return the list of a WhatsApp list message with this many rows, in two sections."""
    entries = [{"row_title": f"row {number}"} for number in range(count)]
    sections = [{"section_title": "a", "list_rows": entries[:5]}, {"section_title": "b", "list_rows": entries[5:]}]
    return {"list_button_text": "Open", "list_sections": sections}


# The bytes of {"alert":""}, {"alert":"","title":…} is not counted for Android.
_WRAP = len('{"alert":""}')

PUSH = (
    fault("silent Apple push", sent("apple_push", alert=None, **{"content-available": True})),
    fault("no alert", sent("apple_push", alert=None), "missing-key@apple_push"),
    fault(
        "no alert, not silent",
        sent("apple_push", alert=None, **{"content-available": False}),
        "missing-key@apple_push",
    ),
    fault("alert without body", sent("apple_push", alert={"title": "a"}), "missing-key@alert"),
    fault("silent alert without body", sent("apple_push", alert={"title": "a"}, **{"content-available": True})),
    fault("reserved ab", sent("apple_push", extra={"ab": 1}), "reserved-key@ab"),
    fault("reserved aps", sent("apple_push", extra={"aps": 1}), "reserved-key@aps"),
    fault("file without type", sent("apple_push", asset_url=_PICTURE), "needs-other-key@asset_url"),
    fault("1912 bytes", sent("apple_push", alert="x" * (1912 - _WRAP))),
    fault("1913 bytes", sent("apple_push", alert="x" * (1913 - _WRAP)), "push-too-large@apple_push"),
    fault("bytes, not characters", sent("apple_push", alert="é" * 1000), "push-too-large@apple_push"),
    fault("numbers count", sent("apple_push", alert="x" * 1900, badge=3), "push-too-large@apple_push"),
    fault("all keys count", sent("apple_push", extra={"a": "x" * 1900}), "push-too-large@apple_push"),
    fault(
        "what Braze keeps does not count",
        sent(
            "apple_push",
            alert="x" * (1912 - _WRAP),
            message_variation_id="v",
            send_to_most_recent_device_only=True,
        ),
    ),
    fault("Liquid has no size", sent("apple_push", alert=_LIQUID + "x" * 3000)),
    fault("Liquid in a list", sent("apple_push", alert={"body": "x" * 3000, "loc_args": ["{% if a %}"]})),
    fault("Liquid in a key", sent("apple_push", alert="x" * 3000, extra={_LIQUID: 1})),
    fault("buttons without category", buttons(None, {"action_id": "a"}), "~needs-other-key@buttons"),
    fault(
        "unknown button", buttons("ab_cat_yes_no", {"action_id": "ab_pb_accept"}), 'button-action@"ab_pb_accept"'
    ),
    fault(
        "negative button that opens",
        buttons("ab_cat_yes_no", {"action_id": "ab_pb_no", "action": "OPEN_APP"}),
        'button-action@"OPEN_APP"',
    ),
    fault("negative button without action", buttons("ab_cat_confirm_cancel", {"action_id": "ab_pb_cancel"})),
    fault("more", buttons("ab_cat_more", {"action_id": "ab_pb_more", "action": "OPEN_APP"})),
    fault(
        "Liquid in buttons",
        buttons("ab_cat_yes_no", {"action_id": _LIQUID}, {"action_id": "ab_pb_no", "action": _LIQUID}),
    ),
    fault("Liquid as category", buttons(_LIQUID, {"action_id": "x"})),
    fault(
        "link without uri",
        buttons("ab_cat_yes_no", {"action_id": "ab_pb_yes", "action": "URI"}),
        "needs-other-key@action",
    ),
    fault("own category", buttons("mine", {"action_id": "x", "action": "URI", "uri": "shop://a"})),
    fault("own category, Liquid", buttons("mine", {"action_id": "x", "action": _LIQUID, "uri": "shop://a"})),
    fault(
        "own, no action",
        buttons("mine", {"action_id": "x", "uri": "shop://a"}),
        'missing-key@action_id: "x"',
    ),
    fault("own, no uri", buttons("mine", {"action_id": "x", "action": "URI"}), 'missing-key@action_id: "x"'),
    fault(
        "own category that opens the app",
        buttons("mine", {"action_id": "x", "action": "OPEN_APP", "uri": "a"}),
        'button-action@"OPEN_APP"',
    ),
    fault("button that is a text", sent("apple_push", category="mine", buttons=["x"]), 'wrong-type@"x"'),
    fault("silent Android push", sent("android_push", alert=None, title=None, send_to_sync=True)),
    fault("no title", sent("android_push", title=None), "missing-key@android_push"),
    fault(
        "neither",
        sent("android_push", alert=None, title=None),
        "missing-key@android_push",
        "missing-key@android_push",
    ),
    fault("silent with title", sent("android_push", alert=None, send_to_sync=True), "not-together@title"),
    fault("silent with alert", sent("android_push", title=None, send_to_sync=True), "not-together@alert"),
    fault("4000 bytes", sent("android_push", alert="x" * (4000 - _WRAP), title="t" * 500)),
    fault("4001 bytes", sent("android_push", alert="x" * (4001 - _WRAP)), "push-too-large@android_push"),
    fault("extra counts", sent("android_push", extra={"a": "x" * 4000}), "push-too-large@android_push"),
    fault(
        "Android link without uri",
        sent("android_push", buttons=[{"text": "a", "action": "DEEP_LINK"}]),
        "needs-other-key@action",
    ),
    fault(
        "web link without uri",
        sent("web_push", buttons=[{"text": "a", "action": "URI"}]),
        "needs-other-key@action",
    ),
    fault("web button that closes", sent("web_push", buttons=[{"text": "a", "action": "CLOSE"}])),
    fault(
        "third text",
        sent("windows8_push", push_type="toast_text_04", toast_text3="c"),
        "~deprecated@windows8_push",
    ),
    fault(
        "third text elsewhere",
        sent("windows8_push", push_type="toast_text_02", toast_text3="c"),
        "~deprecated@windows8_push",
        "not-together@toast_text3",
    ),
    fault(
        "picture elsewhere",
        sent("windows8_push", push_type="toast_text_04", toast_text_img_name="c"),
        "~deprecated@windows8_push",
        "not-together@toast_text_img_name",
    ),
)


def attached(url: str) -> Value:
    """Return an email with one attachment."""
    return sent("email", attachments=[{"file_name": "a", "url": url}])


def card(**changes: object) -> Value:
    """Return a content card, sent on 2026-11-27 at 9:00 UTC."""
    return sent("content_card", **changes)


CONTENT = (
    fault("template instead of a body", sent("email", body=None, email_template_id="t")),
    fault("no body", sent("email", body=None), "missing-key@email"),
    fault("pdf", attached("https://a.example/terms.PDF?x=1")),
    fault("Liquid address", attached(f"https://a.example/{_LIQUID}.exe")),
    fault("exe", attached("https://a.example/a.exe"), 'attachment-file@"https://a.example/a.exe"'),
    fault("no ending", attached("https://a.example/a"), '~attachment-file@"https://a.example/a"'),
    fault(
        "Google Drive",
        attached("https://drive.google.com/a.pdf"),
        'attachment-file@"https://drive.google.com/a.pdf"',
    ),
    fault("no address", attached("a.pdf"), 'wrong-format@"a.pdf"'),
    fault("banner", card(type="BANNER", title=None, description=None, image_url=_PICTURE)),
    fault("banner without picture", card(type="BANNER"), "missing-key@content_card"),
    fault("captioned without picture", card(type="CAPTIONED_IMAGE"), "missing-key@content_card"),
    fault("classic without title", card(title=None), "missing-key@content_card"),
    fault("classic without description", card(description=None), "missing-key@content_card"),
    fault("Liquid type", card(type=_LIQUID, title=None)),
    fault("empty title", card(title="")),
    fault("never expires", card(time_to_live=None), "card-expiry@content_card"),
    fault("expires twice", card(expire_at="2026-12-01T00:00:00Z"), "not-together@time_to_live"),
    fault("local without moment", card(expire_in_local_time=True), "needs-other-key@expire_in_local_time"),
    fault("30 days", card(time_to_live=None, expire_at="2026-12-27T09:00:00Z")),
    fault(
        "over 30 days",
        card(time_to_live=None, expire_at="2026-12-27T09:00:01Z"),
        'card-expiry@"2026-12-27T09:00:01Z"',
    ),
    fault("30 days somewhere", card(time_to_live=None, expire_at="2026-12-27T23:00:00")),
    fault(
        "over 30 days everywhere",
        card(time_to_live=None, expire_at="2026-12-27T23:00:01"),
        'card-expiry@"2026-12-27T23:00:01"',
    ),
    fault(
        "before the send",
        card(time_to_live=None, expire_at="2026-11-27T09:00:00Z"),
        'card-expiry@"2026-11-27T09:00:00Z"',
    ),
    fault("Liquid expiry", card(time_to_live=None, expire_at=_LIQUID)),
    fault(
        "without a send time",
        {**card(time_to_live=None, expire_at="2020-01-01"), "schedule": {"time": "soon"}},
        'time-format@"soon"',
    ),
    fault(
        "tracking without shortening",
        sent("sms", user_click_tracking_enabled=True),
        "needs-other-key@user_click_tracking_enabled",
    ),
    fault(
        "tracking with shortening off",
        sent("sms", user_click_tracking_enabled=True, link_shortening_enabled=False),
        "needs-other-key@user_click_tracking_enabled",
    ),
    fault(
        "two headers",
        whats_app("quick_reply_response_message", header_image_uri=_PICTURE),
        "~undocumented@whats_app",
        "not-together@header_image_uri",
    ),
    fault("10 rows", whats_app("list_response_message", list=rows(10)), "~undocumented@whats_app"),
    fault(
        "11 rows",
        whats_app("list_response_message", list=rows(11)),
        "~undocumented@whats_app",
        "too-long@list_sections",
    ),
    fault(
        "20 characters",
        whats_app("flow_response_message", flow_button={"caption": "é" * 20, "flow_id": "f"}),
        "~undocumented@whats_app",
    ),
    fault(
        "21 characters",
        whats_app("flow_response_message", flow_button={"caption": "é" * 21, "flow_id": "f"}),
        "~undocumented@whats_app",
        f'too-long@"{"é" * 21}"',
    ),
    fault(
        "Liquid caption",
        whats_app("flow_response_message", flow_button={"caption": _LIQUID * 2, "flow_id": "f"}),
        "~undocumented@whats_app",
    ),
)


def _bad(name: str, key: str, value: object, said: str) -> Fault:
    return fault(f"{name}: {key} {value}"[:60], sent(name, **{key: value}), said)


def _alias(**changes: object) -> Value:
    alias: Value = {"alias_name": "a", "alias_label": "b", **changes}
    return message(broadcast=None, user_aliases=[alias])


_LONG_ALIAS = "é" * 119

FIELDS = (
    _bad("apple_push", "interruption_level", "loud", 'not-allowed-value@"loud"'),
    _bad("apple_push", "relevance_score", 1.5, "out-of-range@1.5"),
    _bad("apple_push", "relevance_score", -1, "out-of-range@-1"),
    _bad("apple_push", "apns_priority", 0, "out-of-range@0"),
    _bad("apple_push", "apns_priority", 11, "out-of-range@11"),
    _bad("apple_push", "expiry", "tomorrow", 'wrong-format@"tomorrow"'),
    _bad("apple_push", "asset_file_type", "bmp", 'not-allowed-value@"bmp"'),
    _bad("apple_push", "alert", "", 'empty@""'),
    _bad("apple_push", "alert", 5, "wrong-type@5"),
    _bad("apple_push", "content_available", True, "unknown-key@content_available"),
    _bad("android_push", "priority", 3, "out-of-range@3"),
    _bad("android_push", "priority", -3, "out-of-range@-3"),
    _bad("android_push", "android_priority", "max", 'not-allowed-value@"max"'),
    _bad("android_push", "time_to_live", 2_419_201, "out-of-range@2419201"),
    _bad("android_push", "time_to_live", -1, "out-of-range@-1"),
    _bad("android_push", "push_icon_image_url", "icon.png", 'wrong-format@"icon.png"'),
    _bad("android_push", "buttons", [{"action": "CLOSE"}], 'missing-key@action: "CLOSE"'),
    _bad("android_push", "buttons", [{"text": "a", "action": "OPEN"}], 'not-allowed-value@"OPEN"'),
    _bad("kindle_push", "priority", 7, "out-of-range@7"),
    _bad("kindle_push", "title", None, "missing-key@kindle_push"),
    _bad("kindle_push", "alert", None, "missing-key@kindle_push"),
    _bad("web_push", "title", None, "missing-key@web_push"),
    _bad("web_push", "custom_uri", "shop://a", 'wrong-format@"shop://a"'),
    _bad("web_push", "image_url", "https://", 'wrong-format@"https://"'),
    _bad("web_push", "buttons", [{"text": "a", "action": "DEEP_LINK"}], 'not-allowed-value@"DEEP_LINK"'),
    _bad("email", "app_id", None, "missing-key@email"),
    _bad("email", "app_id", "", 'empty@""'),
    _bad("email", "from", "news@shop.example", 'wrong-format@"news@shop.example"'),
    _bad("email", "from", "Shop <news>", 'wrong-format@"Shop <news>"'),
    _bad("email", "reply_to", "nobody", 'wrong-format@"nobody"'),
    _bad("email", "bcc", "Shop <a@b.example>", 'wrong-format@"Shop <a@b.example>"'),
    _bad("email", "headers", {"X-Count": 3}, "wrong-type@3"),
    _bad("email", "attachments", [{"file_name": "a"}], 'missing-key@file_name: "a"'),
    _bad("webhook", "url", "hooks.shop.example", 'wrong-format@"hooks.shop.example"'),
    _bad("webhook", "request_method", "PATCH", 'not-allowed-value@"PATCH"'),
    _bad("webhook", "request_method", None, "missing-key@webhook"),
    _bad("webhook", "body", {"a": 1}, "wrong-type@a: 1"),
    _bad("content_card", "type", "classic", 'not-allowed-value@"classic"'),
    _bad("content_card", "time_to_live", 2_592_001, "out-of-range@2592001"),
    _bad("content_card", "time_to_live", 0, "out-of-range@0"),
    _bad("sms", "subscription_group_id", None, "missing-key@sms"),
    _bad("sms", "media_items", ["a.png"], 'wrong-format@"a.png"'),
    fault(
        "WhatsApp type",
        sent("whats_app", message_type="text"),
        "~undocumented@whats_app",
        'not-allowed-value@"text"',
    ),
    fault(
        "no WhatsApp type",
        sent("whats_app", message_type=None),
        "missing-key@whats_app",
        "~undocumented@whats_app",
    ),
    fault(
        "text as a WhatsApp message",
        message(messages={"whats_app": "hello"}),
        'wrong-type@"hello"',
    ),
    fault(
        "unknown key of one type",
        whats_app("text_response_message", preview_uri=True),
        "~undocumented@whats_app",
        "unknown-key@preview_uri",
    ),
    fault(
        "two header variables",
        whats_app("template_message", header_variables={"0": "a", "1": "b"}),
        "~undocumented@whats_app",
        "too-long@header_variables",
    ),
    fault(
        "named variable",
        whats_app("template_message", body_variables={"name": "a"}),
        "~undocumented@whats_app",
        'wrong-format@"a"',
    ),
    fault(
        "no reply buttons",
        whats_app("quick_reply_response_message", buttons=[]),
        "~undocumented@whats_app",
        "empty@buttons",
    ),
    fault(
        "windows push_type",
        sent("windows_push", push_type="tile"),
        "~deprecated@windows_push",
        'not-allowed-value@"tile"',
    ),
    fault("236 bytes", _alias(alias_name="é" * 118)),
    fault("238 bytes", _alias(alias_name=_LONG_ALIAS), f'too-long@"{_LONG_ALIAS}"'),
    fault("long label", _alias(alias_label=_LONG_ALIAS), f'too-long@"{_LONG_ALIAS}"'),
    fault("empty alias", _alias(alias_name=""), 'empty@""'),
    fault("empty label", _alias(alias_label=""), 'empty@""'),
    fault("no label", message(broadcast=None, user_aliases=[{"alias_name": "a"}]), 'missing-key@alias_name: "a"'),
    fault("send_id of 64", campaign(send_id="s" * 64)),
    fault("send_id of 65", campaign(send_id="s" * 65), f'send-id@"{"s" * 65}"'),
    fault("send_id with accents", campaign(send_id="é"), 'send-id@"é"'),
    fault(
        "send_id with Liquid",
        message(campaign_id="c", send_id=_LIQUID * 5, messages={"sms": channel("sms", message_variation_id="v")}),
        f'send-id@"{_LIQUID * 5}"',
    ),
    fault("subscription state", message(recipient_subscription_state="opted-in"), 'not-allowed-value@"opted-in"'),
    fault("state with Liquid", message(recipient_subscription_state=_LIQUID), f'not-allowed-value@"{_LIQUID}"'),
    fault("nobody listed", message(broadcast=None, external_user_ids=[]), "empty@external_user_ids"),
    fault("empty id", message(broadcast=None, external_user_ids=[""]), 'empty@""'),
    fault("number as id", message(broadcast=None, external_user_ids=[17]), "wrong-type@17"),
    fault(
        "unknown prioritization",
        recipients({"email": "a@b.example", "prioritization": ["newest"]}),
        'not-allowed-value@"newest"',
    ),
    fault("text as a recipient", campaign(recipients=["ada"]), 'wrong-type@"ada"'),
    fault("no campaign_id", campaign(campaign_id=None), 'missing-key@name: "offer"'),
    fault("no schedule", canvas(schedule=None), 'missing-key@name: "journey"'),
    fault("on_missed", canvas(lifecycle={"on_missed": "ignore"}), 'not-allowed-value@"ignore"'),
    fault("number as switch", canvas(lifecycle={"paused": 1}), "wrong-type@1"),
)
