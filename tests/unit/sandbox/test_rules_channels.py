"""What each channel takes and refuses (braze-api.md 8)."""

import pytest

from braze_gitops.sandbox.rules_channels import CHANNELS
from braze_gitops.sandbox.rules_request import MESSAGE_CREATE
from support.sandbox_requests import MESSAGES, with_channel

BUTTON = {"action_id": "go", "action": "URI", "uri": "https://shop.example"}
CONVERSATION = {
    "shortcut_id": "s",
    "reply_person_id": "p",
    "messages": [{"text": "Hi", "timestamp": 1, "person_id": "p"}],
    "persons": [{"id": "p", "name": "Ana"}],
}

TAKEN = [
    with_channel("apple_push", alert={"body": "B", "title": "T", "title_loc_args": ["a"], "sound": "s"}),
    with_channel("apple_push", alert=None, content__available=True),
    with_channel("apple_push", badge=1, relevance_score=1, expiry="2026-12-01T00:00:00Z", apns_priority=5),
    with_channel("apple_push", asset_url="https://a", asset_file_type="png", mutable_content=True),
    with_channel("apple_push", category="own", buttons=[BUTTON]),
    with_channel("apple_push", category="ab_cat_yes_no", buttons=[{"action_id": "ab_pb_no"}]),
    with_channel("apple_push", interruption_level="time-sensitive", extra={"k": "v"}, use_webview=False),
    with_channel("android_push", alert=None, title=None, send_to_sync=True),
    with_channel("android_push", priority=99, time_to_live=2_419_200, accent_color=4_278_190_335),
    with_channel("android_push", conversation_data=CONVERSATION, buttons=[{"text": "Go"}]),
    with_channel("android_push", android_priority="high", extra={"appboy_image_url": "https://a"}),
    with_channel("kindle_push", priority=-2, sound="default", extra={}),
    with_channel("web_push", require_interaction=True, buttons=[{"text": "Go", "action": "CLOSE"}]),
    with_channel("email", body=None, email_template_id="template", reply_to="NO_REPLY_TO"),
    with_channel("email", bcc="archive@shop.example", headers={"X-A": "b"}, extras={"a": "b"}),
    with_channel("email", attachments=[{"file_name": "terms", "url": "https://a.example/terms.PDF?v=1"}]),
    with_channel("email", attachments=[{"file_name": "terms", "url": "{{terms}}.exe"}]),
    with_channel("email", **{"from": "{{brand}} <{{address}}>"}),
    with_channel("webhook", request_headers={"Content-Type": "application/json"}, body=None),
    with_channel("content_card", title=""),
    with_channel("content_card", type="BANNER", title=None, description=None, image_url="https://a"),
    with_channel("content_card", time_to_live=None, expire_at="2026-12-01T00:00:00", expire_in_local_time=True),
    with_channel("sms", media_items=["https://a"], link_shortening_enabled=True, user_click_tracking_enabled=True),
    with_channel("windows8_push", push_type="toast_image_and_text_04", toast_text3="c", toast_text_img_name="i"),
    with_channel("windows_push", toast_title="t", toast_hash={"a": 1}, toast_navigation_uri="u"),
]


@pytest.mark.parametrize("fields", TAKEN)
def test_taken(fields: dict[str, object]) -> None:
    """A channel's message that keeps to the documentation has no problem."""
    assert () == tuple(MESSAGE_CREATE(fields, ""))


