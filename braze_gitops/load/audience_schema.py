"""Connected audiences as tables (braze-api.md 7.4).

A node is one filter, one AND list or one OR list; the table knows every key, a rule counts them. Which value a
custom attribute's comparison takes is a rule too, because it hangs on the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from braze_gitops.load.shape import Field, OneOf, Shape, Text

# What each comparison of a custom attribute takes (braze-api.md 7.4, by attribute type; the word is ours).
VALUE_BY_COMPARISON: Mapping[str, str] = {
    "equals": "scalar",
    "not_equal": "text or number",
    "does_not_equal": "switch",
    "matches_regex": "text",
    "does_not_match_regex": "text",
    "includes_value": "scalar",
    "does_not_include_value": "scalar",
    "greater_than": "number",
    "greater_than_or_equal_to": "number",
    "less_than": "number",
    "less_than_or_equal_to": "number",
    "less_than_x_days_ago": "number",
    "greater_than_x_days_ago": "number",
    "less_than_x_days_in_the_future": "number",
    "greater_than_x_days_in_the_future": "number",
    "after": "time",
    "before": "time",
    "exists": "nothing",
    "does_not_exist": "nothing",
}
STATUSES = ("opted_in", "subscribed", "unsubscribed")

Scalar: TypeAlias = str | int | float | bool


class CustomAttributeFilter(Shape):
    """People by a custom attribute; `value` is needed except for exists and does_not_exist (a rule)."""

    custom_attribute_name: Text = Field(description="name of the custom attribute")
    comparison: Annotated[str, OneOf(tuple(VALUE_BY_COMPARISON))] = Field(description="how it is compared")
    value: object = Field(
        None,
        description="what it is compared with; none for exists and does_not_exist",
        json_schema_extra={"type": ["string", "number", "boolean"]},
    )


class StatusFilter(Shape):
    """People by their subscription to push or email."""

    comparison: Annotated[str, OneOf(("is", "is_not"))] = Field(description="is or is_not")
    value: Annotated[str, OneOf(STATUSES)] = Field(description="opted_in, subscribed or unsubscribed")


class LastUsedFilter(Shape):
    """People by the last time they used an app; the value's form is a rule."""

    comparison: Annotated[str, OneOf(("after", "before"))] = Field(description="after or before")
    value: Text = Field(description="ISO 8601 moment")


class Audience(Shape):
    """A connected audience: exactly one of these keys."""

    AND: list[Audience] | None = Field(None, description="people to whom all of these apply")
    OR: list[Audience] | None = Field(None, description="people to whom at least one of these applies")
    custom_attribute: CustomAttributeFilter | None = Field(None, description="people by a custom attribute")
    push_subscription_status: StatusFilter | None = Field(None, description="people by push subscription")
    email_subscription_status: StatusFilter | None = Field(None, description="people by email subscription")
    last_used_app: LastUsedFilter | None = Field(None, description="people by when they last used an app")


AUDIENCE_KEYS = tuple(Audience.model_fields)
