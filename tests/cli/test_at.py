"""`--at TIME`: what would be decided then, marked as that, and taken by no apply."""

from __future__ import annotations

import json

import pytest

from braze_gitops.sandbox import read_log
from support.installed_program import TEASER, ProjectOnDisk

# Half an hour before the teaser, and after it.
BEFORE, AFTER = "2026-11-27T08:50:00-05:00", "2026-11-27T15:00:00Z"


def said(text: str) -> str:
    """Return a text, its lines joined."""
    return " ".join(text.split())


def test_a_plan_says_what_would_be_decided_then(project: ProjectOnDisk) -> None:
    """In its first line which moment that is; the cutoff counts from it."""
    ended = project.run("plan", "--at", BEFORE)
    assert (0, "What would be decided at Fri 27 Nov 2026, 13:50 UTC: not the present, nothing") == (
        ended.code,
        ended.out.splitlines()[0],
    )
    assert "held by   imminent" in ended.out


def test_what_is_missed_then_is_told(project: ProjectOnDisk) -> None:
    """Its time has passed by then."""
    assert "held by   missed" in project.run("plan", "--at", AFTER).out


def test_the_json_names_the_moment(project: ProjectOnDisk) -> None:
    """The plan has `at`, and none without the option."""
    then, now = (json.loads(project.run("plan", "--format", "json", *more).out) for more in (("--at", AFTER), ()))
    assert (AFTER, AFTER, False) == (then["at"], then["timestamp"], "at" in now)


@pytest.mark.parametrize("how", ["saved", "reviewed", "json"])
def test_no_apply_takes_such_a_plan(project: ProjectOnDisk, how: str) -> None:
    """Saved or printed, whole or to be held to: refused by name, and nothing is called."""
    if how == "json":
        project.write("plan.json", project.run("plan", "--at", BEFORE, "--format", "json").out)
    else:
        assert project.run("plan", "--at", BEFORE, "--out", "plan.json").code == 0
    given = ("-e", "sandbox", "--reviewed", "plan.json", "--auto-approve") if how == "reviewed" else ("plan.json",)
    ended = project.run("apply", *given)
    assert (7, ()) == (ended.code, read_log(project.sandbox))
    assert "plan.json was made with --at 2026-11-27T13:50:00Z" in said(ended.err)


def test_show_says_what_it_is(project: ProjectOnDisk) -> None:
    """A reader of the file sees the moment first."""
    assert project.run("plan", "--at", BEFORE, "--out", "plan.json").code == 0
    assert project.run("show", "plan.json").out.startswith("What would be decided at Fri 27 Nov 2026, 13:50 UTC")


def test_an_apply_decides_for_the_present(project: ProjectOnDisk) -> None:
    """The option is refused in words, before anything is read."""
    ended = project.run("apply", "-e", "sandbox", "--auto-approve", "--at", AFTER)
    assert (1, ()) == (ended.code, read_log(project.sandbox))
    assert "--at is never for apply, which decides for the present" in said(ended.err)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param("2026-11-27T09:00:00", "is no instant", id="no offset"),
        pytest.param("tomorrow", "is no instant", id="no time"),
        pytest.param("9999-12-31T23:59:59Z", "the year 9999 is out of range", id="too far"),
        pytest.param("0001-01-01T00:00:00+14:00", "the year 1 is out of range", id="too long ago"),
    ],
)
def test_it_must_be_an_instant(project: ProjectOnDisk, written: str, why: str) -> None:
    """Date, time and offset, in a year that means something."""
    ended = project.run("plan", "--at", written)
    assert (1, True, False) == (ended.code, why in said(ended.err), "Traceback" in ended.err)


def test_a_base_is_planned_for_the_same_moment_or_not_at_all(project: ProjectOnDisk) -> None:
    """`--base` needs git, and says so with `--at` as without."""
    ended = project.run("plan", "--at", BEFORE, "--base", "main")
    assert (1, False) == (ended.code, "Traceback" in ended.err)


def test_validate_says_what_would_be_past_or_too_far(project: ProjectOnDisk) -> None:
    """Of the definitions alone, in text and JSON; nothing is wrong with them."""
    project.write("schedules/far.yaml", TEASER.replace("teaser", "far").replace("2026-11-27", "2027-11-27"))
    ended = project.run("validate", "-e", "sandbox", "--at", AFTER)
    found = json.loads(project.run("validate", "-e", "sandbox", "--at", AFTER, "--format", "json").out)
    assert (0, True) == (
        ended.code,
        ended.out.startswith("What a plan of the definitions alone would say at Fri 27 Nov 2026, 15:00 UTC"),
    )
    assert (AFTER, [("far", "time-beyond-horizon"), ("teaser", "time-past")]) == (
        found["at"],
        [(one["address"], one["code"]) for one in found["findings"]],
    )


def test_validate_knows_no_moment_by_itself(project: ProjectOnDisk) -> None:
    """Without the option no time is past."""
    project.edit("schedules/teaser.yaml", "2026-11-27", "2020-11-27")
    ended = project.run("validate")
    assert (0, False) == (ended.code, "passed" in ended.out)
