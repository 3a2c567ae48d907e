"""The guard `too-close` once more, with what is not made: held, not reviewed or no target, it stays where it is.

What a plan itself knows that stays is among the needs of a change (`plan/too_close.py`).
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import timedelta

from braze_gitops.guard.allowance import Allowance, find_allowance
from braze_gitops.guard.block_words import guard_block
from braze_gitops.model import Address
from braze_gitops.plan import Action, Block, BlockCode, Change, Plan, apart_in, in_utc, time_between
from braze_gitops.state import Record, Status

_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
# From the first zone to the last, for the longest window there is.
_LONGEST = timedelta(hours=52)


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
        staying = [one for one in changes if one.address in kept and _stands(one)]
        coming = _Coming(one for one in changes if one.address not in kept and _comes(one))
        while staying:
            other = staying.pop()
            for change in coming.near(other, halves.get(series, apart_in(None))):
                if find_allowance(permitted, guard=BlockCode.TOO_CLOSE, subject=change.address) is None:
                    staying += [change] if _stands(change) else []
                blocks[change.address] = _block(change, other)
    return blocks


class _Coming:
    """What a plan brings to another time, by that time; each is found once."""

    def __init__(self, changes: Iterable[Change]) -> None:
        found = [(_after(one).window.first_at, one.address, one) for one in changes]
        self._sorted = [one for *_, one in sorted(found, key=lambda entry: entry[:2])]
        self._first = [_after(one).window.first_at for one in self._sorted]
        self._found: set[Address] = set()

    def near(self, other: Change, half: timedelta) -> Iterator[Change]:
        """Yield what would come within `half` to where `other` is."""
        record = _before(other)
        low = bisect.bisect_left(self._first, record.window.first_at - half - _LONGEST)
        high = bisect.bisect_right(self._first, record.window.last_at + half)
        for change in self._sorted[low:high]:
            is_new = change.address not in self._found and change.address != other.address
            if is_new and time_between(record.time, record.window, _after(change)) < half:
                self._found.add(change.address)
                yield change


def _stands(change: Change) -> bool:
    return change.before is not None and change.before.status is not Status.DEFERRED


def _comes(change: Change) -> bool:
    if change.action not in _BRINGS or change.block is not None or BlockCode.TOO_CLOSE in change.needs:
        return False
    return not _stands(change) or _before(change).time.meaning != _after(change).time.meaning


def _before(change: Change) -> Record:
    assert change.before is not None, "what stays has a record"
    return change.before


def _after(change: Change) -> Record:
    assert change.after is not None, "what comes has a record"
    return change.after


def _block(change: Change, other: Change) -> Block:
    at = in_utc(_before(other).window.first_at)
    return guard_block(
        change.address,
        BlockCode.TOO_CLOSE,
        f"comes within half the interval of its series of another one: {other.address} stays scheduled for {at}, "
        "because its own change is not made",
        "settle that one first, leave this day out with `except`, or let the new rule begin later",
    )
