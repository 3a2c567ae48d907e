"""What history has of an address, and of one send of a series: its time tells which, and its key second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from braze_gitops.model import Address, series_of
from braze_gitops.plan.rekeying import is_send
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import Past


class PastSends:
    """The history of one state, seen from what is wanted now; a renamed definition goes on with its old name."""

    __slots__ = ("_at", "_by_address", "_sends")

    def __init__(self, wanted: Mapping[Address, Wanted], history: Iterable[Past]) -> None:
        found: defaultdict[Address, list[Past]] = defaultdict(list)
        for past in history:
            found[past.address].append(past)
        self._by_address = found
        sends = [one for one in wanted.values() if is_send(one.desired)]
        self._sends = {(series_of(name), one.record.window) for one in sends for name in names_of(one)}
        series = {series for series, _ in self._sends}
        self._at = {
            (series_of(address), past.window): past
            for address, several in (found.items() if series else ())
            for past in several
            if series_of(address) in series
        }

    def at(self, address: Address) -> Past | None:
        """Return what was last sent under an address."""
        several = self._by_address.get(address)
        return several[-1] if several else None

    def of(self, one: Wanted) -> Past | None:
        """Return what was sent of what is wanted.

        Of a send of a series that is what its series sent at its time, or else what has its key and was sent at a
        time that no other send has now.
        """
        if not is_send(one.desired):
            return next(filter(None, map(self.at, names_of(one))), None)
        window = one.record.window
        by_time = (self._at.get((series_of(name), window)) for name in names_of(one))
        return next(filter(None, (*by_time, *(self._by_key(name) for name in names_of(one)))), None)

    def _by_key(self, address: Address) -> Past | None:
        series = series_of(address)
        several = self._by_address.get(address, ())
        return next((past for past in several if (series, past.window) not in self._sends), None)


def names_of(one: Wanted) -> tuple[Address, ...]:
    """Return the address of what is wanted, and the one it has moved from."""
    desired: tuple[Address | None, ...] = (one.desired.address, one.desired.moved_from)
    return tuple(name for name in desired if name is not None)
