"""The text of a plan: verdict first, then deadline, broadcasts, changes, what is held, what waits, the count."""

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, Kind, Severity
from braze_gitops.plan import Action, BlockCode, Cause, Change
from braze_gitops.report import Naming, Style, plan_text
from braze_gitops.state import Head
from support.reviews import (
    NOW,
    a_block,
    a_change,
    a_plan,
    a_record,
    a_review,
    changed,
    local,
    one_of_each,
)

PLAIN = Style()
NAMING = Naming(words={"segments": {"seg-8f1c": "Newsletter readers"}})
WARNING = Finding(severity=Severity.WARNING, code="missed", message="was never created", address=Address("old"))


def told(review: Review, *, width: int = 80, state_days: int | None = None, style: Style = PLAIN) -> str:
    """Return the text of a review for a reader at NOW."""
    state_at = NOW - timedelta(days=state_days) if state_days is not None else None
    return plan_text(review, naming=NAMING, now=NOW, style=style, width=width, state_at=state_at)


def told_of(*changes: Change, **plan: object) -> list[str]:
    """Return the lines of a plan of these changes that nothing holds."""
    made = dataclasses.replace(a_plan(*changes), **plan)  # type: ignore[arg-type]  # a test names fields of Plan
    return told(a_review(made)).splitlines()


def verdict(review: Review) -> str:
    """Return the line a reader sees first, below the title."""
    return told(review).splitlines()[3]


@pytest.mark.parametrize(
    ("review", "words"),
    [
        (a_review(a_plan()), "No changes. What is arranged is what the definitions say."),
        (
            dataclasses.replace(a_review(a_plan()), renames={Address("old"): Address("new")}),
            "No call would be made; what is known goes on under a new name.",
        ),
        (a_review(a_plan(a_change())), "1 change would be made."),
        (
            a_review(a_plan(a_change(), a_change("b")), blocks={Address("b"): (a_block(),)}),
            "1 change would be made, 1 is blocked.",
        ),
        (
            a_review(
                a_plan(a_change(), a_change("b"), a_change("c")),
                blocks={Address("b"): (a_block(),), Address("c"): (a_block(),)},
            ),
            "1 change would be made, 2 are blocked.",
        ),
        (
            a_review(a_plan(a_change()), blocks={Address("teaser"): (a_block(),)}),
            "Nothing would be done: 1 change blocked.",
        ),
        (
            a_review(a_plan(a_change(), a_change("b", Action.DEFER))),
            "1 change would be made; 1 waits for a later apply.",
        ),
        (
            a_review(a_plan(*one_of_each(), a_change("b")), blocks={Address("b"): (a_block(),)}),
            "6 changes would be made, 1 is blocked; 2 wait for a later apply; 1 is finished.",
        ),
        (
            a_review(a_plan(a_change(action=Action.FORGET), a_change("b", Action.FORGET))),
            "No call would be made; 2 are finished.",
        ),
        (
            a_review(a_plan(a_change()), refusals=(WARNING,)),
            "Refused. Nothing of this plan may be applied, for the reasons below.",
        ),
    ],
    ids=[
        "nothing",
        "only a name",
        "some",
        "one blocked",
        "two blocked",
        "all blocked",
        "one deferred",
        "of each",
        "only finished",
        "refused",
    ],
)
def test_the_verdict_stands_first(review: Review, words: str) -> None:
    """A reader who reads one line knows what would happen."""
    assert words == verdict(review)


def test_a_refused_plan_says_so_in_its_last_line() -> None:
    """Who reads only the end learns that nothing of it may be applied."""
    text = told(a_review(a_plan(a_change(action=Action.DELETE)), refusals=(WARNING,)))
    assert "Plan: 1 to cancel. Refused: nothing may be applied." == text.splitlines()[-1]


