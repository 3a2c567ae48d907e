"""`apply FILE`: exactly what a saved plan shows, or nothing; the sandbox's log says which."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from braze_gitops.sandbox import advance, read_log
from support.installed_program import CLOCK_START, REMINDER, TEASER, Ended, ProjectOnDisk

SOON = TEASER.replace("2026-11-27T09:00:00", "2026-11-20T04:10:00")


def calls(project: ProjectOnDisk) -> list[str]:
    """Return the paths of all requests that reached the sandbox."""
    return [call.path for call in read_log(project.sandbox)]


def saved(project: ProjectOnDisk, *arguments: str) -> Path:
    """Save a plan and return where it is."""
    assert project.run("plan", "--out", "plan.json", *arguments).code == 0
    return project.folder / "plan.json"


def apply_file(project: ProjectOnDisk, *arguments: str, **variables: str) -> Ended:
    """Apply the saved plan; there is no terminal to ask on."""
    return project.run("apply", "plan.json", *arguments, **variables)


def said(ended: Ended) -> str:
    """Return what a run said on stderr, its lines joined."""
    return " ".join(ended.err.split())


def test_it_does_not_ask(project: ProjectOnDisk) -> None:
    """What was reviewed is made without a terminal and without --auto-approve, also before there was a state."""
    saved(project)
    ended = apply_file(project)
    assert (0, "Apply: 1 created; 1 call to Braze.", ["/messages/schedule/create"]) == (
        ended.code,
        ended.out.splitlines()[-1],
        calls(project),
    )


def test_a_second_time_it_is_stale(project: ProjectOnDisk) -> None:
    """Applied once, its state is gone: nothing is made twice."""
    saved(project)
    apply_file(project)
    again = apply_file(project)
    assert (7, 1, True) == (
        again.code,
        len(calls(project)),
        "the state is no longer what this plan was" in said(again),
    )


def test_every_kind_of_change_is_made(project: ProjectOnDisk) -> None:
    """An update and a cancellation, on a state that is there."""
    project.write("schedules/reminder.yaml", REMINDER)
    project.apply()
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    (project.folder / "schedules/reminder.yaml").unlink()
    saved(project)
    ended = apply_file(project, "-e", "sandbox", "--auto-approve")
    assert (0, "Apply: 1 updated, 1 cancelled; 2 calls to Braze.") == (ended.code, ended.out.splitlines()[-1])


def test_edited_definitions_refuse_it(project: ProjectOnDisk) -> None:
    """What was edited after the plan was saved is not sent, and neither is the rest."""
    saved(project)
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    ended = apply_file(project)
    assert (7, [], True) == (ended.code, calls(project), "the definitions are no longer those" in said(ended))


def test_words_that_braze_does_not_see_count_as_well(project: ProjectOnDisk) -> None:
    """A description that changed is another change than the one that was shown."""
    saved(project)
    project.edit("schedules/teaser.yaml", "kind: message", "kind: message\ndescription: other")
    assert (7, []) == (apply_file(project).code, calls(project))


def test_another_apply_in_between_refuses_it(project: ProjectOnDisk) -> None:
    """The state has moved on: what the plan would do there was never shown."""
    project.apply()
    project.write("schedules/reminder.yaml", REMINDER)
    saved(project)
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    project.apply("--target", "teaser")
    ended = apply_file(project)
    assert (7, 2, True) == (
        ended.code,
        len(calls(project)),
        "the state is no longer what this plan" in said(ended),
    )


def test_past_a_deadline_it_is_refused_by_name(project: ProjectOnDisk) -> None:
    """From Friday, applied a week later: each change that is late is named, and none is made."""
    project.apply()
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    saved(project)
    advance(project.sandbox, start=CLOCK_START, by=timedelta(days=7, hours=4, minutes=50))
    ended = apply_file(project)
    assert (7, 1) == (ended.code, len(calls(project)))
    assert "past its deadline" in said(ended)
    assert "teaser: had to be applied before 2026-11-27T13:45:00Z" in said(ended)


def test_what_time_changed_refuses_it(project: ProjectOnDisk) -> None:
    """A schedule that came inside the horizon would be created, and the plan says that it is deferred."""
    far = REMINDER.replace("reminder", "far").replace("2026-11-28", "2027-02-12")
    project.write("schedules/far.yaml", far)
    project.write("schedules/teaser.yaml", TEASER.replace("2026-11-27", "2027-01-27"))
    saved(project)
    advance(project.sandbox, start=CLOCK_START, by=timedelta(days=3))
    ended = apply_file(project)
    assert (7, [], True) == (
        ended.code,
        calls(project),
        "is to defer in this plan, and now to create" in said(ended),
    )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("It starts tomorrow", "It starts today", "damaged, or was edited by hand"),
        ('"format_version": "1.0"', '"format_version": "2.0"', "written by another version"),
        ('"made_by": "braze-gitops"', '"made_by": "terraform"', "not a plan of this program"),
        ('"made_by": "braze-gitops"', '"made_by": "x", "made_by": "braze-gitops"', "is no plan"),
        ("{", "", "is no plan"),
    ],
    ids=["edited", "another version", "foreign", "twice", "damaged"],
)
def test_a_file_that_is_no_whole_plan(project: ProjectOnDisk, before: str, after: str, reason: str) -> None:
    """Each is refused with its reason and the file, by `apply` and `show` alike, and no call is made."""
    path = saved(project)
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    applied, shown, held = (
        apply_file(project),
        project.run("show", "plan.json"),
        project.apply("--reviewed", "plan.json"),
    )
    assert (7, 7, 7, []) == (applied.code, shown.code, held.code, calls(project))
    assert all(reason in said(one) and "plan.json" in said(one) for one in (applied, shown, held))


def test_a_missing_file(project: ProjectOnDisk) -> None:
    """A file that is not there is named."""
    ended = project.run("apply", "nothing.json")
    assert (7, True) == (ended.code, "nothing.json cannot be read" in said(ended))


def test_another_environment_is_refused(project: ProjectOnDisk) -> None:
    """The plan says for which it is, and -e may only say the same."""
    saved(project)
    ended = apply_file(project, "-e", "production")
    assert (7, [], True) == (
        ended.code,
        calls(project),
        "this plan is for sandbox, and -e says production" in said(ended),
    )


def test_another_state_is_refused(project: ProjectOnDisk) -> None:
    """A plan made of another state of the same name is told by its lineage."""
    saved(project)
    project.apply()
    ended = apply_file(project)
    assert (7, 1, True) == (ended.code, len(calls(project)), "for another lineage" in said(ended))


def production(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return the project with a state of production and a plan for it, of schedules that are always to come."""
    project.write("schedules/teaser.yaml", TEASER.replace("2026-11-27", "2099-11-27"))
    assert project.run("state", "init", "-e", "production").code == 0
    saved(project, "-e", "production")
    return project


