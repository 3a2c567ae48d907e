"""`rules_target`: what is said about each row of its table."""

from __future__ import annotations

import pytest

from support.load_calls import load_values, said
from support.request_faults import TARGET, Fault


@pytest.mark.parametrize("fault", TARGET, ids=lambda fault: fault.name)
def test_exactly_this_is_said(fault: Fault) -> None:
    """A good definition gives no finding; a bad one those of the table, each at its place."""
    assert fault.said == said(load_values(fault.value)[1])