@pytest.mark.parametrize(
    ("endpoint", "where"),
    [("https://rest.iad-01.braze.com", "https://rest.iad-01.braze.com"), ("sandbox", "a local sandbox")],
    ids=["Braze", "sandbox"],
)
def test_the_title_says_which_braze(endpoint: str, where: str) -> None:
    """The environment stands first with the Braze it leads to, then when the plan was made of what."""
    plan = a_plan()
    plan = dataclasses.replace(plan, origin=dataclasses.replace(plan.origin, endpoint=endpoint))
    assert [
        f"Plan for production  {where}",
        "made Fri 20 Nov 2026, 09:00 UTC, commit 0123456789ab",
        "",
    ] == told(a_review(plan)).splitlines()[:3]


def test_a_refusal_is_told_once_and_before_the_changes() -> None:
    """The reason for a refusal stands under the verdict and not again among the findings."""
    text = told(a_review(a_plan(a_change()), refusals=(WARNING,), findings=(WARNING,)))
    assert (1, True) == (text.count("was never created"), text.index("never created") < text.index("+ create"))


def test_the_next_deadline_stands_at_the_top() -> None:
    """The earliest moment at which a change comes too close to its time is told, with the change."""
    lines = told_of(
        a_change("later", deadline=NOW + timedelta(days=9)), a_change("sooner", deadline=NOW + timedelta(days=3))
    )
    assert [
        "Apply before Mon 23 Nov 2026, 09:00 UTC, in 3 days: then sooner is too close to",
        "  its time.",
    ] == lines[4:6]


def test_broadcasts_are_told_first() -> None:
    """Who gets a whole-audience message stands before all changes, by name."""
    lines = told_of(a_change())
    assert [
        "Goes to whole audiences",
        "  ! teaser: broadcast to segment “Newsletter readers” (seg-8f1c); only people",
        "      who opted in",
    ] == lines[5:8]


def test_many_broadcasts_are_counted() -> None:
    """Of many broadcasts the first are named at the top, the others counted."""
    assert "    and 3 more, each named below" in told_of(*(a_change(f"b-{number}") for number in range(15)))


def test_a_change_is_told_whole() -> None:
    """A create says who it reaches, what it sends, when, until when to apply, why, and where it is written."""
    lines = told_of(a_change(deadline=NOW + timedelta(days=3), reasons=("new",)))
    start = lines.index("  + create  teaser")
    assert [
        "  + create  teaser",
        "      reaches   broadcast to segment “Newsletter readers” (seg-8f1c); only",
        "                people who opted in",
        "      sends     email “Hi {{${first_name} | default: 'there'}}, it starts",
        "                tomorrow”",
        "      when      Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC), in 7 days",
        "      apply by  Mon 23 Nov 2026, 09:00 UTC, in 3 days",
        "      why       new",
        "      from      schedules/teaser.yaml:1:1",
    ] == lines[start : start + 9]


def block_of(change: Change, review: Review | None = None) -> list[str]:
    """Return the lines of the only change of a plan, from its heading to its last."""
    text = told(review or a_review(a_plan(change)))
    return next(
        part for part in text.split("\n\n") if f"  {change.address}" in part and "\n      " in part
    ).splitlines()


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        (a_change(action=Action.DELETE), "  - cancel  teaser"),
        (a_change(action=Action.FORGET), "  . finished  teaser"),
        (a_change(action=Action.REPLACE), "  ± replace  teaser"),
        (a_change(kind=Kind.CANVAS), "  + create  teaser  canvas"),
        (dataclasses.replace(a_change(action=Action.DELETE), pauses=True), "  - pause  teaser"),
        (
            dataclasses.replace(a_change(action=Action.DELETE), then=Action.DEFER),
            "  - cancel, then defer  teaser",
        ),
    ],
    ids=["delete", "forget", "replace", "kind", "pause", "defer"],
)
def test_headings_use_the_words_of_people(change: Change, heading: str) -> None:
    """Sign, word and address; the kind only where it is no message."""
    assert heading == block_of(change)[0]


def test_what_goes_away_is_told_in_the_past() -> None:
    """A cancelled broadcast says for whom it was."""
    assert block_of(a_change(action=Action.DELETE))[1].startswith("      was for   broadcast to segment")


def test_a_move_names_the_old_address() -> None:
    """A record that takes a new address says from where, and that nobody is called."""
    change = dataclasses.replace(a_change(action=Action.MOVE), previous_address=Address("old-teaser"))
    assert "      moves     from old-teaser, without a call" == block_of(change)[1]