REFUSED = {
    "apple without alert": (with_channel("apple_push", alert=None), "apple_push.alert"),
    "apple alert without body": (with_channel("apple_push", alert={"title": "T"}), "apple_push.alert.body"),
    "apple alert with unknown": (with_channel("apple_push", alert={"body": "B", "x": 1}), "apple_push.alert.x"),
    "apple alert as a list": (with_channel("apple_push", alert=["B"]), "apple_push.alert"),
    "apple badge as text": (with_channel("apple_push", badge="1"), "apple_push.badge"),
    "apple badge as a boolean": (with_channel("apple_push", badge=True), "apple_push.badge"),
    "apple badge with a fraction": (with_channel("apple_push", badge=1.0), "apple_push.badge"),
    "apple extra as text": (with_channel("apple_push", extra="a"), "apple_push.extra"),
    "apple extra with aps": (with_channel("apple_push", extra={"aps": 1}), "apple_push.extra.aps"),
    "apple extra with ab": (with_channel("apple_push", extra={"ab": 1}), "apple_push.extra.ab"),
    "apple underscore": (with_channel("apple_push", content_available=True), "apple_push.content_available"),
    "apple interruption": (with_channel("apple_push", interruption_level="loud"), "apple_push.interruption_level"),
    "apple relevance": (with_channel("apple_push", relevance_score=1.1), "apple_push.relevance_score"),
    "apple priority": (with_channel("apple_push", apns_priority=11), "apple_push.apns_priority"),
    "apple asset": (with_channel("apple_push", asset_url="https://a"), "apple_push.asset_url"),
    "apple asset type": (with_channel("apple_push", asset_file_type="bmp"), "apple_push.asset_file_type"),
    "apple expiry": (with_channel("apple_push", expiry="tomorrow"), "apple_push.expiry"),
    "apple button": (with_channel("apple_push", buttons=[{"uri": "u"}]), "apple_push.buttons[0].action_id"),
    "apple own category": (
        with_channel("apple_push", category="own", buttons=[{"action_id": "go"}]),
        "apple_push.buttons[0]",
    ),
    "apple negative button": (
        with_channel("apple_push", category="ab_cat_yes_no", buttons=[{**BUTTON, "action_id": "ab_pb_no"}]),
        "apple_push.buttons[0].action",
    ),
    "apple over 1912 bytes": (with_channel("apple_push", alert="é" * 960), "apple_push"),
    "android without title": (with_channel("android_push", title=None), "android_push.title"),
    "android silent with alert": (with_channel("android_push", send_to_sync=True), "android_push.alert"),
    "android life": (with_channel("android_push", time_to_live=2_419_201), "android_push.time_to_live"),
    "android priority": (with_channel("android_push", android_priority="urgent"), "android_push.android_priority"),
    "android button": (with_channel("android_push", buttons=[{"action": "URI"}]), "android_push.buttons[0].text"),
    "android talk": (
        with_channel("android_push", conversation_data={**CONVERSATION, "persons": []}),
        "android_push.conversation_data.persons",
    ),
    "android talk time": (
        with_channel(
            "android_push",
            conversation_data={**CONVERSATION, "messages": [{"text": "a", "timestamp": "1", "person_id": "p"}]},
        ),
        "android_push.conversation_data.messages[0].timestamp",
    ),
    "android over 4000 bytes": (with_channel("android_push", alert="x" * 3990), "android_push"),
    "kindle without alert": (with_channel("kindle_push", alert=None), "kindle_push.alert"),
    "kindle web view": (with_channel("kindle_push", use_webview=True), "kindle_push.use_webview"),
    "web deep link": (
        with_channel("web_push", buttons=[{"text": "Go", "action": "DEEP_LINK"}]),
        "web_push.buttons[0].action",
    ),
    "web button web view": (
        with_channel("web_push", buttons=[{"text": "Go", "use_webview": True}]),
        "web_push.buttons[0].use_webview",
    ),
    "email without app": (with_channel("email", app_id=None), "email.app_id"),
    "email without body": (with_channel("email", body=None), "email"),
    "email sender": (with_channel("email", **{"from": "news@shop.example"}), "email.from"),
    "email reply": (with_channel("email", reply_to="nobody"), "email.reply_to"),
    "email blind copy": (with_channel("email", bcc="a@b, c@d"), "email.bcc"),
    "email inline": (with_channel("email", should_inline_css="yes"), "email.should_inline_css"),
    "email attachment type": (
        with_channel("email", attachments=[{"file_name": "a", "url": "https://a.example/run.exe"}]),
        "email.attachments[0].url",
    ),
    "email attachment address": (
        with_channel("email", attachments=[{"file_name": "a", "url": "https://[a.example/a.pdf"}]),
        "email.attachments[0].url",
    ),
    "email attachment": (with_channel("email", attachments=[{"url": "u"}]), "email.attachments[0].file_name"),
    "email unknown": (with_channel("email", subjekt="Hello"), "email.subjekt"),
    "webhook method": (with_channel("webhook", request_method="PATCH"), "webhook.request_method"),
    "webhook body": (with_channel("webhook", body={"a": 1}), "webhook.body"),
    "card type": (with_channel("content_card", type="classic"), "content_card.type"),
    "card without end": (with_channel("content_card", time_to_live=None), "content_card"),
    "card life": (with_channel("content_card", time_to_live=2_592_001), "content_card.time_to_live"),
    "card without description": (with_channel("content_card", description=None), "content_card.description"),
    "card without title": (with_channel("content_card", title=None), "content_card.title"),
    "card without image": (with_channel("content_card", type="CAPTIONED_IMAGE"), "content_card.image_url"),
    "card local end": (
        with_channel("content_card", expire_in_local_time=True),
        "content_card.expire_in_local_time",
    ),
    "sms without group": (with_channel("sms", subscription_group_id=None), "sms.subscription_group_id"),
    "sms media": (with_channel("sms", media_items="https://a"), "sms.media_items"),
    "sms clicks": (with_channel("sms", user_click_tracking_enabled=True), "sms.user_click_tracking_enabled"),
    "windows type": (with_channel("windows_push", push_type="raw"), "windows_push.push_type"),
    "windows hash": (with_channel("windows_push", toast_hash=[]), "windows_push.toast_hash"),
    "windows8 type": (with_channel("windows8_push", push_type="toast_text_05"), "windows8_push.push_type"),
    "windows8 third text": (with_channel("windows8_push", toast_text3="c"), "windows8_push.toast_text3"),
    "windows8 image": (
        with_channel("windows8_push", toast_text_img_name="i"),
        "windows8_push.toast_text_img_name",
    ),
}


