"""From desired schedules, a state and a moment to a plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from braze_gitops.model import Address, Desired, Environment, Finding, digest_text, sort_findings
from braze_gitops.plan.advice import advice_on
from braze_gitops.plan.audience_zones import zone_findings
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.earlier_applies import EarlierApplies
from braze_gitops.plan.maker import ChangeMaker, Made
from braze_gitops.plan.moves import find_moves
from braze_gitops.plan.order import in_order, intervals_of
from braze_gitops.plan.over import over_findings
from braze_gitops.plan.overdue import due_at, overdue_findings, overdue_first
from braze_gitops.plan.pace import paced
from braze_gitops.plan.past_sends import PastSends
from braze_gitops.plan.plan import Origin, Plan
from braze_gitops.plan.renames import leaving, rename_findings, renames_of
from braze_gitops.plan.resuming import resume_findings
from braze_gitops.plan.send_ids import Turn, turns_of
from braze_gitops.plan.series import left_out_sends, series_of_plan
from braze_gitops.plan.situation import Moment, Over, Phase
from braze_gitops.plan.too_close import neighbours_of
from braze_gitops.plan.wanted import Wanted, wanted_of
from braze_gitops.plan.words import in_utc
from braze_gitops.state import (
    RunOpened,
    State,
    name_after,
    names_told,
    past_of,
    settle,
    standing_halts,
    with_names,
)


def make_plan(
    desired: Desired,
    state: State,
    *,
    environment: Environment,
    names: Mapping[str, Mapping[str, str]],
    now: datetime,
    commit: str | None,
    tool: str,
    zones: str,
) -> Plan:
    """Return the changes that would move `state` to `desired`, in the order they are made.

    Args:
        desired: at most one schedule an address; order does not matter.
        state: as folded; what its last run left pending is settled first, so that a create of a dead run shows as
            in doubt. While a run is open, `held_by` says whose.
        environment: gives horizon, cutoff and limits.
        names: the project's words for ids: section → id → words.
        now: aware, UTC. A window that began at or before it has begun.
        commit: of the work tree, None without git.
        tool, zones: versions of this program and of the time zone data.

    Raises:
        ValueError: `now` has no time zone.
        StateDamagedError: the state names a text it does not hold.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    wanted = _wanted(desired, state, environment, now=now, commit=commit)
    moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
    maker = _maker(desired, wanted, state, names=names, moment=moment)
    settled = maker.state
    made, turns = _make(maker)
    ordered = in_order((one.change for one in made), intervals=intervals_of(desired))
    changes, duration = paced(ordered, environment=environment, now=now)
    told = names_told(settle(state), maker.renames)
    notes = [*_notes_on(made, changes)]
    notes += rename_findings(told, maker.moves, wanted)
    notes += over_findings(_over(made, maker), to_come=_to_come(wanted, now))
    notes += _found(changes, maker, environment=environment, now=now)
    return Plan(
        now=now,
        origin=_origin(environment, state, wanted, commit=commit, tool=tool, zones=zones),
        changes=changes,
        findings=overdue_first(sort_findings(notes)),
        texts=MappingProxyType(dict(sorted(maker.texts_of(changes)))),
        next_apply_by=_next_apply_by(changes, turns, environment.cutoff),
        expected_duration=duration,
        record_count=_record_count(maker),
        held_by=_held_by(state.run),
        halts=standing_halts(settled),
        series=series_of_plan((one.desired for one in wanted.values()), settled, now=now),
        renames=MappingProxyType({**leaving(maker.renames, changes), **told}),
    )


def _maker(
    desired: Desired,
    wanted: Mapping[Address, Wanted],
    state: State,
    *,
    names: Mapping[str, Mapping[str, str]],
    moment: Moment,
) -> ChangeMaker:
    before = settle(state)
    moves = find_moves(wanted, before, {past.address for past in before.history})
    renames = renames_of(wanted, moves)
    settled = with_names(before, renames)
    begun = (
        dataclasses.replace(past_of(record, now=moment.now), address=name_after(address, renames))
        for address, record in settled.records.items()
        if address not in wanted
        and not moves.is_left(address)
        and moment.phase_of(record) in (Phase.SENDING, Phase.SENT)
    )
    past = PastSends(wanted, settled.history, begun)
    return ChangeMaker(
        wanted=wanted,
        state=settled,
        names=names,
        moment=moment,
        moves=moves,
        renames=renames,
        elsewhere=frozenset(desired.names_elsewhere),
        defined=frozenset(one.name for one in desired.schedules),
        left_out=left_out_sends(desired.schedules),
        under_way=frozenset(intent.address for intent in state.pending if state.run is not None),
        confirmed=frozenset((one.campaign_id, one.send_id) for one in settled.send_ids if one.confirmed),
        neighbours=neighbours_of(settled, wanted=wanted, moves=moves, renames=renames, moment=moment),
        past_sends=past,
        earlier=EarlierApplies(settled),
    )


