"""Where a window can begin, seen from the moment, for each spot of the decision table and each way to give a time.

Offsets are from the moment to the first instant. The widths, the horizon and the cutoff are written out here once
more, so that the table is tried against figures that are not the program's own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from decisions.cell import Spot

from braze_gitops.model import TimeMode
from support.plans import ANCHOR

# The offsets of the wanted and the recorded window; None where there is none.
Offsets: TypeAlias = tuple[timedelta | None, timedelta | None]

HORIZON = timedelta(days=83)
CUTOFF = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
# From the first zone of the world to the last; an optimal time has the whole date in each.
WIDTHS: Mapping[TimeMode, timedelta] = {
    TimeMode.PLAIN: timedelta(0),
    TimeMode.LOCAL: timedelta(hours=26),
    TimeMode.OPTIMAL: timedelta(hours=50),
}
# A plain time goes out until its instant and the cutoff.
ENDS: Mapping[TimeMode, timedelta] = {**WIDTHS, TimeMode.PLAIN: CUTOFF}
# Dates begin at one time of day, so all offsets inside a spot are whole days apart where that can be.
_INNER: Mapping[Spot, timedelta] = {
    Spot.BEYOND: timedelta(days=100, minutes=10),
    Spot.AHEAD: timedelta(days=10, minutes=10),
    Spot.NEAR: timedelta(minutes=10),
    Spot.BEGUN: timedelta(days=-1, minutes=10),
    Spot.OVER: timedelta(days=-4, minutes=10),
}


def spot_of(mode: TimeMode, offset: timedelta) -> Spot:
    """Return where a window lies that begins so long after the moment."""
    if offset <= timedelta(0):
        return Spot.BEGUN if -offset <= ENDS[mode] else Spot.OVER
    if offset + WIDTHS[mode] > HORIZON:
        return Spot.BEYOND
    return Spot.NEAR if offset <= CUTOFF else Spot.AHEAD


def inner(mode: TimeMode, spot: Spot) -> timedelta | None:
    """Return an offset well inside a spot, None where there is no window."""
    if spot is Spot.NOWHERE:
        return None
    return timedelta(minutes=-5) if (mode, spot) == (TimeMode.PLAIN, Spot.BEGUN) else _INNER[spot]


def edges(mode: TimeMode, spot: Spot) -> tuple[timedelta, ...]:
    """Return the first and last offsets of a spot, to the second."""
    farthest = HORIZON - WIDTHS[mode]
    return {
        Spot.NOWHERE: (),
        Spot.BEYOND: (farthest + SECOND,),
        Spot.AHEAD: (farthest, CUTOFF + SECOND),
        Spot.NEAR: (CUTOFF, SECOND),
        Spot.BEGUN: (timedelta(0), -ENDS[mode]),
        Spot.OVER: (-ENDS[mode] - SECOND,),
    }[spot]


def offsets(
    modes: tuple[TimeMode, TimeMode], wanted: Spot, recorded: Spot, *, same: bool, edged: bool
) -> Iterator[Offsets]:
    """Yield the offsets to try for two spots: one pair well inside, then, if `edged`, each edge of either.

    `same`: both windows are one. Dates lie whole days apart: an edge of one may leave no room for the other.
    """
    inside = inner(modes[0], wanted), inner(modes[1], recorded)
    yield inside
    if not edged:
        return
    if same:
        yield from ((edge, edge) for edge in edges(modes[0], wanted))
        return
    both_dates = modes == (TimeMode.OPTIMAL, TimeMode.OPTIMAL)
    pairs = itertools.chain(
        ((edge, inside[1]) for edge in edges(modes[0], wanted)),
        ((inside[0], edge) for edge in edges(modes[1], recorded)),
    )
    for pair in pairs:
        found = _on_dates(pair, recorded) if both_dates else pair
        if found is not None and (spot_of(modes[1], found[1]) is recorded if found[1] is not None else True):
            yield found


def _on_dates(pair: Offsets, recorded: Spot) -> Offsets | None:
    """Return the pair with the recorded date moved to where dates can lie, None if none of them is in its spot."""
    wanted, known = pair
    if wanted is None or known is None:
        return pair
    rest = (wanted - known) % DAY
    tries = (known + rest, known + rest - DAY)
    return next(((wanted, one) for one in tries if spot_of(TimeMode.OPTIMAL, one) is recorded), None)


def moment_of(modes: tuple[TimeMode, TimeMode], pair: Offsets) -> datetime:
    """Return the moment for a pair of offsets: a window with a date begins at the anchor."""
    wanted, known = pair
    base = known if wanted is None or (modes[1] is TimeMode.OPTIMAL and known is not None) else wanted
    return ANCHOR - (base or timedelta(0))
