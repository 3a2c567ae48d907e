"""The guard `too-close`: what comes within half the interval of a series of another send of the same series.

Looked at is what a plan brings to a new time (create, update, replace). Beside it stands, under other keys of the
same definition, or of the one it has moved from, and the same `for_each` item (any, where the definition has got a
`for_each` or lost it),

    what was sent            by the history
    what has begun           by its record
    what may stay            scheduled and no longer defined, but protected, or so near that Braze may send it
    what cannot be moved     scheduled, and its old or its new time is over or inside the cutoff
    what is held             scheduled, and too close at its new time to one of these, or stopped by a halt
    what is not known        in doubt, vanished or external, for another time than it is wanted

A record that takes another name with the plan stands under that. A series keeps its own distances, so this holds
what an edit of its rule does to people who have just had one.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from braze_gitops.model import Address, DesiredSchedule, SendTime, Window, series_of
from braze_gitops.plan.change import Action
from braze_gitops.plan.distance import apart_in, time_between
from braze_gitops.plan.moves import Moves
from braze_gitops.plan.open_call import sides_of
from braze_gitops.plan.past_sends import names_of
from braze_gitops.plan.rekeying import is_send
from braze_gitops.plan.renames import Names
from braze_gitops.plan.resuming import hold_on
from braze_gitops.plan.shape import Shapes, reshaped, shapes_of
from braze_gitops.plan.situation import Decision, Moment, Phase
from braze_gitops.plan.wanted import Wanted
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record, State, Status, name_after

_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another send of the same series: `how` it stands, in words; `of` is whose it is once all names are taken.

    History does not say by which clock it was: its `time` is None.
    """

    address: Address
    of: Address
    time: SendTime | None
    window: Window
    how: str


