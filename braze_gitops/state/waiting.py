"""Which of the answers that a state could not take are still what one of its records waits for."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.model import Address
from braze_gitops.state.fold import settle
from braze_gitops.state.record import Status
from braze_gitops.state.state import State
from braze_gitops.state.unrecorded import Unrecorded


def waited_for(answers: Iterable[Unrecorded], state: State) -> tuple[Address, ...]:
    """Return the addresses in doubt whose very call is among `answers`, sorted; none of another state's."""
    doubts = {
        record.unfinished.call: record.address
        for record in settle(state).records.values()
        if record.status is Status.IN_DOUBT and record.unfinished is not None
    }
    found = {
        doubts[one.entry.call] for one in answers if one.lineage == state.lineage and one.entry.call in doubts
    }
    return tuple(sorted(found))
