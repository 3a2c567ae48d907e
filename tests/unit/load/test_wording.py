"""`wording` and `special_keys`: messages and hints, word by word."""

from __future__ import annotations

import pytest

from braze_gitops.load.audience_schema import VALUE_BY_COMPARISON
from braze_gitops.load.findings import choices
from support.channel_faults import sent, whats_app
from support.definitions import Value, campaign, canvas, message
from support.load_calls import load_values
from support.request_faults import audience, people, recipients

_WAYS_OUT = (
    "three ways out: a segment or an audience with `broadcast: true`; one definition for each named group of at "
    "most 50; an attribute on these people, and an audience that filters by it"
)

_KEYS: list[tuple[str, Value, str, str]] = [
    ("misspelt", message(onwer="x"), "a definition has no key `onwer`", "did you mean `owner`?"),
    (
        "misspelt in a channel",
        sent("email", subjct="x"),
        "`messages.email` has no key `subjct`",
        "did you mean `subject`?",
    ),
    (
        "underscore for a hyphen",
        sent("apple_push", content_available=True),
        "`messages.apple_push` has no key `content_available`",
        "did you mean `content-available`?",
    ),
    (
        "in an alert",
        sent("apple_push", alert={"body": "a", "titel": "b"}),
        "`messages.apple_push.alert` has no key `titel`",
        "did you mean `title`?",
    ),
    (
        "in a list",
        sent("web_push", buttons=[{"text": "a", "link": "b"}]),
        "`messages.web_push.buttons[1]` has no key `link`",
        "one of `action`, `text` or `uri`",
    ),
    (
        "deep in an audience",
        audience({"AND": [{"OR": [{"custom_atribute": {}}]}]}),
        "`audience.AND[1].OR[1]` has no key `custom_atribute`",
        "did you mean `custom_attribute`?",
    ),
    (
        "WhatsApp, misspelt",
        message(messages={"whatsapp": {}}),
        "`messages` has no key `whatsapp`",
        "did you mean `whats_app`?",
    ),
    (
        "schedule_id",
        message(schedule_id="s"),
        "`schedule_id` is kept by the program, in the state",
        "delete it; `braze-gitops import` takes a schedule that exists already",
    ),
    ("tab", message(**{"own\ter": "x"}), "a definition has no key `own(a tab)er`", "did you mean `owner`?"),
    ("nothing near", message(zzzzzzzz=1), "a definition has no key `zzzzzzzz`", ""),
    (
        "recipients of a message",
        message(segment_id=None, broadcast=None, recipients=[{"external_user_id": "a"}]),
        "`recipients` is for campaigns and Canvases; Braze does not take it for a message",
        "list people under `external_user_ids` or `user_aliases`",
    ),
    (
        "messages of a campaign",
        campaign(messages={}),
        "`messages` is for kind `message` only: the content of a campaign or Canvas is in the dashboard",
        "delete it, or write `kind: message`",
    ),
    ("send_id of a Canvas", canvas(send_id="s"), "a Canvas takes no `send_id`", "delete it"),
    (
        "context of a campaign's person",
        recipients({"external_user_id": "a", "context": {}}),
        "`context` is for Canvases only",
        "write `trigger_properties` for a campaign",
    ),
    (
        "API key",
        message(api_key="k"),
        "`api_key` never stands in a definition",
        "the project file names the environment variable that holds it",
    ),
    (
        "old name of a channel",
        message(messages={"windows_universal_push": {}}),
        "`windows_universal_push` has another name in a schedule",
        "write `windows8_push`",
    ),
    (
        "interval of a series",
        message(
            schedule={
                "time": "2026-12-01T09:00:00",
                "timezone": "UTC",
                "repeat": {"every": "week", "interval": 2, "count": 3},
            }
        ),
        "`repeat` has no `interval`: its short forms are every day, weekday, week or month",
        "write the rule out: `rrule: FREQ=WEEKLY;INTERVAL=2` is every second week",
    ),
]


@pytest.mark.parametrize(("value", "words", "hint"), [row[1:] for row in _KEYS], ids=[row[0] for row in _KEYS])
def test_an_unknown_key_is_explained(value: Value, words: str, hint: str) -> None:
    """An unknown key gives one finding, with the reason, and the nearest key that may stand there."""
    assert [(words, hint)] == [(finding.message, finding.hint) for finding in load_values(value)[1]]


