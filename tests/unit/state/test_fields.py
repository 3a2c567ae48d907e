"""Fields taken one by one, from an object as the parser made it or a frozen one."""

from types import MappingProxyType

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.state import Fields
from braze_gitops.state.fields import read_moment

BOTH = [
    pytest.param({"a": 1, "b": {"c": "x"}}, id="parsed"),
    pytest.param(MappingProxyType({"a": 1, "b": MappingProxyType({"c": "x"})}), id="frozen"),
]


@pytest.mark.parametrize("value", BOTH)
def test_every_field_is_taken_once(value: object) -> None:
    """What was taken is gone, and what is left is told."""
    fields = Fields(value, "it")
    assert (1, {"c": "x"}) == (fields.whole("a", least=1), fields.text_map("b"))
    fields.done()


@pytest.mark.parametrize("value", BOTH)
def test_what_is_left_is_refused(value: object) -> None:
    """A field nobody asked for is named."""
    fields = Fields(value, "it")
    fields.any("b")
    with pytest.raises(StateDamagedError, match="it has a field this version does not know: a"):
        fields.done()


def test_a_nested_object_is_named_by_its_way() -> None:
    """Two levels down both names are told."""
    fields = Fields({"b": {"c": {}}}, "it").nested("b").nested("c")
    with pytest.raises(StateDamagedError, match="it, b, c lacks the field d"):
        fields.text("d")


@pytest.mark.parametrize("name", ["list", "texts", "object", "items", "text_map", "text_or", "flag", "any"])
def test_what_is_not_of_its_kind_is_refused(name: str) -> None:
    """A number is none of these, and a missing field is not anything."""
    field = "missing" if name == "any" else "a"
    with pytest.raises(StateDamagedError, match=f"it (has a field|lacks the field) {field}"):
        getattr(Fields({"a": 1}, "it"), name)(field)


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
    assert taken == (read_moment(text) is not None)
