"""The story of an address: complete, in order, followed through its names, and of nobody else."""

from __future__ import annotations

from braze_gitops.model import Address, Verb, Verdict
from braze_gitops.state import (
    DefinitionsSeen,
    DoubtResolved,
    KeyDistrusted,
    KeyTrusted,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunId,
    Story,
    addresses_in,
    tell_story,
)
from support.states import NOW, Journal, make_answer, make_intent, make_record, make_run

CLOSED = RunClosed(run=RunId("run-1"), applied=True, at=NOW)
WORD = DoubtResolved(
    address=Address("teaser"),
    resolution=Resolution.SCHEDULE_ID,
    schedule_id=make_record().schedule_id,
    who="ana",
    why="looked",
    at=NOW,
)


def story(journal: Journal, address: str | None = None, *, from_batch: int = 1) -> Story:
    """Return the story that the journal tells from that batch on."""
    batches = [batch for batch, _ in journal.batches if batch.number >= from_batch]
    return tell_story(batches, Address(address) if address is not None else None)


def names(found: Story) -> list[tuple[str, str | None]]:
    """Return the kind of each event, with its address."""
    return [(type(event.entry).__name__, event.address) for event in found.events]


def test_a_call_has_its_answer_and_its_run() -> None:
    """One event, though three entries tell of it."""
    journal = Journal()
    journal.add(make_run(), make_intent(Verb.CREATE, make_record()))
    journal.add(make_answer(Verdict.DONE, schedule_id="sch-1"), CLOSED)
    (event,) = story(journal, "teaser").events
    assert ("run-1", "sch-1", None, False) == (
        event.run.run if event.run else None,
        event.answer.answer.schedule_id if event.answer else None,
        event.told_by,
        event.settled,
    )


def test_a_call_without_an_answer_says_whether_one_may_still_come() -> None:
    """While its run is open, and after another one opened or it closed."""
    journal = Journal()
    journal.add(make_run(), make_intent(Verb.CREATE, make_record()))
    waiting = story(journal).events[0].settled
    journal.add(make_run("run-2"))
    assert (False, True) == (waiting, story(journal).events[0].settled)


def test_an_answer_that_was_told_later_names_who_told_it() -> None:
    """Merged by another run."""
    journal = Journal()
    journal.add(make_run(), make_intent(Verb.CREATE, make_record()))
    journal.add(make_run("run-2"), make_answer(Verdict.DONE, schedule_id="sch-1"))
    (event,) = story(journal).events
    assert ("run-1", "run-2") == (
        event.run.run if event.run else None,
        event.told_by.run if event.told_by else None,
    )


def test_everything_that_happens_to_a_record_is_told() -> None:
    """Kept, moved, resolved, forgotten; what is about no address is not."""
    journal = Journal()
    journal.add(make_run(), RecordKept(record=make_record()), DefinitionsSeen(since={"teaser": NOW}))
    journal.add(WORD, RecordMoved(before=Address("teaser"), after=Address("new")))
    journal.add(RecordForgotten(address=Address("new"), past=None), CLOSED)
    expected: list[tuple[str, str | None]] = [
        ("RecordKept", "teaser"),
        ("DoubtResolved", "teaser"),
        ("RecordMoved", "teaser"),
        ("RecordForgotten", "new"),
    ]
    assert (expected, expected) == (names(story(journal, "new")), names(story(journal)))


def test_a_key_is_told_with_the_whole_state() -> None:
    """It belongs to no address, so none tells of it."""
    journal = Journal()
    journal.add(make_run(), KeyTrusted(fingerprint="f", at=NOW), KeyDistrusted(fingerprint="f", at=NOW))
    found = story(journal)
    assert ([("KeyTrusted", None), ("KeyDistrusted", None)], (), []) == (
        names(found),
        addresses_in(found),
        names(story(journal, "teaser")),
    )


