"""JSON values: frozen all the way down, one text for one meaning."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.model import canonical_json, digest_json, freeze, freeze_object, thaw

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_thawing_gives_back_what_was_frozen(value: object) -> None:
    """Nothing is lost on the way in and out."""
    assert value == thaw(freeze(value))


@given(st.dictionaries(st.text(), values, max_size=5))
def test_the_order_of_keys_makes_no_difference(value: dict[str, object]) -> None:
    """Two spellings of one object have one text and one digest."""
    turned = dict(reversed(value.items()))
    assert canonical_json(freeze(value)) == canonical_json(freeze(turned))
    assert digest_json(freeze(value)) == digest_json(freeze(turned))


@given(values)
def test_the_canonical_text_is_json(value: object) -> None:
    """Any JSON reader gets the value back from it."""
    assert value == json.loads(canonical_json(freeze(value)))


def test_what_is_frozen_cannot_be_changed() -> None:
    """An object refuses new keys, a list has become a tuple."""
    frozen = freeze_object({"a": [1, {"b": 2}]})
    with pytest.raises(TypeError):
        frozen["c"] = 1  # type: ignore[index]  # that it is refused is the claim
    assert isinstance(frozen["a"], tuple)


@pytest.mark.parametrize("make", [freeze, canonical_json], ids=["freeze", "canonical text"])
@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"], ids=["object", "set", "bytes"])
def test_what_is_not_json_is_refused(make: Callable[[object], object], value: object) -> None:
    """No other type slips in."""
    with pytest.raises(TypeError, match="not a JSON value"):
        make(value)


@pytest.mark.parametrize("make", [freeze, freeze_object], ids=["freeze", "freeze_object"])
def test_a_key_must_be_a_string(make: Callable[[dict[object, object]], object]) -> None:
    """JSON has no other keys."""
    with pytest.raises(TypeError, match="not a JSON key"):
        make({1: "a"})


def test_what_is_not_a_number_has_no_text() -> None:
    """NaN is not JSON."""
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))
