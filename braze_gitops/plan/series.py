"""Which series a plan is about: what each is in words, and what of it lies before its first apply."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from braze_gitops.model import Address, DesiredSchedule, Finding, Severity, make_address, series_of
from braze_gitops.plan.change import Change
from braze_gitops.plan.not_arranged import BEFORE_FIRST_APPLY
from braze_gitops.plan.wanted import Wanted
from braze_gitops.plan.words import in_utc
from braze_gitops.state import State, Status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The sends of a definition that repeats, or of one item of it: `address` is theirs without their own key.

    `rule` says in words when they are, `left_out` are the keys its exceptions take out of it, in order. `sent` is
    how many went out or are going out, as far as the state remembers.
    """

    address: Address
    rule: str
    left_out: tuple[str, ...] = ()
    sent: int = 0


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
            found[address] = Series(address=address, rule=occurrence.rule, left_out=occurrence.left_out)
    if not found:
        return ()
    sent = Counter(_sent(state, now))
    return tuple(dataclasses.replace(found[address], sent=sent[address]) for address in sorted(found))


def before_first_apply(
    changes: Iterable[Change], wanted: Mapping[Address, Wanted], applied: Mapping[str, datetime]
) -> Iterator[Finding]:
    """Yield a note on each definition that was never applied and has sends which are over already.

    `applied` says of each definition when it was first applied.
    """
    found: defaultdict[str, list[Wanted]] = defaultdict(list)
    for change in changes:
        if change.reasons == (BEFORE_FIRST_APPLY,) and change.name not in applied:
            found[change.name].append(wanted[change.address])
    for name, over in found.items():
        times = sorted(one.record.window.first_at for one in over)
        if len(times) == 1:
            message = f"1 send of its series lies before now and is never sent: {in_utc(times[0])}"
        else:
            message = (
                f"{len(times):,} sends of its series lie before now and are never sent: "
                f"the first {in_utc(times[0])}, the last {in_utc(times[-1])}"
            )
        yield Finding(
            severity=Severity.NOTE,
            code="before-first-apply",
            message=message,
            hint="fine for a series that has begun elsewhere; else let it begin later (`schedule.time`)",
            place=over[0].desired.place,
            address=make_address(name),
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
