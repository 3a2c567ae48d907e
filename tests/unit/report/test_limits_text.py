"""Targets, allowances and the base of a plan, in words."""

from __future__ import annotations

import dataclasses

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import Action, Base, Grant, Mark, Plan
from braze_gitops.report import Naming, Style, plan_text, summary_line
from support.reviews import NOW, a_change, a_plan, a_review


def told(review: Review, **more: object) -> list[str]:
    """Return the lines of a review."""
    text = plan_text(review, naming=Naming(), now=NOW, style=Style(), width=100, **more)  # type: ignore[arg-type]  # named by the tests
    return text.splitlines()


def limited(plan: Plan, *left_out: str) -> Review:
    """Return a review of a plan that its targets limit."""
    plan = dataclasses.replace(plan, targets=("teaser",))
    return dataclasses.replace(a_review(plan), left_out=frozenset(map(Address, left_out)))


def test_what_targets_leave_out_is_counted_and_named() -> None:
    """It is not told as a change, stands by name at the end, and is a part of the count."""
    warning = Finding(severity=Severity.WARNING, code="short-lead", message="is due soon", address=Address("gone"))
    plan = a_plan(a_change(), a_change("gone", Action.DELETE), a_change("new"), findings=(warning,))
    review = limited(plan, "gone", "new")
    lines = told(review)
    at = lines.index("Left out: 2 changes that --target teaser does not name: for a later apply")
    assert ["  - cancel  gone", "  + create  new"] == lines[at + 1 : at + 3]
    assert "Plan: 1 to create; 2 left out." == summary_line(review) == lines[-1]
    assert (1, True) == (lines.count("  + create  new"), any("is due soon" in line for line in lines))


def test_a_plan_that_targets_empty_says_so() -> None:
    """Nothing to do for what is targeted is not nothing to do."""
    review = limited(a_plan(a_change("teaser", Action.NONE), a_change("new")), "new")
    assert "Nothing would be done: the targets leave out all there is to do." == told(review)[3]


def test_targets_that_leave_nothing_out_are_no_news() -> None:
    """Where all there is to do is targeted, nothing is said."""
    assert not any("Left out" in line for line in told(limited(a_plan(a_change()))))


def test_what_was_allowed_is_shown() -> None:
    """A saved plan's allowances stand in its text, each with exactly what it is for."""
    grants = (
        Grant(guard="imminent", address=Address("teaser"), given="--allow imminent:*", reason="asked by ana"),
        Grant(guard="max-deletes", address=None, given="--allow max-deletes"),
    )
    lines = told(dataclasses.replace(a_review(a_plan(a_change())), granted=grants))
    at = lines.index("Allowed: a plan saved from this carries these, and no others")
    assert [
        "  imminent for teaser, by --allow imminent:* (asked by ana)",
        "  max-deletes, the whole plan, by --allow max-deletes",
    ] == lines[at + 1 : at + 3]


def compared(fault: str = "") -> Review:
    """Return a plan that was compared with a base."""
    changes = (
        dataclasses.replace(a_change("mine"), mark=Mark.THIS_PULL_REQUEST),
        dataclasses.replace(a_change("due"), mark=Mark.ALREADY_DUE),
        a_change("same", Action.NONE),
    )
    base = Base(ref="origin/main", commit="0123456789abcdef", fault=fault)
    return a_review(dataclasses.replace(a_plan(*changes), base=base))


def test_whose_changes_they_are_is_told() -> None:
    """The base is named with both numbers, and each change says whose it is."""
    lines = told(compared())
    words = "Compared with origin/main, commit 0123456789ab: 1 from this pull request, 1 already due without it."
    assert {words, "  + create  mine  this pull request", "  + create  due  already due"} <= set(lines)


def test_a_base_that_cannot_be_planned_is_told() -> None:
    """Why everything counts as new is said at the top."""
    words = "so every change counts as this pull request's: there is no braze-gitops.yaml"
    assert words in " ".join(" ".join(told(compared("there is no braze-gitops.yaml"))).split())


def test_people_are_shown_to_who_asks() -> None:
    """Ids stand in the text only where they were given, and not for what goes away."""
    people = {Address("teaser"): ("anna", "ben"), Address("gone"): ("cem",)}
    review = a_review(a_plan(a_change(), a_change("gone", Action.DELETE)))
    shown, hidden = told(review, people=people), told(review)
    assert ("      people    anna, ben" in shown, any("cem" in one for one in shown)) == (True, False)
    assert not any("anna" in one for one in hidden)
