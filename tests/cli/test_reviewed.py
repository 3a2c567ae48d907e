"""`apply --reviewed FILE`: what the file shows is made, everything else is named and held."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.sandbox import advance, read_log, read_schedules
from support.installed_program import CLOCK_START, REMINDER, TEASER, ProjectOnDisk


def calls(project: ProjectOnDisk) -> int:
    """Return how many requests reached the sandbox."""
    return len(read_log(project.sandbox))


def reviewed(project: ProjectOnDisk, *arguments: str) -> None:
    """Save the plan that people look at."""
    assert project.run("plan", "--out", "plan.json", *arguments).code == 0


def test_what_was_edited_after_the_review_is_held_by_name(project: ProjectOnDisk) -> None:
    """One of two is changed after the review: it is refused by name, the other is made."""
    project.write("schedules/reminder.yaml", REMINDER)
    reviewed(project)
    project.edit("schedules/reminder.yaml", "It has started", "Something else")
    ended = project.apply("--reviewed", "plan.json")
    assert (11, 1, "Apply: 1 created; 1 blocked; 1 call to Braze.") == (
        ended.code,
        calls(project),
        ended.out.splitlines()[-1],
    )
    told = " ".join(ended.out.split())
    assert "held by not-reviewed: the plan that was reviewed shows something else for this address" in told
    assert ["seg-1"] == [one.fields.get("segment_id") for one in read_schedules(project.sandbox)]


def test_all_that_was_reviewed_is_made(project: ProjectOnDisk) -> None:
    """Nothing was edited: all of it is made, also on a state that another apply moved on."""
    project.apply()
    project.write("schedules/reminder.yaml", REMINDER)
    reviewed(project)
    project.write("schedules/other.yaml", REMINDER.replace("reminder", "other").replace("anna, ben", "carl"))
    project.apply("--target", "other")
    ended = project.apply("--reviewed", "plan.json")
    assert (0, "Apply: 1 created; 1 call to Braze.") == (ended.code, ended.out.splitlines()[-1])


def test_an_allowance_of_the_file_does_not_count(project: ProjectOnDisk) -> None:
    """The run says itself what it allows; what was allowed in the reviewed plan is not carried over."""
    project.write("schedules/teaser.yaml", TEASER.replace("2026-11-27T09:00:00", "2026-11-20T04:10:00"))
    reviewed(project, "--allow", "imminent:teaser")
    held = project.apply("--reviewed", "plan.json")
    made = project.apply("--reviewed", "plan.json", "--allow", "imminent:teaser")
    assert (11, 0, 1) == (held.code, made.code, calls(project))


def test_what_comes_inside_as_it_was_reviewed_is_created(project: ProjectOnDisk) -> None:
    """Reviewed as deferred, created when its time has come, by the same file."""
    project.write("schedules/far.yaml", REMINDER.replace("reminder", "far").replace("2026-11-28", "2027-02-12"))
    reviewed(project)
    first = project.apply("--reviewed", "plan.json")
    advance(project.sandbox, start=CLOCK_START, by=timedelta(days=3))
    second = project.apply("--reviewed", "plan.json")
    assert (0, 0, 2) == (first.code, second.code, calls(project)), second.out


def test_a_file_of_another_state_refuses_the_run(project: ProjectOnDisk) -> None:
    """Nothing at all is made by what was reviewed for something else."""
    reviewed(project)
    project.apply()
    project.write("schedules/reminder.yaml", REMINDER)
    ended = project.apply("--reviewed", "plan.json")
    assert (7, 1, True) == (ended.code, calls(project), "of another lineage" in " ".join(ended.err.split()))


def test_it_asks_like_any_fresh_plan(project: ProjectOnDisk) -> None:
    """Without a terminal it needs --auto-approve."""
    reviewed(project)
    ended = project.run("apply", "-e", "sandbox", "--reviewed", "plan.json")
    assert (1, 0, True) == (ended.code, calls(project), "--auto-approve" in ended.err)
