"""The guard `too-close` once more, with what is not made: held, not reviewed or no target, it stays where it is.

What a plan itself knows that stays is among the needs of a change (`plan/too_close.py`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from braze_gitops.guard.allowance import Allowance, find_allowance
from braze_gitops.guard.block_words import guard_block
from braze_gitops.model import Address
from braze_gitops.plan import (
    Action,
    Arrivals,
    Block,
    BlockCode,
    Change,
    Plan,
    apart_in,
    by_series,
    in_utc,
    sides_of,
    standing,
)
from braze_gitops.state import Record


def too_close_to_kept(
    plan: Plan, kept: Container[Address], *, allowances: Iterable[Allowance]
) -> Mapping[Address, Block]:
    """Return what would come within half the interval of its series to a send whose own change is not made.

    `kept` are the addresses of those. What is held for it stays as well, and may hold the next one.
    """
    permitted = tuple(allowances)
    halves = {one.address: one.apart for one in plan.series}
    blocks: dict[Address, Block] = {}
    for series, changes in by_series(plan.changes, plan.series).items():
        half = halves.get(series, apart_in(None))
        staying = [
            (one.address, side) for one in changes if one.address in kept or _lifts(one) for side in _sides(one)
        ]
        coming = Arrivals(one for one in changes if one.address not in kept and _is_free(one))
        while staying:
            address, stands = staying.pop()
            for change in coming.near(stands, half):
                if change.address in blocks:
                    continue
                blocks[change.address] = _block(change, address, stands)
                if find_allowance(permitted, guard=BlockCode.TOO_CLOSE, subject=change.address) is None:
                    staying += ((change.address, side) for side in _sides(change))
    return blocks


def _sides(change: Change) -> tuple[Record, ...]:
    """Return where a send may be that is scheduled before a change."""
    before = standing(change)
    return sides_of(before) if before is not None else ()


def _lifts(change: Change) -> bool:
    """Whether a change only lifts the protection of what the next plan cancels: until then it stays."""
    before, after = change.before, change.after
    is_lift = before is not None and after is not None and before.protected and not after.protected
    return is_lift and change.action is Action.NONE


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
