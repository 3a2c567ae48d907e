"""A cell of the decision table as git and a state would have it, and what table, code and plan say of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

from decisions.cell import Hold, Known, Late, Of, Place, Row, Spot, Wish, every_place
from decisions.table import fitting, held, impossible
from decisions.terms import SAME

from braze_gitops.model import DesiredSchedule, Json, Kind, Lifecycle, OnMissed, SendTime, TimeMode, Verb
from braze_gitops.plan import BlockCode, Change, Plan
from braze_gitops.plan.actions import decide
from braze_gitops.plan.resuming import Hold as HeldBy
from braze_gitops.plan.situation import Decision, Moment, Situation
from braze_gitops.plan.wanted import is_same, wanted_of
from braze_gitops.state import Halt, Past, Record, State, Status, past_of
from support.decision_times import CUTOFF, HORIZON, SECOND, inner, moment_of, offsets, spot_of
from support.plans import (
    ANCHOR,
    LINEAGE,
    LONG,
    PRODUCTION,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
    time_at,
)

HALT = Halt(
    id="h1",
    pattern=None,
    tags=(),
    first_at=None,
    last_at=None,
    who="ana",
    why="wrong prices",
    at=ANCHOR - timedelta(days=200),
)
_EMAIL: dict[str, Json] = {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hi", "body": LONG}
_TEXT: dict[str, Json] = {"messages": {"email": {**_EMAIL, "subject": "Hello"}}}
_REMOVAL: dict[str, Json] = {
    "messages": {"email": {key: value for key, value in _EMAIL.items() if key != "subject"}}
}
# What an update cannot bring, for each kind: other people or content, a field that is gone from `messages`.
ELSEWHERE: Mapping[Kind, tuple[Mapping[str, Json], ...]] = {
    Kind.MESSAGE: ({"segment_id": "seg-other"}, _REMOVAL),
    Kind.CAMPAIGN: ({"trigger_properties": {"offer": "20"}},),
    Kind.CANVAS: ({"recipients": ({"external_user_id": "anna"},)},),
}
_STATUSES = {
    Known.DEFERRED: Status.DEFERRED,
    Known.EXTERNAL: Status.EXTERNAL,
    Known.IN_DOUBT: Status.IN_DOUBT,
    Known.VANISHED: Status.VANISHED,
}
_CALLS = {
    Known.IN_DOUBT: Verb.CREATE,
    Known.UPDATE_OPEN: Verb.UPDATE,
    Known.UPDATE_LATE: Verb.UPDATE,
    Known.UPDATE_AHEAD: Verb.UPDATE,
    Known.DELETE_OPEN: Verb.DELETE,
    Known.VANISHED: Verb.DELETE,
}
# Where the window lies that an unanswered update tried to set.
_TRIED = {Known.UPDATE_LATE: Spot.OVER, Known.UPDATE_AHEAD: Spot.AHEAD}
_A_WEEK, _LONG_AGO = timedelta(days=7), timedelta(days=300)
_ANOTHER_HOUR = timedelta(hours=9)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place for one kind and two ways to give a time, the wanted and the recorded one, at one moment."""

    place: Place
    kind: Kind
    modes: tuple[TimeMode, TimeMode]
    wanted: timedelta | None
    recorded: timedelta | None
    variant: int = 0

    @property
    def now(self) -> datetime:
        """Return the moment."""
        return moment_of(self.modes, (self.wanted, self.recorded))

    def __str__(self) -> str:
        """Return the cell in the words of the table."""
        place = self.place
        clocks = f"git {place.wanted.name} {self.wanted}, state {place.recorded.name} {self.recorded}"
        return (
            f"{self.kind} {self.modes[0]}/{self.modes[1]}: {place.wish.name} of {place.of.name} "
            f"on {place.known.name} ({place.late.name}), {clocks}"
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What both sides of a cell are; `wanted` is the record that `desired` would make."""

    desired: DesiredSchedule | None
    wanted: Record | None
    record: Record | None
    history: tuple[Past, ...]
    halts: tuple[Halt, ...]
    since: datetime | None
    applied_at: datetime | None
    now: datetime


def possible_places() -> Iterator[tuple[Place, Row, Hold | None]]:
    """Yield each place that can be, its row, and what holds before that."""
    for place in every_place():
        if impossible(place) is not None:
            continue
        hold = held(place)
        yield place, fitting(as_if_free(place, hold))[0], hold


def as_if_free(place: Place, hold: Hold | None) -> Place:
    """Return the place whose row says what would be done without the hold."""
    return dataclasses.replace(place, known=hold.stands_as) if hold is not None else place


def cells(place: Place, kind: Kind, *, mixed: bool = False, edged: bool = False) -> Iterator[Cell]:
    """Yield the cells of a place: each mode, if `mixed` with each recorded mode; `edged` as in `offsets`."""
    same = place.wish in SAME
    for wanted in TimeMode:
        others = (
            TimeMode if mixed and not same and Spot.NOWHERE not in (place.wanted, place.recorded) else (wanted,)
        )
        for recorded in others:
            modes = (wanted, recorded)
            for pair in offsets(modes, place.wanted, place.recorded, same=same, edged=edged):
                # What begins at this very moment did not begin before anything was applied.
                if place.late is Late.EARLIER and pair[0] == timedelta(0):
                    continue
                for variant in range(len(ELSEWHERE[kind]) if place.wish is Wish.ELSEWHERE else 1):
                    yield Cell(
                        place=place, kind=kind, modes=modes, wanted=pair[0], recorded=pair[1], variant=variant
                    )


def case_of(cell: Cell) -> Case:
    """Return what both sides of a cell are."""
    place, now = cell.place, cell.now
    address = 'teaser["2026-12-01"]' if place.of is Of.SERIES else "teaser"
    desired = wanted = None
    if cell.wanted is not None:
        time = time_at(now + cell.wanted, cell.modes[0])
        desired, wanted = _wanted(address, cell.kind, time, place.wish, _lifecycle(place), cell.variant)
    record = None
    if cell.recorded is not None:
        known_time = _recorded_time(cell)
        record = _record(address, cell.kind, known_time, place.known, _tried(cell, known_time))
    history = (make_past(make_recorded(make_desired(address, kind=cell.kind))),)
    return Case(
        desired=desired,
        wanted=wanted,
        record=record,
        history=history if place.known is Known.IN_HISTORY else (),
        halts=(HALT,) if place.known in (Known.HALTED, Known.HALTED_NEW) else (),
        since=_since(place, now),
        applied_at=now if place.late is Late.NAMED else None,
        now=now,
    )


def _since(place: Place, now: datetime) -> datetime | None:
    """Return when the definition of a place was first applied."""
    if place.of is Of.ITSELF:
        return None
    return now if place.late is Late.EARLIER else now - _LONG_AGO


@cache
def _wanted(
    address: str, kind: Kind, time: SendTime, wish: Wish, lifecycle: Lifecycle, variant: int
) -> tuple[DesiredSchedule, Record]:
    fields = ELSEWHERE[kind][variant] if wish is Wish.ELSEWHERE else {}
    if wish is Wish.UPDATABLE and kind is Kind.MESSAGE:
        fields = _TEXT
    description = "other words" if wish is Wish.WORDS else ""
    desired = make_desired(
        address,
        kind=kind,
        time=time,
        lifecycle=lifecycle,
        description=description,
        every=_A_WEEK if "[" in address else None,
        fields=fields,
    )
    return desired, wanted_of(
        desired, lineage=LINEAGE, zones=PRODUCTION.audience_zones, now=ANCHOR, commit="9c2e"
    ).record


def _lifecycle(place: Place) -> Lifecycle:
    return Lifecycle(
        paused=place.wish is Wish.PAUSED,
        prevent_delete=place.known is Known.PROTECTED,
        on_missed=OnMissed.SKIP if place.late is Late.SKIP else OnMissed.ERROR,
    )


def _recorded_time(cell: Cell) -> SendTime:
    """Return the recorded time; where it is all that can differ, it does."""
    offset, mode = cell.recorded, cell.modes[1]
    assert offset is not None, "a record has a time"
    time = time_at(cell.now + offset, mode)
    is_updated = cell.place.wish is Wish.UPDATABLE and cell.kind is not Kind.MESSAGE
    if not is_updated or (offset, mode) != (cell.wanted, cell.modes[0]):
        return time
    if mode is TimeMode.OPTIMAL:
        return dataclasses.replace(time, wall=time.wall + _ANOTHER_HOUR)
    nudge = SECOND if spot_of(mode, offset + SECOND) is cell.place.recorded else -SECOND
    return time_at(cell.now + offset + nudge, mode)


@cache
def _plain(address: str, kind: Kind, time: SendTime) -> DesiredSchedule:
    return make_desired(address, kind=kind, time=time)


@cache
def _record(address: str, kind: Kind, time: SendTime, known: Known, tried: SendTime | None) -> Record:
    """Return the record of a place; `tried` is the time that an unanswered update tried to set."""
    attempt = None
    if tried is not None:
        fields: Mapping[str, Json] = _TEXT if kind is Kind.MESSAGE else {}
        attempt = make_recorded(make_desired(address, kind=kind, time=tried, fields=fields))
    record = make_recorded(
        _plain(address, kind, time),
        status=_STATUSES.get(known, Status.SCHEDULED),
        protected=known in (Known.PROTECTED, Known.LIFTED),
        unfinished=make_unfinished(_CALLS[known], attempt=attempt) if known in _CALLS else None,
    )
    return dataclasses.replace(record, imported=known is Known.IMPORTED)


def _tried(cell: Cell, time: SendTime) -> SendTime | None:
    known, mode = cell.place.known, cell.modes[1]
    if known not in _TRIED:
        return time if known is Known.UPDATE_OPEN else None
    offset = inner(mode, _TRIED[known])
    assert offset is not None, "an update sets a time"
    return time_at(_on_date(cell.now + offset), mode)


def _on_date(at: datetime) -> datetime:
    """Return the nearest instant after `at` less a day at which a date can begin in the first zone."""
    return at - (at - ANCHOR) % timedelta(days=1)


def decision_of(cell: Cell) -> Decision:
    """Return what the table's code says of a cell."""
    case = case_of(cell)
    wanted = case.wanted
    return decide(
        Situation(
            environment="production",
            moment=Moment(now=case.now, horizon=HORIZON, cutoff=CUTOFF),
            desired=case.desired,
            wanted=wanted,
            record=case.record,
            past=case.history[0] if case.history else None,
            is_equal=wanted is not None and case.record is not None and is_same(wanted, case.record),
            forces=("segment_id",) if cell.place.wish is Wish.ELSEWHERE else (),
            hold=HeldBy(halt=HALT if case.halts else None),
            since=case.since,
            applied_at=case.applied_at,
            make_past=lambda record: past_of(record, now=case.now),
        )
    )


def state_of(case: Case) -> State:
    """Return the state of a case."""
    definitions = {"teaser": case.since} if case.since is not None else {}
    records = [case.record] if case.record is not None else []
    history = list(case.history)
    if case.desired is not None and case.desired.occurrence is not None:
        history.append(_sibling(case))
    return make_state(*records, history=history, halts=case.halts, definitions=definitions)


def _sibling(case: Case) -> Past:
    """Return another send of the series of a case, long ago: an apply was made for it, and last did something."""
    past = make_past(make_recorded(make_desired('teaser["2020-01-01"]', at=case.now - _LONG_AGO)))
    return dataclasses.replace(past, ended_at=case.applied_at or case.now - _LONG_AGO)


def plan_at(cell: Cell) -> Plan:
    """Return the whole plan for a cell."""
    case = case_of(cell)
    return plan_of([case.desired] if case.desired is not None else [], state_of(case), now=case.now)


def expected(place: Place, row: Row, hold: Hold | None) -> dict[str, object]:
    """Return what the table says of a place."""
    known = place.known
    block = hold.block if hold is not None else row.block
    after = Status.DEFERRED if row.keeps and known is Known.DEFERRED else row.after
    return {
        "action": row.action,
        "block": block,
        "needs": row.needs,
        "then": row.then,
        "pauses": row.pauses,
        "refresh": row.refresh and hold is None,
        "repeats": known in row.repeats,
        "deferred": row.deferred,
        "past": (hold.stands_as if hold is not None else known) in row.past,
        "after": after if block is None else None,
    }


def told(found: Decision | Change) -> dict[str, object]:
    """Return what the code says, in the same words."""
    block: BlockCode | None = found.block.code if found.block is not None else None
    return {
        "action": found.action,
        "block": block,
        "needs": found.needs,
        "then": found.then,
        "pauses": found.pauses,
        "refresh": found.refresh,
        "repeats": found.repeats,
        "deferred": found.deferred,
        "past": found.past is not None,
        "after": found.after.status if found.after is not None and block is None else None,
    }
