"""What a state tells of the applies before: since when a series is known, and when one last did something for it.

A definition that was renamed goes on with what is known of its earlier name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from braze_gitops.model import Address, DesiredSchedule, series_of, split_address
from braze_gitops.state import State, Status


class EarlierApplies:
    """What applies before did, by definition and by series."""

    __slots__ = ("_last", "_series", "_since")

    def __init__(self, state: State) -> None:
        self._since = state.definitions
        self._series = frozenset(map(series_of, (*state.records, *(past.address for past in state.history))))
        self._last = _last_moments(state)

    def since(self, desired: DesiredSchedule) -> datetime | None:
        """Return when what a definition makes was first applied, None if it never was.

        An entry of `for_each` that no apply ever knew, and of which nothing was ever arranged, is new, however old
        its definition is.
        """
        series = [series_of(name) for name in _names(desired)]
        if desired.occurrence is not None and series[0] != desired.name:
            known = [self._since[one] for one in series if one in self._since]
            if known or self._series.isdisjoint(series):
                return min(known, default=None)
        moments = (self._since.get(split_address(name)[0]) for name in _names(desired))
        return min(filter(None, moments), default=None)

    def last(self, desired: DesiredSchedule) -> datetime | None:
        """Return when an apply last did something for a definition, as far as the state tells; None for never.

        Whatever it wanted then and was still to come has a record since, or was named as what could not be made.
        """
        moments = (self._last.get(split_address(name)[0]) for name in _names(desired))
        return max(filter(None, moments), default=None)


def _names(desired: DesiredSchedule) -> Iterator[Address]:
    yield desired.address
    if desired.moved_from is not None:
        yield desired.moved_from


def _last_moments(state: State) -> Mapping[str, datetime]:
    """Return for each definition when an apply last wrote a record of it; an import has named nothing."""
    found: dict[str, datetime] = {}
    moments = [
        (address, record.applied_at)
        for address, record in state.records.items()
        if not record.imported and record.status is not Status.EXTERNAL
    ]
    for address, moment in (*moments, *((past.address, past.ended_at) for past in state.history)):
        name = split_address(address)[0]
        found[name] = max(moment, found.get(name, moment))
    return MappingProxyType(found)
