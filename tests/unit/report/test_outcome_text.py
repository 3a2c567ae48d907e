"""What an apply did: every result named, nothing claimed that was not done."""

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Address, ScheduleId
from braze_gitops.plan import Action
from braze_gitops.report import Style, outcome_line, outcome_text, resolve_hints
from braze_gitops.state import Status
from support.apply_words import Kept, One, Whole, Word
from support.reviews import NOW, a_change, a_plan, a_record, a_state

MIXED = Whole(
    changes=(
        One(
            change=a_change("a"),
            result=Word.DONE,
            schedule_id=ScheduleId("sch-9"),
            remarks=("the Canvas is paused",),
        ),
        One(change=a_change("b", Action.DELETE), result=Word.DONE),
        One(change=a_change("c"), result=Word.FAILED, why="400 Invalid Campaign ID"),
        One(change=a_change("d"), result=Word.IN_DOUBT, why="no answer came"),
        One(change=a_change("e"), result=Word.NOT_TRIED, why="the run stopped before"),
        One(change=a_change("f"), result=Word.BLOCKED, why="imminent"),
    ),
    calls=4,
)


def told(outcome: Whole, *, days: int | None = None) -> str:
    """Return what an apply did, for a reader at NOW."""
    next_apply_by = NOW + timedelta(days=days) if days is not None else None
    return outcome_text(outcome, style=Style(), width=80, now=NOW, next_apply_by=next_apply_by)


def test_each_result_has_its_part() -> None:
    """Done, in doubt, failed, not tried and blocked are told apart, each with its reason."""
    assert told(MIXED).split("\nstate")[0].splitlines() == [
        "Done",
        "  + created   a  sch-9",
        "      note: the Canvas is paused",
        "  - cancelled b",
        "",
        "In doubt",
        "  + create    d",
        "      no answer came",
        "",
        "Failed",
        "  + create    c",
        "      400 Invalid Campaign ID",
        "",
        "Not tried",
        "  + create    e",
        "      the run stopped before",
        "",
        "Blocked",
        "  x create, blocked f",
        "      imminent",
    ]


def test_a_reason_that_all_share_is_said_once() -> None:
    """When a run was stopped, what was not tried is a list, with the reason above it."""
    why = "the run was asked to stop"
    not_tried = tuple(One(change=a_change(name), result=Word.NOT_TRIED, why=why) for name in ("a", "b"))
    assert ["Not tried: the run was asked to stop", "  + create    a", "  + create    b"] == (
        told(Whole(changes=not_tried)).splitlines()[:3]
    )


def test_the_last_line_counts_everything() -> None:
    """The count names what was done by its own word and the rest by its result."""
    assert (
        "Apply: 1 created, 1 cancelled; 1 in doubt, 1 failed, 1 not tried, 1 blocked; 4 calls to Braze."
        == outcome_line(MIXED)
    )


def test_the_first_half_of_a_replace_counts_as_a_cancellation() -> None:
    """What was cancelled and not scheduled again is not told as if nothing had changed."""
    old = a_record("a", schedule_id=ScheduleId("old"))
    change = a_change("a", Action.REPLACE, before=old, after=a_record("a", schedule_id=None))
    failed = One(change=change, result=Word.FAILED, why="429 Rate Limited", calls=3)
    assert "Apply: 1 cancelled; 1 failed; 3 calls to Braze." == outcome_line(Whole(changes=(failed,), calls=3))
    still_there = Whole(changes=(failed,), calls=3, state=a_state(old))
    assert "Apply: nothing was changed; 1 failed; 3 calls to Braze." == outcome_line(still_there)


def test_an_apply_that_did_nothing_says_so() -> None:
    """Nothing done is never told as something."""
    assert "Apply: nothing was changed; 0 calls to Braze." == outcome_line(Whole(calls=0))


def test_what_is_in_doubt_comes_with_the_command() -> None:
    """Each address in doubt is told with the command that settles it, also one of an earlier apply."""
    state = a_state(a_record("d", status=Status.IN_DOUBT, schedule_id=None), a_record("other"))
    text = told(Whole(state=state))
    assert [
        f"  braze-gitops state resolve d -e production {way}"
        for way in ("--schedule-id THE-ID", "--not-created", "--assume-created")
    ] == [line for line in text.splitlines() if "state resolve" in line]


def test_an_address_with_a_key_is_quoted() -> None:
    """A command can be copied into a shell."""
    commands = resolve_hints(Address('a["b c"]'), "production")
    assert all(one.startswith("braze-gitops state resolve 'a[\"b c\"]' -e") for one in commands)


