"""Mistakes to plant in a process that is thrown away: each must be found by the checks that find nothing else.

no intent                     the call is made, and its intent is written with its outcome
intent after the call         nobody waits until the intent is durable
outcome before it is durable  nobody waits until the outcome is durable before it is told
silent retry                  a create without an answer is forgotten by the next run, which makes it again
silent retry at once          a create without an answer is made again by the run itself
unfenced write                a batch is written over whatever has its number
fenced and goes on            a run that finds its state taken takes no notice
no last look                  a run that was stopped sends what it was about to send
create before delete          the halves of a replace change places
early snapshot                the snapshot is written before the batch it says it was made after
snapshot before its texts     the long texts are written after the snapshot that names them
reused slot                   a take-over adds to the last batch instead of writing the next
torn batch                    a batch is written under its own name, and not beside it
nothing told                  what the state could not take is told to nobody
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import braze_gitops.apply as apply_room
from braze_gitops.apply import WrittenEntries, retry, run, taking, worker
from braze_gitops.apply.committer import Ticket
from braze_gitops.apply.floor import Floor
from braze_gitops.apply.last_look import LastLook
from braze_gitops.apply.outcome import Ending
from braze_gitops.apply.retry import Next, Tries
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.apply.story import Story, Told
from braze_gitops.apply.worker import Worker
from braze_gitops.cli import applying
from braze_gitops.cli.progress import TerminalProgress
from braze_gitops.model import Verb, Verdict
from braze_gitops.state import (
    CallAnswered,
    CallIntended,
    Entry,
    RunClosed,
    RunOpened,
    State,
    decode_batch,
    digest_of,
    encode_batch,
    fold,
)
from braze_gitops.state.calls import settle_pending
from braze_gitops.state.ledger import Ledger
from braze_gitops.store import FileStore, FileSystem, StoredJournal, file_store, load_state
from braze_gitops.store.atomic import write_over


def plant(name: str) -> None:
    """Plant the mistake of that name in this process; nothing for an empty name."""
    if name:
        MUTANTS[name]()


def no_intent() -> None:
    """Write the intent together with the outcome."""
    kept: dict[str, CallIntended] = {}
    submit_outcome = Worker._answered

    async def intend(self: Worker, story: Story, told: Told) -> tuple[CallIntended | None, LastLook]:
        self._braze = self._braze or self._floor.connect()
        intent = self._make_intent(story.unit, told.planned)
        kept[intent.call] = intent
        return intent, LastLook(self._floor, str)

    def answered(self: Worker, call: object, *rest: object) -> CallAnswered:
        self._floor.committer.submit((kept[str(call)],))
        return submit_outcome(self, call, *rest)  # type: ignore[arg-type] # passed on as it is

    Worker._intend = intend  # type: ignore[method-assign] # this process is thrown away
    Worker._answered = answered  # type: ignore[method-assign,assignment] # this process is thrown away


def _not_waited_for(kind: type[Entry]) -> None:
    durable = Ticket.durable

    async def at_once(self: Ticket) -> None:
        if not any(isinstance(entry, kind) for entry in self.entries):
            await durable(self)

    Ticket.durable = at_once  # type: ignore[method-assign] # this process is thrown away


def intent_after_the_call() -> None:
    """Wait for no intent."""
    _not_waited_for(CallIntended)


def outcome_before_it_is_durable() -> None:
    """Wait for no outcome."""
    _not_waited_for(CallAnswered)


def silent_retry() -> None:
    """Take a create that nobody answered for one that was never made."""
    module = sys.modules["braze_gitops.state.fold"]  # its room gives its function the same name
    settle = settle_pending

    def forget(ledger: Ledger) -> None:
        for call, intent in list(ledger.pending.items()):
            if intent.verb is Verb.CREATE:
                del ledger.pending[call]
        settle(ledger)

    module.settle_pending = forget  # type: ignore[attr-defined] # the name that the fold looks up


def silent_retry_at_once() -> None:
    """Repeat a create as an update is repeated."""
    honest = retry.what_next

    def again(verb: Verb, verdict: Verdict, tries: Tries, settings: ApplySettings) -> Next:
        return honest(Verb.UPDATE if verb is Verb.CREATE else verb, verdict, tries, settings)

    worker.what_next = again  # type: ignore[attr-defined] # the name that the worker looks up


def unfenced_write() -> None:
    """Write a batch whether or not there is one of that number."""
    file_store.write_new = write_over  # type: ignore[attr-defined] # the name that the store looks up


def fenced_and_goes_on() -> None:
    """Take no notice of another run's batch, and write no more."""
    honest = Floor.is_durable

    async def is_durable(self: Floor, ticket: Ticket) -> bool:
        durable = await honest(self, ticket)
        self.halt._reasons.pop(Ending.FENCED, None)
        return durable or self.committer.error is not None

    async def is_ours(self: Floor) -> bool:  # noqa: ARG001 -- it takes the place of a method
        return True

    Floor.is_durable = is_durable  # type: ignore[method-assign] # this process is thrown away
    Floor.is_ours = is_ours  # type: ignore[method-assign] # this process is thrown away


