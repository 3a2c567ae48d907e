"""Which series a plan is about, and what each is in words."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from braze_gitops.model import Address, DesiredSchedule, make_address, series_of, split_address
from braze_gitops.plan.distance import apart_in
from braze_gitops.state import State, Status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The sends of a definition that repeats, or of one item of it: `address` is theirs without their own key.

    `rule` says in words when they are, `left_out` are the keys its exceptions take out of it, in order. `sent` is
    how many went out or are going out, as far as the state remembers. `interval` is the shortest time between two
    of them, None where there is one. `previous` is the series it has moved from.
    """

    address: Address
    rule: str
    left_out: tuple[str, ...] = ()
    sent: int = 0
    interval: timedelta | None = None
    previous: Address | None = None

    @property
    def apart(self) -> timedelta:
        """Return how far apart two sends to the same people have to be: half the interval."""
        return apart_in(self.interval)


def series_address(address: Address, desired: DesiredSchedule | None) -> Address | None:
    """Return what series an address is of; None for what does not repeat.

    Of what is no longer defined the key alone says it: that of a send is its date.
    """
    series = series_of(address)
    is_one = desired.occurrence is not None if desired is not None else series != address
    return series if is_one else None


def series_of_plan(desired: Iterable[DesiredSchedule], state: State, *, now: datetime) -> tuple[Series, ...]:
    """Return every series that is defined, by address."""
    found: dict[Address, Series] = {}
    for one in desired:
        address = series_address(one.address, one)
        if address is not None and one.occurrence is not None and address not in found:
            occurrence = one.occurrence
            found[address] = Series(
                address=address,
                rule=occurrence.rule,
                left_out=occurrence.left_out,
                interval=occurrence.interval,
                previous=series_of(one.moved_from) if one.moved_from is not None else None,
            )
    if not found:
        return ()
    sent = Counter(_sent(state, now))
    return tuple(dataclasses.replace(found[address], sent=sent[address]) for address in sorted(found))


def left_out_sends(desired: Iterable[DesiredSchedule]) -> frozenset[Address]:
    """Return the addresses that the exceptions of series take out of them."""
    series = {series_of(one.address): one.occurrence.left_out for one in desired if one.occurrence is not None}
    return frozenset(
        make_address(name, *keys, key)
        for address, left_out in series.items()
        for name, keys in [split_address(address)]
        for key in left_out
    )


def _sent(state: State, now: datetime) -> Iterator[Address]:
    """Yield the series of each send that went out or is going out, as often as it has one."""
    for past in state.history:
        if (address := series_address(past.address, None)) is not None:
            yield address
    for record in state.records.values():
        is_sent = record.status is Status.SCHEDULED and record.window.first_at <= now
        if is_sent and (address := series_address(record.address, None)) is not None:
            yield address
