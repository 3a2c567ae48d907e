"""Sends of a series under another key: what has the same time is the same send (design.md section 3, *keys*).

Keys follow from the rule, and an edit of its times of day may give a send the key of another one. Which record is
whose, is told by the instants: those that are at the same time come first, the rest by their keys. A record at a
time that the rule does not have any more, under a key that is another one's now, gives way: it takes a key with its
own time of day, under which no definition asks for it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from braze_gitops.model import Address, Desired, DesiredSchedule, Window, make_address, series_of, split_address
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


def intervals_of(desired: Desired) -> Mapping[Address, timedelta]:
    """Return the shortest time between two sends of each series that has more than one."""
    return {
        series_of(one.address): one.occurrence.interval
        for one in desired.schedules
        if one.occurrence is not None and one.occurrence.interval is not None
    }


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
    """Return the new key → the old key of each record whose send has another key now, and of what gives way."""
    sends = {address: one for address, one in wanted.items() if is_send(one.desired)}
    if not sends:
        return {}
    at = instants(records, {series_of(address) for address in sends})
    pairs = {
        address: found
        for address, one in sends.items()
        if (found := at.get((series_of(address), one.record.window))) is not None and found != address
    }
    leaving = frozenset(pairs.values())
    in_the_way = [records[new] for new in pairs if new in records and new not in leaving]
    taken = {*wanted, *records}
    for record in in_the_way:
        aside = next(one for one in _own_keys(record) if one not in taken)
        taken.add(aside)
        pairs[aside] = record.address
    return pairs


def _own_keys(record: Record) -> Iterator[Address]:
    """Yield the addresses that say at which time of day a send of a series is, the plainest one first."""
    wall, (name, keys) = record.time.wall, split_address(record.address)
    yield make_address(name, *keys[:-1], f"{wall:%Y-%m-%dT%H:%M}")
    for second in range(60):
        yield make_address(name, *keys[:-1], f"{wall:%Y-%m-%dT%H:%M}:{second:02}")


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
