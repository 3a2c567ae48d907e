"""Writes a few entries as a run of their own, for what changes a state without a call (a resolution)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType

from braze_gitops.apply.opening import open_run
from braze_gitops.apply.ports import Journal
from braze_gitops.errors import StoreError
from braze_gitops.state import Batch, Entry, RunClosed, RunOpened, State, fold, look_at_payloads

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntries:
    """The state after the entries; `remark` says so when only the journal could be written."""

    state: State
    remark: str = ""


def write_entries(
    entries: tuple[Entry, ...],
    *,
    state: State,
    journal: Journal,
    opening: RunOpened,
    new_id: Callable[[], str],
    tool: str,
    texts: Mapping[str, str] = NO_TEXTS,
) -> WrittenEntries:
    """Write `entries` in one batch, between the opening and the end of a run; durable on return.

    `state` is what the journal holds; a run it shows as open is taken over and what it left is settled.
    `texts` are the long texts that the entries name and the state does not hold.

    Raises:
        StateDamagedError: the entries cannot follow what the state says, or a payload of it is none; nothing was
            written.
        StateConflictError: another run wrote first.
        StoreError: the batch could not be written.
    """
    batch = Batch(
        number=state.head.number + 1,
        previous=state.head.digest,
        lineage=state.lineage,
        nonce=new_id(),
        tool=tool,
        at=opening.at,
        entries=(
            open_run(opening, state),
            *entries,
            RunClosed(run=opening.run, applied=False, at=opening.at),
        ),
        texts=texts,
    )
    look_at_payloads(fold(state, ((batch, ""),)))
    head = journal.append(batch)
    after = fold(state, ((batch, head.digest),))
    try:
        journal.publish(after)
    except StoreError as error:
        return WrittenEntries(
            state=after,
            remark=f"the snapshot could not be written ({error.message}); the journal holds everything",
        )
    return WrittenEntries(state=after)