def _notes_on(made: Iterable[Made], changes: tuple[Change, ...]) -> Iterator[Finding]:
    """Yield what is said of the changes that nothing blocks."""
    kept = {change.address for change in changes if change.block is None}
    for one in made:
        if one.change.address in kept:
            yield from one.findings


def _over(made: Iterable[Made], maker: ChangeMaker) -> Iterator[tuple[Change, Over, Wanted]]:
    for one in made:
        if one.over is not None and one.change.block is None:
            yield one.change, one.over, maker.wanted[one.change.address]


def _to_come(wanted: Mapping[Address, Wanted], now: datetime) -> frozenset[str]:
    return frozenset(one.desired.name for one in wanted.values() if one.record.window.first_at > now)


def _wanted(
    desired: Desired, state: State, environment: Environment, *, now: datetime, commit: str | None
) -> Mapping[Address, Wanted]:
    zones = environment.audience_zones
    return {
        one.address: wanted_of(one, lineage=state.lineage, zones=zones, now=now, commit=commit)
        for one in desired.schedules
    }


def _found(
    changes: tuple[Change, ...], maker: ChangeMaker, *, environment: Environment, now: datetime
) -> Iterator[Finding]:
    """Yield what is said of the whole beside the changes' own notes."""
    wanted, state = maker.wanted, maker.state
    yield from overdue_findings(changes, now=now, cutoff=environment.cutoff)
    yield from zone_findings(changes, environment.audience_zones)
    yield from maker.moves.findings
    yield from advice_on(changes, state=state, now=now)
    yield from resume_findings(wanted, state, {change.address: change.resumes for change in changes})


def _origin(
    environment: Environment,
    state: State,
    wanted: Mapping[Address, Wanted],
    *,
    commit: str | None,
    tool: str,
    zones: str,
) -> Origin:
    return Origin(
        environment=environment.name,
        endpoint=environment.endpoint,
        lineage=state.lineage,
        state_serial=state.serial,
        state_head=state.head,
        definitions_digest=_definitions_digest(wanted),
        commit=commit,
        tool=tool,
        zones=zones,
        trusted_keys=state.key_fingerprints,
    )


def _make(maker: ChangeMaker) -> tuple[list[Made], Mapping[Address, Turn]]:
    """Return every change with what is said of it, and the turns of those that wait for their send id."""
    made = [maker.change_at(address) for address in _addresses(maker)]
    turns = turns_of((one.change for one in made), maker.state.send_ids, now=maker.moment.now)
    for place, one in enumerate(made):
        if one.change.address in turns:
            made[place] = maker.change_at(one.change.address, turns[one.change.address])
    return made, turns


def _addresses(maker: ChangeMaker) -> list[Address]:
    previous, wanted = maker.moves.previous, maker.wanted
    moved = frozenset(previous.values()) - previous.keys() - wanted.keys()
    return sorted((wanted.keys() | maker.state.records.keys() | previous.keys()) - moved)


def _definitions_digest(wanted: Mapping[Address, Wanted]) -> str:
    lines = []
    for address in sorted(wanted):
        desired, record = wanted[address].desired, wanted[address].record
        lifecycle = desired.lifecycle
        resume = f" {lifecycle.resume}" if lifecycle.resume is not None else ""
        marks = f"{lifecycle.prevent_delete} {lifecycle.paused} {lifecycle.on_missed} {desired.moved_from}{resume}"
        lines.append(f"{address}\0{record.kind}\0{record.payload_digest}\0{desired.inputs.definition}\0{marks}")
    return digest_text("\n".join(lines))


def _next_apply_by(
    changes: tuple[Change, ...], turns: Mapping[Address, Turn], cutoff: timedelta
) -> datetime | None:
    due = []
    for change in changes:
        after = change.after
        if change.turn_at is not None:
            due.append(turns[change.address].due)
            continue
        waits = change.deferred or Action.DEFER in (change.action, change.then)
        if waits and after is not None and (at := due_at(after, cutoff)) is not None:
            due.append(at)
    return min(due, default=None)


def _record_count(maker: ChangeMaker) -> int:
    live = (Phase.SCHEDULED, Phase.SENDING)
    return sum(maker.moment.phase_of(record) in live for record in maker.state.records.values())


def _held_by(run: RunOpened | None) -> str:
    if run is None:
        return ""
    where = f", {run.ci_run}" if run.ci_run else ""
    return f"{run.operation} by {run.who} on {run.host}, since {in_utc(run.at)}{where}"
