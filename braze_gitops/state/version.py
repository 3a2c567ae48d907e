"""Which version of a state this is: what is printed after an apply and compared before the next."""

from __future__ import annotations

from braze_gitops.state.state import Head, State

SHORT_DIGEST_DIGITS = 12


def version_text(state: State) -> str:
    """Return the version of `state` for people: `serial 12, batch 42, 3fa9c1d2e0b1`."""
    return f"serial {state.serial}, batch {state.head.number}, {state.head.digest[:SHORT_DIGEST_DIGITS]}"


def is_current(state: State, *, expected: Head) -> bool:
    """Whether `state` is at `expected` or after it; the expected digest may be shortened, not to nothing.

    A later number is taken as it is: only whoever holds the batches in between can tell whether they follow it.
    """
    if state.head.number != expected.number:
        return state.head.number > expected.number
    return bool(expected.digest) and state.head.digest.startswith(expected.digest)
