"""Many changes with one cause read as one, with the list behind it and nothing left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import Action, BlockCode, Cause, Change
from braze_gitops.report import Naming, Style, plan_text
from braze_gitops.report.alike import TOGETHER_FROM, alike
from support.reviews import (
    DIGEST,
    NOW,
    a_block,
    a_change,
    a_plan,
    a_record,
    a_review,
    changed,
    new_york,
)

FOOTER = {"schedules/footer.html": DIGEST}


def an_update(
    address: str, *, files: Mapping[str, str] = FOOTER, cause: Cause = Cause.VARIABLE_OR_FILE, tool: str = "0.1.0"
) -> Change:
    """Return an update that a file brought about."""
    before = a_record(address)
    old = dataclasses.replace(before.inputs, files=dict.fromkeys(files, "0" * 64))
    new = dataclasses.replace(before.inputs, files=files, tool=tool)
    difference = changed("messages.email.body", "<p>old</p>", "<p>new</p>")
    change = a_change(
        address,
        Action.UPDATE,
        before=dataclasses.replace(before, inputs=old),
        after=dataclasses.replace(before, inputs=new),
        differences=(difference,),
        reasons=("file `schedules/footer.html` changed",),
    )
    return dataclasses.replace(change, cause=cause)


def many(number: int = TOGETHER_FROM) -> list[Change]:
    """Return that many changes with one cause."""
    return [an_update(f"news-{place}") for place in range(number)]


def told(review: Review, *, full: bool = False) -> str:
    """Return the text of a review."""
    return plan_text(review, naming=Naming(), now=NOW, style=Style(), width=100, full=full)


def test_one_line_says_what_changed_and_how_many() -> None:
    """The cause and the number stand first, the first change in full, the others by address and time."""
    text = told(a_review(a_plan(*many())))
    assert "  file `schedules/footer.html` changed: 5 schedules to update; the first in full" in text
    assert (1, 4) == (text.count("      changes\n"), text.count("(14:00 UTC), in 7 days\n") - 1)
    assert all(f"      news-{place}: Fri 27 Nov 2026" in text for place in range(1, 5))


def test_each_in_full_for_who_asks() -> None:
    """With `full` nothing is told together."""
    text = told(a_review(a_plan(*many())), full=True)
    assert (5, False) == (text.count("      changes\n"), "the same holds for" in text)


def test_where_another_is_unlike_the_first() -> None:
    """Another time, other people and other words of one of them stand in its line."""
    first, *others = many()
    time = new_york(29)
    after = dataclasses.replace(
        a_record("own", payload={"external_user_ids": {"$people": {"count": 1, "digests": (DIGEST,)}}}, time=time)
    )
    own = an_update("own")
    own = dataclasses.replace(
        own,
        after=dataclasses.replace(after, inputs=own.after.inputs if own.after else after.inputs),
        differences=(changed("messages.email.body", "<p>old</p>", "<p>own</p>"),),
    )
    text = " ".join(told(a_review(a_plan(first, *others, own))).split())
    line = text.partition(" own: ")[2]
    assert line.startswith("Sun 29 Nov 2026, 09:00 America/New_York (14:00 UTC), in 9 days; 1 listed person")
    assert "the same fields in words of its own" in line


def test_those_that_are_held_are_told_together_too() -> None:
    """A new release of zone data holds many: they read as one, each with its own address."""
    changes = [an_update(f"news-{place}", files={}, cause=Cause.TOOL_OR_ZONES, tool="0.2.0") for place in range(6)]
    blocks = {one.address: (a_block(BlockCode.TOOL_OR_ZONE_DATA, address=one.address),) for one in changes}
    found = [
        Finding(
            severity=Severity.ERROR,
            code="tool-or-zone-data",
            message=f"{one.address} is held",
            address=one.address,
        )
        for one in changes
    ]
    text = told(a_review(a_plan(*changes), blocks=blocks, findings=tuple(found)))
    assert "made by version 0.2.0 of this tool, before by 0.1.0: 6 schedules to update, blocked" in text


def test_a_cause_without_inputs_is_told_in_words() -> None:
    """Where only this program can be why, that is said."""
    changes = [an_update(f"news-{place}", files={}, cause=Cause.TOOL_OR_ZONES) for place in range(6)]
    assert "this program or its time zone data changed: 6 schedules" in told(a_review(a_plan(*changes)))


def test_what_has_no_time_is_listed_by_its_address() -> None:
    """Nothing is left out for want of a record."""
    bare = [
        dataclasses.replace(a_change(f"n{place}"), after=None, cause=Cause.VARIABLE_OR_FILE) for place in range(5)
    ]
    assert "      n4:\n" in told(a_review(a_plan(*bare)))


@pytest.mark.parametrize(
    "own",
    [
        lambda one: dataclasses.replace(one, cause=Cause.DEFINITION),
        lambda one: dataclasses.replace(one, previous_address=Address("old")),
        lambda one: dataclasses.replace(one, new_send_id=("cmp-1", "send-1")),
        lambda one: dataclasses.replace(one, repeats=True),
        lambda one: dataclasses.replace(one, starts_after=(Address("other"),)),
        lambda one: dataclasses.replace(one, action=Action.REPLACE),
        lambda one: dataclasses.replace(one, differences=()),
        lambda one: an_update(one.address, files={"schedules/other.html": DIGEST}),
    ],
    ids=["definition", "moves", "send id", "repeats", "waits", "action", "fields", "file"],
)
def test_what_differs_in_more_stands_for_itself(own: Callable[[Change], Change]) -> None:
    """Only what is alike is told together."""
    *others, last = many(TOGETHER_FROM + 1)
    groups = alike([own(last), *others], a_review(a_plan(*others, own(last))))
    assert [TOGETHER_FROM, 1] == [len(one.changes) for one in groups]


def test_what_has_words_of_its_own_stands_for_itself() -> None:
    """A warning is not hidden behind the first of many; one that all have is."""
    changes = many(TOGETHER_FROM + 1)
    note = Finding(severity=Severity.WARNING, code="short-lead", message="is due soon", address=Address("news-3"))
    general = Finding(severity=Severity.WARNING, code="clock-behind", message="a clock is wrong")
    plan = a_plan(*changes, findings=(note, general))
    assert [TOGETHER_FROM, 1] == [len(one.changes) for one in alike(changes, a_review(plan))]


def test_few_are_told_each() -> None:
    """A short list is read as it is; the order stays that of the plan."""
    changes = many(TOGETHER_FROM - 1)
    told_each = alike(changes, a_review(a_plan(*changes)))
    assert [(one,) for one in changes] == [one.changes for one in told_each]


def test_a_replace_waits_for_its_own_delete_alone() -> None:
    """What every replace waits for makes none of them special."""
    changes = [dataclasses.replace(one, starts_after=(one.address,)) for one in many()]
    assert 1 == len(alike(changes, a_review(a_plan(*changes))))


def test_nothing_is_lost_between_days() -> None:
    """Every address of a group stands in the text."""
    changes = [
        dataclasses.replace(one, deadline=NOW + timedelta(days=place)) for place, one in enumerate(many(40))
    ]
    text = told(a_review(a_plan(*changes)))
    assert [] == [
        one.address for one in changes if f"{one.address}:" not in text and f"  {one.address}\n" not in text
    ]
