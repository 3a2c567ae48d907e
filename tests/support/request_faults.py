"""Definitions with one thing wrong with the request: its target, people, sizes, own keys, audience.

Each table is named after the module that finds the fault. What is expected is written `code@marked`, the marked
part of the source line; a warning has a `~` before it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from support.definition_samples import TIME, Value, campaign, canvas, channel, message


@dataclasses.dataclass(frozen=True)
class Fault:
    """A definition and all that loading says about it; nothing is said about a good one."""

    name: str
    value: Value
    said: tuple[str, ...]


def fault(name: str, value: Value, *said: str) -> Fault:
    """Return a row of a table."""
    return Fault(name, value, said)


def people(count: int) -> list[str]:
    """Return that many different ids."""
    return [f"person-{number}" for number in range(count)]


def recipients(*entries: Mapping[str, object]) -> Value:
    """Return a campaign for these people."""
    return campaign(recipients=[dict(entry) for entry in entries])


def by_attribute(comparison: str, *value: object, name: str = "age") -> Value:
    """Return a broadcast to an audience of one custom attribute filter."""
    wanted: Value = {"custom_attribute_name": name, "comparison": comparison}
    if value:
        wanted["value"] = value[0]
    return message(segment_id=None, audience={"custom_attribute": wanted})


def audience(value: object) -> Value:
    """Return a broadcast to this audience."""
    return message(segment_id=None, audience=value)


EXISTS: Value = {"custom_attribute": {"custom_attribute_name": "a", "comparison": "exists"}}
_ALIAS = {"alias_name": "ada", "alias_label": "crm"}
_LONG = "x" * 50_000

TARGET = (
    fault("segment", message()),
    fault("people without broadcast", message(segment_id=None, broadcast=None, external_user_ids=["a"])),
    fault("people and segment", message(broadcast=False, external_user_ids=["a"])),
    fault("aliases alone", message(segment_id=None, broadcast=None, user_aliases=[_ALIAS])),
    fault("campaign's whole audience", campaign(recipients=None, broadcast=True)),
    fault("no target", message(segment_id=None, broadcast=None), "no-target@name"),
    fault("broadcast to nobody", message(segment_id=None), "no-target@broadcast"),
    fault("segment without broadcast", message(broadcast=None), "broadcast-needed@segment_id"),
    fault("segment with broadcast false", message(broadcast=False), "broadcast-needed@false"),
    fault(
        "audience without broadcast",
        message(
            segment_id=None,
            broadcast=None,
            audience=EXISTS,
        ),
        "broadcast-needed@audience",
    ),
    fault("trigger without anybody", canvas(broadcast=None), "broadcast-needed@name"),
    fault("trigger with broadcast false", campaign(recipients=None, broadcast=False), "broadcast-needed@false"),
    fault("broadcast with people", message(external_user_ids=["a"]), "broadcast-with-people@true"),
    fault("broadcast with recipients", campaign(broadcast=True), "broadcast-with-people@true"),
    fault("broadcast with aliases", message(user_aliases=[_ALIAS]), "broadcast-with-people@true"),
    fault("50 people", message(broadcast=None, external_user_ids=people(50))),
    fault("51 people", message(broadcast=None, external_user_ids=people(51)), "too-many-people@external_user_ids"),
    fault(
        "ids and aliases together",
        message(broadcast=None, external_user_ids=people(50), user_aliases=[_ALIAS]),
        "too-many-people@user_aliases",
    ),
    fault(
        "51 recipients",
        recipients(*({"external_user_id": user} for user in people(51))),
        "too-many-people@recipients",
    ),
    fault(
        "51 with a repeat are 50",
        message(broadcast=None, external_user_ids=[*people(50), "person-7"]),
        '~repeated-person@"person-7"',
    ),
    fault(
        "alias twice",
        message(broadcast=None, user_aliases=[_ALIAS, _ALIAS]),
        '~repeated-person@alias_name: "ada"',
    ),
    fault(
        "recipient twice",
        recipients({"external_user_id": "a"}, {"external_user_id": "b"}, {"external_user_id": "a"}),
        '~repeated-person@external_user_id: "a"',
    ),
    fault(
        "recipient twice with other properties",
        recipients(
            {"external_user_id": "a", "trigger_properties": {"n": 1}},
            {"external_user_id": "a", "trigger_properties": {"n": 2}},
        ),
        '~repeated-person@external_user_id: "a"',
    ),
    fault(
        "all four ways to say who",
        recipients(
            {"external_user_id": "a"},
            {"user_alias": _ALIAS},
            {"braze_id": "b"},
            {"email": "a@shop.example", "prioritization": ["identified", "most_recently_updated"]},
        ),
    ),
    fault("recipient without id", recipients({"attributes": {"a": 1}}), "person-id@attributes:"),
    fault(
        "two recipients without id",
        recipients({"attributes": {"a": 1}}, {"attributes": {"a": 2}}),
        "person-id@attributes:",
        "person-id@attributes:",
    ),
    fault(
        "recipient with two ids",
        recipients({"external_user_id": "a", "braze_id": "b"}),
        'person-id@external_user_id: "a"',
    ),
    fault("email without prioritization", recipients({"email": "a@shop.example"}), "needs-other-key@email"),
    fault(
        "new person with attributes",
        recipients({"external_user_id": "a", "send_to_existing_only": False, "attributes": {"town": "Rome"}}),
    ),
    fault(
        "new person without attributes",
        recipients({"external_user_id": "a", "send_to_existing_only": False}),
        "needs-other-key@send_to_existing_only",
    ),
    fault(
        "alias with send_to_existing_only",
        recipients({"user_alias": _ALIAS, "send_to_existing_only": True}),
        "not-together@send_to_existing_only",
    ),
    fault(
        "subscription groups in a campaign",
        recipients({"external_user_id": "a", "attributes": {"subscription_groups": []}}),
    ),
    fault(
        "subscription groups in a Canvas",
        canvas(broadcast=None, recipients=[{"external_user_id": "a", "attributes": {"subscription_groups": []}}]),
        "~subscription-groups@subscription_groups",
    ),
)

REQUEST = (
    fault(
        "tracked",
        message(campaign_id="c", send_id="s", messages={"email": channel("email", message_variation_id="v")}),
    ),
    fault("send_id alone", message(send_id="s"), "needs-other-key@send_id"),
    fault("variation missing", message(campaign_id="c"), "variation-missing@email"),
    fault(
        "variation missing in one of two",
        message(
            campaign_id="c",
            messages={"email": channel("email", message_variation_id="v"), "sms": channel("sms")},
        ),
        "variation-missing@sms",
    ),
    fault("no channel", message(messages={}), "empty@messages"),
    fault("windows", message(messages={"windows_push": channel("windows_push")}), "~deprecated@windows_push"),
    fault("windows 8", message(messages={"windows8_push": channel("windows8_push")}), "~deprecated@windows8_push"),
    fault("whats_app", message(messages={"whats_app": channel("whats_app")}), "~undocumented@whats_app"),
    fault("50,000 bytes", canvas(context={"a": "x" * (50_000 - 8)})),
    fault("50,001 bytes", canvas(context={"a": "x" * (50_000 - 7)}), "properties-too-large@context"),
    fault("bytes, not characters", canvas(context={"a": "é" * 25_000}), "properties-too-large@context"),
    fault(
        "large trigger_properties",
        campaign(trigger_properties={"a": _LONG}),
        "properties-too-large@trigger_properties",
    ),
    fault(
        "large properties of a person",
        recipients({"external_user_id": "a", "trigger_properties": {"a": _LONG}}),
        "properties-too-large@trigger_properties",
    ),
    fault("new name", canvas(context={"a": 1})),
    fault("old name", canvas(canvas_entry_properties={"a": 1}), "~deprecated@canvas_entry_properties"),
    fault(
        "large under the old name",
        canvas(canvas_entry_properties={"a": _LONG}),
        "~deprecated@canvas_entry_properties",
        "properties-too-large@canvas_entry_properties",
    ),
    fault(
        "both names",
        canvas(context={"a": 1}, canvas_entry_properties={"a": 1}),
        "not-together@canvas_entry_properties",
    ),
    fault(
        "both names for a person",
        canvas(broadcast=None, recipients=[{"braze_id": "a", "context": {}, "canvas_entry_properties": {}}]),
        "not-together@canvas_entry_properties",
    ),
)

AUDIENCE = (
    fault("text equals", by_attribute("equals", "gold")),
    fault("number equals", by_attribute("equals", 3.5)),
    fault("switch equals", by_attribute("equals", True)),
    fault("text not equal", by_attribute("not_equal", "gold")),
    fault("number not equal", by_attribute("not_equal", 3)),
    fault("switch does not equal", by_attribute("does_not_equal", False)),
    fault("regex", by_attribute("matches_regex", "^a")),
    fault("no regex", by_attribute("does_not_match_regex", "^a")),
    fault("array includes", by_attribute("includes_value", 3)),
    fault("array does not include", by_attribute("does_not_include_value", "a")),
    fault("greater", by_attribute("greater_than", 3)),
    fault("greater or equal", by_attribute("greater_than_or_equal_to", 3)),
    fault("less", by_attribute("less_than", 3)),
    fault("less or equal", by_attribute("less_than_or_equal_to", 3)),
    fault("days ago", by_attribute("less_than_x_days_ago", 3)),
    fault("more days ago", by_attribute("greater_than_x_days_ago", 3)),
    fault("days ahead", by_attribute("less_than_x_days_in_the_future", 3)),
    fault("more days ahead", by_attribute("greater_than_x_days_in_the_future", 3)),
    fault("after", by_attribute("after", "2026-01-01T00:00:00Z")),
    fault("before", by_attribute("before", "2019-07-22T13:17:55+0000")),
    fault("exists", by_attribute("exists")),
    fault("does not exist", by_attribute("does_not_exist")),
    fault("switch not equal", by_attribute("not_equal", True), "audience-filter@true"),
    fault("text does not equal", by_attribute("does_not_equal", "gold"), 'audience-filter@"gold"'),
    fault("number does not equal", by_attribute("does_not_equal", 3), "audience-filter@3"),
    fault("list equals", by_attribute("equals", ["a"]), 'audience-filter@- "a"'),
    fault("number as regex", by_attribute("matches_regex", 3), "audience-filter@3"),
    fault("block included", by_attribute("includes_value", {"a": 1}), "audience-filter@a: 1"),
    fault("text greater", by_attribute("greater_than", "3"), 'audience-filter@"3"'),
    fault("switch less", by_attribute("less_than", True), "audience-filter@true"),
    fault("text as days", by_attribute("less_than_x_days_ago", "3"), 'audience-filter@"3"'),
    fault("no time", by_attribute("after", "tomorrow"), 'audience-filter@"tomorrow"'),
    fault("number as time", by_attribute("before", 20260101), "audience-filter@20260101"),
    fault("exists with value", by_attribute("exists", "x"), "audience-filter@value"),
    fault("equals without value", by_attribute("equals"), "audience-filter@custom_attribute"),
    fault("null value", by_attribute("equals", None), "no-value@value"),
    fault("unknown comparison", by_attribute("equal", "x"), 'not-allowed-value@"equal"'),
    fault("comparison of another type", by_attribute("greater_then", 3), 'not-allowed-value@"greater_then"'),
    fault(
        "no comparison",
        audience({"custom_attribute": {"custom_attribute_name": "a", "value": 3}}),
        "missing-key@custom_attribute",
    ),
    fault("empty name", by_attribute("exists", name=""), 'empty@""'),
    fault("push status", audience({"push_subscription_status": {"comparison": "is", "value": "opted_in"}})),
    fault(
        "wrong push status",
        audience({"push_subscription_status": {"comparison": "is", "value": "opted-in"}}),
        'not-allowed-value@"opted-in"',
    ),
    fault(
        "wrong email comparison",
        audience({"email_subscription_status": {"comparison": "equals", "value": "subscribed"}}),
        'not-allowed-value@"equals"',
    ),
    fault("last used", audience({"last_used_app": {"comparison": "before", "value": "2026-01-01T00:00:00Z"}})),
    fault(
        "last used, no time",
        audience({"last_used_app": {"comparison": "before", "value": "last week"}}),
        'audience-filter@"last week"',
    ),
    fault(
        "last used, no time, no comparison",
        audience({"last_used_app": {"value": "last week"}}),
        "missing-key@last_used_app",
        'audience-filter@"last week"',
    ),
    fault("number last used", audience({"last_used_app": {"comparison": "after", "value": 3}}), "wrong-type@3"),
    fault(
        "nested",
        audience({"AND": [{"OR": [{"AND": [EXISTS]}, EXISTS]}, EXISTS]}),
    ),
    fault(
        "deep flaw",
        audience(
            {
                "AND": [
                    {
                        "OR": [
                            {
                                "custom_attribute": {
                                    "custom_attribute_name": "a",
                                    "comparison": "less_than",
                                    "value": "3",
                                }
                            }
                        ]
                    }
                ]
            }
        ),
        'audience-filter@"3"',
    ),
    fault("empty audience", audience({}), "audience-one-key@audience"),
    fault("empty list", audience({"AND": []}), "empty@AND"),
    fault(
        "two keys",
        audience({"AND": [{"last_used_app": {"comparison": "after", "value": TIME}}], "OR": []}),
        "audience-one-key@audience",
        "empty@OR",
    ),
    fault("unknown key", audience({"and": []}), "unknown-key@and"),
    fault("NOT", audience({"NOT": []}), "unknown-key@NOT"),
    fault("list instead of a block", audience([]), "wrong-type@[]"),
    fault("text instead of a list", audience({"AND": "x"}), 'wrong-type@"x"'),
    fault("text instead of a node", audience({"AND": ["x"]}), 'wrong-type@"x"'),
    fault("text instead of a filter", audience({"custom_attribute": "x"}), 'wrong-type@"x"'),
)

IDENTITY = (
    fault("name", message("a.b_c-9")),
    fault("128 characters", message("a" * 128)),
    fault("129 characters", message("a" * 129), f'wrong-format@"{"a" * 129}"'),
    fault("capitals", message("Teaser"), 'wrong-format@"Teaser"'),
    fault("space", message("black friday"), 'wrong-format@"black friday"'),
    fault("template as a name", message("<< x >>"), 'template-not-here@"<< x >>"', "variable-unknown@<< x >>"),
    fault("environments", message(environments=["sandbox", "production"])),
    fault("unknown environment", message(environments=["sandbox", "prod"]), 'unknown-environment@"prod"'),
    fault("empty list of environments", message(environments=[]), "empty@environments"),
    fault("moved", message(moved_from="old-name")),
    fault("moved from a key", message(moved_from='old["2026-12-01"]')),
    fault("moved from no address", message(moved_from="Old name"), 'moved-from@"Old name"'),
    fault("moved from itself", message("teaser", moved_from="teaser"), 'moved-from@"teaser"'),
)

VALUES = (
    fault("block instead of a text", message(description={}), "wrong-type@{}"),
    fault("no value at the top", {**message(), "owner": None}, "no-value@owner"),
    fault("no schedule", {**message(), "schedule": None}, "no-value@schedule"),
    fault("no value deep inside", canvas(context={"a": [{"b": None}]}), "no-value@b"),
    fault("no value in a list", canvas(context={"a": ["b", None]}), "no-value@null"),
    fault("no kind", {**message(), "kind": None}, "no-value@kind"),
)
