"""`for_each`: one schedule for each item, with its own values and its own address."""

from __future__ import annotations

import pytest

from braze_gitops.load.each import Item, read_items
from braze_gitops.model import DesiredSchedule, Severity
from support.definition_samples import Value, channel, message, yaml_text
from support.load_calls import environment, load_sources, load_values, project
from support.yaml_sources import source

EMAIL = channel("email", subject="Hello << each.value.city >>, << each.key >>")
CITIES = {"de": {"segment": "seg-de", "city": "Berlin"}, "us": {"segment": "seg-us", "city": "Boston"}}


def cities(**changes: object) -> Value:
    """Return a definition for each city."""
    value = message(for_each=CITIES, segment_id="<< each.value.segment >>", messages={"email": EMAIL})
    return {key: item for key, item in {**value, **changes}.items() if item is not None}


def loaded(*values: Value) -> dict[str, DesiredSchedule]:
    """Return the schedules of definitions without an error, by address."""
    desired, findings = load_values(*values)
    assert desired is not None, findings
    return {one.address: one for one in desired.schedules}


def said(*values: Value) -> list[tuple[str, str | None, str]]:
    """Return code, address and message of what is wrong with definitions."""
    desired, findings = load_values(*values)
    assert desired is None
    return [(one.code, one.address, one.message) for one in findings if one.severity is Severity.ERROR]


def test_each_item_is_a_schedule_of_its_own() -> None:
    """With its key in the address and its values in the texts."""
    found = loaded(cities())
    assert ['teaser["de"]', 'teaser["us"]'] == list(found)
    one = found['teaser["us"]']
    assert ("teaser", ("us",), "seg-us") == (one.name, one.keys, one.payload["segment_id"])
    assert "Hello Boston, us" in str(one.payload["messages"])


def test_a_list_of_texts_or_numbers_gives_its_items() -> None:
    """As text in the address, as they are in values."""
    found = loaded(message(for_each=["a b", 3, True], segment_id="seg-<< each.value >>-<< each.key >>"))
    assert {'teaser["a b"]': "seg-a b-a b", 'teaser["3"]': "seg-3-3", 'teaser["true"]': "seg-true-true"} == {
        address: one.payload["segment_id"] for address, one in found.items()
    }


def test_a_variable_may_hold_the_items() -> None:
    """And gives no other schedule another input when it grows."""
    of = project(environment(variables={"groups": {"x": 1}}))
    more = project(environment(variables={"groups": {"x": 1, "y": 2}}))
    value = message(for_each="<< groups >>", segment_id="seg-<< each.value >>")
    small, large = (load_sources(source(yaml_text(value)), of=one)[0] for one in (of, more))
    assert small is not None
    assert large is not None
    assert [("teaser", ("x",))] == [(one.name, one.keys) for one in small.schedules]
    assert small.schedules[0].inputs == large.schedules[0].inputs
    assert {"groups"} == small.schedules[0].inputs.variables.keys()


def test_what_is_added_touches_no_other() -> None:
    """An item's inputs are those of the definition and of itself."""
    before = loaded(cities(for_each={"de": CITIES["de"]}))
    after = loaded(cities())
    edited = loaded(cities(for_each={**CITIES, "de": {**CITIES["de"], "city": "Bonn"}}))
    assert before['teaser["de"]'] == after['teaser["de"]']
    assert after['teaser["us"]'] == edited['teaser["us"]']
    assert after['teaser["de"]'].inputs != edited['teaser["de"]'].inputs


def test_a_renamed_definition_takes_each_item_along() -> None:
    """Each has moved from the same key of the earlier name."""
    found = loaded(cities(moved_from="announcement"))
    assert {'announcement["de"]', 'announcement["us"]'} == {one.moved_from for one in found.values()}


def test_what_all_items_lack_is_said_once() -> None:
    """As for a definition without items."""
    assert [("variable-unknown", None, "`each.value` has no `segmnt`")] == said(
        cities(segment_id="<< each.value.segmnt >>")
    )


