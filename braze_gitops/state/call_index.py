"""What a journal holds of each call: intent, answer, where its address is now, what a person said since."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from braze_gitops.model import Address, Answer, ScheduleId, Verb, Verdict
from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallIntended,
    DoubtResolved,
    RecordForgotten,
    RecordMoved,
    RecordsMoved,
    Resolution,
)
from braze_gitops.state.record import CallId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallIndex:
    """All calls of a journal by id.

    `at` is the address a call's record has now, moved or not; `words` the last word of a person on that address
    since. `gone` are the ids of schedules that are known to be cancelled or over.
    """

    intents: Mapping[CallId, CallIntended]
    answers: Mapping[CallId, Answer]
    at: Mapping[CallId, Address]
    words: Mapping[CallId, DoubtResolved]
    gone: frozenset[ScheduleId]


def index_calls(batches: Iterable[Batch]) -> CallIndex:
    """Return the calls in `batches`, which are in order; what came before the first of them is not known."""
    index = _Index()
    for batch in batches:
        for entry in batch.entries:
            index.take(entry)
    return CallIndex(
        intents=index.intents,
        answers=index.answers,
        at={call: address for address, calls in index.calls.items() for call in calls},
        words=index.words,
        gone=frozenset(index.gone),
    )


class _Index:
    """The index in the making."""

    def __init__(self) -> None:
        self.intents: dict[CallId, CallIntended] = {}
        self.answers: dict[CallId, Answer] = {}
        self.calls: dict[Address, list[CallId]] = {}
        self.words: dict[CallId, DoubtResolved] = {}
        self.gone: set[ScheduleId] = set()

    def take(self, entry: object) -> None:
        """Bring in one entry; most kinds say nothing of a call."""
        match entry:
            case CallIntended():
                self.intents[entry.call] = entry
                self.calls.setdefault(entry.address, []).append(entry.call)
            case CallAnswered():
                self._answer(entry)
            case RecordMoved():
                self.calls.setdefault(entry.after, []).extend(self.calls.pop(entry.before, ()))
            case RecordsMoved():
                moved = {after: self.calls.pop(before, []) for before, after in entry.moves.items()}
                for after, calls in moved.items():
                    self.calls.setdefault(after, []).extend(calls)
            case DoubtResolved():
                self.words |= dict.fromkeys(self.calls.get(entry.address, ()), entry)
            case RecordForgotten() if entry.past is not None and entry.past.schedule_id is not None:
                self.gone.add(entry.past.schedule_id)

    def _answer(self, entry: CallAnswered) -> None:
        self.answers[entry.call] = entry.answer
        intent = self.intents.get(entry.call)
        # A delete that Braze refused leaves its record vanished, with its id, or was done by an earlier try.
        over = entry.answer.verdict in (Verdict.DONE, Verdict.REJECTED)
        if over and intent is not None and intent.verb is Verb.DELETE and intent.schedule_id is not None:
            self.gone.add(intent.schedule_id)


def says_not_created(word: DoubtResolved | None) -> bool:
    """Whether a person's word is that the create was never carried out."""
    return word is not None and word.resolution is Resolution.NOT_CREATED
