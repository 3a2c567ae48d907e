"""What every store must do; a backend subclasses `StoreContract` and says how its store is opened."""

import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TypeAlias

import pytest

from braze_gitops.errors import StateConflictError, StateDamagedError, StateForeignError, StateTooNewError
from braze_gitops.model import Lineage, digest_text
from braze_gitops.state import (
    Head,
    RecordKept,
    RunClosed,
    RunId,
    encode_batch,
    encode_snapshot,
    version_text,
)
from braze_gitops.state.json_text import seal
from braze_gitops.store import Store, StoredJournal, load_state
from support.states import NOW, TOOL, Journal, make_batch, make_payload, make_record, make_run

WRITERS = 8
ROUNDS = 20
TEXT = "a long text ✂ \ud83d" * 60

Opener: TypeAlias = Callable[[], Store]
Holder: TypeAlias = Callable[[Mapping[int, bytes], bytes | None], Store]


def put_all(store: Store, journal: Journal) -> None:
    """Put every batch of `journal`."""
    for batch, _ in journal.batches:
        store.put_batch(batch.number, encode_batch(batch))


def closed_journal(*, text: str = TEXT) -> Journal:
    """Return a journal of three batches after which the state is at rest; the second brings a long text."""
    journal = Journal()
    record = make_record(payload=make_payload(note=text))
    journal.add(make_run(), RecordKept(record=record), texts={digest_text(text): text})
    journal.add(RunClosed(run=RunId("run-1"), applied=True, at=NOW))
    return journal


class Counted(Mapping[str, str]):
    """Texts that count how often one is looked up."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.lookups = 0

    def __getitem__(self, digest: str) -> str:
        """Count, then return the text."""
        self.lookups += 1
        return self._texts[digest]

    def __iter__(self) -> Iterator[str]:
        """Yield each digest."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._texts)


