"""From what a store holds to the state it means; what does not fit together is refused, and nothing is written."""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Iterator, Sequence

from braze_gitops.errors import StateDamagedError, StateError
from braze_gitops.state import Batch, State, decode_batch, decode_snapshot, digest_of, fold, missing_batches
from braze_gitops.store.stored import Store, StoredState

_LOOKS = 5
_HINT = (
    "put back from a copy what `braze-gitops state check` names, and only that: a whole older folder would not"
    " know what was scheduled since; nothing was changed"
)


def load_state(store: Store) -> State | None:
    """Return the state in `store`, None if there is none: the snapshot and the batches after it, folded.

    A writer may be at work meanwhile. Where two parts do not fit and the snapshot has changed since it was read,
    everything is read again.

    Raises:
        StateDamagedError: a digest, the chain, a number or the shape of something is wrong; `path` says what.
        StateForeignError: a batch belongs to another state.
        StateTooNewError: a later version of the program wrote it.
        StoreError: it cannot be read.
    """
    with collector_at_rest():
        return _load(store)


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from looking at what is made inside: nothing of it is garbage, or in a circle.

    A state is a million small values that stay; looking at all of them again and again while they are made takes
    a sixth of the time, and looking at them once more right after takes a tenth: so they leave as old ones, which
    the collector looks at only when it looks at everything.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _load(store: Store) -> State | None:
    stored = store.read()
    for _ in range(_LOOKS - 1):
        if stored is None:
            return None
        try:
            return _fold_stored(store, stored)
        except StateDamagedError:
            again = store.read()
            if again is not None and again.snapshot == stored.snapshot:
                raise
            stored = again
    return _fold_stored(store, stored) if stored is not None else None


def _fold_stored(store: Store, stored: StoredState) -> State:
    numbers = tuple(stored.batches)
    _check_gaps(store, numbers)
    if stored.snapshot is None:
        if numbers[0] != 1:
            raise _damaged(
                store.describe(), f"the journal begins with batch {numbers[0]}, and there is no snapshot"
            )
        return _fold_batches(store, stored, None, numbers)
    with _located(store.name_of_snapshot(), _way_out(store, numbers)):
        state = decode_snapshot(stored.snapshot, stored.texts)
    _check_head(store, stored, state, numbers)
    return _fold_batches(store, stored, state, [number for number in numbers if number > state.head.number])


def _fold_batches(store: Store, stored: StoredState, state: State | None, numbers: Sequence[int]) -> State:
    with _located(store.describe(), ""):
        return fold(state, (_batch(store, stored, number) for number in numbers))


def _batch(store: Store, stored: StoredState, number: int) -> tuple[Batch, str]:
    try:
        content = stored.batches[number]
    except KeyError:
        raise _damaged(store.name_of_batch(number), f"batch {number} of the journal is missing") from None
    try:
        batch = decode_batch(content)
    except StateError as error:
        raise _placed(error, store.name_of_batch(number), "") from error
    if batch.number != number:
        raise _damaged(store.name_of_batch(number), f"it holds batch {batch.number}: a file was copied or renamed")
    return batch, digest_of(content)


def _check_gaps(store: Store, numbers: tuple[int, ...]) -> None:
    for number, following in itertools.pairwise(numbers):
        if following != number + 1:
            missing = number + 1
            raise _damaged(store.name_of_batch(missing), f"batch {missing} of the journal is missing")


def _check_head(store: Store, stored: StoredState, state: State, numbers: tuple[int, ...]) -> None:
    """Make sure the snapshot was made from this journal: the journal still has the snapshot's last batch."""
    number = state.head.number
    if number not in stored.batches:
        missing = missing_batches(number, numbers, snapshot=store.name_of_snapshot())
        raise _damaged(store.name_of_batch(missing.first), missing.what, missing.way_out)
    _, digest = _batch(store, stored, number)
    if digest != state.head.digest:
        raise _damaged(
            store.name_of_batch(number), f"batch {number} is another one than the snapshot was made after"
        )


def _way_out(store: Store, numbers: tuple[int, ...]) -> str:
    if numbers[:1] == (1,):
        return (
            f"move {store.name_of_snapshot()} to another place and run this again: the journal beside it holds"
            " everything since the state was made; nothing was changed"
        )
    return ""


def _damaged(path: str, what: str, hint: str = _HINT) -> StateDamagedError:
    return StateDamagedError(f"the state is damaged: {path}: {what}", path=path, hint=hint)


@contextlib.contextmanager
def _located(path: str, way_out: str) -> Iterator[None]:
    """Add the place to what the state's own functions say, once."""
    try:
        yield
    except StateError as error:
        if error.path:
            raise
        raise _placed(error, path, way_out) from error


def _placed(error: StateError, path: str, way_out: str) -> StateError:
    hint = way_out if way_out and isinstance(error, StateDamagedError) else error.hint
    return type(error)(f"{path}: {error.message}", path=path, hint=hint)
