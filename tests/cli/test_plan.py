"""`plan`: calls nobody, needs no key, changes nothing, and says what would be done."""

from __future__ import annotations

import json
from datetime import timedelta

from braze_gitops.sandbox import advance, read_log
from support.installed_program import CLOCK_START, REMINDER, TEASER, ProjectOnDisk


def files(project: ProjectOnDisk) -> dict[str, bytes]:
    """Return every file of the project with its content."""
    return {str(one): one.read_bytes() for one in sorted(project.folder.rglob("*")) if one.is_file()}


def test_a_plan_leaves_no_trace(project: ProjectOnDisk) -> None:
    """A plan of a sandbox that never ran starts nothing, calls nothing and writes nothing."""
    before = files(project)
    ended = project.run("plan")
    assert (0, "", before, ()) == (ended.code, ended.err, files(project), read_log(project.sandbox))


def test_a_plan_after_an_apply_makes_no_call(project: ProjectOnDisk) -> None:
    """With a state, and a sandbox that ran, a plan still calls nobody."""
    project.apply()
    calls = len(read_log(project.sandbox))
    project.edit("schedules/teaser.yaml", "tomorrow", "today")
    project.run("plan", "-e", "sandbox")
    assert (1, 1) == (calls, len(read_log(project.sandbox)))


def test_the_summary_is_the_last_line(project: ProjectOnDisk) -> None:
    """What would be done is counted at the end."""
    project.write("schedules/reminder.yaml", REMINDER)
    assert "Plan: 2 to create." == project.run("plan").out.splitlines()[-1]


def test_a_broadcast_is_told_by_name_first(project: ProjectOnDisk) -> None:
    """Who gets a broadcast stands above all changes."""
    lines = project.run("plan").out.splitlines()
    assert lines.index("Goes to whole audiences") < lines.index("  + create  teaser")


def test_people_are_a_number(project: ProjectOnDisk) -> None:
    """No id of a person is shown, in text or JSON."""
    project.write("schedules/reminder.yaml", REMINDER)
    text, as_json = project.run("plan").out, project.run("plan", "--format", "json").out
    assert (True, False, False) == ("2 listed people" in text, "anna" in text, "anna" in as_json)


def test_what_is_paused_is_no_change_and_still_told(project: ProjectOnDisk) -> None:
    """A paused definition that was never created stands in a list of its own, and as JSON."""
    project.write("schedules/teaser.yaml", f"{TEASER}lifecycle: {{paused: true}}\n")
    out = project.run("plan").out
    found = json.loads(project.run("plan", "--format", "json").out)
    assert (True, True, ["teaser"]) == (
        "No changes." in out,
        "Paused: not scheduled while `paused` stands\n  teaser  schedules/teaser.yaml:1:1\n" in out,
        found["review"]["paused"],
    )


def test_a_wrong_old_name_is_told_at_its_place(project: ProjectOnDisk) -> None:
    """A `moved_from` that nobody knows is a warning with file and line."""
    project.apply()
    project.edit("schedules/teaser.yaml", "name: teaser", "name: teaser-2\nmoved_from: teasr\nowner: ana")
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    found = json.loads(project.run("plan", "--format", "json").out)["findings"]
    assert [("moved-from-nothing", "did you mean `teaser`?", "schedules/teaser.yaml", 2)] == [
        (one["code"], one["hint"], one["place"]["path"], one["place"]["line"]) for one in found
    ]


def test_detailed_exit_codes(project: ProjectOnDisk) -> None:
    """With the option 2 says that there are changes and 0 that there are none."""
    first = project.run("plan", "--detailed-exitcode").code
    project.apply()
    assert (2, 0) == (first, project.run("plan", "--detailed-exitcode").code)


def test_a_production_without_a_state_is_no_empty_one(project: ProjectOnDisk) -> None:
    """A missing state is told with the way out, and no plan is shown."""
    ended = project.run("plan", "-e", "production", COLUMNS="100")
    assert (10, "", True) == (ended.code, ended.out, "`braze-gitops state init -e production`" in ended.err)


