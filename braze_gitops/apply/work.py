"""What an apply has to do, worked out before anything is written: entries that need no call, and units of calls.

Here is where "never send what was not reviewed" is kept: each payload is made compact once more, and its digest
must be the one in the plan. A plan that does not fit is refused whole, before the first batch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import assert_never

from braze_gitops.errors import StalePlanError
from braze_gitops.guard import ClearedPlan
from braze_gitops.model import (
    Address,
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Desired,
    DesiredSchedule,
    JsonObject,
    Kind,
    Lineage,
    ScheduleId,
    SendIdPair,
    UpdateCall,
    Verb,
    parent_id,
    send_id_pair,
    series_of,
    split_address,
    verb_of,
)
from braze_gitops.plan import Action, Change, broadcast_audience, earliest_side
from braze_gitops.state import (
    Entry,
    NamesChanged,
    Past,
    Record,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    State,
    compact_payload,
    name_after,
    past_of,
)

_NO_NAMES: Mapping[Address, Address] = MappingProxyType({})
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One call of a unit, and what its intent says.

    `record`, `then_deferred` and `schedule_id` are those of `CallIntended`; `texts` are the long texts that
    `record` and `then_deferred` name. `past` is what history keeps once a delete is done, if its time
    has come by then, or is inside the cutoff.
    """

    call: Call
    kind: Kind
    schedule_id: ScheduleId | None
    parent_id: str | None
    record: Record | None = None
    then_deferred: Record | None = None
    past: Past | None = None
    texts: Mapping[str, str] = dataclasses.field(default_factory=lambda: NO_TEXTS)

    @property
    def verb(self) -> Verb:
        """Return what the call does."""
        return verb_of(self.call)

    def leaves_past(self, now: datetime, cutoff: timedelta) -> bool:
        """Whether history keeps what this delete, done by `now`, has cancelled: some may have it already.

        That is so from the cutoff before its time on.
        """
        return self.past is not None and self.past.window.first_at - cutoff <= now

    @property
    def audience(self) -> str | None:
        """Return the audience a create is a broadcast to, as the limits of Braze count it; None for all else."""
        if self.verb is not Verb.CREATE or self.record is None:
            return None
        return broadcast_audience(self.record)

    @property
    def new_send_id(self) -> SendIdPair | None:
        """Return the campaign and the send id that the call makes; None for every other call."""
        call = self.call
        return (call.campaign_id, call.send_id) if isinstance(call, CreateSendIdCall) else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The calls of one change, made by one worker in this order: one, or the two halves of a replace; before them
    the making of a new send id, so that nothing is cancelled for a create that lacks one.

    `number` is its place in the plan; `waits_for` are other addresses whose delete, or update, must be known
    to be done.
    """

    number: int
    change: Change
    calls: tuple[PlannedCall, ...]
    waits_for: frozenset[Address] = frozenset()

    @property
    def deletes(self) -> bool:
        """Whether a delete is among the calls."""
        return any(planned.verb is Verb.DELETE for planned in self.calls)

    @property
    def audience(self) -> str | None:
        """Return the audience that one of the calls is a broadcast to, None without."""
        return next((planned.audience for planned in self.calls if planned.audience is not None), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All an apply has to do: `entries` and their `texts` in the first batch, then `units`, in the plan's order.

    `settled` are the changes that the first batch makes whole, each with its place in the plan.
    """

    entries: tuple[Entry, ...]
    texts: Mapping[str, str]
    settled: tuple[tuple[int, Change], ...]
    units: tuple[Unit, ...]