def test_a_record_beyond_the_horizon_says_when_it_comes_inside() -> None:
    """What is deferred says from when Braze takes it."""
    after = dataclasses.replace(a_record(time=local()), inside_at=NOW + timedelta(days=5))
    lines = block_of(a_change(action=Action.DEFER, after=after))
    assert "      waits     Braze takes it from Wed 25 Nov 2026, 09:00 UTC, in 5 days" in lines


def test_a_repeated_call_is_told() -> None:
    """A call that went unanswered before says that it is made again."""
    change = dataclasses.replace(a_change(action=Action.DELETE), repeats=True, reasons=("gone",))
    assert "      why       gone; repeats a call that an earlier apply got no answer to" in block_of(change)


def test_a_cause_stands_in_for_a_reason() -> None:
    """Without a reason of its own a change says what brought it about."""
    change = dataclasses.replace(a_change(), cause=Cause.TIME)
    assert "      why       its time has come inside the horizon" in block_of(change)


def test_a_change_that_waits_for_another_says_so() -> None:
    """A create whose audience another one leaves names it; a replace does not name itself."""
    change = dataclasses.replace(a_change(), starts_after=(Address("teaser"), Address("old")))
    assert ["      after     old is known to be cancelled"] == [
        line for line in block_of(change) if "after " in line
    ]


def test_what_is_to_be_said_of_a_change_stands_in_its_block() -> None:
    """A warning about a change is told with it, once; what holds it stands at its top alone."""
    warning = Finding(
        severity=Severity.WARNING, code="short-lead", message="is due soon", hint="wait", address=Address("teaser")
    )
    held = dataclasses.replace(warning, code="imminent", message="held")
    review = a_review(
        a_plan(a_change(), findings=(warning,)), blocks={Address("teaser"): (a_block(),)}, findings=(held,)
    )
    text = told(review)
    assert (["      warning   is due soon (wait)"], 1, False) == (
        [line for line in block_of(a_change(), review) if "warning" in line],
        text.count("is due soon"),
        "held\n" in text,
    )


def test_differences_stand_in_the_block() -> None:
    """An update lists what differs; beyond twenty fields the rest is counted."""
    many = tuple(changed(f"messages.email.extras.k{number}", "a", "b") for number in range(22))
    lines = block_of(a_change(action=Action.UPDATE, differences=many))
    assert ("      changes", "        email extras k0: “a” → “b”", "        and 2 more") == (
        lines[4 + 2],
        lines[7],
        lines[27],
    )


def test_a_time_is_told_once() -> None:
    """What a sentence says of a schedule is not said again field by field."""
    differences = (
        changed("messages.sms.body", "a", "b"),
        changed("schedule.in_local_time", True, False),
        changed("schedule.time", "a", "b", "26-hour local send becomes one instant"),
    )
    lines = block_of(a_change(action=Action.UPDATE, differences=differences))
    start = lines.index("      changes")
    assert ["        SMS body: “a” → “b”", "        send time: 26-hour local send becomes one instant"] == (
        lines[start + 1 : start + 3]
    )


def test_a_change_without_records_is_told() -> None:
    """Whatever is not known of a change is left out."""
    bare = dataclasses.replace(a_change(), before=None, after=None, place=None)
    assert ["  + create  teaser"] == [line for line in told_of(bare) if "teaser" in line]


def test_a_blocked_change_says_what_holds_it_and_the_way_out() -> None:
    """What is blocked stands apart, with each reason and the exact words that allow it."""
    review = a_review(a_plan(a_change()), blocks={Address("teaser"): (a_block(), a_block(BlockCode.PROTECTED))})
    lines = block_of(a_change(), review)
    assert [
        "  x create, blocked  teaser",
        "      held by   imminent: it is due in 10 minutes, and Braze may already be",
        "                sending",
        "      way out   --allow imminent:teaser",
    ] == lines[:4]