class StoreContract:
    """The suite; `opened` opens the same place anew each time it is called."""

    def test_nothing_is_none(self, opened: Opener) -> None:
        """A place where nothing was ever put holds no state, and none is made up."""
        assert (None, None) == (opened().read(), load_state(opened()))

    def test_batches_come_back_in_order(self, opened: Opener) -> None:
        """Batches come back by number, in order, byte for byte, through another opening of the store."""
        journal = closed_journal()
        put_all(opened(), journal)
        stored = opened().read()
        assert stored is not None
        expected = [(batch.number, encode_batch(batch)) for batch, _ in journal.batches]
        assert expected == list(stored.batches.items())

    def test_batch_that_is_not_there_is_a_key_error(self, opened: Opener) -> None:
        """Asking for a batch nobody put says so."""
        store = opened()
        put_all(store, closed_journal())
        stored = store.read()
        assert stored is not None
        with pytest.raises(KeyError):
            stored.batches[9]

    def test_same_bytes_again_are_fine(self, opened: Opener) -> None:
        """Putting the same bytes under the same number again changes nothing and is no conflict."""
        journal = closed_journal()
        put_all(opened(), journal)
        put_all(opened(), journal)
        assert journal.state() == load_state(opened())

    def test_other_bytes_are_a_conflict(self, opened: Opener) -> None:
        """A number that is taken refuses other bytes and keeps its own."""
        store = opened()
        store.put_batch(1, b"first")
        with pytest.raises(StateConflictError, match="another run has written batch 1"):
            opened().put_batch(1, b"second")
        stored = store.read()
        assert stored is not None
        assert b"first" == stored.batches[1]

    def test_one_winner_a_number(self, opened: Opener) -> None:
        """Of eight writers that put one number at once exactly one wins, twenty times."""
        stores = [opened() for _ in range(WRITERS)]
        barrier = threading.Barrier(WRITERS)
        wins: list[tuple[int, int]] = []

        def write(writer: int) -> None:
            for number in range(1, ROUNDS + 1):
                barrier.wait(timeout=30)
                try:
                    stores[writer].put_batch(number, f"writer {writer}".encode())
                except StateConflictError:
                    continue
                wins.append((number, writer))

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stored = opened().read()
        assert stored is not None
        winners = [(number, f"writer {writer}".encode()) for number, writer in sorted(wins)]
        assert winners == list(stored.batches.items())

    def test_snapshot_takes_the_place_of_the_earlier_one(self, opened: Opener) -> None:
        """The last snapshot is the one that is there."""
        store = opened()
        store.put_snapshot(b"one", {})
        store.put_snapshot(b"two", {})
        stored = opened().read()
        assert stored is not None
        assert b"two" == stored.snapshot

    def test_texts_come_back(self, opened: Opener) -> None:
        """Texts come back by digest, character for character, half ones included."""
        digest = digest_text(TEXT)
        opened().put_snapshot(b"one", {digest: TEXT})
        stored = opened().read()
        assert stored is not None
        found = (stored.texts[digest], digest in stored.texts, list(stored.texts), len(stored.texts))
        assert (TEXT, True, [digest], 1) == found

    @pytest.mark.parametrize("digest", [digest_text("other"), "../../etc/passwd", ""])
    def test_text_that_is_not_there_is_a_key_error(self, opened: Opener, digest: str) -> None:
        """Asking for a text nobody put says so, whatever is asked for."""
        opened().put_snapshot(b"one", {digest_text(TEXT): TEXT})
        stored = opened().read()
        assert stored is not None
        assert digest not in stored.texts
        with pytest.raises(KeyError):
            stored.texts[digest]

    def test_text_that_is_there_is_not_looked_up(self, opened: Opener) -> None:
        """A second snapshot with the same texts reads none of them."""
        texts = Counted({digest_text(TEXT): TEXT})
        opened().put_snapshot(b"one", texts)
        opened().put_snapshot(b"two", texts)
        assert 1 == texts.lookups

    def test_journal_alone_is_folded_from_its_start(self, opened: Opener) -> None:
        """Without a snapshot the journal makes the state."""
        journal = closed_journal()
        put_all(opened(), journal)
        assert journal.state() == load_state(opened())

    def test_snapshot_and_batches_after_it_are_folded(self, opened: Opener) -> None:
        """A snapshot and the batches after it make the state."""
        store = opened()
        journal = closed_journal()
        put_all(store, journal)
        state = journal.state()
        store.put_snapshot(encode_snapshot(state, tool=TOOL), state.texts)
        journal.add(make_run("run-2"), RecordKept(record=make_record("later")))
        put_all(store, journal)
        assert journal.state() == load_state(opened())

    def test_journal_appends_and_publishes(self, opened: Opener) -> None:
        """What is appended and published is the state that is loaded, at the head that was returned."""
        written = closed_journal()
        journal = StoredJournal(opened(), tool=TOOL)
        for batch, _ in written.batches:
            journal.append(batch)
        journal.publish(written.state())
        loaded = load_state(opened())
        assert (written.state(), journal.head) == (loaded, loaded.head if loaded is not None else None)

    def test_recent_batches_are_those_from_a_moment_on(self, opened: Opener) -> None:
        """Up to the journal's head and not beyond it, in order; none of nothing."""
        written = Journal(at=NOW - timedelta(hours=2))
        for minutes in (60, 59, 1):
            written.add(make_run(), at=NOW - timedelta(minutes=minutes))
        assert () == StoredJournal(opened(), tool=TOOL).recent(NOW)
        put_all(opened(), written)
        batch, digest = written.batches[2]
        journal = StoredJournal(opened(), tool=TOOL, head=Head(number=batch.number, digest=digest))
        assert (written.batches[1][0], batch) == journal.recent(NOW - timedelta(minutes=60))

    def test_a_state_was_written_when_its_last_batch_was(self, opened: Opener) -> None:
        """Whatever is in it; before the first batch, and of one that is not there, nobody knows."""
        assert StoredJournal(opened(), tool=TOOL).written_at() is None
        written = Journal(at=NOW - timedelta(hours=2))
        written.add(make_run(), at=NOW - timedelta(minutes=1))
        put_all(opened(), written)
        batch, digest = written.batches[-1]
        ahead = Head(number=batch.number + 1, digest=digest)
        assert StoredJournal(opened(), tool=TOOL, head=ahead).written_at() is None
        journal = StoredJournal(opened(), tool=TOOL, head=Head(number=batch.number, digest=digest))
        assert NOW - timedelta(minutes=1) == journal.written_at()

    def test_an_older_batch_in_between_hides_nothing(self, opened: Opener) -> None:
        """Somebody whose clock was behind wrote one since."""
        written = Journal(at=NOW - timedelta(hours=2))
        written.add(make_run(), at=NOW)
        written.add(make_run(), at=NOW - timedelta(days=3))
        put_all(opened(), written)
        batch, digest = written.batches[-1]
        journal = StoredJournal(opened(), tool=TOOL, head=Head(number=batch.number, digest=digest))
        assert (written.batches[1][0],) == journal.recent(NOW - timedelta(minutes=60))

    def test_overtaken_journal_is_told_by_whom(self, opened: Opener) -> None:
        """A run whose next number was written by another run is told who that is, and its head stays."""
        written = closed_journal()
        put_all(opened(), written)
        state = written.state()
        journal = StoredJournal(opened(), tool=TOOL, head=state.head)
        other = make_batch(make_run("run-2"), after=written.batches[-1])
        opened().put_batch(other.number, encode_batch(other))
        mine = dataclasses.replace(other, nonce="mine")
        with pytest.raises(StateConflictError, match="batch 4 of this state: ana started apply on laptop at 2026"):
            journal.append(mine)
        assert state.head == journal.head

    def test_overtaken_by_something_unreadable_is_told_without_a_name(self, opened: Opener) -> None:
        """What cannot be read does not hide that the number is taken."""
        written = closed_journal()
        put_all(opened(), written)
        opened().put_batch(4, b"?")
        journal = StoredJournal(opened(), tool=TOOL, head=written.state().head)
        with pytest.raises(StateConflictError) as caught:
            journal.append(make_batch(make_run("run-2"), after=written.batches[-1]))
        assert "another run has written batch 4 of this state" == caught.value.message

    @pytest.mark.parametrize("number", [1, 3, 5], ids=["the first", "one that is there", "one too far"])
    def test_batch_out_of_order_is_not_written(self, opened: Opener, number: int) -> None:
        """A batch that does not follow the head is a mistake of the caller, and nothing is written."""
        written = closed_journal()
        put_all(opened(), written)
        journal = StoredJournal(opened(), tool=TOOL, head=written.state().head)
        wrong = dataclasses.replace(make_batch(make_run("x"), after=written.batches[-1]), number=number)
        with pytest.raises(ValueError, match="does not follow batch 3"):
            journal.append(wrong)
        assert written.state() == load_state(opened())


