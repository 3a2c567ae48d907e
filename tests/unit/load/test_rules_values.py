"""`rules_values`: what is said about each row of its table."""

from __future__ import annotations

import math

import pytest

from braze_gitops.load.rules_values import check_values
from support.load_calls import load_values, said
from support.request_faults import VALUES, Fault


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_number_that_json_cannot_say_is_refused(number: float) -> None:
    """Wherever such a number comes from, it is no value."""
    assert ["out-of-range"] == [flaw.code for flaw in check_values({"a": [1.5, number]})]


@pytest.mark.parametrize("fault", VALUES, ids=lambda fault: fault.name)
def test_exactly_this_is_said(fault: Fault) -> None:
    """A good definition gives no finding; a bad one those of the table, each at its place."""
    assert fault.said == said(load_values(fault.value)[1])
