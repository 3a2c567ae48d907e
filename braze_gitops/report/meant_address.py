"""Which addresses a person may have meant who wrote one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from braze_gitops.model import Address, series_of, split_address

_SHOWN = 3


def meant_addresses(written: str, known: Iterable[Address]) -> str:
    """Return what there is under that name, or of that series, else what is spelt like it; empty if nothing is."""
    there = sorted(set(known))
    under = [one for one in there if written in (split_address(one)[0], series_of(one))]
    found = under or difflib.get_close_matches(written, there, n=_SHOWN)
    if not found:
        return ""
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    return f"there is: {', '.join(found[:_SHOWN])}{more}"
