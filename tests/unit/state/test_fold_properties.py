"""Of any journal that can be: how it is cut, folded and stored makes no difference."""

import dataclasses
import itertools

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.state import (
    RunClosed,
    State,
    Status,
    decode_batch,
    decode_snapshot,
    digest_of,
    encode_batch,
    encode_snapshot,
    fold,
    settle,
    texts_of,
)
from support.journal_strategies import journals
from support.states import NOW, Journal


def at_rest(state: State) -> State:
    """Return `state` with nothing under way, and only the texts it names, as a snapshot holds it."""
    texts = {digest: state.texts[digest] for digest in texts_of(state)}
    return dataclasses.replace(settle(state), run=None, texts=texts)


@given(journal=journals(), cut=st.integers(0, 20))
def test_folding_in_two_parts_is_folding_at_once(journal: Journal, cut: int) -> None:
    """Folding a first part and then the rest gives what folding all gives."""
    first, rest = journal.batches[: cut + 1], journal.batches[cut + 1 :]
    assert journal.state() == fold(fold(None, first), rest)


@given(journal=journals(max_steps=8), drawn=st.data())
def test_folding_over_a_snapshot_is_folding_from_the_start(journal: Journal, drawn: st.DataObject) -> None:
    """A snapshot taken where nothing was under way is as good as the batches before it."""
    folded = [fold(None, journal.batches[: end + 1]) for end in range(len(journal.batches))]
    before = drawn.draw(st.sampled_from([one for one in folded if not one.pending and one.run is None]))
    restored = decode_snapshot(encode_snapshot(before, tool="t"), before.texts)
    rest = journal.batches[before.head.number :]
    assert at_rest(journal.state()) == at_rest(fold(restored, rest))


@given(journal=journals(max_steps=8))
def test_folding_what_was_written_is_folding_what_was_meant(journal: Journal) -> None:
    """Batches read back from their bytes fold to the same state."""
    contents = [encode_batch(batch) for batch, _ in journal.batches]
    assert journal.state() == fold(None, [(decode_batch(one), digest_of(one)) for one in contents])


@given(journal=journals())
def test_every_text_a_state_names_is_there(journal: Journal) -> None:
    """No record names a text that its state does not hold, unfinished tries included."""
    state = settle(journal.state())
    assert set() == {digest for digest in texts_of(state) if digest not in state.texts}


@given(journal=journals())
def test_no_known_id_is_lost_without_a_word(journal: Journal) -> None:
    """A state has no scheduled or vanished record without an id, and no doubt or deferred record with one."""
    with_id = {Status.SCHEDULED, Status.VANISHED}
    without = {Status.DEFERRED, Status.IN_DOUBT}
    wrong = [
        record
        for record in settle(journal.state()).records.values()
        if record.status in (with_id if record.schedule_id is None else without)
    ]
    assert [] == wrong


@given(journal=journals())
def test_serial_never_goes_back(journal: Journal) -> None:
    """Along a journal the serial stays or grows by one with each batch."""
    serials = [fold(None, journal.batches[: end + 1]).serial for end in range(len(journal.batches))]
    assert all(after - before in (0, 1) for before, after in itertools.pairwise(serials))


@given(journal=journals())
def test_closing_and_settling_agree(journal: Journal) -> None:
    """What a reader settles is what the end of the run records."""
    state = journal.state()
    if state.run is None:
        return
    settled = settle(state).records
    journal.add(RunClosed(run=state.run.run, applied=False, at=NOW))
    assert journal.state().records == settled