def test_what_one_item_lacks_is_said_under_its_address() -> None:
    """So that a person knows which."""
    partly = {"de": CITIES["de"], "us": {"segment": "seg-us"}}
    assert [("variable-unknown", 'teaser["us"]', "`each.value` has no `city`")] == said(cities(for_each=partly))
    nameless = cities(for_each=partly, name=None)
    assert ("variable-unknown", None, "`each.value` has no `city`") in said(nameless)


@pytest.mark.parametrize(
    ("zones", "told"),
    [
        pytest.param(["America/New_York", "Europe/Berlin"], [], id="idle for one"),
        pytest.param(
            ["Asia/Tokyo", "Europe/Berlin"],
            ["the time comes only once for every entry of `for_each`, so `fold` does nothing"],
            id="idle for all",
        ),
        pytest.param(
            ["Asia/Tokyo"],
            ["2026-11-01T01:30:00 comes only once in Asia/Tokyo, so `fold` does nothing"],
            id="idle for the only one",
        ),
    ],
)
def test_a_fold_is_idle_only_where_it_is_for_every_item(zones: list[str], told: list[str]) -> None:
    """To delete it for one would break the others."""
    times = {"time": "2026-11-01T01:30:00", "timezone": "<< each.value >>", "fold": "first"}
    desired, findings = load_values(message(for_each=zones, schedule=times))
    assert desired is not None
    assert [("fold-idle", Severity.WARNING, None, text) for text in told] == [
        (one.code, one.severity, one.address, one.message) for one in findings
    ]


def test_without_for_each_there_is_no_each() -> None:
    """It is an unknown variable like any other."""
    assert ["variable-unknown"] == [code for code, _, _ in said(message(segment_id="<< each.key >>"))]


def test_other_errors_are_told_with_those_of_the_items() -> None:
    """All at once."""
    codes = {code for code, _, _ in said(cities(for_each=[], nmae="x"))}
    assert {"for-each-empty", "unknown-key"} == codes
    codes = {code for code, _, _ in said(cities(for_each="<< gone >>", nmae="x"))}
    assert {"variable-unknown", "unknown-key"} == codes
    codes = {code for code, _, _ in said(cities(moved_from="<< gone >>"))}
    assert "template-not-here" in codes


@pytest.mark.parametrize(
    ("value", "code", "path", "message"),
    [
        ({}, "for-each-empty", ("for_each",), "has no items"),
        ([], "for-each-empty", ("for_each",), "has no items"),
        ("x", "wrong-type", ("for_each",), "must be a map"),
        (None, "wrong-type", ("for_each",), "must be a map"),
        ([{"a": 1}], "for-each-item", ("for_each", 0), "must be a text or a number"),
        ([None], "for-each-item", ("for_each", 0), "must be a text or a number"),
        (["a", "b", "a"], "for-each-item", ("for_each", 2), "`a` stands twice"),
        ([1, "1"], "for-each-item", ("for_each", 1), "`1` stands twice"),
        ({"": 1}, "for-each-item", ("for_each", ""), "cannot name"),
        ([" a"], "for-each-item", ("for_each", 0), "cannot name"),
        (["a\tb"], "for-each-item", ("for_each", 0), "cannot name"),
        (["a" * 129], "for-each-item", ("for_each", 0), "cannot name"),
        ({"a*": 1}, "for-each-item", ("for_each", "a*"), "cannot name"),
        (list(range(1001)), "repeat-too-many", ("for_each",), "has 1,001 items"),
    ],
)
def test_what_cannot_be_items_is_refused(
    value: object, code: str, path: tuple[str | int, ...], message: str
) -> None:
    """At its place."""
    items, (flaw,) = read_items(value)
    assert ((), code, path, True) == (items, flaw.code, flaw.path, message in flaw.message), flaw


def test_a_thousand_items_can_be_planned() -> None:
    """And no more."""
    for value in (list(range(1000)), {str(number): number for number in range(1000)}):
        items, flaws = read_items(value)
        assert (1000, ()) == (len(items), flaws)


def test_items_keep_their_order() -> None:
    """That of the file."""
    assert ((Item(key="b", value=1), Item(key="a", value=2)), ()) == read_items({"b": 1, "a": 2})
