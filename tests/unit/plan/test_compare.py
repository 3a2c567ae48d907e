"""Differences between two payloads, of each kind of leaf."""

from __future__ import annotations

import pytest

from braze_gitops.model import Json, Kind, freeze, freeze_object
from braze_gitops.plan import Difference
from braze_gitops.plan.change import DifferenceKind
from braze_gitops.plan.compare import differences, replace_paths

LONG = {"$text": "0" * 64}
PEOPLE = {"$people": 2, "$digest": "1" * 64}


def changed(path: str, before: object, after: object) -> tuple[Difference, ...]:
    """Return one difference of a value that is another one."""
    return (Difference(path=path, kind=DifferenceKind.CHANGED, before=freeze(before), after=freeze(after)),)


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        pytest.param("a", "b", ("a", "b"), id="texts"),
        pytest.param("\0t1", "b", ("\0t1", "b"), id="a text that begins like a mark"),
        pytest.param(LONG, "b", ("long", "b"), id="a long text"),
        pytest.param(PEOPLE, 3, (PEOPLE, 3), id="people"),
        pytest.param(["a"], 3, (["a"], 3), id="a list"),
        pytest.param({"$object": {"$x": 1}}, 3, ({"$x": 1}, 3), id="an object whose key begins with a sign"),
    ],
)
def test_each_leaf_comes_out_as_it_is(before: object, after: object, written: tuple[object, object]) -> None:
    """Whatever it was folded into on the way."""
    found = differences(freeze_object({"a": before}), freeze_object({"a": after}), texts={"0" * 64: "long"})
    assert changed("a", *written) == found


def test_equal_payloads_do_not_differ() -> None:
    """The order of keys is no difference."""
    one, two = {"a": 1, "b": [1, "x"]}, {"b": [1, "x"], "a": 1}
    assert () == differences(freeze_object(one), freeze_object(two), texts={})


@pytest.mark.parametrize(
    ("before", "after"), [(1, True), (1, 1.0)], ids=["one and true", "one and one point zero"]
)
def test_what_only_looks_equal_differs(before: Json, after: Json) -> None:
    """Python takes them for the same, and Braze does not."""
    found = differences(freeze_object({"a": before}), freeze_object({"a": after}), texts={})
    assert ["a"] == [one.path for one in found]
    assert ("a",) == replace_paths(Kind.MESSAGE, found)
