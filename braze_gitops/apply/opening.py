"""How an apply begins: does the plan fit, what does the first batch say, could all that follows be recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from braze_gitops.apply.work import PlannedCall, Work, first_seen
from braze_gitops.errors import StalePlanError
from braze_gitops.model import Answer, Exchange, ScheduleId, Verb, Verdict
from braze_gitops.plan import Change, Origin
from braze_gitops.state import (
    Batch,
    CallAnswered,
    CallId,
    CallIntended,
    DefinitionsSeen,
    Entry,
    HaltLifted,
    Head,
    RecordForgotten,
    RunClosed,
    RunOpened,
    State,
    fold,
    look_at_payloads,
)


def check_origin(origin: Origin, *, state: State, head: Head) -> None:
    """Make sure that plan, state and journal belong together.

    Raises:
        StalePlanError: the plan was made from another state, or the state was read before the journal moved.
    """
    made_from = (origin.lineage, origin.state_head, origin.endpoint, origin.environment)
    if made_from != (state.lineage, state.head, state.endpoint, state.environment) or head != state.head:
        raise StalePlanError(
            "the plan was made from another state than the one that is here now",
            hint="plan again, review that, and apply it; no call was made",
        )


def open_run(opening: RunOpened, state: State) -> RunOpened:
    """Return `opening` with the run it takes over from: the one that has not closed, if any."""
    return dataclasses.replace(opening, takes_over=state.run.run if state.run is not None else None)


def first_entries(changes: Sequence[Change], *, work: Work, state: State, opening: RunOpened) -> tuple[Entry, ...]:
    """Return what the first batch says: who runs, what halts let go, what is new, and what needs no call."""
    entries: list[Entry] = [opening, *_resumed(changes, opening)]
    new = first_seen(changes, state.definitions, at=opening.at)
    if new:
        entries.append(DefinitionsSeen(since=MappingProxyType(new)))
    return (*entries, *work.entries)


def _resumed(changes: Iterable[Change], opening: RunOpened) -> Iterator[Entry]:
    for change in changes:
        if change.resumes is not None:
            yield HaltLifted(
                halt=change.resumes,
                address=change.address,
                who=opening.who,
                why=f"`resume` in {change.place}",
                at=opening.at,
            )


def rehearse(work: Work, *, first: tuple[Entry, ...], state: State, opening: RunOpened) -> None:
    """Fold the whole apply as if every call were answered well, and forget the result.

    After a call it is too late to find out that its outcome cannot be recorded, or that the snapshot cannot be
    written: it holds every payload, and so each is looked at here.

    Raises:
        StateDamagedError: an entry could not follow what the state says, or a payload of it is none; nothing was
            written.
    """
    look_at_payloads(state)
    texts = dict(work.texts)
    entries: list[Entry] = list(first)
    for unit in work.units:
        for part, planned in enumerate(unit.calls):
            texts.update(planned.texts)
            call = CallId(f"{unit.number}.{part}")
            entries.extend(_well_answered(unit.change, planned, call=call, opening=opening))
    batch = Batch(
        number=state.head.number + 1,
        previous=state.head.digest,
        lineage=state.lineage,
        nonce="",
        tool="",
        at=opening.at,
        entries=(*entries, RunClosed(run=opening.run, applied=True, at=opening.at)),
        texts=MappingProxyType(texts),
    )
    fold(state, ((batch, ""),))


def _well_answered(change: Change, planned: PlannedCall, *, call: CallId, opening: RunOpened) -> Iterator[Entry]:
    yield CallIntended(
        run=opening.run,
        call=call,
        address=change.address,
        verb=planned.verb,
        kind=planned.kind,
        schedule_id=planned.schedule_id,
        parent_id=planned.parent_id,
        record=planned.record,
        then_deferred=planned.then_deferred,
        send_id=planned.new_send_id[1] if planned.new_send_id is not None else None,
        at=opening.at,
    )
    if planned.past is not None:
        yield RecordForgotten(address=change.address, past=planned.past)
    schedule_id = ScheduleId(f"rehearsed-{call}") if planned.verb is Verb.CREATE else None
    answer = Answer(verdict=Verdict.DONE, schedule_id=schedule_id)
    yield CallAnswered(run=opening.run, call=call, exchange=Exchange(status=200), answer=answer, at=opening.at)
