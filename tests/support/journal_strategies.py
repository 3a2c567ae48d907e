"""Hypothesis strategy for journals that can be: every batch can follow the ones before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta

from hypothesis import strategies as st

from braze_gitops.model import (
    Address,
    ScheduleId,
    Verb,
    Verdict,
)
from braze_gitops.state import (
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    Halt,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    Record,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    State,
    Status,
    compact_payload,
    next_halt_id,
    standing_halts,
)
from support.state_strategies import pasts
from support.states import LINEAGE, NOW, Journal, make_answer, make_intent, make_payload, make_record, make_run


@st.composite
def journals(draw: st.DrawFn, *, max_steps: int = 14) -> Journal:
    """Return a journal whose every batch can follow the ones before it, crashes and late answers included."""
    journal = Journal()
    calls: list[CallIntended] = []
    for step in range(draw(st.integers(0, max_steps))):
        state = journal.state()
        steps = [one for one in _STEPS if one is not _answer or calls]
        found = draw(st.sampled_from(steps))(draw, state, calls, step)
        if found is not None:
            entry, named = found
            journal.add(entry, texts=named, at=NOW + timedelta(days=draw(st.sampled_from([0, 0, 1, 300]))))
    return journal


_Step = Callable[[st.DrawFn, State, list[CallIntended], int], tuple[Entry, Mapping[str, str]] | None]
_FEW = [Address("a"), Address("b"), Address("c")]


def _open(
    draw: st.DrawFn, _state: State, _calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]]:
    return make_run(f"run-{step}", commit=draw(st.sampled_from([None, "c1", "c2"]))), {}


def _close(
    draw: st.DrawFn, state: State, _calls: list[CallIntended], _step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    if state.run is None:
        return None
    return RunClosed(run=state.run.run, applied=draw(st.booleans()), at=NOW), {}


def _create(
    draw: st.DrawFn, state: State, calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    free = [one for one in _FEW if one not in state.records or state.records[one].schedule_id is None]
    if not free:
        return None
    record, named = _new_record(draw, draw(st.sampled_from(free)), None, Status.SCHEDULED)
    calls.append(make_intent(Verb.CREATE, record, call=f"call-{step}", at=NOW + timedelta(minutes=step)))
    return calls[-1], named


def _update_or_delete(
    draw: st.DrawFn, state: State, calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    # A run asks one thing at a time of a schedule.
    asked = {intent.address for intent in state.pending}
    known = [one for one in state.records.values() if one.schedule_id is not None and one.address not in asked]
    if not known:
        return None
    before = draw(st.sampled_from(known))
    verb = draw(st.sampled_from([Verb.UPDATE, Verb.DELETE]))
    record, named = _new_record(draw, before.address, before.schedule_id, Status.SCHEDULED)
    later = dataclasses.replace(record, status=Status.DEFERRED, schedule_id=None)
    calls.append(
        make_intent(
            verb,
            record,
            call=f"call-{step}",
            then_deferred=later if verb is Verb.DELETE and draw(st.booleans()) else None,
        )
    )
    return calls[-1], named


def _answer(
    draw: st.DrawFn, _state: State, calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]]:
    call = draw(st.sampled_from(calls)).call
    verdict = draw(st.sampled_from(Verdict))
    return make_answer(verdict, call=call, schedule_id=draw(st.sampled_from([None, f"sched-{step}"]))), {}


def _keep(
    draw: st.DrawFn, state: State, _calls: list[CallIntended], _step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    free = [one for one in _FEW if one not in state.records]
    if not free:
        return None
    record, named = _new_record(draw, draw(st.sampled_from(free)), None, Status.DEFERRED)
    return RecordKept(record=record), named


def _move_or_forget(
    draw: st.DrawFn, state: State, _calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    if not state.records:
        return None
    address = draw(st.sampled_from(sorted(state.records)))
    if draw(st.integers(0, 3)) == 0:
        ring = sorted({address, *draw(st.lists(st.sampled_from(sorted(state.records)), max_size=2))})
        moves = dict(zip(ring, [*ring[1:], ring[0] if len(ring) > 1 else Address(f"moved-{step}")], strict=True))
        return RecordsMoved(moves=moves), {}
    if draw(st.booleans()):
        return RecordMoved(before=address, after=Address(f"moved-{step}")), {}
    if draw(st.integers(0, 3)) == 0:
        return NamesChanged(names={address: Address(f"moved-{step}")}), {}
    return RecordForgotten(address=address, past=draw(st.none() | pasts)), {}


def _resolve(
    draw: st.DrawFn, state: State, _calls: list[CallIntended], step: int
) -> tuple[Entry, Mapping[str, str]] | None:
    found = [one for one in state.records.values() if one.status in (Status.IN_DOUBT, Status.VANISHED)]
    if not found:
        return None
    record = draw(st.sampled_from(found))
    vanished = record.status is Status.VANISHED
    resolution = draw(
        st.sampled_from(
            [Resolution.GONE, Resolution.RETRY]
            if vanished
            else [Resolution.SCHEDULE_ID, Resolution.NOT_CREATED, Resolution.ASSUME_CREATED]
        )
    )
    given = ScheduleId(f"told-{step}") if resolution is Resolution.SCHEDULE_ID else None
    return DoubtResolved(
        address=record.address, resolution=resolution, schedule_id=given, who="ana", why="seen", at=NOW
    ), {}


def _note(draw: st.DrawFn, state: State, _calls: list[CallIntended], step: int) -> tuple[Entry, Mapping[str, str]]:
    if draw(st.booleans()) and state.key_fingerprints:
        return KeyDistrusted(fingerprint=draw(st.sampled_from(sorted(state.key_fingerprints))), at=NOW), {}
    if draw(st.booleans()):
        return KeyTrusted(fingerprint=draw(st.sampled_from(["f1", "f2"])), at=NOW), {}
    return DefinitionsSeen(since={draw(st.sampled_from(["a", "b"])): NOW + timedelta(days=step)}), {}


def _halt(draw: st.DrawFn, state: State, _calls: list[CallIntended], step: int) -> tuple[Entry, Mapping[str, str]]:
    standing = standing_halts(state)
    at = NOW + timedelta(minutes=step)
    if bool(standing) and draw(st.booleans()):
        halt = draw(st.sampled_from(standing)).id
        return HaltLifted(halt=halt, address=draw(st.none() | st.sampled_from(_FEW)), who="ana", why="", at=at), {}
    pattern = draw(st.none() | st.sampled_from(_FEW))
    ident = next_halt_id(state)
    return HaltSet(
        halt=Halt(id=ident, pattern=pattern, tags=(), first_at=None, last_at=None, who="ana", why="", at=at)
    ), {}


_STEPS: tuple[_Step, ...] = (
    _open,
    _close,
    _create,
    _create,
    _update_or_delete,
    _answer,
    _answer,
    _keep,
    _move_or_forget,
    _resolve,
    _note,
    _halt,
)


def _new_record(
    draw: st.DrawFn, address: Address, schedule_id: ScheduleId | None, status: Status
) -> tuple[Record, Mapping[str, str]]:
    body = draw(st.sampled_from(["short", "long " * 200, "other " * 200]))
    payload = make_payload(messages={"email": {"body": body}})
    record = make_record(address, status=status, schedule_id=schedule_id, payload=payload)
    return record, compact_payload(payload, lineage=LINEAGE).texts