def test_another_endpoint_is_refused(project: ProjectOnDisk) -> None:
    """A plan for one workspace is not applied to another."""
    production(project).edit("braze-gitops.yaml", "US-01", "US-02")
    ended = apply_file(project, BRAZE_API_KEY="c0ffee00-sent-inel-9a7b-canary000001")
    assert (7, True) == (ended.code, "for another endpoint" in said(ended))


def test_a_key_is_needed_all_the_same(project: ProjectOnDisk) -> None:
    """A saved plan holds no key."""
    assert 4 == apply_file(production(project)).code


def test_what_was_allowed_is_carried_and_shown(project: ProjectOnDisk) -> None:
    """What was allowed when the plan was made is in the file, in `show`, and passes when it is applied."""
    project.write("schedules/teaser.yaml", SOON)
    path = saved(project, "--allow", "imminent:tea*")
    shown = project.run("show", "plan.json")
    grants = json.loads(path.read_text("utf-8"))["allowances"]
    ended = apply_file(project)
    assert [{"guard": "imminent", "address": "teaser", "given": "--allow imminent:tea*"}] == grants
    assert (0, 1, True) == (
        ended.code,
        len(calls(project)),
        "  imminent for teaser, by --allow imminent:tea*" in shown.out.splitlines(),
    )


