"""What a connected audience may be (braze-api.md 7.4)."""

import pytest

from braze_gitops.sandbox.rules_audience import COMPARISONS, audience

OPTED_IN: dict[str, object] = {"push_subscription_status": {"comparison": "is", "value": "opted_in"}}


def attribute(comparison: str, **fields: object) -> dict[str, object]:
    """Return a filter on a custom attribute."""
    return {"custom_attribute": {"custom_attribute_name": "plan", "comparison": comparison, **fields}}


VALUES: dict[str, tuple[tuple[object, ...], tuple[object, ...]]] = {
    "equals": (("pro", 3, 2.5, True), (None, [], {})),
    "not_equal": (("pro", 3, 2.5), (True, None)),
    "does_not_equal": ((True, False), ("true", 1)),
    "matches_regex": (("^p",), (3, True)),
    "does_not_match_regex": (("^p",), (3, True)),
    "includes_value": (("a", 3, True), ([],)),
    "does_not_include_value": (("a", 3, True), ({},)),
    "greater_than": ((3, -2.5), ("3", True)),
    "greater_than_or_equal_to": ((3,), ("3",)),
    "less_than": ((3,), ("3",)),
    "less_than_or_equal_to": ((3,), ("3",)),
    "less_than_x_days_ago": ((7,), ("7",)),
    "greater_than_x_days_ago": ((7,), ("7",)),
    "less_than_x_days_in_the_future": ((7,), ("7",)),
    "greater_than_x_days_in_the_future": ((7,), ("7",)),
    "after": (("2019-07-22T13:17:55+0000", "2026-01-01T00:00:00Z"), ("yesterday", 7)),
    "before": (("2026-01-01T00:00:00",), ("2026-01-01", 7)),
    "exists": (("anything",), ({},)),
    "does_not_exist": ((7,), ([],)),
}


def test_every_comparison_is_tried() -> None:
    """The table of values here knows each comparison the rules know."""
    assert COMPARISONS.keys() == VALUES.keys()


@pytest.mark.parametrize(
    ("comparison", "value"), [(name, value) for name, (good, _) in VALUES.items() for value in good]
)
def test_values_taken(comparison: str, value: object) -> None:
    """A comparison takes values of the types it works on."""
    assert () == tuple(audience(attribute(comparison, value=value), "audience"))


@pytest.mark.parametrize(
    ("comparison", "value"), [(name, value) for name, (_, bad) in VALUES.items() for value in bad]
)
def test_values_refused(comparison: str, value: object) -> None:
    """A comparison refuses values of other types."""
    places = [problem.place for problem in audience(attribute(comparison, value=value), "audience")]
    assert ["audience.custom_attribute.value"] == places


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_missing_value(comparison: str) -> None:
    """A value is needed unless the comparison asks for existence."""
    needed = comparison not in {"exists", "does_not_exist"}
    assert needed == bool(tuple(audience(attribute(comparison), "audience")))


TAKEN = [
    OPTED_IN,
    {"email_subscription_status": {"comparison": "is_not", "value": "unsubscribed"}},
    {"last_used_app": {"comparison": "after", "value": "2026-01-01T00:00:00Z"}},
    {"AND": [OPTED_IN]},
    {"OR": [OPTED_IN, {"AND": [OPTED_IN, {"OR": [attribute("exists"), OPTED_IN]}]}]},
]


@pytest.mark.parametrize("node", TAKEN)
def test_taken(node: object) -> None:
    """Filters stand alone or joined, to any depth."""
    assert () == tuple(audience(node, "audience"))


REFUSED: dict[str, tuple[object, str]] = {
    "no object": ([], "audience"),
    "empty": ({}, "audience"),
    "two keys": ({**OPTED_IN, "AND": [OPTED_IN]}, "audience"),
    "empty AND": ({"AND": []}, "audience.AND"),
    "AND of an object": ({"AND": OPTED_IN}, "audience.AND"),
    "no NOT": ({"NOT": [OPTED_IN]}, "audience.NOT"),
    "lower case": ({"and": [OPTED_IN]}, "audience.and"),
    "unknown filter": ({"country": {"comparison": "is", "value": "DE"}}, "audience.country"),
    "deep": ({"AND": [{"OR": [{"age": {}}]}]}, "audience.AND[0].OR[0].age"),
    "unknown comparison": (attribute("is", value="a"), "audience.custom_attribute.comparison"),
    "unknown field": (attribute("exists", unit="days"), "audience.custom_attribute.unit"),
    "unknown state": (
        {"push_subscription_status": {"comparison": "is", "value": "maybe"}},
        "audience.push_subscription_status.value",
    ),
    "wrong comparison": (
        {"email_subscription_status": {"comparison": "equals", "value": "opted_in"}},
        "audience.email_subscription_status.comparison",
    ),
    "use without value": ({"last_used_app": {"comparison": "after"}}, "audience.last_used_app.value"),
    "use at no time": (
        {"last_used_app": {"comparison": "before", "value": 7}},
        "audience.last_used_app.value",
    ),
}


@pytest.mark.parametrize(("node", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(node: object, place: str) -> None:
    """What is no filter and no joint is refused, at its place."""
    assert place in {problem.place for problem in audience(node, "audience")}
