"""Whether a state is the one that was seen before, or what became of it: the only thing that finds a rollback.

the version has this very batch                     it is the same
a later batch follows it, digest by digest          the state moved on
the last batch is an earlier one                    it was rolled back, or batches were taken away
that number has another digest                      it is another history
"""

from __future__ import annotations

from typing import NoReturn

from braze_gitops.errors import StateRolledBackError
from braze_gitops.state import Head, State, Version, digest_of, is_current, version_text
from braze_gitops.store.reading import decode_stored
from braze_gitops.store.stored import Store

_HINT = (
    "an older copy may have been put back, or batches taken away: look for the newer state first, because what was"
    " scheduled since is not known here and would be scheduled again"
)


def check_expected(store: Store, state: State, expected: Version) -> None:
    """Make sure that `state`, read from `store`, is at `expected` or came from it.

    Raises:
        StateRolledBackError: it is older, or its journal does not hold that version.
        StateDamagedError: a batch since then is damaged or does not follow the one before.
        StoreError: the journal cannot be read.
    """
    if not is_current(state, expected=expected.head):
        older = state.head.number < expected.head.number
        _refuse(store, state, expected, "it is older" if older else "its last batch is another one")
    if expected.serial > state.serial or (
        expected.head.number == state.head.number and expected.serial != state.serial
    ):
        _refuse(store, state, expected, "the serial does not fit")
    _follow(store, state, expected)


def _follow(store: Store, state: State, expected: Version) -> None:
    """Go from the batch of `expected` to the head of `state`, each batch naming the digest of the one before."""
    stored = store.read()
    batches = stored.batches if stored is not None else {}
    if expected.head.number not in batches:
        _refuse(store, state, expected, f"its journal does not reach back to batch {expected.head.number}")
    before: Head | None = None
    for number in range(expected.head.number, state.head.number + 1):
        content = batches.get(number)
        if content is None:
            _refuse(store, state, expected, f"batch {number} of its journal is missing")
        batch = decode_stored(store, number, content)
        head = Head(number=number, digest=digest_of(content))
        if before is None and not head.digest.startswith(expected.head.digest):
            _refuse(store, state, expected, f"its batch {number} is another one")
        if before is not None and batch.previous != before.digest:
            _refuse(store, state, expected, f"its batch {number} does not follow batch {before.number}")
        before = head
    if before != state.head:
        _refuse(store, state, expected, f"its batch {state.head.number} is another one than was read")


def _refuse(store: Store, state: State, expected: Version, why: str) -> NoReturn:
    raise StateRolledBackError(
        f"the state is not the one that was expected ({expected}): {why}; it is at {version_text(state)}",
        path=store.describe(),
        hint=_HINT,
    )