def test_a_blocked_change_that_would_do_nothing_is_told() -> None:
    """An address in doubt is shown although nothing would be done."""
    change = a_change(action=Action.NONE, after=a_record())
    review = a_review(a_plan(change), blocks={Address("teaser"): (a_block(BlockCode.IN_DOUBT),)})
    assert "  x blocked  teaser" == block_of(change, review)[0]


def waiting(count: int) -> tuple[Change, ...]:
    """Return that many deferred addresses that need nothing."""
    record = dataclasses.replace(a_record(schedule_id=None), inside_at=NOW + timedelta(days=40))
    return tuple(
        dataclasses.replace(a_change(f"w-{number:02}", Action.NONE, after=record), deferred=True)
        for number in range(count)
    )


def test_what_waits_is_named() -> None:
    """Deferred addresses are named with the day they come inside; many are counted."""
    lines = told_of(*waiting(14))
    start = lines.index("Deferred: too far ahead for Braze, created by a later apply")
    assert ("  w-00: from Wed 30 Dec 2026, in 40 days", "  and 2 more") == (lines[start + 1], lines[start + 13])


def test_few_that_wait_are_all_named() -> None:
    """Nothing is counted where all is named."""
    assert not [line for line in told_of(*waiting(2)) if "more" in line]


def paused(count: int) -> tuple[Change, ...]:
    """Return that many definitions that are paused and not arranged."""
    bare = dataclasses.replace(a_change(action=Action.NONE), before=None, after=None, pauses=True)
    return tuple(dataclasses.replace(bare, address=Address(f"p-{number:02}")) for number in range(count))


def test_what_is_paused_is_named() -> None:
    """Paused definitions are no change and still told, each with its place; many are counted."""
    lines = told_of(*paused(14))
    start = lines.index("Paused: not scheduled while `paused` stands")
    assert ("No changes.", "  p-00  schedules/teaser.yaml:1:1", "  and 2 more") == (
        lines[3][:11],
        lines[start + 1],
        lines[start + 13],
    )


def test_few_that_are_paused_are_all_named() -> None:
    """Nothing is counted where all is named."""
    assert not [line for line in told_of(*paused(2)) if "more" in line]


def test_what_was_sent_before_a_pause_is_not_called_paused() -> None:
    """A pause that comes after the send stops nothing, so the list does not say that it did."""
    sent = dataclasses.replace(a_change(action=Action.NONE, after=a_record()), pauses=True)
    assert not [line for line in told_of(sent) if line.startswith("Paused")]


def test_findings_are_told_after_the_changes() -> None:
    """Warnings of the plan and of the guards stand together, each once."""
    review = a_review(a_plan(a_change(), findings=(WARNING,)), findings=(WARNING,))
    assert "To look at\n\n  warning: old: was never created [missed]\n" in told(review)


def test_the_end_says_when_the_next_apply_is_needed() -> None:
    """Deferred schedules need another apply: the date stands above the summary."""
    lines = told_of(a_change(), next_apply_by=NOW + timedelta(days=3))
    assert "next apply needed by Mon 23 Nov 2026, 09:00 UTC, in 3 days, for what is deferred" in lines


def test_a_long_apply_says_how_long() -> None:
    """Only an apply that takes a while says so."""
    long, short = (told_of(a_change(), expected_duration=timedelta(seconds=n)) for n in (600, 3))
    assert (["takes     about 10 minutes"], []) == tuple(
        [row for row in each if "about" in row] for each in (long, short)
    )


def test_the_state_is_named_with_its_age() -> None:
    """A reader sees which state the plan was made from, and how old it is."""
    assert "state     serial 7, batch 12, 3fa9c1d2e0b1, written 3 days ago\n" in told(
        a_review(a_plan()), state_days=3
    )


def test_a_new_state_is_named_as_that() -> None:
    """A sandbox that was never applied to has no version yet."""
    plan = a_plan()
    new = dataclasses.replace(
        plan, origin=dataclasses.replace(plan.origin, state_head=Head(number=0, digest=""), commit=None)
    )
    assert "state     new\n" in told(a_review(new))


def test_a_text_without_colour_has_no_codes() -> None:
    """Plain output carries no terminal code."""
    assert "\x1b" not in told(a_review(a_plan(*one_of_each())))
