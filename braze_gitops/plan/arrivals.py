"""What a plan brings to another time, found by that time."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from braze_gitops.model import Address, make_address, series_of, split_address
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.distance import time_between
from braze_gitops.plan.series import Series
from braze_gitops.plan.shape import reshaped, shapes_of
from braze_gitops.state import Record, Status, name_after

_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
# From the first zone to the last, for the longest window there is.
_LONGEST = timedelta(hours=52)


def by_series(changes: Iterable[Change], series: Iterable[Series]) -> Mapping[Address, list[Change]]:
    """Return the changes of each series that is defined, with what leaves it under the name or shape it had.

    What no series that is defined has been is by itself, and what is no send of a series left out.
    """
    sends = [(change, change.series) for change in changes if change.series is not None]
    defined = {one.address for one in series}
    shapes = shapes_of(defined)
    moves = {
        (series_of(change.previous_address), of) for change, of in sends if change.previous_address is not None
    }
    moved = _new_names(*(pair for pair in moves if pair[0] != pair[1]))
    names = {**_new_names(*((one.previous, one.address) for one in series if one.previous is not None)), **moved}
    found: defaultdict[Address, list[Change]] = defaultdict(list)
    for change, of in sends:
        is_left = change.action is Action.DELETE and change.after is None and change.previous_address is None
        now = (
            name_after(of, moved) if of in defined and is_left else of if of in defined else name_after(of, names)
        )
        goes_on = (now,) if now in defined else tuple(reshaped(now, shapes)) or (now,)
        for one in goes_on:
            found[one].append(change)
    return found


def _new_names(*pairs: tuple[Address, Address]) -> Mapping[Address, Address]:
    """Return what each series is called now, and its definition, for what that made in another shape."""
    names = {make_address(split_address(old)[0]): make_address(split_address(new)[0]) for old, new in pairs}
    return {**names, **{old: new for old, new in pairs if split_address(old)[1] or not split_address(new)[1]}}


class Arrivals:
    """Those of some changes of one series that bring a send to a time at which it is not now."""

    def __init__(self, changes: Iterable[Change]) -> None:
        found = [(_after(one).window.first_at, one.address, one) for one in changes if _arrives(one)]
        self._sorted = [one for *_, one in sorted(found, key=lambda entry: entry[:2])]
        self._first = [_after(one).window.first_at for one in self._sorted]

    def near(self, stands: Record, half: timedelta) -> Iterator[Change]:
        """Yield what would come within `half` to a send that is there."""
        low = bisect.bisect_left(self._first, stands.window.first_at - half - _LONGEST)
        high = bisect.bisect_right(self._first, stands.window.last_at + half)
        for change in self._sorted[low:high]:
            if time_between(stands.time, stands.window, _after(change)) < half:
                yield change


def _arrives(change: Change) -> bool:
    """Whether a change brings a send to a time at which it is not now."""
    if change.action not in _BRINGS:
        return False
    before = standing(change)
    return before is None or before.time.meaning != _after(change).time.meaning


def standing(change: Change) -> Record | None:
    """Return what is scheduled before a change; None without, and where it was only put off."""
    before = change.before
    return before if before is not None and before.status is not Status.DEFERRED else None


def _after(change: Change) -> Record:
    assert change.after is not None, "what comes has a record"
    return change.after
