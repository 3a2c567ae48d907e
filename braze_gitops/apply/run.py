"""One apply, from the first durable batch to the snapshot."""

from __future__ import annotations

from collections.abc import Callable

from braze_gitops.apply.outcome import Outcome
from braze_gitops.apply.ports import Braze, Clock, Journal, Progress, StopSignal
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.errors import NotYetError
from braze_gitops.guard import ClearedPlan
from braze_gitops.model import Desired
from braze_gitops.state import RunOpened, State


async def apply_plan(
    cleared: ClearedPlan,
    *,
    desired: Desired,
    state: State,
    journal: Journal,
    connect: Callable[[], Braze],
    clock: Clock,
    opening: RunOpened,
    settings: ApplySettings,
    fingerprint: str | None,
    progress: Progress,
    new_id: Callable[[], str],
    chance: Callable[[], float],
    tool: str,
    stop: StopSignal,
) -> Outcome:
    """Make the changes of `cleared` and return what was done.

    `state` is what the journal holds, the plan was made from it, and `journal.head` is its head. `opening` is who
    this run is; a run that the state shows as open is taken over. `fingerprint` is that of the key `connect` uses
    (None for no key). `new_id` gives a new unique text each time (calls, nonces); `chance` a random number from
    0 to below 1 (jitter of the waits). Without a change to make, nothing is written and nothing called.

    Raises:
        StalePlanError: the plan was made from another state, or would send what it does not show; no call was
            made, nothing written.
        StateConflictError: another run wrote first; no call was made.
        StoreError: the first batch could not be written; no call was made.
    """
    raise NotYetError("the body follows")
