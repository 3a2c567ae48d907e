"""A definition under another name, from the command line: what is known of it goes on, and the line may go."""

from __future__ import annotations

import json

import pytest

from braze_gitops.sandbox import read_schedules
from support.installed_program import TEASER, ProjectOnDisk

WHY = ("--why", "wrong prices")


@pytest.fixture
def halted(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project whose teaser was arranged, and then stopped by its name."""
    assert project.apply().code == 0
    assert project.run("halt", "teaser", "-e", "sandbox", "--auto-approve", *WHY).code == 0
    return project


def live(project: ProjectOnDisk) -> int:
    """Return how many schedules are live."""
    return sum(one.status == "scheduled" for one in read_schedules(project.sandbox))


def test_a_halt_goes_on_when_the_line_is_gone(halted: ProjectOnDisk) -> None:
    """Nothing is left that could tell the old name; one apply writes it down."""
    halted.write("schedules/teaser.yaml", TEASER.replace("name: teaser", "name: spring\nmoved_from: teaser"))
    plan = halted.run("plan", "-e", "sandbox", "--detailed-exitcode")
    assert (2, True) == (plan.code, "goes on with what is known of teaser" in " ".join(plan.out.split()))
    assert 11 == halted.apply().code
    told = " ".join(halted.run("plan", "-e", "sandbox").out.split())
    assert (True, False) == ("has moved from teaser already" in told, "goes on with what is known" in told)
    halted.write("schedules/teaser.yaml", TEASER.replace("name: teaser", "name: spring"))
    again = halted.run("plan", "-e", "sandbox")
    assert (True, True) == ("also      spring, by an earlier name" in again.out, "1 blocked" in again.out)
    assert (11, 0) == (halted.apply().code, live(halted))
    told = " ".join(halted.run("state", "history", "-e", "sandbox").out.split())
    assert "goes on under another name: teaser as spring" in told


def test_a_name_is_told_by_hand(halted: ProjectOnDisk) -> None:
    """Where no definition can say it."""
    halted.write("schedules/teaser.yaml", TEASER.replace("name: teaser", "name: spring"))
    moved = halted.run("state", "mv", "teaser", "spring", "-e", "sandbox", "--auto-approve", *WHY)
    assert (0, True) == (moved.code, "> name  teaser is spring" in moved.out)
    assert (11, 0) == (halted.apply().code, live(halted))


def test_nothing_goes_on_twice(halted: ProjectOnDisk) -> None:
    """The second plan has nothing to write, and programs see the same."""
    halted.write("schedules/teaser.yaml", TEASER.replace("name: teaser", "name: spring\nmoved_from: teaser"))
    before = json.loads(halted.run("plan", "-e", "sandbox", "--format", "json").out)
    assert 11 == halted.apply().code
    after = json.loads(halted.run("plan", "-e", "sandbox", "--format", "json").out)
    assert ({"teaser": "spring"}, None) == (before["renames"], after.get("renames"))
    assert 11 == halted.apply().code
