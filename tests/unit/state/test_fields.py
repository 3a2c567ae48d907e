"""Fields taken one by one from an object, and the spelling of instants."""

import contextlib
from collections.abc import Callable

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Verb, freeze
from braze_gitops.state import Fields
from braze_gitops.state.fields import moment_of

OBJECT = freeze({"a": 1, "b": {"c": "x"}})


def test_every_field_is_taken_once() -> None:
    """What was taken is gone, and what is left is told."""
    fields = Fields(OBJECT, "it")
    assert (1, {"c": "x"}) == (fields.whole("a", least=1), fields.text_map("b"))
    fields.done()


def test_what_is_left_is_refused() -> None:
    """A field nobody asked for is named."""
    fields = Fields(OBJECT, "it")
    fields.any("b")
    with pytest.raises(StateDamagedError, match="it has a field this version does not know: a"):
        fields.done()


def test_a_nested_object_is_named_by_its_way() -> None:
    """Two levels down both names are told."""
    fields = Fields(freeze({"b": {"c": {}}}), "it").nested("b").nested("c")
    with pytest.raises(StateDamagedError, match="it, b, c lacks the field d"):
        fields.text("d")


@pytest.mark.parametrize("name", ["list", "texts", "object", "text_map", "text_or", "flag", "any"])
def test_what_is_not_of_its_kind_is_refused(name: str) -> None:
    """A number is none of these, and a missing field is not anything."""
    field = "missing" if name == "any" else "a"
    with pytest.raises(StateDamagedError, match=f"it (has a field|lacks the field) {field}"):
        getattr(Fields({"a": 1}, "it"), name)(field)


@pytest.mark.parametrize(
    ("take", "words"),
    [
        pytest.param(lambda fields: fields.text("a"), "a text", id="text"),
        pytest.param(lambda fields: fields.whole("flag", least=0), "a whole number from 0 on", id="flag"),
        pytest.param(lambda fields: fields.whole("a", least=2), "a whole number from 2 on", id="too small"),
        pytest.param(lambda fields: fields.digest("a"), "a digest", id="digest"),
        pytest.param(lambda fields: fields.digest("text"), "a digest", id="text for a digest"),
        pytest.param(lambda fields: fields.choice("text", Verb), "one of create, update", id="choice"),
        pytest.param(lambda fields: fields.address("text"), "an address", id="address"),
        pytest.param(lambda fields: fields.moment("a"), "an instant in UTC", id="number for an instant"),
        pytest.param(lambda fields: fields.optional_moment("text"), "an instant in UTC", id="instant"),
        pytest.param(lambda fields: fields.texts("list"), "a list of texts", id="texts"),
        pytest.param(lambda fields: fields.text_map("object"), "an object of texts", id="object of texts"),
    ],
)
def test_what_it_should_be_is_told(take: Callable[[Fields], object], words: str) -> None:
    """A value of another kind is refused with the kind it should have."""
    fields = Fields(freeze({"a": 1, "flag": True, "text": "No", "list": [1], "object": {"b": 1}}), "it")
    with pytest.raises(StateDamagedError, match=f"that is not {words}"):
        take(fields)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        pytest.param("2026-11-20T09:00:00Z", True, id="second"),
        pytest.param("2026-11-20T09:00:00.000001Z", True, id="microsecond"),
        pytest.param("2026-11-20T09:00:00.000000Z", False, id="zeros behind the point"),
        pytest.param("2026-11-20T09:00:00.1Z", False, id="one digit behind the point"),
        pytest.param("2026-11-20T09:00:00,000001Z", False, id="comma"),
        pytest.param("2026-11-20 09:00:00Z", False, id="blank"),
        pytest.param("20261120T09:00:00.00Z", False, id="no dashes"),
        pytest.param("2026-11-19T24:00:00Z", False, id="midnight as 24"),
        pytest.param("2026-W47-5T09:00:00Z", False, id="week"),
        pytest.param("2026-11-20T09:00:00+00:00", False, id="offset"),
        pytest.param("2026-11-20T09:00:00", False, id="no zone"),
        pytest.param("Z", False, id="zone alone"),
    ],
)
def test_an_instant_has_one_spelling(text: str, *, taken: bool) -> None:
    """Only what this program would write is an instant."""
    with contextlib.nullcontext() if taken else pytest.raises(ValueError):  # noqa: PT011 - of two libraries
        moment_of(text)
