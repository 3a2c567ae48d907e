"""What a person may have meant by an address that is not there."""

from __future__ import annotations

import pytest

from braze_gitops.model import Address, make_address
from braze_gitops.report import meant_addresses

DAYS = [make_address("digest", f"2026-12-0{day}") for day in range(1, 6)]
GOLD = [make_address("club", "gold", "2026-12-01"), make_address("club", "silver", "2026-12-01")]
KNOWN = [Address("teaser"), *DAYS, *GOLD]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        pytest.param("teasr", "there is: teaser", id="a slip of the keyboard"),
        pytest.param("digest", f"there is: {', '.join(DAYS[:3])} and 2 more", id="a series by its name"),
        pytest.param("club", f"there is: {GOLD[0]}, {GOLD[1]}", id="a definition with items"),
        pytest.param('club["gold"]', f"there is: {GOLD[0]}", id="the series of one item"),
        pytest.param("zzz", "", id="nothing like it"),
    ],
)
def test_what_is_meant(written: str, hint: str) -> None:
    """A name stands for all that its definition makes."""
    assert hint == meant_addresses(written, [*KNOWN, *KNOWN])
