"""What a connected audience may be: filters, joined by AND and OR to any depth (braze-api.md 7.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.sandbox.fields import Check, Problem, choice, flag, moment, number, table, text

__all__ = ["audience"]

TEXT = text()


def scalar(value: object, place: str) -> Iterator[Problem]:
    """Check a string, a number or a boolean."""
    if not isinstance(value, str | int | float):
        yield Problem(place=place, text="must be a string, a number or a boolean")


def text_or_number(value: object, place: str) -> Iterator[Problem]:
    """Check what `not_equal` compares with; for booleans it is called `does_not_equal`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        yield Problem(place=place, text="must be a string or a number; for a boolean use does_not_equal")


# comparison of a custom attribute -> what its value may be; None: a value is not needed
COMPARISONS: dict[str, Check | None] = {
    "equals": scalar,
    "not_equal": text_or_number,
    "does_not_equal": flag(),
    "matches_regex": TEXT,
    "does_not_match_regex": TEXT,
    "includes_value": scalar,
    "does_not_include_value": scalar,
    "greater_than": number(),
    "greater_than_or_equal_to": number(),
    "less_than": number(),
    "less_than_or_equal_to": number(),
    "less_than_x_days_ago": number(),
    "greater_than_x_days_ago": number(),
    "less_than_x_days_in_the_future": number(),
    "greater_than_x_days_in_the_future": number(),
    "after": moment(),
    "before": moment(),
    "exists": None,
    "does_not_exist": None,
}


def value_fits(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: the value is of the kind its comparison works on."""
    known = COMPARISONS[str(fields["comparison"])]
    if known is None:
        if "value" in fields:
            yield from scalar(fields["value"], f"{place}.value")
    elif "value" not in fields:
        yield Problem(place=f"{place}.value", text="is required with this comparison")
    else:
        yield from known(fields["value"], f"{place}.value")


def any_value(value: object, place: str) -> Iterator[Problem]:
    """Check nothing yet: value_fits does, once the comparison is known to be one."""
    del value, place
    yield from ()


SUBSCRIPTION = table(
    {"comparison": choice("is", "is_not"), "value": choice("opted_in", "subscribed", "unsubscribed")},
    required=["comparison", "value"],
)

FILTERS: dict[str, Check] = {
    "custom_attribute": table(
        {
            "custom_attribute_name": text(empty=False),
            "comparison": choice(*COMPARISONS),
            "value": any_value,
        },
        required=["custom_attribute_name", "comparison"],
        rules=[value_fits],
    ),
    "push_subscription_status": SUBSCRIPTION,
    "email_subscription_status": SUBSCRIPTION,
    "last_used_app": table(
        {"comparison": choice("after", "before"), "value": moment()}, required=["comparison", "value"]
    ),
}


def audience(value: object, place: str) -> Iterator[Problem]:
    """Check one node: a filter, or AND / OR over further nodes; a node has exactly one key."""
    if not isinstance(value, dict):
        yield Problem(place=place, text="must be an object")
        return
    if len(value) != 1:
        yield Problem(place=place, text="must have exactly one key: AND, OR or a filter")
        return
    name, entry = next(iter(value.items()))
    where = f"{place}.{name}"
    if name not in {"AND", "OR"}:
        known = FILTERS.get(name)
        if known is None:
            yield Problem(place=where, text="is not a known filter")
        else:
            yield from known(entry, where)
    elif not isinstance(entry, list) or not entry:
        yield Problem(place=where, text="must be an array of at least one")
    else:
        for index, node in enumerate(entry):
            yield from audience(node, f"{where}[{index}]")