_VALUES: list[tuple[str, Value, str, str]] = [
    (
        "choice",
        message(recipient_subscription_state="everybody"),
        "`recipient_subscription_state` cannot be `everybody`",
        "one of `all`, `opted_in` or `subscribed`",
    ),
    (
        "near choice",
        sent("webhook", request_method="post"),
        "`messages.webhook.request_method` cannot be `post`",
        "did you mean `POST`?",
    ),
    (
        "many choices, none near",
        audience({"custom_attribute": {"custom_attribute_name": "a", "comparison": "zzz", "value": 1}}),
        "`audience.custom_attribute.comparison` cannot be `zzz`",
        f"one of {choices(tuple(VALUE_BY_COMPARISON))}",
    ),
    (
        "long choice",
        message(recipient_subscription_state="x" * 70),
        f"`recipient_subscription_state` cannot be `{'x' * 57}…`",
        "one of `all`, `opted_in` or `subscribed`",
    ),
    ("too large", sent("kindle_push", priority=3), "`messages.kindle_push.priority` must be at most 2", ""),
    (
        "far too large",
        sent("android_push", time_to_live=9_999_999),
        "`messages.android_push.time_to_live` must be at most 2,419,200",
        "",
    ),
    ("too small", sent("kindle_push", priority=-3), "`messages.kindle_push.priority` must be at least -2", ""),
    (
        "fraction too large",
        sent("apple_push", relevance_score=1.1),
        "`messages.apple_push.relevance_score` must be at most 1.0",
        "",
    ),
    (
        "empty list",
        message(broadcast=None, external_user_ids=[]),
        "`external_user_ids` is an empty list",
        "add an item, or delete the key",
    ),
    (
        "missing key",
        sent("sms", body=None),
        "the key `body` is missing in `messages.sms`",
        "add a line `body: …`",
    ),
    (
        "missing at the top",
        campaign(campaign_id=None),
        "the key `campaign_id` is missing",
        "add a line `campaign_id: …`",
    ),
    (
        "too many people",
        message(broadcast=None, external_user_ids=people(60)),
        "60 people are listed; Braze takes at most 50 in one schedule",
        _WAYS_OUT,
    ),
    (
        "block as a text",
        sent("webhook", body={"a": "b"}),
        "`messages.webhook.body` must be a text, not a block",
        "write it as one text: in quotes, or on lines of its own after `|`",
    ),
    (
        "list as a text",
        message(owner=["a"]),
        "`owner` must be a text, not a list",
        "write it as one text: in quotes, or on lines of its own after `|`",
    ),
    (
        "file",
        sent("email", body={"file": "a.html"}),
        "`messages.email.body` must be a text, not a block",
        "did you mean `from_file`?",
    ),
    (
        "fromfile",
        sent("email", body={"fromFile": "a.html"}),
        "`messages.email.body` must be a text, not a block",
        "did you mean `from_file`?",
    ),
    ("no value", {**message(), "owner": None}, "`owner` has no value", "write a value after it, or delete it"),
]


@pytest.mark.parametrize(("value", "words", "hint"), [row[1:] for row in _VALUES], ids=[row[0] for row in _VALUES])
def test_a_wrong_value_is_explained(value: Value, words: str, hint: str) -> None:
    """A wrong value gives one finding, which says what may stand there."""
    assert [(words, hint)] == [(finding.message, finding.hint) for finding in load_values(value)[1]]


def test_a_union_gives_the_errors_of_the_type_that_was_meant() -> None:
    """A flaw in one type of WhatsApp message says nothing of the five others."""
    value = whats_app("flow_response_message", flow_button={"caption": "a"}, zzz="b", body=None)

    assert [
        "the key `body` is missing in `messages.whats_app.message`",
        "the key `flow_id` is missing in `messages.whats_app.message.flow_button`",
        "`messages.whats_app.message` has no key `zzz`",
    ] == sorted(
        (finding.message for finding in load_values(value)[1] if finding.code != "undocumented"),
        key=lambda words: "has no key" in words,
    )


def test_hints_name_only_the_keys_of_the_type_that_was_meant() -> None:
    """The nearest key is looked for in the message of the written type."""
    value = whats_app("text_response_message", templat_name="x")

    assert "one of `body` or `preview_url`" == load_values(value)[1][-1].hint
