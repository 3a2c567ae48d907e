"""Group commit by its counts: batches an operation, what shares one, who waits, and what can be in doubt."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import TypeVar

import pytest

from braze_gitops.apply import ApplySettings, Outcome
from braze_gitops.apply.committer import Committer
from braze_gitops.model import DesiredSchedule
from braze_gitops.state import Batch, CallAnswered, CallIntended, Head, KeyTrusted, State, fold
from support.applying import StepClock, World, wanted
from support.memory_journal import MemoryJournal
from support.states import NOW, TOOL

T = TypeVar("T")

CREATES = 48
# The opening, the first intents, the last outcomes and the closing.
AROUND = 3


class NoTimers(asyncio.SelectorEventLoop):
    """An event loop that refuses to be asked for a later moment."""

    def call_at(self, when: float, *_: object, **__: object) -> asyncio.TimerHandle:
        """Refuse."""
        raise AssertionError(f"something waits for a timer: {when}")


class WatchedJournal(MemoryJournal):
    """A journal that keeps which threads wrote it, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.before: Callable[[Batch], None] = lambda _: None
        super().__init__()

    def append(self, batch: Batch) -> Head:
        """Note the thread, and take the batch."""
        self.threads.add(threading.get_ident())
        self.before(batch)
        return super().append(batch)

    def publish(self, state: State) -> None:
        """Note the thread, and keep the snapshot."""
        self.threads.add(threading.get_ident())
        super().publish(state)


def run(work: Coroutine[object, object, T]) -> T:
    """Run `work` to its end where nothing may wait for a timer."""
    with asyncio.Runner(loop_factory=NoTimers) as runner:
        return runner.run(work)


def schedules() -> tuple[DesiredSchedule, ...]:
    """Return some schedules that do not wait for one another."""
    return tuple(wanted(f"name-{number:02}") for number in range(CREATES))


def applied(workers: int) -> tuple[World, WatchedJournal, Outcome]:
    """Return a world after an apply of creates by so many workers."""
    world, journal = World(), WatchedJournal()
    world.journal = journal
    outcome = run(world.apply(*schedules(), settings=ApplySettings(parallelism=workers)))
    assert CREATES == outcome.calls
    return world, journal, outcome


@pytest.mark.parametrize(
    ("workers", "most"),
    [
        pytest.param(1, 1.0, id="1"),
        pytest.param(4, 1.0, id="4"),
        pytest.param(8, 0.7, id="8"),
        pytest.param(16, 0.7, id="16"),
    ],
)
def test_batches_an_operation(workers: int, most: float) -> None:
    """One worker needs one batch an operation, many need fewer; nothing waits for a timer to get there."""
    world, journal, _ = applied(workers)
    assert journal.appends <= most * CREATES + AROUND
    assert [] == world.clock.slept


def test_an_outcome_and_the_next_intent_share_a_batch() -> None:
    """With one worker every batch between the first intent and the last outcome holds exactly these two."""
    _, journal, _ = applied(1)
    between = [tuple(map(type, batch.entries)) for batch, _ in journal.batches[3:-2]]
    shared = [kinds for kinds in between if KeyTrusted not in kinds]
    assert [(CallAnswered, CallIntended)] * len(shared) == shared
    assert len(shared) >= CREATES - 2


@pytest.mark.parametrize("workers", [1, 4, 16])
def test_workers_bound_what_can_be_in_doubt(workers: int) -> None:
    """Whatever batch were the last: no more intents lack an outcome than there are workers, and all are used."""
    _, journal, _ = applied(workers)
    state: State | None = None
    pending = []
    for batch in journal.batches:
        state = fold(state, (batch,))
        pending.append(len(state.pending))
    assert workers == max(pending)


@pytest.mark.parametrize("workers", [1, 4, 16])
def test_workers_bound_the_calls_at_once(workers: int) -> None:
    """No more calls are under way than there are workers."""
    world, _, _ = applied(workers)
    assert world.braze.most_at_once <= workers


def test_the_event_loop_never_writes() -> None:
    """Batches and the snapshot are written by other threads than the one that hears answers."""
    _, journal, outcome = applied(4)
    assert outcome.snapshot_written
    assert threading.get_ident() not in journal.threads


def test_what_is_queued_during_a_write_is_the_next_batch() -> None:
    """Seven entries handed in while the first is written are one batch, in their order."""

    async def go() -> None:
        loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

        def wait(batch: Batch) -> None:
            if batch.number == 2:
                loop.call_soon_threadsafe(begun.set)
                assert go_on.wait(timeout=30)

        journal.before = wait
        one = Committer(journal=journal, state=journal.state(), clock=StepClock(), new_id=lambda: "n", tool=TOOL)
        writing = asyncio.ensure_future(one.write())
        tickets = [one.submit((entries[0],))]
        await begun.wait()
        tickets += [one.submit((entry,)) for entry in entries[1:]]
        go_on.set()
        await asyncio.gather(*(ticket.durable() for ticket in tickets))
        one.close()
        await writing

    entries = tuple(KeyTrusted(fingerprint=str(number), at=NOW) for number in range(8))
    journal = WatchedJournal()
    run(go())
    assert [entries[:1], entries[1:]] == [batch.entries for batch, _ in journal.batches[1:]]