def test_what_was_blocked_stays_blocked(project: ProjectOnDisk) -> None:
    """A plan with something held is applied without it, and says so."""
    project.write("schedules/reminder.yaml", REMINDER.replace("2026-11-28T09:00:00Z", "2026-11-20T09:10:00Z"))
    saved(project)
    ended = apply_file(project)
    assert (11, "Apply: 1 created; 1 blocked; 1 call to Braze.") == (ended.code, ended.out.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--allow", "imminent:teaser"), "--allow imminent:teaser cannot be added to a saved plan"),
        (("--target", "teaser"), "--target teaser cannot be added to a saved plan"),
        (("--reviewed", "plan.json"), "a saved plan and --reviewed exclude each other"),
    ],
    ids=["allow", "target", "reviewed"],
)
def test_nothing_can_be_added(project: ProjectOnDisk, arguments: tuple[str, ...], words: str) -> None:
    """What was reviewed is what is applied: an option that would change it is refused."""
    saved(project)
    ended = apply_file(project, *arguments)
    assert (1, [], True) == (ended.code, calls(project), words in said(ended))


def test_a_refused_plan_stays_refused(project: ProjectOnDisk) -> None:
    """A guard of the whole plan stops it when it is applied as well."""
    project.apply()
    (project.folder / "schedules/teaser.yaml").unlink()
    assert 6 == project.run("plan", "--out", "plan.json").code
    assert (6, 1) == (apply_file(project).code, len(calls(project)))


def test_targets_travel(project: ProjectOnDisk) -> None:
    """A plan that was limited is applied as it was limited, and shows it anywhere."""
    project.write("schedules/reminder.yaml", REMINDER)
    saved(project, "--target", "teaser")
    shown = project.run("show", "plan.json")
    ended = apply_file(project)
    assert (0, 1, "Apply: 1 created; 1 left out; 1 call to Braze.") == (
        ended.code,
        len(calls(project)),
        ended.out.splitlines()[-1],
    )
    assert "Plan: 1 to create; 1 left out." == shown.out.splitlines()[-1]


def test_a_plan_is_shown_without_its_project(
    project: ProjectOnDisk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Text and JSON come from the file alone, with all that was said of it."""
    project.write("schedules/reminder.yaml", REMINDER)
    text = saved(project, "--target", "teaser").read_text("utf-8")
    elsewhere = ProjectOnDisk(tmp_path_factory.mktemp("elsewhere"), definitions={})
    (elsewhere.folder / "braze-gitops.yaml").unlink()
    elsewhere.write("plan.json", text)
    shown, as_json = elsewhere.run("show", "plan.json"), elsewhere.run("show", "plan.json", "--format", "json")
    found = json.loads(as_json.out)
    assert (0, 0, ["teaser"], ["reminder"]) == (
        shown.code,
        as_json.code,
        found["targets"],
        found["review"]["left_out"],
    )


def test_no_person_is_in_the_file(project: ProjectOnDisk) -> None:
    """Ids are shown in the text to who asks, and never saved; JSON refuses to show them."""
    project.write("schedules/reminder.yaml", REMINDER)
    shown = project.run("plan", "--show-recipients", "--out", "plan.json")
    refused = project.run("plan", "--show-recipients", "--format", "json")
    assert ("      people    anna, ben" in shown.out.splitlines(), 1) == (True, refused.code)
    assert "anna" not in (project.folder / "plan.json").read_text("utf-8") + project.run("show", "plan.json").out


def test_a_plan_with_nothing_to_do_does_nothing(project: ProjectOnDisk) -> None:
    """It holds, and makes no call."""
    project.apply()
    saved(project)
    ended = apply_file(project, "--format", "json")
    assert (0, 1, []) == (ended.code, len(calls(project)), json.loads(ended.out)["changes"])
