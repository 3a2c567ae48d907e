"""What a pull request would have blocked that is not blocked without it (design.md section 8, exit 6)."""

from __future__ import annotations

from braze_gitops.guard.reviewing import Review
from braze_gitops.model import Address


def added_blocks(review: Review, before: Review | None) -> tuple[Address, ...]:
    """Return the addresses at which something holds a change in `review` that does not hold one in `before`.

    None for `before` says that nothing could be planned there: all that is held counts.
    """
    held = {address: {one.code for one in blocks} for address, blocks in before.blocks.items()} if before else {}
    return tuple(
        address
        for address, blocks in review.blocks.items()
        if not {block.code for block in blocks} <= held.get(address, set())
    )
