"""The batches that a snapshot knows and its journal no longer has: what a person must hear, and must not do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingBatches:
    """What is missing up to the snapshot's last batch: `first` is the number to name, then words."""

    first: int
    what: str
    way_out: str


def missing_batches(head: int, numbers: Iterable[int], *, snapshot: str) -> MissingBatches:
    """Return what to say of a journal of `numbers` that lacks batch `head`, the last `snapshot` knows.

    The snapshot is the only witness that there was more, so no advice may replace it or move it away.
    """
    known = sorted(numbers)
    before = max((number for number in known if number < head), default=0)
    if before == head - 1:
        first, who, these = head, f"batch {head} is", "this file"
    elif before:
        first, who, these = before + 1, f"batches {before + 1} to {head} are", "these files"
    else:
        first, who, these = head, f"batch {head} and all before it are", "these files"
    if before:
        journal = f"the journal ends with batch {before}"
    else:
        journal = f"the journal begins with batch {known[0]}" if known else "there is no journal"
    return MissingBatches(
        first=first,
        what=f"{who} missing: the snapshot knows batch {head}, and {journal}",
        way_out=f"put exactly {these} back from a copy; leave {snapshot} as it is: it is the only witness of what"
        " is missing; nothing was changed",
    )
