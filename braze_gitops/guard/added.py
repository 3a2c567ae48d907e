"""What a pull request would have blocked that is not blocked without it (design.md section 8, exit 6)."""

from __future__ import annotations

from braze_gitops.guard.reviewing import Review
from braze_gitops.model import Address
from braze_gitops.plan import BlockCode


def added_blocks(review: Review, before: Review | None) -> tuple[Address, ...]:
    """Return the addresses at which something holds a change in `review` that does not hold one in `before`.

    None for `before` says that nothing could be planned there: all that is held counts. A date of a series that is
    over and that the pull request brings has not been missed: it does not count.
    """
    held = {address: {one.code for one in blocks} for address, blocks in before.blocks.items()} if before else {}
    new = _new_sends(review, before) if before is not None else frozenset()
    return tuple(
        address
        for address, blocks in review.blocks.items()
        if not {block.code for block in blocks}
        <= held.get(address, {BlockCode.MISSED} if address in new else set())
    )


def _new_sends(review: Review, before: Review) -> frozenset[Address]:
    """Return the sends of series that nobody asks for without the pull request."""
    known = {change.address for change in before.plan.changes}
    sends = {change.address for change in review.plan.changes if change.series is not None}
    return frozenset(sends - known)