class Neighbours:
    """What is beside the sends of each series, by what `series_of` says."""

    def __init__(self, found: Mapping[Address, Sequence[Neighbour]]) -> None:
        self._found = found
        self._shapes = shapes_of(found)

    def of(self, series: Iterable[Address]) -> Iterator[Neighbour]:
        """Yield what is beside the sends of these series, in whatever shape their definitions were."""
        for key in dict.fromkeys(other for one in series for other in (one, *reshaped(one, self._shapes))):
            yield from self._found.get(key, ())


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A record, whose it is once all names are taken, and what is wanted there."""

    record: Record
    of: Address
    wanted: Wanted | None

    def beside(self, how: str, side: Record | None = None) -> Neighbour:
        record = side or self.record
        return Neighbour(address=record.address, of=self.of, time=record.time, window=record.window, how=how)


def neighbours_of(
    state: State, *, wanted: Mapping[Address, Wanted], moves: Moves, renames: Names, moment: Moment
) -> Neighbours:
    """Return for each series that is defined what nothing keeps from reaching people any more."""
    sends = [one for one in wanted.values() if is_send(one.desired)]
    series = frozenset(series_of(name) for one in sends for name in names_of(one))
    if not series:
        return Neighbours({})
    defined = shapes_of(series)
    times = {(series_of(one.desired.address), one.desired.time.meaning) for one in sends}
    taken = {old: new for new, old in moves.previous.items()}
    found: defaultdict[Address, list[Neighbour]] = defaultdict(list)
    movable: defaultdict[Address, list[_Standing]] = defaultdict(list)
    for past in state.history:
        if _concerns(key := series_of(past.address), series, defined):
            how = (
                "was sent"
                if past.ended_at >= past.window.first_at
                else "was cancelled too late to be sure of it, for"
            )
            beside = Neighbour(address=past.address, of=past.address, time=None, window=past.window, how=how)
            found[key].append(beside)
    for address, record in state.records.items():
        of = taken.get(address, address)
        key = series_of(of if of in wanted else name_after(of, renames))
        if not _concerns(key, series, defined):
            continue
        one = _Standing(record=record, of=of, wanted=wanted.get(of))
        if moment.phase_of(record) in (Phase.SENDING, Phase.SENT):
            # What an update without an answer tried to set stands as well: nothing moves it away any more.
            found[key] += (one.beside("may be scheduled for", side) for side in sides_of(record)[1:])
        if how := _how(one, state, moment, is_wanted=(key, record.time.meaning) in times):
            found[key].append(one.beside(how))
        elif one.wanted is not None and record.status is Status.SCHEDULED:
            movable[key].append(one)
    known = Neighbours(found)
    held = {
        key: [*_held_by([*known.of((key,))], [one for one in several if not _keeps_its_time(one)])]
        for key, several in movable.items()
    }
    return Neighbours({key: (*found.get(key, ()), *held.get(key, ())) for key in found.keys() | held.keys()})


def _concerns(one: Address, series: Container[Address], defined: Shapes) -> bool:
    """Whether a series is among those that are defined, or was the same in another shape."""
    return one in series or any(True for _ in reshaped(one, defined))


def _held_by(neighbours: Sequence[Neighbour], movable: Sequence[_Standing]) -> Iterator[Neighbour]:
    """Yield each that keeps its time because its new one is too close to a neighbour, or to another such one."""
    new, rest = neighbours, list(movable)
    while new and rest:
        held = [one.wanted is not None and bool(_near(one.wanted.desired, one.wanted.record, new)) for one in rest]
        new = [
            one.beside("is held and stays scheduled for")
            for one, is_held in zip(rest, held, strict=True)
            if is_held
        ]
        rest = [one for one, is_held in zip(rest, held, strict=True) if not is_held]
        yield from new


def too_close(
    desired: DesiredSchedule | None,
    decision: Decision,
    record: Record | None,
    neighbours: Neighbours,
) -> str:
    """Return what a change comes too close to, in words; empty if to nothing."""
    after = decision.after
    if desired is None or not is_send(desired) or after is None:
        return ""
    if decision.action not in _BRINGS or decision.then is not None or _is_there(record, after):
        return ""
    series = dict.fromkeys(series_of(name) for name in (desired.address, desired.moved_from) if name is not None)
    near = _near(desired, after, neighbours.of(series))
    if not near:
        return ""
    one = min(near, key=lambda neighbour: (_apart(neighbour, after), neighbour.address))
    return f"{one.address} {one.how} {in_utc(one.window.first_at)}"


def _near(desired: DesiredSchedule, after: Record, neighbours: Iterable[Neighbour]) -> list[Neighbour]:
    """Return the neighbours that a send of a series would be too close to as `after` has it."""
    assert desired.occurrence is not None, "it is one send of a series"
    half, own = apart_in(desired.occurrence.interval), (desired.address, desired.moved_from)
    return [one for one in neighbours if one.of not in own and _apart(one, after) < half]


def _how(one: _Standing, state: State, moment: Moment, *, is_wanted: bool) -> str:
    """Return how a record stands that no plan takes out of the way; empty if it goes, or comes to another time.

    `is_wanted` says that its series wants a send at its time, under whatever key.
    """
    record, wanted = one.record, one.wanted
    if moment.phase_of(record) in (Phase.SENDING, Phase.SENT):
        return "went out, or is going out,"
    if record.status is Status.DEFERRED or is_wanted:
        return ""
    if record.status is not Status.SCHEDULED:
        return "may be scheduled for"
    if _is_halted(one, state):
        return "is stopped by a halt and may still be scheduled for"
    if wanted is None and record.protected:
        return "is protected and stays scheduled for"
    if wanted is None:
        return "is cancelled too late to be sure of it, for" if moment.is_imminent(record.window) else ""
    is_late = moment.is_imminent(record.window) or moment.is_imminent(wanted.record.window)
    return "cannot be moved any more and stays scheduled for" if is_late else ""


def _is_halted(one: _Standing, state: State) -> bool:
    """Whether a halt keeps a record where it is."""
    if not state.halts:
        return False
    names = dict.fromkeys((one.of, one.record.address, *(names_of(one.wanted) if one.wanted is not None else ())))
    sides = (one.record, one.wanted.record if one.wanted is not None else None)
    desired = one.wanted.desired if one.wanted is not None else None
    found = hold_on(state.halts, addresses=names, sides=sides, desired=desired, since=None, applied_at=None)
    return found.halt is not None


def _keeps_its_time(one: _Standing) -> bool:
    return one.wanted is not None and one.record.time.meaning == one.wanted.desired.time.meaning


def _is_there(record: Record | None, after: Record) -> bool:
    """Whether a schedule is at its time already."""
    return record is not None and record.status is Status.SCHEDULED and record.time.meaning == after.time.meaning


def _apart(one: Neighbour, after: Record) -> timedelta:
    return time_between(one.time, one.window, after)
