"""The story as a person reads it: who, when, from where, and what Braze said."""

from __future__ import annotations

import dataclasses
import json

import pytest

from braze_gitops.model import Address, Exchange, Verb, Verdict
from braze_gitops.report import Style, history_json, history_text
from braze_gitops.state import (
    CallAnswered,
    DoubtResolved,
    Entry,
    Halt,
    HaltLifted,
    HaltSet,
    Head,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    Resolution,
    RunClosed,
    RunId,
    Status,
    past_of,
    tell_story,
    version_text,
)
from support.states import NOW, Journal, make_answer, make_intent, make_record, make_run

TEASER = Address("teaser")
OPENED = dataclasses.replace(make_run(commit="4f1c0de"), ci_run="https://ci.example/runs/1")
CREATE = make_intent(Verb.CREATE, make_record(schedule_id=None))


ANA = "ana on laptop, apply of Fri 20 Nov 2026, 09:00 UTC"


def answered(verdict: Verdict = Verdict.DONE) -> CallAnswered:
    """Return the answer to the create, with the header that names the request."""
    answer = make_answer(verdict, schedule_id="sch-1" if verdict is Verdict.DONE else None, message="201 success")
    return dataclasses.replace(
        answer,
        exchange=Exchange(status=201, headers={"x-request-id": "req-1"}),
        answer=dataclasses.replace(answer.answer, dispatch_id="dis-1", remarks=("a notice",)),
    )


def told(*entries: Entry, address: str | None = "teaser", pruned: bool = False) -> str:
    """Return the story of a run with these entries, at 80 columns."""
    journal = Journal()
    for entry in entries:
        journal.add(entry)
    batches = [batch for batch, _ in journal.batches][1 if pruned else 0 :]
    wanted = Address(address) if address is not None else None
    story = tell_story(batches, wanted)
    return history_text(story, address=wanted, state=Journal().state(), style=Style(), width=80)


def test_a_create_reads_well() -> None:
    """Moment, what, what Braze said, all ids, who, from which commit and run."""
    assert (
        "Fri 20 Nov 2026, 09:00 UTC  create: done\n"
        "      answer    201 success\n"
        "      remark    a notice\n"
        "      id        sch-1\n"
        "      dispatch  dis-1\n"
        "      request   req-1\n"
        "      by        ana on laptop, apply of Fri 20 Nov 2026, 09:00 UTC\n"
        "      commit    4f1c0de\n"
        "      CI run    https://ci.example/runs/1\n"
        "\n"
        f"state     {version_text(Journal().state())}\n"
        "History: 1 event.\n"
    ) == told(OPENED, CREATE, answered())


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        pytest.param((answered(Verdict.UNKNOWN),), "create: no clear answer", id="unknown"),
        pytest.param((answered(Verdict.REJECTED),), "create: refused", id="rejected"),
        pytest.param((answered(Verdict.NOT_SENT),), "create: not done, never left", id="not sent"),
        pytest.param((), "create: no answer yet", id="waiting"),
        pytest.param((make_run("run-2"),), "create: no answer, the run ended first", id="settled"),
        pytest.param((make_run("run-2"),), f"taken over by {ANA}", id="taken over"),
        pytest.param((make_run("run-2"), answered()), "told later, by ana on laptop, apply of", id="told later"),
    ],
)
def test_what_became_of_a_call_is_said(entries: tuple[Entry, ...], said: str) -> None:
    """Each way it can end."""
    assert said in " ".join(told(OPENED, CREATE, *entries).split())


def word(why: str = "", resolution: Resolution = Resolution.NOT_CREATED) -> DoubtResolved:
    """Return what ana said."""
    ident = make_record().schedule_id if resolution is Resolution.SCHEDULE_ID else None
    return DoubtResolved(address=TEASER, resolution=resolution, schedule_id=ident, who="ana", why=why, at=NOW)


DEFERRED = make_record(status=Status.DEFERRED)
IMPORTED = dataclasses.replace(make_record(), imported=True)
EXTERNAL = make_record(status=Status.EXTERNAL, schedule_id=None)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        pytest.param((word("looked"),), ("ana said: not created", "why looked"), id="a word"),
        pytest.param((word(),), ("ana said: not created",), id="without a why"),
        pytest.param((word(resolution=Resolution.SCHEDULE_ID),), ("ana said: schedule id sched-1",), id="an id"),
        pytest.param((make_intent(Verb.CREATE_SEND_ID, None),), ("send id send-1",), id="a send id"),
        pytest.param((RecordKept(record=DEFERRED),), ("deferred",), id="deferred"),
        pytest.param((RecordKept(record=make_record()),), ("written without a call",), id="refreshed"),
        pytest.param((RecordKept(record=IMPORTED),), ("imported, id sched-1", "why the sheet"), id="imported"),
        pytest.param((RecordKept(record=EXTERNAL),), ("counts as created, id unknown",), id="external"),
        pytest.param(
            (NamesChanged(names={Address("b"): Address("y"), Address("a"): Address("x")}),),
            ("goes on under another name: a as x, b as y",),
            id="names",
        ),
        pytest.param((KeyTrusted(fingerprint="f1", at=NOW),), ("key f1 trusted by ana",), id="a key"),
        pytest.param((KeyDistrusted(fingerprint="f1", at=NOW),), ("key f1 trusted no more",), id="a key less"),
        pytest.param((RecordForgotten(address=TEASER, past=None),), ("forgotten without a call",), id="forgotten"),
        pytest.param(
            (RecordForgotten(address=TEASER, past=past_of(make_record(), now=NOW)),), ("UTC over",), id="over"
        ),
    ],
)
def test_what_needs_no_call_is_said(entries: tuple[Entry, ...], said: tuple[str, ...]) -> None:
    """In a few words."""
    opened = dataclasses.replace(OPENED, why="the sheet")
    text = " ".join(told(opened, *entries, address=None).split()).replace("UTC teaser ", "UTC ")
    assert [] == [one for one in said if one not in text]


