"""The guard `too-close` once more, with what is not made: held, not reviewed or no target, it stays where it is.

What a plan itself knows that stays is among the needs of a change (`plan/too_close.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from braze_gitops.guard.allowance import Allowance, find_allowance
from braze_gitops.guard.block_words import guard_block
from braze_gitops.model import Address
from braze_gitops.plan import Arrivals, Block, BlockCode, Change, Plan, apart_in, in_utc, standing
from braze_gitops.state import Record


def too_close_to_kept(
    plan: Plan, kept: Container[Address], *, allowances: Iterable[Allowance]
) -> Mapping[Address, Block]:
    """Return what would come within half the interval of its series to a send whose own change is not made.

    `kept` are the addresses of those. What is held for it stays as well, and may hold the next one.
    """
    permitted = tuple(allowances)
    halves = {one.address: one.apart for one in plan.series}
    members: defaultdict[Address, list[Change]] = defaultdict(list)
    for change in plan.changes:
        if change.series is not None:
            members[change.series].append(change)
    blocks: dict[Address, Block] = {}
    for series, changes in members.items():
        half = halves.get(series, apart_in(None))
        staying = [(one.address, stands) for one in changes if one.address in kept and (stands := standing(one))]
        coming = Arrivals(one for one in changes if one.address not in kept and _is_free(one))
        while staying:
            address, stands = staying.pop()
            for change in coming.near(stands, half):
                if change.address in blocks:
                    continue
                blocks[change.address] = _block(change, address, stands)
                before = standing(change)
                allowed = find_allowance(permitted, guard=BlockCode.TOO_CLOSE, subject=change.address)
                if before is not None and allowed is None:
                    staying.append((change.address, before))
    return blocks


def _is_free(change: Change) -> bool:
    return change.block is None and BlockCode.TOO_CLOSE not in change.needs


def _block(change: Change, other: Address, stands: Record) -> Block:
    at = in_utc(stands.window.first_at)
    return guard_block(
        change.address,
        BlockCode.TOO_CLOSE,
        f"comes within half the interval of its series of another one: {other} stays scheduled for {at}, "
        "because its own change is not made",
        "settle that one first, leave this day out with `except`, or let the new rule begin later",
    )
