"""What becomes of answers that a run learned and could not write, once its state is there again.

The table, in words; *waiting* is a record that still waits for the answer to this very call:

    another lineage, a call the journal does not have, another address, kind or verb      refused
    the journal has that answer already                                                   known, or loose
    the journal has another answer to that call                                           refused, or loose
    a record waits                                                                        merged, as a late answer
        but the id belongs to another address                                             refused
        but a person assumes it was created, and the answer says it was not               refused
    a create was done, nothing waits
        its address has that id                                                           known
        its address is free: a person said "not created", or nobody asked                 merged, as a record
        its address has something else                                                    loose, until it is free
    anything else that nothing waits for                                                  settled

*Loose* is a schedule that is live at Braze and that no record holds. It is named each time, never dropped, and the
journal keeps the answer. Nothing here calls Braze, and merging the same answers twice changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from braze_gitops.model import Address, Answer, ScheduleId, Verb, Verdict
from braze_gitops.state.call_index import CallIndex, index_calls, says_not_created
from braze_gitops.state.compact import texts_named
from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallIntended,
    Entry,
    RecordForgotten,
    RecordKept,
    Resolution,
)
from braze_gitops.state.fold import fold, settle
from braze_gitops.state.loose import is_accounted_for
from braze_gitops.state.merge_words import merged_words, said_words
from braze_gitops.state.past import past_of
from braze_gitops.state.record import Record, Status
from braze_gitops.state.state import State
from braze_gitops.state.unrecorded import Unrecorded


class Fate(StrEnum):
    """What becomes of one answer; see the module's table."""

    MERGED = "merged"
    KNOWN = "known"
    SETTLED = "settled"
    REFUSED = "refused"
    LOOSE = "loose"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One answer and what becomes of it: `address` is where its record is now, `why` says it in words."""

    answer: Unrecorded
    fate: Fate
    address: Address
    why: str
    entries: tuple[Entry, ...] = ()
    texts: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What to write, and what becomes of each answer, in the order they were given."""

    judged: tuple[Judged, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what to write, in order; empty when there is nothing."""
        return tuple(entry for one in self.judged for entry in one.entries)

    @property
    def texts(self) -> Mapping[str, str]:
        """Return the long texts those entries name, as far as the state does not hold them."""
        return {digest: text for one in self.judged for digest, text in one.texts.items()}


def merge(answers: Iterable[Unrecorded], *, state: State, batches: Sequence[Batch], cutoff: timedelta) -> Merge:
    """Return what to write so that `state` knows what `answers` say, and what becomes of each of them.

    `batches` are all that the journal holds, in order, up to the head of `state`. What is pending counts as
    settled: whoever writes the entries opens a run first. What was cancelled less than `cutoff` before its time
    counts as sent, as in an apply.
    """
    judge = _Judge(settle(state), batches, cutoff)
    return Merge(judged=tuple(map(judge.judge, answers)))


class _Judge:
    """Judges one answer after the other; each that is taken is part of the state for the next."""

    def __init__(self, state: State, batches: Sequence[Batch], cutoff: timedelta) -> None:
        self._state = state
        self._batches = batches
        self._cutoff = cutoff
        self._index: CallIndex = index_calls(batches)
        self._answers = dict(self._index.answers)

    def judge(self, one: Unrecorded) -> Judged:
        """Return what becomes of one answer, and remember it."""
        judged = self._judge(one)
        if judged.entries:
            self._answers[one.entry.call] = one.entry.answer
            self._take(judged)
        return judged

    def _take(self, judged: Judged) -> None:
        head = self._state.head
        batch = Batch(
            number=head.number + 1,
            previous=head.digest,
            lineage=self._state.lineage,
            nonce="",
            tool="",
            at=judged.answer.entry.at,
            entries=judged.entries,
            texts=judged.texts,
        )
        self._state = fold(self._state, ((batch, ""),))

    def _judge(self, one: Unrecorded) -> Judged:
        if one.lineage != self._state.lineage:
            return _judged(one, Fate.REFUSED, f"it belongs to another state, of lineage {one.lineage}")
        intent = self._index.intents.get(one.entry.call)
        if intent is None:
            return self._without_intent(one)
        if _subject(one) != (intent.address, intent.kind, intent.verb, _named(intent)):
            return _judged(one, Fate.REFUSED, f"that call was to {intent.verb} {intent.address}, says the journal")
        known = self._answers.get(one.entry.call)
        if known is not None:
            return self._known(one, intent, known)
        if one.verb is Verb.CREATE_SEND_ID:
            return _judged(one, Fate.SETTLED, merged_words(one))
        waiting = self._waiting(one)
        if one.verb is Verb.CREATE and _new_id(one) is not None and one.entry.answer.verdict is Verdict.DONE:
            return self._created(one, intent, waiting)
        if waiting is None:
            return self._too_late(one, intent)
        if waiting.status is Status.EXTERNAL:
            return self._assumed(one, waiting)
        return self._answered(one, intent, waiting)

    def _without_intent(self, one: Unrecorded) -> Judged:
        loose = self._loose(one)
        if loose is None and one.verb is Verb.CREATE and _new_id(one) is not None:
            return _judged(one, Fate.KNOWN, "the state has that schedule id")
        why = "the journal does not have that call: the state here may be an older copy, or of another environment"
        return _judged(one, Fate.REFUSED if loose is None else Fate.LOOSE, why)

    def _known(self, one: Unrecorded, intent: CallIntended, known: Answer) -> Judged:
        address = self._address(intent)
        if self._loose(one) is not None:
            if self._is_free(address):
                return self._back_again(one, intent, address, entries=())
            return self._loosely(one, intent, entries=())
        if _gist(one.verb, known) == _gist(one.verb, one.entry.answer):
            return _judged(one, Fate.KNOWN, "the journal has that answer already", address=address)
        said = known.schedule_id if one.verb is Verb.CREATE and known.schedule_id else known.verdict
        return _judged(one, Fate.REFUSED, f"the journal has another answer to that call: {said}", address=address)

    def _created(self, one: Unrecorded, intent: CallIntended, waiting: Record | None) -> Judged:
        holder = self._holder(one)
        address = self._address(intent)
        if holder is not None and holder != address:
            why = f"{one.schedule_id} is the schedule id of {holder}"
            return _judged(one, Fate.REFUSED, why, address=address)
        if holder is not None:
            return _judged(one, Fate.KNOWN, "the state has that schedule id", address=address)
        if self._loose(one) is None:
            return _judged(one, Fate.SETTLED, "that schedule was cancelled or is over since", address=address)
        if waiting is not None:
            return self._answered(one, intent, waiting)
        if self._is_free(address):
            return self._back_again(one, intent, address, entries=(_entry(one, intent),))
        return self._loosely(one, intent, entries=(_entry(one, intent),))

    def _is_free(self, address: Address) -> bool:
        """Whether nothing is arranged there."""
        record = self._state.records.get(address)
        return record is None or record.status is Status.DEFERRED

    def _back_again(
        self, one: Unrecorded, intent: CallIntended, address: Address, *, entries: tuple[Entry, ...]
    ) -> Judged:
        """Give the address its schedule back: after `entries` the record is written as it was meant."""
        assert intent.record is not None  # no create is journaled without one
        record = dataclasses.replace(
            intent.record,
            address=address,
            status=Status.SCHEDULED,
            schedule_id=one.schedule_id,
            dispatch_id=one.entry.answer.dispatch_id,
            unfinished=None,
        )
        word = self._index.words.get(one.entry.call)
        against = (
            f"{said_words(word)}; Braze says that it was" if word is not None and says_not_created(word) else ""
        )
        return _judged(
            one,
            Fate.MERGED,
            against or "its schedule id is known now",
            address=address,
            entries=(*entries, RecordKept(record=record)),
            texts=self._texts(record),
        )

    def _loosely(self, one: Unrecorded, intent: CallIntended, *, entries: tuple[Entry, ...]) -> Judged:
        address = self._address(intent)
        record = self._state.records.get(address)
        assert record is not None, "a free address takes its schedule back"
        has = f"has {record.schedule_id or 'another create in doubt'}"
        why = f"two schedules may be live: {one.schedule_id} is at Braze, and the record of {address} {has}"
        return _judged(one, Fate.LOOSE, why, address=address, entries=entries)

    def _too_late(self, one: Unrecorded, intent: CallIntended) -> Judged:
        """Judge an answer that nothing waits for, and that tells of no new schedule."""
        address, word = self._address(intent), self._index.words.get(one.entry.call)
        refuted = one.verb is Verb.CREATE and one.entry.answer.verdict is not Verdict.UNKNOWN
        if refuted and word is not None and word.resolution is Resolution.SCHEDULE_ID:
            why = f"{said_words(word)}; this answer says that it was not created"
            return _judged(one, Fate.REFUSED, why, address=address)
        return _judged(one, Fate.SETTLED, "what came after that call settled it", address=address)

    def _assumed(self, one: Unrecorded, waiting: Record) -> Judged:
        """Judge an answer without an id to a create that a person assumes was carried out."""
        if one.entry.answer.verdict is Verdict.UNKNOWN:
            return _judged(one, Fate.SETTLED, "it says no more than is known", address=waiting.address)
        why = "a person said since that it is to be taken for created; this answer says that it was not"
        return _judged(one, Fate.REFUSED, why, address=waiting.address)

    def _answered(self, one: Unrecorded, intent: CallIntended, waiting: Record) -> Judged:
        entries: tuple[Entry, ...] = (_entry(one, intent),)
        stopped = one.verb is Verb.DELETE and one.entry.answer.verdict is Verdict.DONE
        is_late = waiting.window.first_at - self._cutoff <= one.entry.at and intent.then_deferred is None
        if stopped and is_late:
            # As an apply writes it: some may have it already, so history keeps the address, and it counts as sent.
            past = past_of(dataclasses.replace(waiting, unfinished=None), now=one.entry.at)
            entries = (RecordForgotten(address=waiting.address, past=past), *entries)
        return _judged(one, Fate.MERGED, merged_words(one), address=waiting.address, entries=entries)

    def _waiting(self, one: Unrecorded) -> Record | None:
        return next(
            (
                record
                for record in self._state.records.values()
                if record.unfinished is not None
                and record.unfinished.call == one.entry.call
                and record.status is not Status.VANISHED
            ),
            None,
        )

    def _holder(self, one: Unrecorded) -> Address | None:
        """Return the address of the record that has the id of a create's answer."""
        records = self._state.records.values()
        return next((record.address for record in records if record.schedule_id == one.schedule_id), None)

    def _loose(self, one: Unrecorded) -> ScheduleId | None:
        """Return the id of a create's answer if nothing here accounts for it."""
        ident = _new_id(one)
        if ident is None or one.entry.answer.verdict is not Verdict.DONE:
            return None
        return None if is_accounted_for(ident, state=self._state, index=self._index) else ident

    def _address(self, intent: CallIntended) -> Address:
        return self._index.at[intent.call]

    def _texts(self, record: Record) -> Mapping[str, str]:
        """Return the long texts of `record` that only the journal still holds."""
        missing = {digest for digest in texts_named(record.payload) if digest not in self._state.texts}
        return {
            digest: batch.texts[digest] for batch in self._batches for digest in missing if digest in batch.texts
        }


def _judged(
    one: Unrecorded,
    fate: Fate,
    why: str,
    *,
    address: Address | None = None,
    entries: tuple[Entry, ...] = (),
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Judged:
    return Judged(answer=one, fate=fate, address=address or one.address, why=why, entries=entries, texts=texts)


def _entry(one: Unrecorded, intent: CallIntended) -> CallAnswered:
    """Return the late answer as the run that made the call would have written it."""
    return dataclasses.replace(one.entry, run=intent.run)


def _subject(one: Unrecorded) -> tuple[object, ...]:
    return (one.address, one.kind, one.verb, None if one.verb is Verb.CREATE else one.schedule_id)


def _named(intent: CallIntended) -> ScheduleId | None:
    return None if intent.verb is Verb.CREATE else intent.schedule_id


def _new_id(one: Unrecorded) -> ScheduleId | None:
    """Return the id a create brought; an update or delete brings none."""
    return one.entry.answer.schedule_id if one.verb is Verb.CREATE else None


def _gist(verb: Verb, answer: Answer) -> tuple[object, ...]:
    """Return what two tellings of one answer must have in common; a line tells less of it than the journal."""
    return (answer.verdict, answer.schedule_id if verb is Verb.CREATE else None)
