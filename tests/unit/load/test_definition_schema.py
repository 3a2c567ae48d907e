"""The tables of definitions: ranges, choices and forms of single fields."""

from __future__ import annotations

import pytest

from support.channel_faults import FIELDS
from support.load_calls import load_values, said
from support.request_faults import Fault


@pytest.mark.parametrize("fault", FIELDS, ids=lambda fault: fault.name)
def test_exactly_this_is_said(fault: Fault) -> None:
    """A good definition gives no finding; a bad one those of the table, each at its place."""
    assert fault.said == said(load_values(fault.value)[1])
