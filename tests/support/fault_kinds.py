"""The ways in which a call can fail, as rows of the fault matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from braze_gitops.sandbox import FaultKind

UNREACHABLE = (FaultKind.REFUSED, FaultKind.UNKNOWN_HOST, FaultKind.NO_TLS)
WAITED_FOR = (FaultKind.SLOW, FaultKind.DRIPPING)
# What may come before the work or after it; the sandbox does one of the two unless told.
EITHER = (
    FaultKind.REQUEST_TIMEOUT,
    FaultKind.SERVER_ERROR,
    FaultKind.BAD_GATEWAY,
    FaultKind.UNAVAILABLE,
    FaultKind.GATEWAY_TIMEOUT,
    FaultKind.REDIRECT_307,
    FaultKind.QUEUED,
    FaultKind.RESET,
    FaultKind.SLOW,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One way to fail: the sandbox's kind, and whether the work is done all the same (None: as it is)."""

    kind: FaultKind
    committed: bool | None = None

    @property
    def name(self) -> str:
        """Return what a test is called by."""
        said = {None: "", True: " after the commit", False: " before the commit"}
        return self.kind.value.replace("_", " ") + said[self.committed]

    @property
    def arrives(self) -> bool:
        """Whether the request reaches the sandbox."""
        return self.kind not in UNREACHABLE

    @property
    def drips(self) -> bool:
        """Whether the answer comes byte by byte."""
        return self.kind is FaultKind.DRIPPING

    @property
    def is_waited_for(self) -> bool:
        """Whether the client's patience has to end before anything happens."""
        return self.kind in WAITED_FOR


def rows() -> Iterator[Row]:
    """Yield every kind the sandbox knows, and before or after the commit where both can be."""
    for kind in FaultKind:
        if kind in EITHER:
            yield Row(kind=kind, committed=False)
            yield Row(kind=kind, committed=True)
        else:
            yield Row(kind=kind)


ROWS = tuple(rows())
