"""`state history`: who applied what, when, from which commit and CI run, and what Braze answered."""

from __future__ import annotations

import json

import pytest

from support.installed_program import REMINDER, ProjectOnDisk
from support.program import Ended, run_program

CI = {
    "CI": "true",
    "GITHUB_SERVER_URL": "https://ci.example",
    "GITHUB_REPOSITORY": "shop/braze",
    "GITHUB_RUN_ID": "7",
    "GITHUB_ACTOR": "ana",
}


def history(project: ProjectOnDisk, *arguments: str) -> Ended:
    """Ask for the history of the sandbox's state."""
    return run_program(project.folder, "state", "history", *arguments, "-e", "sandbox")


@pytest.fixture
def applied(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return the project after a create in CI, and a rename with an edit."""
    project.write("schedules/reminder.yaml", REMINDER)
    project.apply(**CI)
    project.edit("schedules/teaser.yaml", "name: teaser", "name: opener\nmoved_from: teaser")
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    project.apply()
    return project


def test_an_address_is_followed_through_its_rename(applied: ProjectOnDisk) -> None:
    """Create, move, update, each with what Braze answered; who, and from which CI run."""
    ended = history(applied, "opener")
    heads = [line.partition("UTC  ")[2] for line in ended.stdout.splitlines() if line.startswith("Fri ")]
    assert (0, ["teaser  create: done", "teaser  moved to opener", "update: done"]) == (ended.code, heads)
    assert "ci.example/shop/braze/actions/runs/7/attempts/1" in ended.stdout.replace("\n                ", "")
    assert "ana on " in ended.stdout


def test_nobody_is_named_and_no_text_is_told(applied: ProjectOnDisk) -> None:
    """Neither who gets it nor what it says."""
    out = history(applied).stdout + history(applied, "--format", "json").stdout
    assert [] == [one for one in ("anna", "It starts", "has started") if one in out]


def test_it_is_readable_at_80_columns(applied: ProjectOnDisk) -> None:
    """Without colour, no line is longer."""
    out = history(applied).stdout
    assert (True, False) == (max(map(len, out.splitlines())) <= 80, "\x1b" in out)


def test_json_says_the_same(applied: ProjectOnDisk) -> None:
    """For programs."""
    found = json.loads(history(applied, "reminder", "--format", "json").stdout)
    (event,) = found["events"]
    assert ("reminder", "create", "done", 201) == (
        found["address"],
        event["call"]["verb"],
        event["answer"]["verdict"],
        event["answer"]["status"],
    )


def test_an_unknown_address_comes_with_the_nearest(applied: ProjectOnDisk) -> None:
    """Names that were and names that are."""
    near, far = history(applied, "remindr"), history(applied, "quite-another")
    assert (1, True, 1, True) == (
        near.code,
        "there is: reminder" in near.stderr,
        far.code,
        "without an address" in " ".join(far.stderr.split()),
    )


def test_a_pruned_journal_says_from_when_it_knows(applied: ProjectOnDisk) -> None:
    """What came before is not told as if it had never been."""
    for path in sorted((applied.state() / "journal").iterdir())[:-1]:
        path.unlink()
    ended = history(applied, "reminder")
    assert (0, True, True) == (
        ended.code,
        "what came before was pruned" in " ".join(ended.stdout.split()),
        ended.stdout.endswith("History: 0 events.\n"),
    )
