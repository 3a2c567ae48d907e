"""A promise of the program that was not kept."""

from __future__ import annotations


class BrokenPromise(AssertionError):  # noqa: N818 - it is the finding of a test, named as what it finds
    """The program did what it must never do, or said what is not so."""

    def __init__(self, promise: str, what: object) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


def demand(promise: str, holds: object, what: object) -> None:
    """Make sure that a promise is kept."""
    if not holds:
        raise BrokenPromise(promise, what)
