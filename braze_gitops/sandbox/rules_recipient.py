"""Who may be listed: recipients of the trigger endpoints and user aliases (braze-api.md 7.2, 7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.sandbox.fields import Check, Problem, choice, flag, free_object, list_of, table, text

__all__ = ["CAMPAIGN_RECIPIENT", "CANVAS_RECIPIENT", "PROPERTIES", "USER_ALIAS"]

ALIAS_BYTES = 236
PROPERTIES_KILOBYTES = 50
WAYS = ("external_user_id", "user_alias", "braze_id", "email")

ID = text(empty=False)
ALIAS_TEXT = text(empty=False, most_bytes=ALIAS_BYTES)
PROPERTIES = free_object(most_kilobytes=PROPERTIES_KILOBYTES)

USER_ALIAS: Check = table(
    {"alias_name": ALIAS_TEXT, "alias_label": ALIAS_TEXT}, required=["alias_name", "alias_label"]
)


def named_in_one_way(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: exactly one of the four ways to say who."""
    ways = [name for name in WAYS if name in fields]
    if len(ways) != 1:
        yield Problem(place=place, text=f"needs exactly one of {', '.join(WAYS)}")


def email_is_prioritized(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: an address says which of several profiles is meant."""
    if "email" in fields and not fields.get("prioritization"):
        yield Problem(place=f"{place}.prioritization", text="is required with email")


def new_profiles_have_attributes(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: send_to_existing_only is not for aliases, and false asks for attributes."""
    if "send_to_existing_only" not in fields:
        return
    where = f"{place}.send_to_existing_only"
    if "user_alias" in fields:
        yield Problem(place=where, text="cannot be used with user_alias")
    elif fields["send_to_existing_only"] is False and "attributes" not in fields:
        yield Problem(place=where, text="may be false only with attributes")


def no_subscription_groups(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: attributes of a Canvas recipient hold no subscription groups."""
    attributes = fields.get("attributes")
    if isinstance(attributes, dict) and "subscription_groups" in attributes:
        yield Problem(place=f"{place}.attributes.subscription_groups", text="is not taken for a Canvas")


def one_kind_of_context(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: context or its old name, never both."""
    if "context" in fields and "canvas_entry_properties" in fields:
        yield Problem(place=place, text="takes only one of context, canvas_entry_properties")


COMMON: dict[str, Check] = {
    "external_user_id": ID,
    "user_alias": USER_ALIAS,
    "braze_id": ID,
    "email": ID,
    "prioritization": list_of(
        choice("identified", "unidentified", "most_recently_updated", "least_recently_updated")
    ),
    "send_to_existing_only": flag(),
    "attributes": free_object(),
}
RULES = (named_in_one_way, email_is_prioritized, new_profiles_have_attributes)

CAMPAIGN_RECIPIENT: Check = table({**COMMON, "trigger_properties": PROPERTIES}, rules=RULES)

CANVAS_RECIPIENT: Check = table(
    {**COMMON, "context": PROPERTIES, "canvas_entry_properties": PROPERTIES},
    rules=(*RULES, no_subscription_groups, one_kind_of_context),
)
