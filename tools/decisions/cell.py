"""The cells of the decision table, and the shape of what is said of them: all values, nothing is worked out here.

A place is what one address looks like: what git says, what is recorded, and where the moment lies for both. A cell
is a place for one kind of schedule and one way to give its time; the table is the same for all of them.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from enum import Enum

from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status


class Wish(Enum):
    """What git says, beside what is recorded."""

    ABSENT = "no definition"
    NEW = "a definition, and nothing to compare it with"
    EQUAL = "a definition equal to what is recorded"
    WORDS = "other words that Braze does not see"
    UPDATABLE = "differs in what can be changed in place"
    ELSEWHERE = "differs elsewhere"
    PAUSED = "paused"


class Known(Enum):
    """What the state knows of the address."""

    NONE = "nothing"
    HALTED_NEW = "nothing, and a halt matches it"
    IN_HISTORY = "in the history alone"
    DEFERRED = "deferred"
    SCHEDULED = "scheduled"
    PROTECTED = "scheduled and protected"
    LIFTED = "protected, and its definition does not ask for it any more"
    IMPORTED = "imported, and not updated from here yet"
    UPDATE_OPEN = "an update of its content without an answer"
    UPDATE_LATE = "an update without an answer, to a time that is over"
    UPDATE_AHEAD = "an update without an answer, to a time to come"
    DELETE_OPEN = "a delete without an answer"
    EXTERNAL = "external"
    IN_DOUBT = "in doubt"
    VANISHED = "vanished"
    HALTED = "scheduled, and a halt matches it"


class Spot(Enum):
    """Where the moment lies for one window."""

    NOWHERE = "there is no window"
    BEYOND = "it ends beyond the horizon"
    AHEAD = "to come, beyond the cutoff"
    NEAR = "to come, inside the cutoff"
    BEGUN = "begun somewhere, and not over"
    OVER = "over"


class Of(Enum):
    """What a definition makes of itself under this address."""

    ITSELF = "the one schedule that it is"
    SERIES = "one send of its series"


class Late(Enum):
    """What holds for what was not created in time."""

    ORDINARY = "it is missed"
    SKIP = "on_missed: skip"
    EARLIER = "a send of a series from before its definition was first applied"
    NAMED = "a send of a series, and an apply has done something since its time"


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """One address as a plan finds it; `wanted` and `recorded` are where the moment lies for each window."""

    wish: Wish
    of: Of
    known: Known
    late: Late
    wanted: Spot
    recorded: Spot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Which places something is said of: those with one of each; `near`: one of the windows is inside the cutoff,
    `apart`: they lie differently.
    """

    wishes: frozenset[Wish] = frozenset(Wish)
    of: frozenset[Of] = frozenset(Of)
    known: frozenset[Known] = frozenset(Known)
    late: frozenset[Late] = frozenset(Late)
    wanted: frozenset[Spot] = frozenset(Spot)
    recorded: frozenset[Spot] = frozenset(Spot)
    near: bool = False
    apart: bool = False

    def holds(self, place: Place) -> bool:
        """Whether `place` is one of them."""
        return (
            place.wish in self.wishes
            and place.of in self.of
            and place.known in self.known
            and place.late in self.late
            and place.wanted in self.wanted
            and place.recorded in self.recorded
            and (not self.near or Spot.NEAR in (place.wanted, place.recorded))
            and (not self.apart or place.wanted is not place.recorded)
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: where it holds, what the plan does (None: the address is in no plan), and that in plain words.

    `repeats`, `guarded`, `past`: for which records a call is made again, the guard `protected` holds it, or the
    history keeps it. `after` is the status of what the state will hold, None for nothing; `keeps`: what is
    recorded stays as it is.
    """

    id: str
    fit: Fit
    action: Action | None
    block: BlockCode | None = None
    needs: tuple[BlockCode, ...] = ()
    then: Action | None = None
    pauses: bool = False
    refresh: bool = False
    repeats: frozenset[Known] = frozenset()
    guarded: frozenset[Known] = frozenset()
    deferred: bool = False
    past: frozenset[Known] = frozenset()
    after: Status | None = None
    keeps: bool = False
    findings: tuple[str, ...] = ()
    says: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What blocks whatever a row says: the plan shows what it would do if the record were `stands_as`."""

    id: str
    fit: Fit
    block: BlockCode
    stands_as: Known
    says: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """Places that cannot be, or that say nothing another place does not say, and why."""

    fit: Fit
    why: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rows of one situation, in the words of people who plan sends."""

    title: str
    intro: str
    rows: tuple[Row, ...]


def every_place() -> Iterator[Place]:
    """Yield the whole product."""
    return itertools.starmap(Place, itertools.product(Wish, Of, Known, Late, Spot, Spot))
