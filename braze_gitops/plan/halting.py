"""The plan of an emergency stop: every recorded schedule that a halt matches and that is not over is cancelled.

From the state alone: what is wanted is not asked. In words, for a record that matches and whose time is not over:

    deferred                      nothing: it is not at Braze, and stays recorded
    scheduled, sending            delete; the guards against cancelling do not count here
    scheduled, sending, protected blocked, unless the halt is said to include what is protected
    in doubt, external, vanished  blocked: nobody here can cancel it

An update without an answer counts with both of its times: the schedule may be at either.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import datetime

from braze_gitops.model import Environment, digest_text, split_address
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, Block, BlockCode, Change
from braze_gitops.plan.halts import halt_on
from braze_gitops.plan.open_call import earliest_side, sides_of
from braze_gitops.plan.order import in_order
from braze_gitops.plan.pace import paced
from braze_gitops.plan.plan import Origin, Plan
from braze_gitops.plan.series import series_address
from braze_gitops.plan.situation import Moment, Phase
from braze_gitops.state import Halt, Past, Record, State, Status, past_of, settle, standing_halts


def make_halting_plan(
    state: State, halt: Halt, *, environment: Environment, with_protected: bool, now: datetime, tool: str
) -> Plan:
    """Return the plan that cancels what `halt` matches, nearest first; deferred ones stand in it as unchanged.

    Args:
        state: as folded; what its last run left pending is settled first. It need not hold `halt` yet.
        halt: addresses it lets go are left out.
        environment: gives cutoff and limits.
        with_protected: also cancel what `prevent_delete` protects.
        now: aware, UTC.
        tool: version of this program.
    """
    settled = settle(state)
    moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
    found = _matched(settled.records.values(), halt, moment)
    changes = (_change(one, halt, state=settled, with_protected=with_protected, now=now) for one in found)
    ordered, duration = paced(in_order(changes), environment=environment, now=now)
    return Plan(
        now=now,
        origin=Origin(
            environment=environment.name,
            endpoint=environment.endpoint,
            lineage=state.lineage,
            state_serial=state.serial,
            state_head=state.head,
            definitions_digest=digest_text(""),
            commit=None,
            tool=tool,
            zones="",
        ),
        changes=ordered,
        expected_duration=duration,
        record_count=len(settled.records),
        halts=standing_halts(settled),
    )


def is_going_out(record: Record, *, now: datetime) -> bool:
    """Whether a recorded schedule may be going out already, by any time it may have."""
    return any(side.window.first_at <= now for side in sides_of(record))


def _matched(records: Iterable[Record], halt: Halt, moment: Moment) -> Iterator[Record]:
    for record in records:
        sides = sides_of(record)
        if all(moment.phase_of(side) is Phase.SENT for side in sides):
            continue
        if halt_on((halt,), addresses=[record.address], sides=sides) is not None:
            yield record


def _change(record: Record, halt: Halt, *, state: State, with_protected: bool, now: datetime) -> Change:
    name, keys = split_address(record.address)
    if record.status is Status.DEFERRED:
        action, reason = Action.NONE, "it is not at Braze yet, and is not created while it is halted"
    else:
        action, reason = Action.DELETE, halt.id
    is_deferred = action is Action.NONE
    return Change(
        address=record.address,
        name=name,
        keys=keys,
        kind=record.kind,
        action=action,
        before=record,
        after=record if is_deferred else None,
        past=None if is_deferred else _past(record, now),
        reasons=(reason,),
        # What is scheduled now may be going out when its turn comes: an emergency stops that too.
        needs=() if is_deferred else (BlockCode.STOP_SENDING,),
        block=_block(record, halt, state=state, with_protected=with_protected),
        deferred=is_deferred,
        series=series_address(record.address, None),
    )


def _past(record: Record, now: datetime) -> Past:
    """Return what history keeps of it once the earliest of its times has come."""
    return dataclasses.replace(past_of(record, now=now), window=earliest_side(record).window)


def _block(record: Record, halt: Halt, *, state: State, with_protected: bool) -> Block | None:
    match record.status:
        case Status.IN_DOUBT:
            return blocks.in_doubt(record, record.address, environment=state.environment)
        case Status.VANISHED:
            return blocks.vanished(record, record.address, environment=state.environment)
        case Status.EXTERNAL:
            return blocks.external(record.address, environment=state.environment)
    if record.protected and record.status is Status.SCHEDULED and not with_protected:
        return blocks.spared(halt, environment=state.environment)
    return None
