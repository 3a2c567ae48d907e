"""Definitions compared with each other: names that two have, and earlier addresses that cannot be taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from braze_gitops.load.entry import Entry
from braze_gitops.load.findings import Flaw, finding_of
from braze_gitops.model import Finding


def compare(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield names that two definitions have, and earlier addresses that cannot be taken over."""
    by_name: dict[str, Entry] = {}
    by_origin: dict[str, Entry] = {}
    for entry in entries:
        other = by_name.setdefault(entry.name, entry) if entry.name else entry
        if other is not entry:
            yield _finding(
                entry,
                "name",
                code="duplicate-name",
                message=f"another definition has the name `{entry.name}`",
                hint=f"the other one is at {other.name_place}; names are unique in the project",
            )
        origin = by_origin.setdefault(entry.moved_from, entry) if entry.moved_from else entry
        if origin is not entry:
            yield _finding(
                entry,
                "moved_from",
                code="moved-from",
                message=f"another definition has moved from `{entry.moved_from}` too",
                hint=f"the other one is at {origin.name_place}; only one can go on with what was arranged",
            )
    for entry in by_origin.values():
        there = by_name.get(entry.moved_from)
        # One that has moved itself left its name: definitions may take each other's, in a chain or a ring.
        if there is not None and there is not entry and not there.moved_from:
            yield _finding(
                entry,
                "moved_from",
                code="moved-from",
                message=f"`{entry.moved_from}` is still defined, so nothing can have moved from it",
                hint=f"it is at {there.name_place}; delete it there, or delete `moved_from`",
            )


def _finding(entry: Entry, key: str, *, code: str, message: str, hint: str) -> Finding:
    return finding_of(Flaw(code=code, message=message, path=(key,), hint=hint), entry.document)
