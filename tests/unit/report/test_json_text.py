"""The JSON shapes: each with a version, in ASCII, with everything a program needs to decide."""

import dataclasses
import json
from datetime import timedelta

import pytest

from braze_gitops.guard import Allowance
from braze_gitops.model import Address, Finding, Place, Severity, Verb
from braze_gitops.plan import Action, decode_plan
from braze_gitops.report import (
    findings_json,
    idle_json,
    outcome_json,
    plan_json,
    saved_plan_json,
    state_json,
)
from braze_gitops.state import Past
from support.apply_words import One, Whole, Word
from support.reviews import NOW, a_block, a_change, a_plan, a_record, a_review, a_state
from support.states import fold_entries, make_intent, make_record, make_run

FINDING = Finding(
    severity=Severity.ERROR,
    code="x",
    message="evil\u202e\x7f\x1b\ud800",
    hint="h",
    place=Place(path="a.yaml", line=2, column=3),
    address=Address("a"),
)
PLACELESS = dataclasses.replace(FINDING, place=None, severity=Severity.NOTE)
REVIEW = dataclasses.replace(
    a_review(
        a_plan(a_change(), a_change("b")),
        blocks={Address("b"): (a_block(address="b"),)},
        refusals=(FINDING,),
        findings=(FINDING, PLACELESS),
    ),
    used=(Allowance(guard="imminent", pattern="teaser", source="--allow", reason="r"),),
    unused=(Allowance(guard="protected", pattern="*", source="--allow"),),
)


def read(text: str) -> dict[str, object]:
    """Return the object that a JSON text holds."""
    value: dict[str, object] = json.loads(text)
    return value


def test_what_is_paused_is_listed() -> None:
    """A program finds the addresses that wait for `paused` to go, though they are no changes."""
    paused = dataclasses.replace(a_change("b", Action.NONE), before=None, after=None, pauses=True)
    review: object = read(plan_json(a_review(a_plan(a_change(), paused)), exit_code=0))["review"]
    assert isinstance(review, dict)
    assert ["b"] == review["paused"]


def past() -> Past:
    """Return a schedule that is over."""
    record = a_record("old")
    return Past(
        address=record.address,
        kind=record.kind,
        schedule_id=record.schedule_id,
        dispatch_id=None,
        window=record.window,
        audience_digest="",
        content_digest="",
        version_unknown=False,
        ended_at=NOW,
    )


EVERY_TEXT = {
    "plan": plan_json(REVIEW, exit_code=6),
    "saved plan": saved_plan_json(REVIEW.plan),
    "outcome": outcome_json(Whole(why="evil\u202e\x7f"), exit_code=0),
    "idle": idle_json(a_state()),
    "findings": findings_json([FINDING], exit_code=3),
    "state": state_json(a_state(a_record()), now=NOW, cutoff=timedelta(minutes=15)),
}


@pytest.mark.parametrize("name", EVERY_TEXT)
def test_no_terminal_can_obey_it(name: str) -> None:
    """JSON holds printable ASCII and line ends, whatever it is about."""
    assert EVERY_TEXT[name].replace("\n", "").isascii()
    assert EVERY_TEXT[name].replace("\n", "").isprintable()


@pytest.mark.parametrize("name", EVERY_TEXT)
def test_every_shape_has_a_version(name: str) -> None:
    """A program can tell which shape it reads."""
    assert "1.0" == read(EVERY_TEXT[name])["format_version"]


def test_a_plan_comes_with_its_review() -> None:
    """Beside the plan stand the count, the refusals, what is blocked and why, and the exit code."""
    review = read(EVERY_TEXT["plan"])["review"]
    assert isinstance(review, dict)
    assert {
        "address": "b",
        "held_by": [
            {
                "guard": "imminent",
                "message": "it is due in 10 minutes, and Braze may already be sending",
                "hint": "--allow imminent:b",
            }
        ],
    } == review["blocked"][0]
    assert ("Plan: 1 to create; 1 blocked.", 6, 1, 2, "r", "protected") == (
        review["summary"]["line"],
        review["exit_code"],
        len(review["refusals"]),
        len(review["findings"]),
        review["allowances_used"][0]["reason"],
        review["allowances_unused"][0]["guard"],
    )


def test_a_saved_plan_reads_back() -> None:
    """What is saved is the plan itself, nothing added and nothing lost."""
    assert REVIEW.plan == decode_plan(json.loads(EVERY_TEXT["saved plan"]))


def test_a_finding_has_its_place_in_fields() -> None:
    """File, line and column can be read without taking a text apart; all are null without a place."""
    found = read(findings_json([FINDING, PLACELESS], exit_code=3))["findings"]
    assert isinstance(found, list)
    assert [("a.yaml", 2, 3), (None, None, None)] == [(f["path"], f["line"], f["column"]) for f in found]


def test_findings_are_counted() -> None:
    """Each severity is counted, those that do not occur as zero."""
    assert {"error": 1, "warning": 0, "note": 0} == read(findings_json([FINDING], exit_code=3))["counts"]


def test_findings_of_another_moment_name_it() -> None:
    """As the plan does; without one there is no such field."""
    assert ("2026-11-20T09:00:00Z", False) == (
        read(findings_json([], exit_code=0, at=NOW))["at"],
        "at" in read(findings_json([], exit_code=0)),
    )


def test_an_outcome_says_when_the_next_apply_is_needed() -> None:
    """Also one that had nothing to do; null when nothing is deferred."""
    day = NOW + timedelta(days=3)
    texts = (
        outcome_json(Whole(changes=()), exit_code=0, next_apply_by=day),
        idle_json(a_state(), next_apply_by=day),
        outcome_json(Whole(changes=()), exit_code=0),
        idle_json(a_state()),
    )
    assert ["2026-11-23T09:00:00Z"] * 2 + [None] * 2 == [read(text)["next_apply_by"] for text in texts]


def test_an_outcome_names_every_change() -> None:
    """Each change has its result, its reason and its id."""
    one = One(change=a_change("a"), result=Word.FAILED, why="400", remarks=("note",))
    assert [
        {
            "address": "a",
            "action": "create",
            "result": "failed",
            "why": "400",
            "schedule_id": None,
            "calls": 1,
            "remarks": ["note"],
        }
    ] == read(outcome_json(Whole(changes=(one,)), exit_code=11))["changes"]


def test_a_state_names_records_and_history() -> None:
    """Each record has its phase, and what is over stands apart."""
    state = dataclasses.replace(a_state(a_record()), history=(past(),))
    found = read(state_json(state, now=NOW, cutoff=timedelta(minutes=15)))
    records, history = found["records"], found["history"]
    assert isinstance(records, list)
    assert isinstance(history, list)
    assert ("scheduled", "2026-11-27T14:00:00Z", "old") == (
        records[0]["phase"],
        records[0]["window"]["first_at"],
        history[0]["address"],
    )


def test_a_state_that_was_left_open_has_what_its_next_run_finds() -> None:
    """A create without an answer is in doubt, and the open run is named."""
    state = fold_entries(make_run(), make_intent(Verb.CREATE, make_record(schedule_id=None)))
    found = read(state_json(state, now=NOW, cutoff=timedelta(minutes=15)))
    records, run = found["records"], found["open_run"]
    assert isinstance(records, list)
    assert isinstance(run, dict)
    assert ("in_doubt", "run-1", "laptop") == (records[0]["status"], run["run"], run["host"])
