"""What became of late answers, as a person reads it."""

from __future__ import annotations

import json

import pytest

from braze_gitops.model import Kind, Verb, Verdict
from braze_gitops.report import Style, recover_json, recover_text
from braze_gitops.state import Fate, Judged, LineFault, Merge, RecordKept, State, Status, Unfinished, version_text
from support.states import NOW, Journal, make_payload, make_record
from support.unrecorded import unrecorded

PLAIN = Style()


def judged(fate: Fate, *, address: str = "teaser", why: str = "because", kind: Kind = Kind.MESSAGE) -> Judged:
    """Return one answer that was judged."""
    answer = unrecorded("teaser", kind=kind)
    return Judged(answer=answer, fate=fate, address=make_record(address).address, why=why)


def state(*records: RecordKept) -> State:
    """Return a state with these records."""
    journal = Journal()
    for record in records:
        journal.add(record)
    return journal.state()


def text(*of: Judged, after: State | None = None, faults: tuple[LineFault, ...] = (), remark: str = "") -> str:
    """Return the text for 80 columns."""
    merged = Merge(judged=of)
    return recover_text(merged, faults=faults, state=after or state(), remark=remark, style=PLAIN, width=80)


def test_a_merged_answer_reads_well() -> None:
    """What it was, whose, the id, and what is known now."""
    after = state()
    assert (
        "Merged\n"
        "  create  teaser  sch-1\n"
        "      its schedule id is known now\n"
        "\n"
        f"state     {version_text(after)}\n"
        "Recover: 1 merged.\n"
    ) == text(judged(Fate.MERGED, why="its schedule id is known now"), after=after)


def test_what_a_person_has_to_do_comes_first() -> None:
    """Live schedules, then what was refused, then the rest; the last line counts all."""
    out = text(*(judged(fate) for fate in reversed(Fate)), faults=(LineFault(number=3, what="cut"),), remark="so")
    titles = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert [
        "Live at Braze, in no record",
        "Not merged",
        "Merged",
        "Known already",
        "Nothing to merge",
        "error: line 3: cut",
        "note: so",
        titles[7],
        "Recover: 1 merged, 1 known already, 1 settled since, 1 not merged, 1 live in no",
        "record, 1 unreadable.",
    ] == titles


def test_nothing_is_nothing() -> None:
    """An empty file merges nothing."""
    assert "Recover: nothing to merge." == text().splitlines()[-1]


def test_a_moved_address_has_both_names() -> None:
    """The line names the old one, the state the new one."""
    assert "  create  new (then teaser)  sch-1" == text(judged(Fate.MERGED, address="new")).splitlines()[1]


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        (Kind.MESSAGE, None, 'POST /messages/schedule/delete with {"schedule_id": "sch-1"}'),
        (Kind.CAMPAIGN, None, 'schedule/delete with {"campaign_id": "…", "schedule_id": "sch-1"}'),
        (Kind.CANVAS, "canvas_id", 'schedule/delete with {"canvas_id": "parent", "schedule_id": "sch-1"}'),
    ],
    ids=["message", "campaign", "canvas"],
)
def test_a_loose_schedule_comes_with_the_call_that_cancels_it(kind: Kind, record: str | None, said: str) -> None:
    """Nobody else can: no record holds its id."""
    kept = make_record(kind=kind, schedule_id="sch-2", payload=make_payload(canvas_id="parent"))
    after = state(RecordKept(record=kept)) if record else state()
    assert said in " ".join(text(judged(Fate.LOOSE, kind=kind), after=after).split())


def test_a_doubt_that_is_left_comes_with_its_command() -> None:
    """What came back is known, whether it was created is not."""
    doubt = make_record(status=Status.IN_DOUBT, unfinished=Unfinished(verb=Verb.CREATE, since=NOW))
    out = text(judged(Fate.MERGED), after=state(RecordKept(record=doubt)))
    said = "hint: once you know whether it was created: `braze-gitops state resolve teaser -e production"
    assert said in " ".join(out.split())


def test_json_has_all_of_it() -> None:
    """The same for programs."""
    after = state()
    refused = judged(Fate.REFUSED, why="no")
    found = json.loads(
        recover_json(
            Merge(judged=(refused,)),
            faults=(LineFault(number=3, what="cut"),),
            state=after,
            remark="so",
            exit_code=11,
        )
    )
    assert {
        "format_version": "1.0",
        "answers": [
            {
                "address": "teaser",
                "verb": "create",
                "verdict": Verdict.DONE.value,
                "schedule_id": "sch-1",
                "call": "call-1",
                "result": "refused",
                "why": "no",
                "hint": "`braze-gitops state history teaser -e production` shows what is known",
            }
        ],
        "broken_lines": [{"line": 3, "what": "cut"}],
        "remarks": ["so"],
        "state": {
            "lineage": after.lineage,
            "serial": after.serial,
            "head": {"number": after.head.number, "digest": after.head.digest},
            "version": version_text(after),
        },
        "exit_code": 11,
    } == found


def test_json_without_a_remark_has_none() -> None:
    """An empty list."""
    found = recover_json(Merge(judged=()), faults=(), state=state(), remark="", exit_code=0)
    assert [] == json.loads(found)["remarks"]
