"""Which halt, if any, holds an address (design.md 5.11)."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.model import Address
from braze_gitops.plan.pattern import matches
from braze_gitops.state import Halt, Record


def halt_on(halts: Iterable[Halt], *, addresses: Iterable[Address], sides: Iterable[Record | None]) -> Halt | None:
    """Return the first halt that matches under any of the addresses, by the recorded or the wanted side."""
    records = [record for record in sides if record is not None]
    names = list(addresses)
    return next((halt for halt in halts if _matches(halt, names, records)), None)


def _matches(halt: Halt, names: list[Address], records: list[Record]) -> bool:
    if any(name in halt.lifted for name in names):
        return False
    if halt.pattern is not None and not any(matches(name, halt.pattern) for name in names):
        return False
    return any(_touches(halt, record) for record in records)


def _touches(halt: Halt, record: Record) -> bool:
    if halt.tags and not set(halt.tags) & set(record.tags):
        return False
    too_early = halt.first_at is not None and record.window.last_at < halt.first_at
    too_late = halt.last_at is not None and record.window.first_at > halt.last_at
    return not too_early and not too_late
