"""What a claim makes of a state: the record it is given, or why it cannot be taken.

    the address               then
    no definition             refused
    no record, deferred       the record gets the id; without one it is external
    external, id not known    the record gets the id; refused if a create of ours is behind it, or without an id
    any other record          refused, with the command that is meant
    in the history            refused: it counts as sent
    moves from a record       refused: that record is the definition's

A claim that says just what the record says is not looked at again (`taken_already`).

An id that a record or the history has is refused, and so is one that stands twice. A definition whose time has
come can be claimed only as it is (`trusts`, or without an id): Braze changes nothing of it any more.
"""

from __future__ import annotations

import dataclasses
import difflib
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from braze_gitops.model import (
    Address,
    Claim,
    Desired,
    DesiredSchedule,
    Environment,
    Finding,
    ScheduleId,
    Severity,
    parent_id,
)
from braze_gitops.plan.situation import Moment
from braze_gitops.plan.wanted import Wanted, wanted_of
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Entry, Past, Record, RecordKept, State, Status, settle

CODE = "import-refused"
# What our own help says in its place; a wrong id, once recorded, is what updates and cancels name.
_PLACEHOLDERS = frozenset({"ID", "THE-ID", "SCHEDULE_ID", "SCHEDULE-ID"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """One claim that can be taken: the record it makes, and where that stands at the moment.

    `parent_id` is the campaign or Canvas an update will name, None for a message. `is_over` says that its first
    instant has come, `is_imminent` that it is inside the cutoff, `is_beyond` that it lies beyond the horizon.
    """

    claim: Claim
    record: Record
    texts: Mapping[str, str]
    parent_id: str | None
    paused: bool
    is_over: bool
    is_imminent: bool
    is_beyond: bool

    @property
    def entry(self) -> Entry:
        """Return what writes it down."""
        return RecordKept(record=self.record)


def taken_already(claims: Iterable[Claim], *, state: State) -> tuple[Claim, ...]:
    """Return the claims that the state has taken as they are, so that a list can be imported once more.

    One that stands twice is not among them, and neither is one that now trusts what an update is still to bring.
    """
    found = tuple(claims)
    times = Counter(claim.address for claim in found)
    records = settle(state).records
    return tuple(
        claim for claim in found if times[claim.address] == 1 and _is_taken(claim, records.get(claim.address))
    )


def _is_taken(claim: Claim, record: Record | None) -> bool:
    if record is None or record.unfinished is not None or record.schedule_id != claim.schedule_id:
        return False
    if record.status is Status.EXTERNAL:
        return True
    return record.status is Status.SCHEDULED and not (claim.trusts and record.imported)


def adopt(
    claims: Iterable[Claim],
    *,
    desired: Desired,
    state: State,
    environment: Environment,
    now: datetime,
    commit: str | None,
) -> tuple[tuple[Adopted, ...], tuple[Finding, ...]]:
    """Return what each claim makes, in order, and an error for each that cannot be taken.

    What an earlier run left pending counts as settled: whoever writes the entries opens a run first.
    """
    adopting = _Adopting(tuple(claims), desired, settle(state), environment, now=now)
    made = []
    findings = []
    for claim in adopting.claims:
        found = [
            Finding(
                severity=Severity.ERROR,
                code=CODE,
                message=message,
                hint=hint,
                place=claim.place,
                address=claim.address,
            )
            for message, hint in adopting.faults_of(claim)
        ]
        findings += found
        if not found:
            made.append(adopting.adopted(claim, commit=commit))
    return tuple(made), tuple(findings)


class _Adopting:
    """All claims of one import, looked at together."""

    def __init__(
        self,
        claims: tuple[Claim, ...],
        desired: Desired,
        state: State,
        environment: Environment,
        *,
        now: datetime,
    ) -> None:
        self.claims = claims
        self._desired = desired
        self._schedules = {one.address: one for one in desired.schedules}
        self._state = state
        self._environment = environment
        self._moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
        self._times_named = Counter(claim.address for claim in claims)
        self._times_given = Counter(claim.schedule_id for claim in claims if claim.schedule_id is not None)
        known: tuple[Record | Past, ...] = (*state.history, *state.records.values())
        self._owners = {one.schedule_id: one.address for one in known if one.schedule_id is not None}
        self._past = frozenset(past.address for past in state.history)

    def adopted(self, claim: Claim, *, commit: str | None) -> Adopted:
        """Return what a claim without a fault makes."""
        desired = self._schedules[claim.address]
        wanted = self._wanted(desired, commit)
        window = wanted.record.window
        return Adopted(
            claim=claim,
            record=dataclasses.replace(
                wanted.record,
                status=Status.SCHEDULED if claim.schedule_id is not None else Status.EXTERNAL,
                schedule_id=claim.schedule_id,
                imported=not claim.trusts,
            ),
            texts={key: text for key, text in wanted.texts.items() if key not in self._state.texts},
            parent_id=parent_id(desired.kind, desired.payload),
            paused=desired.lifecycle.paused,
            is_over=window.first_at <= self._moment.now,
            is_imminent=self._moment.is_imminent(window),
            is_beyond=self._moment.is_beyond(window),
        )

    def faults_of(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """Yield why a claim cannot be taken, each with what to do."""
        yield from self._faults_of_id(claim)
        if self._times_named[claim.address] > 1:
            yield "is claimed more than once", "a definition is one schedule: keep one of them"
        desired = self._schedules.get(claim.address)
        if desired is None:
            yield self._unknown(claim.address)
            return
        record = self._state.records.get(claim.address)
        if record is not None:
            yield from self._faults_of_record(claim, record)
        elif claim.address in self._past:
            yield (
                "has been sent already under this name",
                "give the definition that is still to come a name of its own, and import under that",
            )
        if desired.moved_from is not None and desired.moved_from in self._state.records:
            yield (
                f"takes the record of {desired.moved_from} (`moved_from`)",
                "apply first, or take the `moved_from` line out",
            )
        yield from self._faults_of_time(claim, desired)

    def _faults_of_id(self, claim: Claim) -> Iterator[tuple[str, str]]:
        ident = claim.schedule_id
        if ident is None:
            return
        if not ident or ident != ident.strip() or not ident.isprintable() or " " in ident:
            yield "its schedule id is empty or has blanks in it", "copy it from Braze's answer to the create"
        elif ident.upper() in _PLACEHOLDERS:
            yield f"{ident} stands for the schedule id, it is none", "put the id in its place that Braze gave"
        elif self._times_given[ident] > 1:
            yield f"the schedule id {ident} is given to more than one address", "find out whose it is"
        else:
            yield from self._faults_of_owner(claim, ident)

    def _faults_of_owner(self, claim: Claim, ident: ScheduleId) -> Iterator[tuple[str, str]]:
        owner = self._owners.get(ident)
        if owner is None:
            return
        if owner == claim.address and owner in self._state.records:
            yield f"has the schedule id {ident} already", "it waits for an update: apply, or leave --trust out"
            return
        where = "" if owner in self._state.records else ", which is over"
        yield f"{ident} is the schedule id of {owner}{where}", "find the id that Braze gave for this one"

    def _faults_of_record(self, claim: Claim, record: Record) -> Iterator[tuple[str, str]]:
        at = f"{shlex.quote(record.address)} -e {self._environment.name}"
        resolve = f"braze-gitops state resolve {at}"
        match record.status:
            case Status.DEFERRED:
                return
            case Status.EXTERNAL if record.unfinished is None and record.schedule_id is None:
                if claim.schedule_id is None:
                    yield "counts as created already, its id unknown", "nothing is to be imported: leave it out"
            case Status.EXTERNAL | Status.IN_DOUBT:
                yield (
                    f"was asked for from here, and is {record.status.value.replace('_', ' ')}",
                    f"`{resolve} --schedule-id {claim.schedule_id or 'THE-ID'}` if that is its id",
                )
            case Status.VANISHED:
                yield (
                    f"is recorded as {record.schedule_id}, which Braze refused to cancel",
                    f"`{resolve} --gone` if that one is gone, then import",
                )
            case _ if record.schedule_id != claim.schedule_id:
                yield (
                    f"is recorded as {record.schedule_id}",
                    f"if it is wrong, `braze-gitops state rm {at} --schedule-id {record.schedule_id}` forgets it",
                )

    def _faults_of_time(self, claim: Claim, desired: DesiredSchedule) -> Iterator[tuple[str, str]]:
        window = self._wanted(desired, None).record.window
        if claim.schedule_id is None or claim.trusts or window.first_at > self._moment.now:
            return
        yield (
            f"its time has passed ({in_utc(window.first_at)}): nothing of it can be changed any more",
            "--trust takes it as sent; or give the definition the time that the schedule has at Braze",
        )

    def _unknown(self, address: Address) -> tuple[str, str]:
        where = self._environment.name
        if address.partition("[")[0] in self._desired.names_elsewhere:
            return f"is not defined for {where}", "its definition is limited to other environments"
        near = difflib.get_close_matches(address, self._schedules, n=1)
        hint = (
            f"did you mean `{near[0]}`?" if near else "write its definition first; an import takes it as it stands"
        )
        return f"is not defined for {where}", hint

    def _wanted(self, desired: DesiredSchedule, commit: str | None) -> Wanted:
        return wanted_of(
            desired,
            lineage=self._state.lineage,
            zones=self._environment.audience_zones,
            now=self._moment.now,
            commit=commit,
        )