def make_work(cleared: ClearedPlan, *, desired: Desired, state: State) -> Work:
    """Return what `cleared` asks for, every payload checked against what was reviewed.

    Raises:
        StalePlanError: the definitions are not those the plan shows, or a change cannot be what it says.
    """
    wanted = {schedule.address: schedule for schedule in desired.schedules}
    # Before all else: what is written next may stand where a record has just left.
    entries: list[Entry] = [NamesChanged(names=cleared.renames)] if cleared.renames else []
    entries += _moves(cleared.changes)
    texts: dict[str, str] = {}
    settled: list[tuple[int, Change]] = []
    units: list[Unit] = []
    for number, change in enumerate(cleared.changes):
        payload, found = _reviewed(change, wanted, state.lineage)
        # What is left over under an old name is over under the new one, if that is written down.
        is_left = change.previous_address is None and change.address not in wanted
        names = cleared.renames if is_left else _NO_NAMES
        calls = tuple(_calls(change, payload, found, _past(change, cleared.plan.now, names)))
        if calls:
            others = frozenset(change.starts_after) - {change.address}
            units.append(Unit(number=number, change=change, calls=calls, waits_for=others))
        else:
            entries.extend(_entries(change, _past(change, cleared.plan.now, names)))
            texts.update(found)
            settled.append((number, change))
    return Work(entries=tuple(entries), texts=texts, settled=tuple(settled), units=tuple(units))


def moves_at_once(changes: Iterable[Change]) -> Iterator[RecordsMoved]:
    """Yield the moves of records of which one takes the address that another leaves, all of them together."""
    moves = {change.previous_address: change.address for change in changes if change.previous_address is not None}
    arrivals = frozenset(moves.values())
    linked = {old: new for old, new in moves.items() if new in moves or old in arrivals}
    if linked:
        yield RecordsMoved(moves=MappingProxyType(dict(sorted(linked.items()))))


def _moves(changes: Sequence[Change]) -> Iterator[Entry]:
    """Yield every record that takes another address: those together that leave each other room come first."""
    at_once: set[Address] = set()
    for entry in moves_at_once(changes):
        at_once |= entry.moves.keys()
        yield entry
    for change in changes:
        if change.previous_address is not None and change.previous_address not in at_once:
            yield RecordMoved(before=change.previous_address, after=change.address)


def first_seen(changes: Iterable[Change], known: Mapping[str, datetime], *, at: datetime) -> dict[str, datetime]:
    """Return since when what these changes apply first is known, by the names of definitions and of entries.

    What has a new name is as old as under its old one; all else is first applied `at` this moment.
    """
    found: dict[str, datetime] = {}
    for change in changes:
        if change.after is None:
            continue
        before = change.previous_address
        earlier = (split_address(before)[0], series_of(before)) if before is not None else ("", "")
        for name, old in zip((change.name, change.series or change.name), earlier, strict=True):
            if name not in known:
                found[name] = min(found.get(name, at), known.get(old, at))
    return dict(sorted(found.items()))


def _reviewed(
    change: Change, wanted: Mapping[Address, DesiredSchedule], lineage: Lineage
) -> tuple[JsonObject, Mapping[str, str]]:
    """Return the whole payload of the change's `after` and the long texts in it.

    Both are empty where there is none, and where the change sends nothing and leaves the recorded payload as it is
    (a protection lifted, an unanswered call settled, a rename of what was sent): the definition may then say
    something else, which reaches nobody.
    """
    if change.after is None or _keeps_payload(change):
        return MappingProxyType({}), NO_TEXTS
    schedule = wanted.get(change.address)
    if schedule is None:
        raise _stale(change, "no definition makes it any more")
    compact = compact_payload(schedule.payload, lineage=lineage)
    if (compact.digest, schedule.kind) != (change.after.payload_digest, change.after.kind):
        raise _stale(change, "its definition is not what the plan shows")
    return schedule.payload, compact.texts


def _keeps_payload(change: Change) -> bool:
    if change.action not in (Action.NONE, Action.MOVE) or change.before is None or change.after is None:
        return False
    return change.before.payload_digest == change.after.payload_digest


def _calls(
    change: Change, payload: JsonObject, texts: Mapping[str, str], past: Past | None
) -> Iterator[PlannedCall]:
    match change.action:
        case Action.CREATE:
            yield from _send_id(change)
            yield _create(change, payload, texts)
        case Action.UPDATE:
            yield _update(change, payload, texts)
        case Action.DELETE:
            yield _delete(change, then_deferred=change.after, past=past, texts=texts)
        case Action.REPLACE:
            yield from _send_id(change)
            yield _delete(change)
            yield _create(change, payload, texts)
        case Action.FORGET | Action.MOVE | Action.IMPORT | Action.DEFER | Action.NONE:
            return
        case _:
            assert_never(change.action)


