"""What the guards on one address say."""

from __future__ import annotations

import dataclasses

import pytest
from unit.guard.test_reviewing import OTHER, reviewed

from support.plans import make_desired, make_recorded, make_state


@pytest.mark.parametrize("source", ["schedules/teaser.yaml", ""], ids=["known", "not known"])
def test_protected_without_a_definition(source: str) -> None:
    """Protection outlives its file: the way out leads through the definition, wherever it stood."""
    record = dataclasses.replace(make_recorded(make_desired(), protected=True), source=source)
    keep = make_desired("keep", fields=OTHER)
    found = reviewed([keep], make_state(record, make_recorded(keep)))
    where = f" (it stood in {source})" if source else ""
    hint = found.blocks[record.address][0].hint
    assert hint.startswith(f"bring its definition back{where} without `prevent_delete`, apply that, and then"), (
        hint
    )
