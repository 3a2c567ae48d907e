"""One address after the other: its situation, what the table says of it, and the change that makes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from braze_gitops.model import (
    Address,
    Finding,
    Json,
    SendIdPair,
    digest_json,
    digest_text,
    normal_form,
    split_address,
)
from braze_gitops.plan.actions import decide
from braze_gitops.plan.cause import cause_of, is_unexplained, reasons_of
from braze_gitops.plan.change import Action, BlockCode, Change, Difference
from braze_gitops.plan.compare import differences, replace_paths
from braze_gitops.plan.earlier_applies import EarlierApplies
from braze_gitops.plan.meaning import Vocabulary, with_sentences
from braze_gitops.plan.moves import Moves
from braze_gitops.plan.pace import deadline_of
from braze_gitops.plan.past_sends import PastSends, names_of
from braze_gitops.plan.renames import Names
from braze_gitops.plan.resuming import hold_on
from braze_gitops.plan.send_ids import Turn, hold, needed_pair
from braze_gitops.plan.series import series_address
from braze_gitops.plan.situation import Decision, Moment, Over, Phase, Situation
from braze_gitops.plan.too_close import Neighbours, too_close
from braze_gitops.plan.wanted import Wanted, is_same
from braze_gitops.state import Past, Record, State, join_texts, past_of, texts_named


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A change, and what should be said of it beside."""

    change: Change
    findings: tuple[Finding, ...]
    over: Over | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMaker:
    """What every change of one plan is made from."""

    wanted: Mapping[Address, Wanted]
    state: State
    names: Mapping[str, Mapping[str, str]]
    moment: Moment
    moves: Moves
    renames: Names
    elsewhere: frozenset[str]
    defined: frozenset[str]
    left_out: frozenset[Address]
    confirmed: frozenset[SendIdPair]
    under_way: frozenset[Address]
    neighbours: Neighbours
    past_sends: PastSends
    earlier: EarlierApplies

    def change_at(self, address: Address, turn: Turn | None = None) -> Made:
        """Return what happens to one address, and what should be said of it; with `turn` it waits for that."""
        moves = self.moves
        wanted, previous = self.wanted.get(address), moves.previous.get(address)
        original = self.state.records.get(previous or address) if previous or not moves.is_left(address) else None
        record = original
        if original is not None and previous is not None:
            record = dataclasses.replace(original, address=address)
        found = self._differences(wanted, record)
        situation = self._situation(address, previous, wanted, record, found)
        decision = decide(situation)
        if address in moves.blocks and decision.block is None:
            decision = dataclasses.replace(decision, block=moves.blocks[address], refresh=False, findings=())
        if turn is not None:
            decision = hold(situation, decision, turn)
        if previous is not None and decision.action is Action.NONE:
            decision = dataclasses.replace(decision, action=Action.MOVE, after=decision.after or record)
        near = ""
        if decision.block is None:
            near = too_close(situation.desired, decision, record, self.neighbours)
        change = self._change(situation, decision, address=address, original=original, found=found, near=near)
        return Made(change=change, findings=decision.findings, over=decision.over)

    def texts_of(self, changes: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
        """Yield each long text that a change which does something names, as often as it does."""
        for change in changes:
            if change.action is Action.NONE and not change.refresh:
                continue
            new = self.wanted[change.address].texts if change.address in self.wanted else {}
            for record in (change.before, change.after):
                for digest in texts_named(record.payload) if record is not None else ():
                    yield digest, new[digest] if digest in new else self.state.texts[digest]

    def _situation(
        self,
        address: Address,
        previous: Address | None,
        wanted: Wanted | None,
        record: Record | None,
        found: tuple[Difference, ...],
    ) -> Situation:
        side = wanted.record if wanted is not None else None
        desired = wanted.desired if wanted is not None else None
        forces: tuple[str, ...] = ()
        if record is not None and side is not None:
            forces = ("kind",) if record.kind is not side.kind else replace_paths(side.kind, found)
        others = names_of(wanted) if wanted is not None else ()
        before = self.moves.name_before(address)
        names = dict.fromkeys(name for name in (address, previous, before, *others) if name is not None)
        since = self.earlier.since(desired) if desired is not None else None
        applied_at = self.earlier.last(desired) if desired is not None else None
        return Situation(
            environment=self.state.environment,
            moment=self.moment,
            desired=desired,
            wanted=side,
            record=record,
            previous=previous,
            past=self._what_was_sent(address, wanted),
            is_equal=record is not None and side is not None and is_same(side, record),
            forces=forces,
            hold=hold_on(
                self.state.halts,
                addresses=names,
                sides=(record, side),
                desired=desired,
                since=since,
                applied_at=applied_at,
            ),
            since=since,
            applied_at=applied_at,
            is_under_way=(previous or address) in self.under_way,
            make_past=self._past_of,
        )

    def _what_was_sent(self, address: Address, wanted: Wanted | None) -> Past | None:
        if wanted is None:
            return self.past_sends.at(address)
        is_over = wanted.record.window.first_at <= self.moment.now
        return self.past_sends.of(wanted) or (self.past_sends.in_another_shape(wanted) if is_over else None)

    def _past_of(self, record: Record) -> Past:
        return past_of(record, now=self.moment.now)

    def _differences(self, wanted: Wanted | None, record: Record | None) -> tuple[Difference, ...]:
        if wanted is None or record is None or is_same(wanted.record, record):
            return ()
        has_begun = self.moment.phase_of(record) in (Phase.SENDING, Phase.SENT)
        if has_begun and wanted.desired.occurrence is not None:
            return ()
        texts = join_texts(wanted.texts, self.state.texts)
        found = differences(normal_form(record.kind, record.payload), wanted.record.payload, texts=texts)
        vocabulary = Vocabulary(names=self.names, variables_from=wanted.desired.variables_from)
        return with_sentences(found, before=record, after=wanted.record, vocabulary=vocabulary)

    def _change(
        self,
        situation: Situation,
        decision: Decision,
        *,
        address: Address,
        original: Record | None,
        found: tuple[Difference, ...],
        near: str,
    ) -> Change:
        name, keys = split_address(address)
        desired = situation.desired
        kinds = [side.kind for side in (situation.wanted, original) if side is not None]
        after, moment = decision.after, self.moment
        return Change(
            address=address,
            name=name,
            keys=keys,
            kind=kinds[0],
            action=decision.action,
            before=original,
            after=after,
            previous_address=situation.previous,
            past=decision.past,
            differences=found,
            reasons=(
                *reasons_of(
                    situation,
                    decision,
                    elsewhere=self.elsewhere,
                    defined=self.defined,
                    left_out=self.left_out,
                ),
                *((near,) if near else ()),
            ),
            cause=cause_of(situation, decision),
            needs=(*_needs(situation, decision), *((BlockCode.TOO_CLOSE,) if near else ())),
            block=decision.block,
            then=decision.then,
            pauses=decision.pauses,
            refresh=decision.refresh,
            repeats=decision.repeats,
            deferred=decision.deferred,
            resumes=situation.hold.resumes,
            new_send_id=needed_pair(decision.action, original, after, confirmed=self.confirmed),
            turn_at=decision.turn_at,
            place=desired.place if desired is not None else None,
            texts_from=tuple(sorted(desired.texts_from.items())) if desired is not None else (),
            deadline=deadline_of(decision.action, original, after, now=moment.now, cutoff=moment.cutoff),
            series=series_address(address, desired),
            digest=digest_of(
                decision,
                address=address,
                before=original,
                previous=situation.previous,
                resumes=situation.hold.resumes,
            ),
        )


def _needs(situation: Situation, decision: Decision) -> tuple[BlockCode, ...]:
    if not is_unexplained(situation, decision):
        return decision.needs
    return (*decision.needs, BlockCode.TOOL_OR_ZONE_DATA)


def digest_of(
    decision: Decision,
    *,
    address: Address,
    before: Record | None,
    previous: Address | None,
    resumes: str | None = None,
) -> str:
    """Return the digest of what a change does: equal for two plans that mean the same, whenever they were made."""
    if decision.action is Action.NONE and not decision.refresh:
        return digest_text("\0".join(filter(None, (address, decision.action, resumes))))
    return digest_json(
        {
            **({"resumes": resumes} if resumes is not None else {}),
            "address": address,
            "previous_address": previous,
            "action": decision.action,
            "then": decision.then,
            "pauses": decision.pauses,
            "refresh": decision.refresh,
            "before": _side_of(before),
            "after": _side_of(decision.after),
        }
    )


def _side_of(record: Record | None) -> tuple[Json, ...] | None:
    if record is None:
        return None
    return (
        record.kind,
        record.status,
        record.schedule_id,
        record.payload_digest,
        record.protected,
        record.description,
        record.owner,
        record.tags,
        record.version_unknown,
    )
