"""The story of an address, or of all: each call with its answer, moves, words of people, told from the journal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from braze_gitops.model import Address
from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallIntended,
    DoubtResolved,
    Entry,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    RunClosed,
    RunId,
    RunOpened,
)
from braze_gitops.state.record import CallId
from braze_gitops.state.renaming import name_before

Told: TypeAlias = (
    CallIntended
    | RecordMoved
    | DoubtResolved
    | RecordKept
    | RecordForgotten
    | NamesChanged
    | KeyTrusted
    | KeyDistrusted
    | HaltSet
    | HaltLifted
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to `address`, as it was called then; None for what is about the whole state.

    `run` is the run that wrote it, None where its opening is not in the journal any more. Of a call `answer` is
    what came back and `told_by` the run that wrote it, if that is another one; `settled` says that the run ended
    before an answer came, and `taken_by` is the run that took the state over then, None if it ended by itself.
    Moves of several records at once are one event each; `moved_with` is then a number that only those share.
    """

    at: datetime
    address: Address | None
    entry: Told
    run: RunOpened | None
    answer: CallAnswered | None = None
    told_by: RunOpened | None = None
    settled: bool = False
    taken_by: RunOpened | None = None
    moved_with: int | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, in order; `known_from` is when the journal begins if what came before it was pruned.

    `runs` are all runs that the journal has the opening of.
    """

    events: tuple[Event, ...]
    known_from: datetime | None = None
    runs: Mapping[RunId, RunOpened] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


def tell_story(batches: Iterable[Batch], address: Address | None = None) -> Story:
    """Return what happened to the record that `address` has now, its earlier names included; without one, to all.

    `batches` are in order. An address that nothing happened to has no events.
    """
    teller = _Teller()
    first: Batch | None = None
    for batch in batches:
        first = first or batch
        for entry in batch.entries:
            teller.hear(entry, batch.at)
    events = tuple(teller.events)
    return Story(
        events=events if address is None else _about(events, address),
        known_from=first.at if first is not None and first.number > 1 else None,
        runs=MappingProxyType(teller.runs),
    )


def addresses_in(story: Story) -> tuple[Address, ...]:
    """Return every address that something happened to, sorted."""
    found = {event.address for event in story.events if event.address is not None}
    found |= {event.entry.after for event in story.events if isinstance(event.entry, RecordMoved)}
    return tuple(sorted(found))


class _Teller:
    """The events so far; `waiting` says where among them each call without an answer is."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.runs: dict[RunId, RunOpened] = {}
        self._run: RunOpened | None = None
        self._waiting: dict[CallId, int] = {}

    def hear(self, entry: Entry, at: datetime) -> None:
        """Take one entry; what says nothing of an address or a key is no event."""
        match entry:
            case RunOpened():
                self._settle(taken_by=entry)
                self._run = entry
                self.runs[entry.run] = entry
            case RunClosed():
                self._settle(taken_by=None)
            case CallIntended():
                self._waiting[entry.call] = len(self.events)
                self._add(entry.address, entry, entry.at)
            case CallAnswered():
                self._answer(entry)
            case RecordMoved():
                self._add(entry.before, entry, at)
            case RecordsMoved():
                first = len(self.events)
                for before, after in entry.moves.items():
                    self._add(before, RecordMoved(before=before, after=after), at, moved_with=first)
            case DoubtResolved():
                self._add(entry.address, entry, entry.at)
            case RecordKept():
                self._add(entry.record.address, entry, at)
            case RecordForgotten():
                self._add(entry.address, entry, at)
            case NamesChanged():
                self._add(None, entry, at)
            case HaltSet():
                self._add(None, entry, entry.halt.at)
            case HaltLifted():
                self._add(entry.address, entry, entry.at)
            case KeyTrusted() | KeyDistrusted():
                self._add(None, entry, entry.at)

    def _add(self, address: Address | None, entry: Told, at: datetime, *, moved_with: int | None = None) -> None:
        self.events.append(Event(at=at, address=address, entry=entry, run=self._run, moved_with=moved_with))

    def _answer(self, entry: CallAnswered) -> None:
        number = self._waiting.pop(entry.call, None)
        if number is None:
            return
        event = self.events[number]
        same = event.run is not None and self._run is not None and event.run.run == self._run.run
        told_by = None if same else self._run
        self.events[number] = dataclasses.replace(event, answer=entry, told_by=told_by)

    def _settle(self, *, taken_by: RunOpened | None) -> None:
        for number in self._waiting.values():
            event = self.events[number]
            if not event.settled:
                self.events[number] = dataclasses.replace(event, settled=True, taken_by=taken_by)


def _about(events: Sequence[Event], address: Address) -> tuple[Event, ...]:
    """Return the events of one record: from the last one back, under the name it had at each time."""
    name = address
    found: list[Event] = []
    # Of moves at once the one to this name comes first, and then none of them is of the record any more.
    arrivals = {(e.moved_with, e.entry.after) for e in events if isinstance(e.entry, RecordMoved)}
    followed: int | None = None
    moved_by: RunOpened | None = None
    for event in reversed(events):
        together = event.moved_with
        if together is not None and together == followed:
            continue
        match event.entry:
            case RecordMoved(before=before, after=after) if after == name:
                name, followed, moved_by = before, together, event.run
                found.append(event)
            case RecordMoved() if together is not None and (together, name) in arrivals:
                continue
            case NamesChanged(names=names) if (before := name_before(name, names)) != name:
                found.append(event)
                # A record that has moved in the same run came from there already.
                name = before if moved_by is None or event.run is not moved_by else name
            case _ if event.address == name:
                found.append(event)
    # That a name has changed is no story of what has never had it.
    return tuple(reversed(found)) if any(not isinstance(one.entry, NamesChanged) for one in found) else ()