def test_json_is_a_plan_with_its_review(project: ProjectOnDisk) -> None:
    """A program reads the changes and what the guards say of them."""
    found = json.loads(project.run("plan", "--format", "json").out)
    assert ("teaser", "Plan: 1 to create.", 0) == (
        found["resource_changes"][0]["address"],
        found["review"]["summary"]["line"],
        found["review"]["exit_code"],
    )


def test_a_saved_plan_is_shown_again(project: ProjectOnDisk) -> None:
    """What was written to a file reads as it did when it was made, from any folder."""
    planned = project.run("plan", "--out", "plan.json")
    shown = project.run("show", "plan.json")
    assert (0, planned.out.splitlines()[-1]) == (shown.code, shown.out.splitlines()[-1])


def test_json_on_stdout_is_shown_as_well(project: ProjectOnDisk) -> None:
    """`plan --format json` can be kept and shown, too."""
    project.write("plan.json", project.run("plan", "--format", "json").out)
    assert 0 == project.run("show", "plan.json").code


def test_an_edited_plan_is_refused(project: ProjectOnDisk) -> None:
    """A plan file that somebody changed is not shown as a plan."""
    project.run("plan", "--out", "plan.json")
    project.edit("plan.json", "teaser", "teased")
    assert (7, "") == ((ended := project.run("show", "plan.json")).code, ended.out)


def test_a_file_that_is_no_plan_is_refused(project: ProjectOnDisk) -> None:
    """Showing another file ends with a sentence."""
    codes = [project.run("show", name).code for name in ("braze-gitops.yaml", "nothing.json")]
    assert [7, 7] == codes


def test_the_age_of_a_state_is_that_of_its_last_batch(project: ProjectOnDisk) -> None:
    """Also where an apply only cancelled, and nothing that is arranged is from then; one file does not say it."""
    project.write("schedules/reminder.yaml", REMINDER)
    project.apply()
    advance(project.sandbox, start=CLOCK_START, by=timedelta(days=3))
    assert "written 3 days ago" in project.run("plan").out
    (project.folder / "schedules/reminder.yaml").unlink()
    project.apply()
    assert "written now" in project.run("plan").out
    copy = project.write("copy/state.json", (project.state() / "state.json").read_text("utf-8"))
    assert ", written" not in project.run("plan", "--state", str(copy)).out


def test_a_state_file_stands_in_for_the_state(project: ProjectOnDisk) -> None:
    """With `--state` the plan is made from that file alone."""
    project.apply()
    copy = project.write("copy/state.json", (project.state() / "state.json").read_text("utf-8"))
    project.write("schedules/reminder.yaml", REMINDER)
    ended = project.run("plan", "--state", str(copy))
    assert "Plan: 1 to create; 1 unchanged." == ended.out.splitlines()[-1]


def test_too_many_cancellations_are_refused(project: ProjectOnDisk) -> None:
    """A plan-wide guard shows the whole plan, says how to allow it, and ends with 6."""
    project.apply()
    (project.folder / "schedules/teaser.yaml").unlink()
    refused = project.run("plan")
    allowed = project.run("plan", "--allow", "empty")
    assert (6, True, True, 0) == (
        refused.code,
        "`--allow empty` lets it pass" in refused.out,
        "- cancel  teaser" in refused.out,
        allowed.code,
    )


def test_an_imminent_change_is_blocked(project: ProjectOnDisk) -> None:
    """What is too close to its time is shown, held, and named with the words that allow it."""
    project.edit("schedules/teaser.yaml", "2026-11-27T09:00:00", "2026-11-20T04:10:00")
    held = project.run("plan")
    free = project.run("plan", "--allow", "imminent:teaser")
    assert ("Plan: nothing to do; 1 blocked.", "Plan: 1 to create.", True) == (
        held.out.splitlines()[-1],
        free.out.splitlines()[-1],
        "--allow imminent:teaser" in held.out,
    )


def test_what_names_hide_is_shown(project: ProjectOnDisk) -> None:
    """A terminal escape, a bidi mark and a zero-width space in a text are written out."""
    project.write(
        "schedules/teaser.yaml",
        TEASER.replace("It starts tomorrow", r'"\e[31mred\u202e\u200b"'),
    )
    out = project.run("plan").out
    assert (r"“\u{1b}[31mred\u{202e}\u{200b}”" in out, "\x1b" in out) == (True, False)
