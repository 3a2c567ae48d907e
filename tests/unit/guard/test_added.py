"""What a pull request blocks that is not blocked without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from braze_gitops.guard import added_blocks
from braze_gitops.model import Address
from braze_gitops.plan import Block, BlockCode
from support.reviews import a_block, a_change, a_plan, a_review

SOON, BIG = a_block(BlockCode.IMMINENT), a_block(BlockCode.BROADCAST_TO_ALL)
MISSED = a_block(BlockCode.MISSED)


@pytest.mark.parametrize(
    ("held", "before", "added"),
    [
        ({}, {}, ()),
        ({"teaser": (SOON,)}, {}, ("teaser",)),
        ({"teaser": (SOON,)}, {"teaser": (SOON,)}, ()),
        ({"teaser": (SOON, BIG)}, {"teaser": (SOON,)}, ("teaser",)),
        ({"teaser": (SOON,)}, {"teaser": (SOON, BIG)}, ()),
        ({"teaser": (SOON,)}, None, ("teaser",)),
    ],
    ids=["nothing", "new", "held before", "held by more", "held by less", "no base"],
)
def test_added(
    held: Mapping[str, tuple[Block, ...]], before: Mapping[str, tuple[Block, ...]] | None, added: tuple[str, ...]
) -> None:
    """An address counts if something holds it that did not hold it at the base."""
    plan = a_plan(a_change())
    review = a_review(plan, blocks={Address(at): blocks for at, blocks in held.items()})
    there = (
        a_review(plan, blocks={Address(at): blocks for at, blocks in before.items()})
        if before is not None
        else None
    )
    assert added == added_blocks(review, there)


@pytest.mark.parametrize(
    ("held", "is_known", "counts"),
    [
        ((MISSED,), False, False),
        ((MISSED,), True, True),
        ((MISSED, SOON), False, True),
        ((SOON,), False, True),
    ],
    ids=["brought", "there before", "held by more", "held otherwise"],
)
def test_a_date_that_is_over_is_not_missed_by_who_brings_it(
    held: tuple[Block, ...], *, is_known: bool, counts: bool
) -> None:
    """An entry or an hour that comes to a running series names dates that nobody wanted then."""
    send = dataclasses.replace(a_change(), address=Address('news["2026-11-27"]'), series=Address("news"))
    review = a_review(a_plan(send), blocks={send.address: held})
    before = a_review(a_plan(*([send] if is_known else [])), blocks={})
    assert ((send.address,) if counts else ()) == added_blocks(review, before)