def test_a_record_is_followed_to_its_earlier_names_and_no_further() -> None:
    """What took the old name since is another story."""
    journal = Journal()
    journal.add(make_run(), RecordKept(record=make_record("a", schedule_id="id-1")))
    journal.add(RecordMoved(before=Address("a"), after=Address("b")))
    journal.add(RecordKept(record=make_record("a", schedule_id="id-2")))
    journal.add(RecordKept(record=make_record("c", schedule_id="id-3")))
    assert [("RecordKept", "a"), ("RecordMoved", "a")] == names(story(journal, "b"))
    assert [("RecordKept", "a"), ("RecordMoved", "a"), ("RecordKept", "a")] == names(story(journal, "a"))


def test_records_that_changed_places_are_followed_each_to_its_own_name() -> None:
    """Of moves at once each record has one, whatever their order; a name that was left knows where it went."""
    journal = Journal()
    journal.add(make_run(), *(RecordKept(record=make_record(name, schedule_id=f"id-{name}")) for name in "abc"))
    a, b, c, d = map(Address, "abcd")
    journal.add(RecordsMoved(moves={a: b, b: a}))
    journal.add(RecordsMoved(moves={b: c, c: d}))
    found = {name: [(one.address, one.entry) for one in story(journal, name).events] for name in "abcd"}
    first, second = RecordMoved(before=a, after=b), RecordMoved(before=b, after=a)
    third, fourth = RecordMoved(before=b, after=c), RecordMoved(before=c, after=d)
    kept = {name: RecordKept(record=make_record(name, schedule_id=f"id-{name}")) for name in "abc"}
    assert {
        "a": [("b", kept["b"]), ("b", second)],
        "b": [("a", kept["a"]), ("a", first), ("b", third)],
        "c": [("a", kept["a"]), ("a", first), ("b", third)],
        "d": [("c", kept["c"]), ("c", fourth)],
    } == found
    assert [None, None, None, 3, 3, 5, 5] == [one.moved_with for one in story(journal).events]


def test_a_journal_that_was_pruned_says_from_when_it_knows() -> None:
    """Events without their run, answers without their call."""
    journal = Journal()
    journal.add(make_run(), make_intent(Verb.CREATE, make_record()))
    journal.add(make_answer(Verdict.DONE, schedule_id="sch-1"), WORD)
    found = story(journal, from_batch=3)
    assert ([("DoubtResolved", "teaser")], None, NOW) == (names(found), found.events[0].run, found.known_from)


def test_a_whole_journal_knows_from_the_start() -> None:
    """Nothing to be said of it."""
    assert Story(events=(), known_from=None) == story(Journal())


def test_no_journal_has_no_story() -> None:
    """And no beginning."""
    assert Story(events=()) == tell_story([])


def test_an_answer_in_a_pruned_run_is_told_by_whoever_is_open() -> None:
    """The opening of the run that asked is gone."""
    journal = Journal()
    journal.add(make_run())
    journal.add(make_intent(Verb.CREATE, make_record()), make_answer(Verdict.DONE, schedule_id="s"))
    (event,) = story(journal, from_batch=3).events
    assert (None, None) == (event.run, event.told_by)


def test_all_addresses_are_known() -> None:
    """Old names and new ones."""
    journal = Journal()
    journal.add(make_run(), RecordKept(record=make_record("b")))
    journal.add(RecordMoved(before=Address("b"), after=Address("a")))
    assert ("a", "b") == addresses_in(story(journal))


def test_a_call_without_an_answer_names_who_took_over() -> None:
    """The run that opened next, not any later one; nobody when its own run closed."""
    taken, closed = Journal(), Journal()
    taken.add(make_run(), make_intent(Verb.CREATE, make_record()))
    taken.add(make_run("run-2"))
    taken.add(make_run("run-3"))
    closed.add(make_run(), make_intent(Verb.CREATE, make_record()))
    closed.add(CLOSED, make_run("run-2"))
    takers = [story(journal).events[0].taken_by for journal in (taken, closed)]
    assert ["run-2", None] == [one.run if one is not None else None for one in takers]
    assert {"run-1", "run-2", "run-3"} == set(story(taken).runs)
