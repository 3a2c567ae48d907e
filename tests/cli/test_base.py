"""`plan --base REF`: which changes a pull request brings, from a real repository that is left as it is."""

from __future__ import annotations

import json

import pytest

from support.git_project import commit_all, git
from support.installed_program import REMINDER, TEASER, ProjectOnDisk

SOON = REMINDER.replace("2026-11-28T09:00:00Z", "2026-11-20T09:10:00Z")


@pytest.fixture
def repository(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return the project, committed on main."""
    project.write(".gitignore", ".braze-gitops\n")
    commit_all(project.folder)
    return project


def marks(project: ProjectOnDisk, *arguments: str) -> dict[str, str | None]:
    """Return the mark of each change against main."""
    found = json.loads(project.run("plan", "--base", "main", "--format", "json", *arguments).out)
    return {one["address"]: one.get("mark") for one in found["resource_changes"]}


def test_each_change_says_whose_it_is(repository: ProjectOnDisk) -> None:
    """What main would do as well is already due; text and JSON say both, and the repository is untouched."""
    repository.write("schedules/reminder.yaml", REMINDER)
    before = (git(repository.folder, "status", "--porcelain=v2"), git(repository.folder, "rev-parse", "HEAD"))
    ended = repository.run("plan", "--base", "main")
    assert {"teaser": "already due", "reminder": "this pull request"} == marks(repository)
    assert (0, True, True) == (
        ended.code,
        "  + create  teaser  already due" in ended.out.splitlines(),
        "  + create  reminder  this pull request" in ended.out.splitlines(),
    )
    assert before == (
        git(repository.folder, "status", "--porcelain=v2"),
        git(repository.folder, "rev-parse", "HEAD"),
    )


def test_an_edit_and_a_removal_are_this_pull_requests(repository: ProjectOnDisk) -> None:
    """A change of another digest than main's is the pull request's."""
    repository.write("schedules/reminder.yaml", REMINDER)
    commit_all(repository.folder)
    repository.apply()
    repository.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    (repository.folder / "schedules/reminder.yaml").unlink()
    assert {"teaser": "this pull request", "reminder": "this pull request"} == marks(repository)


def test_the_project_file_of_the_base_counts(repository: ProjectOnDisk) -> None:
    """A variable that the pull request changes is its own, for all that use it."""
    repository.write("schedules/teaser.yaml", TEASER.replace("It starts tomorrow", '"<< words >>"'))
    repository.edit("braze-gitops.yaml", "version: 1\n", "version: 1\nvariables: {words: Hello}\n")
    commit_all(repository.folder)
    due = marks(repository)
    repository.edit("braze-gitops.yaml", "Hello", "Goodbye")
    assert ({"teaser": "already due"}, {"teaser": "this pull request"}) == (due, marks(repository))


def test_a_blocked_address_that_it_adds_ends_with_6(repository: ProjectOnDisk) -> None:
    """What is held only because of the pull request fails its check; what was held before does not."""
    repository.write("schedules/reminder.yaml", SOON)
    added = repository.run("plan", "--base", "main").code
    plain = repository.run("plan").code
    commit_all(repository.folder)
    held_before = repository.run("plan", "--base", "main", "--detailed-exitcode").code
    assert (6, 0, 2) == (added, plain, held_before)


def test_what_is_allowed_adds_no_block(repository: ProjectOnDisk) -> None:
    """An allowance counts for both sides."""
    repository.write("schedules/reminder.yaml", SOON)
    assert 0 == repository.run("plan", "--base", "main", "--allow", "imminent:reminder").code


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda one: (one.folder / "braze-gitops.yaml").unlink(), "there is no braze-gitops.yaml"),
        (lambda one: one.edit("braze-gitops.yaml", "sandbox:", "other:"), "not valid"),
        (
            lambda one: one.edit("schedules/teaser.yaml", "kind: message", "kind: massage"),
            "schedules/teaser.yaml:2",
        ),
        (
            lambda one: one.write(
                "braze-gitops.yaml",
                "version: 1\ndefinitions: schedules\nenvironments:\n  other: {sandbox: true}\n",
            ),
            "there is no environment sandbox",
        ),
    ],
    ids=["no project file", "project file not valid", "definition not valid", "no environment"],
)
def test_a_base_that_cannot_be_planned(project: ProjectOnDisk, spoil: object, reason: str) -> None:
    """It is said why, and everything counts as this pull request's."""
    project.write(".gitignore", ".braze-gitops\n")
    kept = {
        path: (project.folder / path).read_text("utf-8") for path in ("braze-gitops.yaml", "schedules/teaser.yaml")
    }
    assert callable(spoil)
    spoil(project)
    commit_all(project.folder)
    for path, text in kept.items():
        project.write(path, text)
    ended = project.run("plan", "--base", "main")
    assert ({"teaser": "this pull request"}, 0) == (marks(project), ended.code)
    assert reason in " ".join(ended.out.split())


def test_a_saved_plan_keeps_its_marks(repository: ProjectOnDisk) -> None:
    """Saved, shown and applied: the marks are there, and change nothing."""
    repository.write("schedules/reminder.yaml", REMINDER)
    repository.run("plan", "--base", "main", "--out", "plan.json")
    shown, applied = repository.run("show", "plan.json"), repository.run("apply", "plan.json")
    assert (True, 0) == ("  + create  teaser  already due" in shown.out.splitlines(), applied.code)


@pytest.mark.parametrize(("ref", "words"), [("nothing", "holds no such commit"), ("-h", "holds no such commit")])
def test_a_commit_that_is_not_here(repository: ProjectOnDisk, ref: str, words: str) -> None:
    """Nothing is fetched; the way out is told."""
    ended = repository.run("plan", f"--base={ref}")
    assert (1, "", True) == (ended.code, ended.out, words in " ".join(ended.err.split()))


def test_without_a_repository(project: ProjectOnDisk) -> None:
    """Outside of git the option says what it needs."""
    ended = project.run("plan", "--base", "main")
    assert (1, True) == (ended.code, "lies in no git repository" in " ".join(ended.err.split()))