def no_last_look() -> None:
    """Let every request leave."""

    async def may_leave(self: LastLook) -> bool:  # noqa: ARG001 -- it takes the place of a method
        return True

    LastLook.may_leave = may_leave  # type: ignore[method-assign] # this process is thrown away


def create_before_delete() -> None:
    """Begin a replace with its second half."""

    async def make(self: Worker, story: Story) -> None:
        told: Told
        for told in reversed(story.parts):
            await self._call(story, told)
            if not told.is_done:
                return

    Worker._make = make  # type: ignore[method-assign] # this process is thrown away


def early_snapshot() -> None:
    """Write the snapshot of the end before the end is written."""

    async def close_run(floor: Floor) -> None:
        committer = floor.committer
        closed = RunClosed(run=floor.run, applied=True, at=floor.clock.now())
        batch = committer._make_batch([Ticket((closed,), MappingProxyType({}))])
        digest = digest_of(encode_batch(batch))
        committer._journal.publish(fold(committer._state, [*committer.written, (batch, digest)]))
        committer._take(batch, committer._journal.append(batch))

    run.close_run = close_run  # type: ignore[attr-defined] # the name that the run looks up


def snapshot_before_its_texts() -> None:
    """Write the snapshot first."""
    honest = FileStore.put_snapshot

    def put(self: FileStore, content: bytes, texts: Mapping[str, str]) -> None:
        honest(self, content, {})
        honest(self, content, texts)

    FileStore.put_snapshot = put  # type: ignore[method-assign] # this process is thrown away


def reused_slot() -> None:
    """Add what a run of a few entries writes to the last batch there is."""

    def write(
        entries: tuple[Entry, ...], *, state: State, journal: StoredJournal, opening: RunOpened, **_: object
    ) -> WrittenEntries:
        store = journal._store
        assert isinstance(store, FileStore)
        path = Path(store.name_of_batch(state.head.number))
        last = decode_batch(path.read_bytes())
        closed = RunClosed(run=opening.run, applied=False, at=opening.at)
        more = dataclasses.replace(last, entries=(*last.entries, opening, *entries, closed))
        write_over(store._files, path, encode_batch(more))
        after = load_state(store)
        assert after is not None
        return WrittenEntries(state=after)

    apply_room.write_entries = write  # type: ignore[assignment] # this process is thrown away
    taking.write_entries = write  # type: ignore[attr-defined,assignment] # the name that a take-over looks up


def torn_batch() -> None:
    """Write a batch where it is read."""

    def write(files: FileSystem, path: Path, content: bytes) -> None:
        descriptor = files.create(path)
        left = memoryview(content)
        while left:
            left = left[files.write(descriptor, left) :]
        files.sync(descriptor)
        files.close(descriptor)

    file_store.write_new = write  # type: ignore[attr-defined] # the name that the store looks up


def nothing_told() -> None:
    """Keep quiet about what the state could not take."""
    applying.keep_unrecorded = lambda *_, **__: ""  # type: ignore[attr-defined] # the name that the apply looks up
    TerminalProgress.happened = lambda *_: None  # type: ignore[method-assign] # this process is thrown away


MUTANTS: Mapping[str, Callable[[], None]] = {
    "no intent": no_intent,
    "intent after the call": intent_after_the_call,
    "outcome before it is durable": outcome_before_it_is_durable,
    "silent retry": silent_retry,
    "silent retry at once": silent_retry_at_once,
    "unfenced write": unfenced_write,
    "fenced and goes on": fenced_and_goes_on,
    "no last look": no_last_look,
    "create before delete": create_before_delete,
    "early snapshot": early_snapshot,
    "snapshot before its texts": snapshot_before_its_texts,
    "reused slot": reused_slot,
    "torn batch": torn_batch,
    "nothing told": nothing_told,
}