@pytest.mark.parametrize(("fields", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(fields: dict[str, object], place: str) -> None:
    """A message that does not is refused, at the place where it goes wrong."""
    assert f"messages.{place}" in {problem.place for problem in MESSAGE_CREATE(fields, "")}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_exercised(channel: str) -> None:
    """Each channel has a message to bend here."""
    assert channel in MESSAGES


@pytest.mark.parametrize("channel", CHANNELS)
def test_unknown_field(channel: str) -> None:
    """Each channel refuses a field that nobody documented."""
    fields = with_channel(channel, surprise=1)
    assert [f"messages.{channel}.surprise"] == [problem.place for problem in MESSAGE_CREATE(fields, "")]


@pytest.mark.parametrize("channel", CHANNELS)
def test_variation(channel: str) -> None:
    """Each channel takes a message_variation_id."""
    assert () == tuple(MESSAGE_CREATE(with_channel(channel, message_variation_id="v"), ""))


@pytest.mark.parametrize("channel", CHANNELS)
def test_required_fields(channel: str) -> None:
    """Each field of the smallest message is missed when it is gone, but for those that are optional."""
    optional = {"email": {"subject"}, "webhook": {"body"}}.get(channel, set())
    expected = MESSAGES[channel].keys() - optional
    missed = {
        name for name in MESSAGES[channel] if tuple(MESSAGE_CREATE(with_channel(channel, **{name: None}), ""))
    }
    assert expected == missed


LABELS = {
    "apple size": (with_channel("apple_push", alert="x" * 2000), "Apple Push Length Exceeded"),
    "android size": (with_channel("android_push", alert="x" * 4000), "Android Push Length Exceeded"),
    "extra": (with_channel("web_push", extra=[]), "Invalid Extra Push Payload"),
}


@pytest.mark.parametrize(("fields", "label"), LABELS.values(), ids=LABELS)
def test_labels(fields: dict[str, object], label: str) -> None:
    """Where the documentation has words for a refusal, they are used (braze-api.md 9.2)."""
    assert [label] == [problem.label for problem in MESSAGE_CREATE(fields, "")]
