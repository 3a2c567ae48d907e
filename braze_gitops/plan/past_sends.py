"""What history has of an address, and of one send of a series: its time tells which, and its key second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from braze_gitops.model import Address, series_of
from braze_gitops.plan.rekeying import is_send
from braze_gitops.plan.shape import reshaped, shapes_of
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import Past


class PastSends:
    """The history of one state, seen from what is wanted now; a renamed definition goes on with its old name.

    `over` is what goes to history once it is over, because no definition has its address any more.
    """

    __slots__ = ("_at", "_before", "_by_address", "_known", "_sends", "_shapes")

    def __init__(
        self, wanted: Mapping[Address, Wanted], history: Iterable[Past], over: Iterable[Past] = ()
    ) -> None:
        found: defaultdict[Address, list[Past]] = defaultdict(list)
        for past in history:
            found[past.address].append(past)
        self._by_address = found
        self._known = {**found}
        for past in over:
            self._known[past.address] = [*self._known.get(past.address, ()), past]
        sends = [one for one in wanted.values() if is_send(one.desired)]
        self._sends = {(series_of(name), one.record.window) for one in sends for name in names_of(one)}
        series = {series for series, _ in self._sends}
        defined = shapes_of(series)
        told = [past for several in self._known.values() for past in several] if series else []
        self._at = {(own, past.window): past for past in told if (own := series_of(past.address)) in series}
        self._before = {
            (own, past.window): past
            for past in told
            if (own := series_of(past.address)) not in series and any(reshaped(own, defined))
        }
        self._shapes = shapes_of({series for series, _ in self._before})

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

    def in_another_shape(self, one: Wanted) -> Past | None:
        """Return what a definition sent at the time of one of its sends before it got a `for_each`, or lost it."""
        if not is_send(one.desired):
            return None
        series = (other for name in names_of(one) for other in reshaped(series_of(name), self._shapes))
        return next(filter(None, (self._before.get((other, one.record.window)) for other in series)), None)

    def _by_key(self, address: Address) -> Past | None:
        series = series_of(address)
        several = self._known.get(address, ())
        return next((past for past in several if (series, past.window) not in self._sends), None)


def names_of(one: Wanted) -> tuple[Address, ...]:
    """Return the address of what is wanted, and the one it has moved from."""
    desired: tuple[Address | None, ...] = (one.desired.address, one.desired.moved_from)
    return tuple(name for name in desired if name is not None)
