"""Sends of a series under another key: what has the same time is the same send (design.md section 3, *keys*).

Keys follow from the rule, and an edit of its times of day may give a send the key of another one. Which record is
whose, is told by the instants: those that are at the same time come first, the rest by their keys.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from braze_gitops.model import Address, DesiredSchedule, Window, series_of
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import Past, Record, State

# Series and time → the address of the send that is wanted there, each once.
Sends: TypeAlias = Mapping[tuple[Address, Window], Address]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PastSends:
    """What history has of the series that are wanted: by address, and by series and time."""

    sends: Sends
    by_address: Mapping[Address, Past]
    by_time: Mapping[tuple[Address, Window], Past]

    def of(self, address: Address, window: Window) -> Past | None:
        """Return what was sent at the time of a send, else what had its key at a time that no other send has."""
        series = series_of(address)
        found = self.by_time.get((series, window))
        if found is not None:
            return found
        own = self.by_address.get(address)
        return own if own is not None and (series, own.window) not in self.sends else None


def past_sends(wanted: Mapping[Address, Wanted], history: Mapping[Address, Past]) -> PastSends:
    """Return what history has of the series among `wanted`."""
    sends = {
        (series_of(address), one.record.window): address for address, one in wanted.items() if is_send(one.desired)
    }
    at = {(series_of(past.address), past.window): past for past in history.values()} if sends else {}
    return PastSends(sends=sends, by_address=history, by_time=at)


def last_applied_at(state: State) -> datetime | None:
    """Return when an apply last did something, as far as the state tells; None before the first one.

    Whatever was wanted then and still to come has a record since, or was named as what could not be made.
    """
    moments = [record.applied_at for record in state.records.values()]
    return max([*moments, *(past.ended_at for past in state.history)], default=None)


def is_send(desired: DesiredSchedule | None) -> bool:
    """Whether a desired schedule is one send of a series."""
    return desired is not None and desired.occurrence is not None


def rekeyed(wanted: Mapping[Address, Wanted], records: Mapping[Address, Record]) -> Mapping[Address, Address]:
    """Return the new key → the old key of each record whose send has another key now.

    A key whose own record goes nowhere is not given to another one.
    """
    sends = {address: one for address, one in wanted.items() if is_send(one.desired)}
    if not sends:
        return {}
    at = instants(records, {series_of(address) for address in sends})
    pairs = {
        address: found
        for address, one in sends.items()
        if (found := at.get((series_of(address), one.record.window))) is not None and found != address
    }
    while True:
        leaving = frozenset(pairs.values())
        stuck = [new for new in pairs if new in records and new not in leaving]
        if not stuck:
            return pairs
        for new in stuck:
            del pairs[new]


def instants(
    records: Mapping[Address, Record], series: frozenset[Address] | set[Address]
) -> Mapping[tuple[Address, Window], Address]:
    """Return for each of the `series` which record is at which time; of two at one time neither."""
    found: defaultdict[tuple[Address, Window], list[Address]] = defaultdict(list)
    for address, record in records.items():
        of = series_of(address)
        if of in series:
            found[of, record.window].append(address)
    return {key: addresses[0] for key, addresses in found.items() if len(addresses) == 1}