def _past(change: Change, now: datetime, names: Mapping[Address, Address]) -> Past | None:
    """Return what history keeps of what is over, or is cancelled for good, should that be done late."""
    past, before = change.past, change.before
    if past is None and change.after is None and before is not None and change.action is Action.DELETE:
        past = dataclasses.replace(past_of(before, now=now), window=earliest_side(before).window)
    return dataclasses.replace(past, address=name_after(past.address, names)) if past is not None else None


def _entries(change: Change, past: Past | None) -> Iterator[Entry]:
    """Yield what a change without a call writes, a move aside: that is told before."""
    if change.action is Action.FORGET:
        yield RecordForgotten(address=change.address, past=past)
    elif change.after is not None and (change.refresh or change.action not in (Action.MOVE, Action.NONE)):
        yield RecordKept(record=change.after)


def _send_id(change: Change) -> Iterator[PlannedCall]:
    pair = change.new_send_id
    if pair is None:
        return
    after = _record(change, change.after)
    if pair != send_id_pair(after.payload):
        raise _stale(change, "its send id is not the one it is to make")
    call = CreateSendIdCall(campaign_id=pair[0], send_id=pair[1])
    yield PlannedCall(call=call, kind=after.kind, schedule_id=None, parent_id=pair[0])


def _create(change: Change, payload: JsonObject, texts: Mapping[str, str]) -> PlannedCall:
    after = _record(change, change.after)
    return PlannedCall(
        call=CreateCall(kind=after.kind, payload=payload),
        kind=after.kind,
        schedule_id=None,
        parent_id=None,
        record=after,
        texts=texts,
    )


def _update(change: Change, payload: JsonObject, texts: Mapping[str, str]) -> PlannedCall:
    before, after = _record(change, change.before), _record(change, change.after)
    schedule, messages = payload.get("schedule"), payload.get("messages")
    is_message = after.kind is Kind.MESSAGE
    if before.kind is not after.kind or before.schedule_id is None or not isinstance(schedule, Mapping):
        raise _stale(change, "it cannot be updated in place")
    if is_message and not isinstance(messages, Mapping):
        raise _stale(change, "it has no messages to update")
    parent = parent_id(before.kind, before.payload)
    return PlannedCall(
        call=UpdateCall(
            kind=before.kind,
            schedule_id=before.schedule_id,
            parent_id=parent,
            schedule=schedule,
            messages=messages if is_message and isinstance(messages, Mapping) else None,
        ),
        kind=before.kind,
        schedule_id=before.schedule_id,
        parent_id=parent,
        record=after,
        texts=texts,
    )


def _delete(
    change: Change,
    *,
    then_deferred: Record | None = None,
    past: Past | None = None,
    texts: Mapping[str, str] = NO_TEXTS,
) -> PlannedCall:
    """Return the delete of what is recorded: its kind and its ids, whatever the definition says now."""
    before = _record(change, change.before)
    if before.schedule_id is None:
        raise _stale(change, "the state knows no schedule id for it")
    parent = parent_id(before.kind, before.payload)
    return PlannedCall(
        call=DeleteCall(kind=before.kind, schedule_id=before.schedule_id, parent_id=parent),
        kind=before.kind,
        schedule_id=before.schedule_id,
        parent_id=parent,
        then_deferred=then_deferred,
        past=past,
        texts=texts,
    )


def _record(change: Change, record: Record | None) -> Record:
    if record is None:
        raise _stale(change, f"the plan does not say what to {change.action.value}")
    return record


def _stale(change: Change, why: str) -> StalePlanError:
    return StalePlanError(
        f"the plan no longer holds for {change.address}: {why}",
        hint="plan again, review that, and apply it; no call was made",
    )