def test_an_earlier_name_is_shown() -> None:
    """Where an event has another address than was asked for, or none was."""
    moved = RecordMoved(before=TEASER, after=Address("new"))
    text = told(
        OPENED, RecordKept(record=make_record()), moved, RecordKept(record=make_record("new")), address="new"
    )
    heads = [line.partition("UTC  ")[2] for line in text.splitlines() if line.startswith("Fri")]
    assert ["teaser  written without a call", "teaser  moved to new", "written without a call"] == heads


def test_a_run_is_named_once() -> None:
    """Its next event needs no more words; a take-over is named."""
    closed = RunClosed(run=RunId("run-1"), applied=True, at=NOW)
    taking = dataclasses.replace(make_run("run-2"), takes_over=RunId("run-1"))
    kept = RecordKept(record=make_record())
    text = told(OPENED, kept, kept, closed, taking, kept)
    assert (2, True) == (
        text.count("  by  "),
        f"took over from {ANA}, which had not ended" in " ".join(text.split()),
    )


def test_a_pruned_journal_says_from_when_it_knows() -> None:
    """And an event without its run names none."""
    text = told(word(), pruned=True)
    assert ("note: the journal begins Fri 20 Nov 2026, 09:00 UTC; what came before was pruned", False) == (
        text.splitlines()[0],
        "  by  " in text,
    )


def test_long_words_are_cut() -> None:
    """A wall of text is no history."""
    assert "z" * 161 not in told(OPENED, word("z" * 500)).replace("\n", "").replace(" ", "")


def test_a_state_that_is_not_there_has_no_version() -> None:
    """A sandbox before its first apply: none yet."""
    state = dataclasses.replace(Journal().state(), head=Head(number=0, digest=""))
    text = history_text(tell_story(()), address=None, state=state, style=Style(), width=80)
    assert "state     none yet\nHistory: 0 events.\n" == text


def test_json_has_all_of_it() -> None:
    """Calls, answers, words, moves, runs."""
    journal = Journal()
    moved = RecordMoved(before=TEASER, after=Address("new"))
    journal.add(OPENED, CREATE, word("looked"))
    journal.add(make_run("run-2"), answered(), moved)
    batches = [batch for batch, _ in journal.batches]
    found = json.loads(history_json(tell_story(batches), address=None, state=Journal().state()))
    create, said, move = found["events"]
    assert ("create", "done", 201, "req-1", "run-1", "run-2", "https://ci.example/runs/1") == (
        create["call"]["verb"],
        create["answer"]["verdict"],
        create["answer"]["status"],
        create["answer"]["request_id"],
        create["run"]["run"],
        create["told_by"]["run"],
        create["run"]["ci_run"],
    )
    assert ("not_created", "looked", "new", None, None) == (
        said["word"]["resolution"],
        said["word"]["why"],
        move["moved_to"],
        found["known_from"],
        found["address"],
    )


def test_json_of_a_pruned_journal() -> None:
    """From when it knows, and no run."""
    journal = Journal()
    journal.add(word())
    story = tell_story([journal.batches[1][0]], TEASER)
    found = json.loads(history_json(story, address=TEASER, state=Journal().state()))
    assert ("2026-11-20T09:00:00Z", "teaser", None) == (
        found["known_from"],
        found["address"],
        found["events"][0]["run"],
    )


def test_a_take_over_from_a_run_that_was_pruned_names_its_number() -> None:
    """Who it was is in the journal no more."""
    taking = dataclasses.replace(make_run("run-2"), takes_over=RunId("run-1"))
    assert "took over from run run-1, which" in " ".join(told(taking, RecordKept(record=make_record())).split())


HALT = Halt(id="halt-1", pattern="tea*", tags=(), first_at=None, last_at=None, who="ana", why="price", at=NOW)
LET_GO = HaltLifted(halt="halt-1", address=TEASER, who="ben", why="", at=NOW)
OVER = HaltLifted(halt="halt-1", address=None, who="ben", why="all right", at=NOW)


def test_halts_are_told() -> None:
    """Set, lifted for one address, lifted as a whole; of one address only what names it."""
    said = " ".join(told(OPENED, HaltSet(halt=HALT), LET_GO, OVER, address=None).split())
    expected = (
        "UTC halt-1 set by ana: holds tea* why price",
        "UTC teaser let go by halt-1, by ben",
        "UTC halt-1 lifted, by ben why all right",
    )
    assert [] == [one for one in expected if one not in said]
    assert "History: 1 event." in told(OPENED, HaltSet(halt=HALT), LET_GO, OVER)


def test_json_has_halts() -> None:
    """What was set, and what was lifted."""
    journal = Journal()
    journal.add(OPENED, HaltSet(halt=HALT), LET_GO)
    story = tell_story(batch for batch, _ in journal.batches)
    found = json.loads(history_json(story, address=None, state=journal.state()))
    assert [("halt-1", "price", False, None), ("halt-1", "", True, "teaser")] == [
        (event["halt"]["id"], event["halt"]["why"], event["halt"]["lifts"], event["address"])
        for event in found["events"]
    ]