def test_an_early_end_says_why() -> None:
    """A run that stopped says so, with its remarks and with every answer that was not recorded."""
    text = told(
        Whole(
            ending=Word.DENIED,
            why="401: the key is not known",
            remarks=("the snapshot was not written",),
            unrecorded=(Kept(line="RECORD teaser message sch-9 create done -"),),
        )
    )
    assert [
        "Stopped early: 401: the key is not known",
        "note: the snapshot was not written",
        "RECORD teaser message sch-9 create done -",
    ] == text.splitlines()[:3]


def test_an_early_end_without_a_reason_is_named() -> None:
    """An ending has a word of its own."""
    assert "Stopped early: denied" == told(Whole(ending=Word.DENIED)).splitlines()[0]


def test_the_next_apply_and_the_state_are_told() -> None:
    """An apply ends with the date of the next one and with the version of the state."""
    assert [
        "next apply needed by Mon 23 Nov 2026, 09:00 UTC, in 3 days, for what is deferred",
        "state     serial 7, batch 12, 3fa9c1d2e0b1",
    ] == told(Whole(), days=3).splitlines()[:2]


@pytest.mark.parametrize("kept_in", ["outcomes.2.json", "LOG"], ids=["file", "log"])
def test_answers_without_a_state_come_with_the_command(kept_in: str) -> None:
    """What only RECORD lines hold is told with the way to bring it into the state, before the next apply."""
    whole = Whole(unrecorded=(Kept(line="RECORD a"),))
    text = outcome_text(whole, style=Style(), width=80, now=NOW, kept_in=kept_in)
    said = " ".join(text.split())
    assert f"then run this, then apply again braze-gitops state recover {kept_in} -e production" in said


def test_without_such_answers_nothing_is_to_be_recovered() -> None:
    """An apply whose state has it all names no such command."""
    assert "state recover" not in told(MIXED)


def test_what_is_blocked_has_the_words_of_the_plan() -> None:
    """An address that is only held is not told as unchanged."""
    held = One(change=a_change("a", Action.NONE), result=Word.BLOCKED, why="in doubt")
    assert ["Blocked", "  x blocked   a", "      in doubt"] == told(Whole(changes=(held,))).splitlines()[:3]


def test_what_vanished_comes_with_the_commands() -> None:
    """Each schedule that Braze refused to cancel is told with both words a person may say."""
    text = told(Whole(state=a_state(a_record("d", status=Status.VANISHED), a_record("other"))))
    assert [f"  braze-gitops state resolve d -e production {way}" for way in ("--gone", "--retry")] == [
        line for line in text.splitlines() if "state resolve" in line
    ]


def test_what_was_no_target_is_named_and_counted() -> None:
    """What targets left out stands by name at the end, and in the last line."""
    plan = dataclasses.replace(a_plan(a_change("a"), a_change("z", Action.DELETE)), targets=("a",))
    done = Whole(changes=(One(change=a_change("a"), result=Word.DONE),), calls=1)
    text = outcome_text(done, style=Style(), width=80, now=NOW, plan=plan, left_out=frozenset({Address("z")}))
    assert "Left out: 1 change that --target a does not name: for a later apply\n  - cancel  z\n" in text
    assert "Apply: 1 created; 1 left out; 1 call to Braze." == text.splitlines()[-1]


def test_answers_of_a_run_that_was_taken_over_wait_for_the_other() -> None:
    """Nothing is to be mended, and the last line does not say that nothing happened."""
    done = One(change=a_change("a"), result=Word.DONE)
    whole = Whole(changes=(done,), ending=Word.FENCED, why="taken over", unrecorded=(Kept(line="RECORD a"),))
    text = told(whole)
    assert "another run holds it now. When that has ended, run this" in " ".join(text.split())
    assert "Apply: 1 created; 1 answer not in the state; 1 call to Braze." == text.splitlines()[-1]


def test_the_sends_of_a_series_are_one_line() -> None:
    """With their days, of many the first and the last; what differs or is in doubt stands alone."""

    def one(day: int, result: Word, why: str = "") -> One:
        change = dataclasses.replace(a_change(f'news["2026-12-{day:02}"]'), series=Address("news"))
        return One(change=change, result=result, why=why, schedule_id=ScheduleId(f"sch-{day}"))

    lines = told(
        Whole(
            changes=(
                *(one(day, Word.DONE) for day in range(1, 15)),
                *(one(day, Word.FAILED, "400") for day in (15, 17)),
                one(16, Word.FAILED, "403"),
                *(one(day, Word.IN_DOUBT) for day in (18, 19)),
            )
        )
    ).splitlines()
    assert [
        "Done",
        "  + created   news  14 sends: from Tue 1 Dec 2026 to Mon 14 Dec 2026",
        "",
        "In doubt",
        '  + create    news["2026-12-18"]',
        '  + create    news["2026-12-19"]',
        "",
        "Failed",
        "  + create    news  2 sends: Tue 15 Dec, Thu 17 Dec 2026",
        "      400",
        '  + create    news["2026-12-16"]',
        "      403",
    ] == lines[:12]
