"""An edited document in place of the state it was made from: what may change, and what has to be given up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.apply import Push, push
from braze_gitops.errors import StateForeignError, UsageError
from braze_gitops.model import Address, Lineage, ScheduleId, TimeMode, Verb, Window, digest_text
from braze_gitops.state import Head, Record, RecordForgotten, RecordKept, Serial, State, Status
from support.plans import (
    ANCHOR,
    NOW,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    make_unfinished,
    time_at,
)

CUTOFF = timedelta(minutes=15)
A, B = make_recorded(make_desired("a")), make_recorded(make_desired("b"))
STATE = make_state(A, B)


def with_records(*records: Record, state: State = STATE) -> State:
    """Return a document with these records."""
    return dataclasses.replace(state, records={one.address: one for one in records})


def pushed(document: State, *forgets: str, state: State = STATE, at: datetime = NOW) -> Push:
    """Push a document."""
    return push(document, state=state, forgets=forgets, at=at, cutoff=CUTOFF)


def refused(document: State, *forgets: str, state: State = STATE) -> str:
    """Return why a push is refused."""
    with pytest.raises(UsageError) as caught:
        pushed(document, *forgets, state=state)
    return str(caught.value)


def test_the_same_changes_nothing() -> None:
    """No entry is written."""
    assert Push(changes=(), given_up=(), entries=(), texts={}) == pushed(STATE)


def test_a_record_changes_comes_and_keeps_its_id() -> None:
    """By ordinary entries."""
    edited, new = dataclasses.replace(A, owner="ana"), make_recorded(make_desired("c"))
    found = pushed(with_records(edited, B, new))
    assert ((A, edited), (None, new)) == found.changes
    assert (RecordKept(record=edited), RecordKept(record=new)) == found.entries


def test_an_id_may_go_to_another_address() -> None:
    """It is not lost; what gave it is forgotten first."""
    moved = dataclasses.replace(A, address=Address("c"))
    found = pushed(with_records(B, moved))
    assert (RecordForgotten(address=A.address, past=None), RecordKept(record=moved)) == found.entries
    assert () == found.given_up


def test_two_ids_may_change_places() -> None:
    """Both are kept."""
    swapped = (
        dataclasses.replace(A, schedule_id=B.schedule_id),
        dataclasses.replace(B, schedule_id=A.schedule_id),
    )
    assert 4 == len(pushed(with_records(*swapped)).entries)


@pytest.mark.parametrize("after", [(), (dataclasses.replace(A, schedule_id=ScheduleId("other")),)])
def test_a_live_id_goes_only_by_its_name(after: Iterable[Record]) -> None:
    """Whether its record goes or takes another id."""
    document = with_records(*after, B)
    assert "--forget id-of-a" in refused(document)
    assert (A,) == pushed(document, "id-of-a").given_up


def test_what_was_sent_goes_to_the_history() -> None:
    """Without a word, unless it is protected."""
    at = ANCHOR + timedelta(days=2)
    (entry,) = pushed(with_records(B), at=at).entries
    assert isinstance(entry, RecordForgotten)
    assert entry.past is not None
    guarded = dataclasses.replace(A, protected=True)
    with pytest.raises(UsageError, match="--forget id-of-a"):
        pushed(with_records(B), state=make_state(guarded, B), at=at)


@pytest.mark.parametrize(
    "after",
    [(), (dataclasses.replace(A, status=Status.DEFERRED, schedule_id=None),)],
    ids=["gone", "deferred"],
)
def test_an_external_one_goes_only_by_its_address(after: Iterable[Record]) -> None:
    """It counts as live, and would be created again."""
    external = dataclasses.replace(A, status=Status.EXTERNAL, schedule_id=None)
    state = make_state(external, B)
    document = with_records(*after, B, state=state)
    assert "--forget a" in refused(document, state=state)
    assert (external,) == pushed(document, "a", state=state).given_up


def test_what_waits_goes_without_a_word() -> None:
    """Nothing is at Braze; the id that an external one gets is no loss either."""
    waiting = make_recorded(make_desired("a"), status=Status.DEFERRED)
    external = dataclasses.replace(B, status=Status.EXTERNAL, schedule_id=None)
    state = make_state(waiting, external)
    assert () == pushed(with_records(B, state=state), state=state).given_up


def test_a_word_for_nothing_is_refused() -> None:
    """It may be a slip for another id."""
    assert "--forget id-of-a names nothing" in refused(STATE, "id-of-a")


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(STATE, lineage=Lineage("other")),
        dataclasses.replace(STATE, environment="other"),
        dataclasses.replace(STATE, endpoint="https://other.example"),
        dataclasses.replace(STATE, serial=Serial(11)),
        dataclasses.replace(STATE, head=Head(number=42, digest="other")),
    ],
    ids=["lineage", "environment", "endpoint", "serial", "head"],
)
def test_another_state_or_version_is_refused(changed: State) -> None:
    """Nothing older or foreign takes its place."""
    with pytest.raises(StateForeignError, match="nothing was changed"):
        pushed(changed)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("key_fingerprints", lambda: dataclasses.replace(STATE, key_fingerprints=("f",))),
        ("commit", lambda: dataclasses.replace(STATE, commit="c")),
        ("definitions", lambda: dataclasses.replace(STATE, definitions={"a": NOW})),
        ("history", lambda: dataclasses.replace(STATE, history=(make_past(A),))),
    ],
)
def test_nothing_but_records_changes(name: str, change: Callable[[], State]) -> None:
    """Other commands have rules for that."""
    assert f"`{name}` differs from the state" in refused(change())


def test_one_id_is_one_schedule() -> None:
    """Neither twice nor of what is over."""
    twice = dataclasses.replace(B, schedule_id=A.schedule_id)
    assert "which belongs to a" in refused(with_records(A, twice))
    state = make_state(A, history=[make_past(B)])
    assert "which belongs to b, which is over" in refused(with_records(A, B, state=state), state=state)


@pytest.mark.parametrize("status", [Status.IN_DOUBT, Status.VANISHED])
def test_a_doubt_is_not_edited_away(status: Status) -> None:
    """Nor into being."""
    verb = Verb.CREATE if status is Status.IN_DOUBT else Verb.DELETE
    doubt = make_recorded(make_desired("a"), status=status, unfinished=make_unfinished(verb))
    state = make_state(doubt, B)
    assert "state resolve" in refused(with_records(B, state=state), state=state)
    assert "state resolve" in refused(with_records(doubt, B))


@pytest.mark.parametrize("mode", TimeMode)
@pytest.mark.parametrize("apart", [timedelta(days=-3), timedelta(days=3)])
def test_a_window_fits_its_time(mode: TimeMode, apart: timedelta) -> None:
    """A record that says it is over, or still to come, against its own time would be sent twice or never."""
    sound = make_recorded(make_desired("a", time=time_at(NOW + timedelta(days=1), mode)))
    window = Window(first_at=sound.window.first_at + apart, last_at=sound.window.last_at + apart)
    wrong = dataclasses.replace(sound, window=window)
    assert "does not fit its `time`" in refused(with_records(wrong, B))
    described = dataclasses.replace(wrong, owner="ana")
    assert pushed(with_records(described), state=make_state(wrong)).entries
    assert pushed(with_records(sound, B)).entries


def test_a_call_without_an_outcome_is_not_made_up() -> None:
    """One that is known may stay or go."""
    open_call = dataclasses.replace(A, unfinished=make_unfinished(Verb.UPDATE))
    assert "leave `unfinished`" in refused(with_records(open_call, B))
    assert "leave `unfinished`" in refused(
        with_records(A, B, dataclasses.replace(open_call, address=Address("c"), schedule_id=ScheduleId("c")))
    )
    state = make_state(open_call, B)
    edited = dataclasses.replace(open_call, owner="ana")
    assert 1 == len(pushed(with_records(edited, B, state=state), state=state).entries)
    assert 1 == len(pushed(with_records(A, B, state=state), state=state).entries)


def test_texts_come_along_or_are_missed() -> None:
    """Only those that the state lacks are written."""
    bare = dataclasses.replace(make_state(), texts={})
    document = with_records(A, state=bare)
    assert "names a text that is nowhere" in refused(document, state=bare)
    whole = dataclasses.replace(document, texts=STATE.texts)
    assert dict(STATE.texts) == pushed(whole, state=bare).texts
    assert digest_text("x") not in pushed(whole, state=bare).texts
