"""`--target`: less is made, nothing is hidden, and no guard is dropped."""

from __future__ import annotations

import json

from braze_gitops.sandbox import read_log, read_schedules
from support.installed_program import REMINDER, TEASER, ProjectOnDisk


def names(project: ProjectOnDisk) -> list[str]:
    """Return what the sandbox has scheduled, by the word `name` in its text."""
    return sorted(str(one.fields.get("segment_id", "people")) for one in read_schedules(project.sandbox))


def test_only_the_target_is_made(project: ProjectOnDisk) -> None:
    """The other is counted and named at the end of the plan and of the apply, and made by the next one."""
    project.write("schedules/reminder.yaml", REMINDER)
    ended = project.apply("--target", "teas*")
    assert (0, ["seg-1"], "Apply: 1 created; 1 left out; 1 call to Braze.") == (
        ended.code,
        names(project),
        ended.out.splitlines()[-1],
    )
    assert 2 == ended.out.count("Left out: 1 change that --target teas* does not name: for a later apply")
    assert (0, ["people", "seg-1"]) == (project.apply().code, names(project))


def test_json_names_what_is_left_out(project: ProjectOnDisk) -> None:
    """A program finds what was left out, of a plan, an apply, and one with nothing to do."""
    project.write("schedules/reminder.yaml", REMINDER)
    arguments = ("--target", "teaser", "--format", "json")
    planned = json.loads(project.run("plan", *arguments).out)
    done = [json.loads(project.apply(*arguments).out)["left_out"] for _ in range(2)]
    assert (["reminder"], [["reminder"], ["reminder"]]) == (planned["review"]["left_out"], done)


def test_what_it_must_wait_for_comes_with_it(project: ProjectOnDisk) -> None:
    """A create for the same audience is made after the cancellation, which is made as well."""
    project.apply()
    project.write("schedules/teaser.yaml", TEASER.replace("name: teaser", "name: again").replace("-27T", "-28T"))
    project.write("schedules/reminder.yaml", REMINDER)
    ended = project.apply("--target", "again")
    assert "Apply: 1 created, 1 cancelled; 1 left out; 2 calls to Braze." == ended.out.splitlines()[-1], ended.out


def test_a_guard_of_the_whole_plan_is_not_dropped(project: ProjectOnDisk) -> None:
    """What is refused as a whole is not let pass in parts."""
    project.apply()
    (project.folder / "schedules/teaser.yaml").unlink()
    soon = REMINDER.replace("2026-11-28T09:00:00Z", "2026-11-20T09:10:00Z")
    project.write("schedules/reminder.yaml", soon)
    calls = len(read_log(project.sandbox))
    ended = project.apply("--target", "reminder")
    assert (6, calls) == (ended.code, len(read_log(project.sandbox))), ended.out


def test_a_target_that_is_not_there_is_an_error(project: ProjectOnDisk) -> None:
    """A misspelt one makes nothing, and the nearest address is named."""
    planned, applied = project.run("plan", "--target", "teasr"), project.apply("--target", "teasr")
    assert (1, 1, (), True, True) == (
        planned.code,
        applied.code,
        read_log(project.sandbox),
        "did you mean `teaser`?" in planned.err,
        "did you mean `teaser`?" in applied.err,
    )
