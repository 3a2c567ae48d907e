"""Which halt, if any, holds an address (design.md 5.11)."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from braze_gitops.model import Address, make_address, matches_with_items, series_of, split_address
from braze_gitops.state import Halt, Record, write_moment


def halt_on(
    halts: Iterable[Halt],
    *,
    addresses: Iterable[Address],
    sides: Iterable[Record | None],
    near: timedelta = timedelta(),
) -> Halt | None:
    """Return the first standing halt that matches under any of the addresses, by either side.

    What comes within `near` to a send of its series that a halt has met is that send at another hour.
    """
    records = [record for record in sides if record is not None]
    names = list(addresses)
    return next((halt for halt in halts if halt.stands and _matches(halt, names, records, near)), None)


def fits(halt: Halt, name: Address) -> bool:
    """Whether the pattern of a halt fits an address, or what makes it, under this name or an earlier one."""
    return halt.pattern is None or any(matches_with_items(name, one) for one in (halt.pattern, *halt.names))


def lets_go(halt: Halt, names: Iterable[Address]) -> bool:
    """Whether a halt was told to let something go under one of its names, or all that is made with it."""
    return any(matches_with_items(name, lifted) for name in names for lifted in halt.lifted)


def sends_met(halt: Halt, records: Iterable[Record]) -> Mapping[Address, datetime]:
    """Return what a halt meets by a key, a time or a tag, each with its first instant.

    An edit of the hours or the tags may let it fit no more: the halt holds it all the same.
    """
    is_of_each = bool(halt.tags) or halt.first_at is not None or halt.last_at is not None
    return {
        record.address: record.window.first_at
        for record in records
        if (is_of_each or not fits(halt, make_address(split_address(record.address)[0])))
        and halt_on((halt,), addresses=(record.address,), sides=(record,)) is not None
    }


def met_by(halt: Halt, names: Iterable[Address], moments: Iterable[datetime], near: timedelta) -> Address | None:
    """Return what a halt has met and one of these names is now, the nearest by its first instant; None without.

    It is at that instant, or less than `near` before or after it; or, with a `near`, it has that address.
    """
    mine, found = tuple(names), tuple(moments)
    own = [(timedelta(), name) for name in mine if near and name in halt.sends]
    beside = [
        (abs(at - moment), met)
        for name in dict.fromkeys(split_address(one)[0] for one in mine)
        for moment in found
        for at, met in halt.met_between(name, moment - near, moment + near)
        if (at == moment or abs(at - moment) < near) and any(is_of_one_series(met, one) for one in mine)
    ]
    return next((met for _, met in sorted((*own, *beside)) if not lets_go(halt, (met,))), None)


def is_of_one_series(met: Address, name: Address) -> bool:
    """Whether a send that a halt has met may be called by another address now.

    Of a definition that has got a `for_each`, or lost it, all is of one series.
    """
    old, new = series_of(met), series_of(name)
    (old_name, old_keys), (new_name, new_keys) = split_address(old), split_address(new)
    return old == new or (old_name == new_name and len(old_keys) != len(new_keys))


def _matches(halt: Halt, names: list[Address], records: list[Record], near: timedelta) -> bool:
    if lets_go(halt, names):
        return False
    if met_by(halt, names, [record.window.first_at for record in records], near) is not None:
        return True
    if not any(fits(halt, name) for name in names):
        return False
    return any(_touches(halt, record) for record in records)


def _touches(halt: Halt, record: Record) -> bool:
    if halt.tags and not set(halt.tags) & set(record.tags):
        return False
    too_early = halt.first_at is not None and record.window.last_at < halt.first_at
    too_late = halt.last_at is not None and record.window.first_at > halt.last_at
    return not too_early and not too_late


def lift_command(halt: Halt, *, environment: str, address: Address | None = None) -> str:
    """Return the command that lifts the whole halt, or lets one address go; the reason is left to a person."""
    one = f" --address {shlex.quote(address)}" if address is not None else ""
    return f"braze-gitops halt --lift {halt.id}{one} -e {environment} --why TEXT"


def halt_command(halt: Halt, *, environment: str) -> str:
    """Return the command that halts the same once more: it cancels what is left, and adds no halt."""
    words = ["braze-gitops", "halt"]
    if halt.pattern is not None:
        words.append(shlex.quote(halt.pattern))
    for tag in halt.tags:
        words += ["--tag", shlex.quote(tag)]
    for option, moment in (("--from", halt.first_at), ("--until", halt.last_at)):
        if moment is not None:
            words += [option, write_moment(moment)]
    return " ".join([*words, "-e", environment])
