"""Sends of a series under another key: what has the same time is the same send (design.md section 3, *keys*).

Keys follow from the rule, and an edit of its times of day may give a send the key of another one. Which record is
whose, is told by the times: those that are at the same time come first, the rest by their keys. A record at a time
that the rule does not have any more, under a key that is another one's now, gives way: it takes a key with its own
time of day, under which no definition asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from braze_gitops.model import Address, DesiredSchedule, TimeMode, make_address, series_of, split_address
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import Record

# A series, and a time as `SendTime.meaning` has it.
SendKey: TypeAlias = tuple[Address, tuple[TimeMode, datetime]]


def is_send(desired: DesiredSchedule | None) -> bool:
    """Whether a desired schedule is one send of a series."""
    return desired is not None and desired.occurrence is not None


def rekeyed(wanted: Mapping[Address, Wanted], records: Mapping[Address, Record]) -> Mapping[Address, Address]:
    """Return the new key → the old key of each record whose send has another key now, and of what gives way."""
    sends = {address: one for address, one in wanted.items() if is_send(one.desired)}
    if not sends:
        return {}
    at = records_by_time(records, {series_of(address) for address in sends})
    pairs = {
        address: found
        for address, one in sends.items()
        if (found := at.get((series_of(address), one.desired.time.meaning))) is not None and found != address
    }
    leaving = frozenset(pairs.values())
    in_the_way = [records[new] for new in pairs if new in records and new not in leaving]
    taken = {*wanted, *records}
    for record in in_the_way:
        aside = next(one for one in _own_keys(record) if one not in taken)
        taken.add(aside)
        pairs[aside] = record.address
    return pairs


def _own_keys(record: Record) -> tuple[Address, ...]:
    """Return the addresses that say at which time of day a send of a series is, the plainest one first."""
    name, keys = split_address(record.address)
    plain = f"{record.time.wall:%Y-%m-%dT%H:%M}"
    every = (plain, *(f"{plain}:{second:02}" for second in range(60)))
    return tuple(make_address(name, *keys[:-1], key) for key in every)


def records_by_time(
    records: Mapping[Address, Record], series: frozenset[Address] | set[Address]
) -> Mapping[SendKey, Address]:
    """Return for each of the `series` which record is at which time; of two at one time neither."""
    found: defaultdict[SendKey, list[Address]] = defaultdict(list)
    for address, record in records.items():
        of = series_of(address)
        if of in series:
            found[of, record.time.meaning].append(address)
    return {key: addresses[0] for key, addresses in found.items() if len(addresses) == 1}