class DamageContract:
    """What loading refuses in every store; `holding` opens a store on exactly these batches and this snapshot."""

    def test_sound_state_is_loaded(self, holding: Holder) -> None:
        """The state the others damage is sound."""
        journal = closed_journal()
        state = load_state(holding(contents(journal), snapshot_of(journal)))
        assert state is not None
        assert version_text(journal.state()) == version_text(state)

    @pytest.mark.parametrize(
        ("gone", "with_snapshot", "message"),
        [
            pytest.param(2, False, "batch 2 of the journal is missing", id="the middle"),
            pytest.param(2, True, "batch 2 of the journal is missing", id="the middle, before a snapshot"),
            pytest.param(1, False, "begins with batch 2", id="the first"),
        ],
    )
    def test_batch_taken_away_is_told(
        self, holding: Holder, gone: int, message: str, *, with_snapshot: bool
    ) -> None:
        """A batch that was taken away is missed."""
        journal = closed_journal()
        left = {number: one for number, one in contents(journal).items() if number != gone}
        with pytest.raises(StateDamagedError, match=message):
            load_state(holding(left, snapshot_of(journal) if with_snapshot else None))

    def test_old_batches_may_go_once_there_is_a_snapshot(self, holding: Holder) -> None:
        """A snapshot stands for the batches before it, which may be cleared away from the start."""
        journal = closed_journal()
        state = load_state(holding({3: contents(journal)[3]}, snapshot_of(journal)))
        assert state is not None
        assert journal.state().records == state.records

    @pytest.mark.parametrize(
        ("left", "message"),
        [((1, 2), "the journal ends with batch 2"), ((), "there is no journal")],
        ids=["the last", "all"],
    )
    def test_snapshot_ahead_of_its_journal_is_told(
        self, holding: Holder, left: tuple[int, ...], message: str
    ) -> None:
        """A journal that ends before the snapshot has lost batches."""
        journal = closed_journal()
        store = holding({number: contents(journal)[number] for number in left}, snapshot_of(journal))
        with pytest.raises(StateDamagedError, match=f"missing: the snapshot knows batch 3, and {message}"):
            load_state(store)

    def test_snapshot_of_another_journal_is_told(self, holding: Holder) -> None:
        """A snapshot whose last batch is another one in the journal is refused."""
        journal = closed_journal()
        other = closed_journal(text="another long text" * 60)
        with pytest.raises(StateDamagedError, match="batch 3 is another one than the snapshot was made after"):
            load_state(holding(contents(other), snapshot_of(journal)))

    @pytest.mark.parametrize("is_snapshotted", [True, False], ids=["the snapshot's last", "any"])
    def test_damaged_batch_is_told(self, holding: Holder, *, is_snapshotted: bool) -> None:
        """A batch with a flipped bit is refused by its place."""
        journal = closed_journal()
        found = contents(journal)
        found[3] = found[3].replace(b"run_closed", b"run_clozed")
        with pytest.raises(StateDamagedError, match=r"0000000003.json: is damaged") as caught:
            load_state(holding(found, snapshot_of(journal) if is_snapshotted else None))
        assert caught.value.path.endswith("0000000003.json")

    def test_damaged_snapshot_is_told_with_the_way_out(self, holding: Holder) -> None:
        """A damaged snapshot beside a whole journal can be moved away, and the message says so."""
        journal = closed_journal()
        damaged = snapshot_of(journal).replace(b"production", b"produktion")
        with pytest.raises(StateDamagedError, match=r"state.json: is damaged") as caught:
            load_state(holding(contents(journal), damaged))
        assert "move " in caught.value.hint

    def test_damaged_snapshot_without_its_journal_has_another_way_out(self, holding: Holder) -> None:
        """Where the journal does not reach back to the start, only a copy helps."""
        journal = closed_journal()
        left = {number: one for number, one in contents(journal).items() if number > 1}
        with pytest.raises(StateDamagedError) as caught:
            load_state(holding(left, snapshot_of(journal)[:-9]))
        assert "copy" in caught.value.hint

    def test_swapped_batches_are_told(self, holding: Holder) -> None:
        """A batch under another number is refused by its place."""
        found = contents(closed_journal())
        found[2], found[3] = found[3], found[2]
        with pytest.raises(StateDamagedError, match=r"0000000002.json: it holds batch 3"):
            load_state(holding(found, None))

    def test_replaced_batch_is_told(self, holding: Holder) -> None:
        """A batch from another journal breaks the chain."""
        found = contents(closed_journal())
        found[2] = contents(closed_journal(text="another long text" * 60))[2]
        with pytest.raises(StateDamagedError, match="batch 3 does not follow batch 2"):
            load_state(holding(found, None))

    def test_foreign_batch_is_told(self, holding: Holder) -> None:
        """A batch of another lineage is refused."""
        journal = closed_journal()
        foreign = dataclasses.replace(
            make_batch(make_run("x"), after=journal.batches[-1]), lineage=Lineage("other")
        )
        with pytest.raises(StateForeignError, match="batch 4 belongs to another state"):
            load_state(holding({**contents(journal), 4: encode_batch(foreign)}, None))

    def test_later_version_is_told(self, holding: Holder) -> None:
        """A snapshot of a later version is refused as such, with what to install."""
        journal = closed_journal()
        with pytest.raises(StateTooNewError, match="has format version 2") as caught:
            load_state(holding(contents(journal), seal(['  "version": 2'])))
        assert "install" in caught.value.hint

    def test_refusing_changes_nothing(self, holding: Holder) -> None:
        """What is refused is as it was."""
        found = contents(closed_journal())
        found[2] = found[2][:-1]
        store = holding(found, b"damaged")
        with pytest.raises(StateDamagedError):
            load_state(store)
        stored = store.read()
        assert stored is not None
        assert (found, b"damaged") == (dict(stored.batches), stored.snapshot)


def contents(journal: Journal) -> dict[int, bytes]:
    """Return the bytes of each batch by number."""
    return {batch.number: encode_batch(batch) for batch, _ in journal.batches}


def snapshot_of(journal: Journal) -> bytes:
    """Return the bytes of the snapshot after `journal`."""
    return encode_snapshot(journal.state(), tool=TOOL)
