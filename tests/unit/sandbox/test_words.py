"""Schedules in words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.sandbox.values import SandboxSchedule, ScheduleStatus
from braze_gitops.sandbox.words import audience_words, content_words, reach_words, visible, when_words
from support.sandbox_requests import CAMPAIGN, CANVAS, MESSAGE, MESSAGES, without

FIRST = datetime(2026, 11, 27, 14, tzinfo=UTC)


def schedule(kind: str, fields: Mapping[str, object], *, hours: int = 0) -> SandboxSchedule:
    """Return a schedule with those fields whose window is that long."""
    return SandboxSchedule(
        schedule_id="id",
        dispatch_id="dispatch",
        kind=kind,
        status=ScheduleStatus.SCHEDULED,
        fields=fields,
        first_at=FIRST,
        last_at=FIRST + timedelta(hours=hours),
        created_at=FIRST,
    )


PLAN = {"custom_attribute": {"custom_attribute_name": "plan", "comparison": "equals", "value": "pro"}}
AGE = {"custom_attribute": {"custom_attribute_name": "age", "comparison": "greater_than", "value": 30}}
KNOWN = {"custom_attribute": {"custom_attribute_name": "size", "comparison": "exists"}}
OPTED = {"email_subscription_status": {"comparison": "is", "value": "opted_in"}}
USERS = {**without(MESSAGE, "segment_id", "broadcast"), "external_user_ids": ["a", "b"]}

REACH = {
    "everyone in segment segment": ("message", MESSAGE),
    "2 listed people": ("message", USERS),
    "2 listed people in segment s": ("message", {**USERS, "segment_id": "s"}),
    "everyone in segment segment; only opted-in people": (
        "message",
        {**MESSAGE, "recipient_subscription_state": "opted_in"},
    ),
    "1 listed person of campaign campaign": ("campaign", CAMPAIGN),
    "everyone of Canvas canvas whose plan is pro": ("canvas", {**CANVAS, "audience": PLAN}),
}


@pytest.mark.parametrize(("words", "case"), REACH.items())
def test_reach(words: str, case: tuple[str, Mapping[str, object]]) -> None:
    """Whom a schedule reaches is said in one sentence."""
    assert words == reach_words(schedule(*case))


AUDIENCES: dict[str, object] = {
    "plan is pro": PLAN,
    "plan is pro and age is over 30": {"AND": [PLAN, AGE]},
    "plan is pro and (size is known or email subscription is opted-in)": {"AND": [PLAN, {"OR": [KNOWN, OPTED]}]},
    "last use of the app is after 2026-01-01T00:00:00Z": {
        "last_used_app": {"comparison": "after", "value": "2026-01-01T00:00:00Z"}
    },
    "size is not known": {"custom_attribute": {"custom_attribute_name": "size", "comparison": "does_not_exist"}},
    "new is true": {"custom_attribute": {"custom_attribute_name": "new", "comparison": "equals", "value": True}},
    "…": "nothing",
}


@pytest.mark.parametrize(("words", "node"), AUDIENCES.items())
def test_audiences(words: str, node: object) -> None:
    """An audience is said as a condition, with brackets where they are needed."""
    assert words == audience_words(node)


def test_plain_time() -> None:
    """A plain time is one instant."""
    assert "Fri 27 Nov 2026, 14:00 UTC" == when_words(schedule("message", MESSAGE))


def test_local_time() -> None:
    """A local time says its wall time and its window."""
    fields = {"schedule": {"time": "2026-11-28T04:00:00", "in_local_time": True}}
    expected = (
        "Sat 28 Nov 2026, 04:00 in each person's time zone"
        " (Fri 27 Nov 2026, 14:00 UTC to Sat 28 Nov 2026, 16:00 UTC)"
    )
    assert expected == when_words(schedule("message", fields, hours=26))


def test_best_time() -> None:
    """The best time says its date and its window."""
    fields = {"schedule": {"time": "2026-11-28T00:00:00", "at_optimal_time": True}}
    expected = (
        "Sat 28 Nov 2026, at each person's best time (Fri 27 Nov 2026, 14:00 UTC to Sun 29 Nov 2026, 16:00 UTC)"
    )
    assert expected == when_words(schedule("message", fields, hours=50))


def test_contents() -> None:
    """Each channel is told by the words that say best what it is about."""
    found = content_words(schedule("message", {**MESSAGE, "messages": MESSAGES}))
    expected = (
        ("Android push", "Shop"),
        ("Content Card", "Hello"),
        ("Email", "Hello"),
        ("Kindle push", "Shop"),
        ("SMS", "Hello"),
        ("Web push", "Shop"),
        ("Webhook", "https://hooks.shop.example"),
        ("WhatsApp", "Hello"),
        ("Windows Phone push", "Hello"),
        ("Windows push", "Hello"),
        ("iOS push", "Hello"),
    )
    assert expected == found


def test_hidden_characters() -> None:
    """Characters that hide or reorder others are named."""
    assert "a⟨U+202E⟩b⟨U+200B⟩c⟨U+001B⟩[0m é😀" == visible("a\u202eb\u200bc\x1b[0m é😀")


def test_deep_audience() -> None:
    """An audience deeper than anybody reads is cut short."""
    deep: dict[str, object] = {**PLAN}
    for _ in range(50_000):
        deep = {"AND": [deep]}
    assert audience_words(deep).endswith("…" + ")" * 12)


def test_odd_contents() -> None:
    """Contents that are no channels, or have no words, are told as nothing."""
    odd = {"messages": {"email": "text", "sms": {"body": " "}}}
    assert ((), ()) == (content_words(schedule("message", odd)), content_words(schedule("canvas", CANVAS)))
