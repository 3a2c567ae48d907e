"""`state`: begun once, named in the project file, looked at, never taken for empty."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.sandbox import Fault, FaultKind, order_fault
from support.installed_program import ProjectOnDisk


def lineage_of(project: ProjectOnDisk) -> str:
    """Return the lineage the project file names, empty if none."""
    lines = (project.folder / "braze-gitops.yaml").read_text("utf-8").splitlines()
    return next((line.split(": ")[1] for line in lines if line.strip().startswith("lineage:")), "")


def test_init_names_the_state_in_the_project_file(project: ProjectOnDisk) -> None:
    """The state and the line in the project file carry one lineage; nothing else in the file changes."""
    before = (project.folder / "braze-gitops.yaml").read_text("utf-8")
    ended = project.run("state", "init", "-e", "production")
    after = (project.folder / "braze-gitops.yaml").read_text("utf-8")
    written = json.loads((project.state("production") / "state.json").read_text("utf-8"))
    line = f"    lineage: {lineage_of(project)}\n"
    assert (0, written["lineage"], before) == (ended.code, lineage_of(project), after.replace(line, ""))


def test_after_init_a_plan_is_made(project: ProjectOnDisk) -> None:
    """With a state a plan of production needs no key."""
    project.edit("schedules/teaser.yaml", "2026-11-27", f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}")
    project.run("state", "init", "-e", "production")
    ended = project.run("plan", "-e", "production")
    assert (0, "Plan: 1 to create.") == (ended.code, ended.out.splitlines()[-1])


def test_init_is_done_once(project: ProjectOnDisk) -> None:
    """A state that is there is not begun again, and stays as it is."""
    project.run("state", "init", "-e", "production")
    before = (project.state("production") / "state.json").read_bytes()
    ended = project.run("state", "init", "-e", "production")
    assert (10, before) == (ended.code, (project.state("production") / "state.json").read_bytes())
    assert "`braze-gitops state list -e production` shows what is in it" in " ".join(ended.err.split())


@pytest.mark.parametrize(
    "arguments", [("plan",), ("apply", "--auto-approve"), ("state", "init"), ("state", "list")]
)
def test_a_lost_state_is_not_an_empty_one(project: ProjectOnDisk, arguments: tuple[str, ...]) -> None:
    """A state that the project file names and that is gone stops everything, `state init` included."""
    project.run("state", "init", "-e", "production")
    shutil.rmtree(project.state("production"))
    ended = project.run(*arguments, "-e", "production")
    assert (10, "", True) == (ended.code, ended.out, "restore it" in ended.err)


def test_another_lineage_is_refused(project: ProjectOnDisk) -> None:
    """A state that is not the one the project file names is not used."""
    project.run("state", "init", "-e", "production")
    project.edit("braze-gitops.yaml", lineage_of(project), "00000000-0000-4000-8000-00000000000f")
    ended = project.run("plan", "-e", "production")
    assert (10, "") == (ended.code, ended.out)


def test_an_unnamed_state_is_refused(project: ProjectOnDisk) -> None:
    """A state that the project file does not name is not used, and the line to add is printed."""
    project.run("state", "init", "-e", "production")
    lineage = lineage_of(project)
    project.edit("braze-gitops.yaml", f"    lineage: {lineage}\n", "")
    ended = project.run("plan", "-e", "production", COLUMNS="100")
    assert (10, True) == (ended.code, f"`lineage: {lineage}`" in ended.err)


def test_a_damaged_state_is_refused_and_kept(project: ProjectOnDisk) -> None:
    """A state with a flipped byte is named with its path and not touched."""
    project.apply()
    path = project.state() / "state.json"
    path.write_text(path.read_text("utf-8").replace("teaser", "teaseR"), "utf-8")
    before = path.read_bytes()
    ended = project.apply()
    assert (10, before, True) == (ended.code, path.read_bytes(), "state.json" in ended.err)


def test_the_list_names_what_is_arranged(project: ProjectOnDisk) -> None:
    """Each address is listed with its time and its id."""
    project.apply()
    out = project.run("state", "list").out
    assert ("scheduled teaser", True) == (out.splitlines()[0], "1 record." in out)


def test_one_address_is_shown_whole(project: ProjectOnDisk) -> None:
    """`state show` says who, when, which id, from which file."""
    project.apply()
    out = project.run("state", "show", "teaser").out
    assert [True] * 3 == [word in out for word in ("Newsletter readers", "dispatch", "schedules/teaser.yaml")]


def test_the_whole_state_is_shown(project: ProjectOnDisk) -> None:
    """`show` without a file is the state, in text or as JSON."""
    project.apply()
    found = json.loads(project.run("show", "--format", "json").out)
    assert ("teaser", "State of sandbox  sandbox") == (
        found["records"][0]["address"],
        project.run("show").out.splitlines()[0],
    )


def test_the_list_is_json_as_well(project: ProjectOnDisk) -> None:
    """Programs read the list, too."""
    project.apply()
    assert "scheduled" == json.loads(project.run("state", "list", "--format", "json").out)["records"][0]["phase"]


def test_nothing_can_be_resolved_that_is_not_in_doubt(project: ProjectOnDisk) -> None:
    """A word on an address that needs none is refused, and changes nothing."""
    project.apply()
    before = (project.state() / "state.json").read_bytes()
    ended = project.run("state", "resolve", "teaser", "-e", "sandbox", "--gone")
    assert (1, before) == (ended.code, (project.state() / "state.json").read_bytes())


def test_an_assumption_is_corrected(project: ProjectOnDisk) -> None:
    """Plan names the command for what was assumed created; it says what it did in plain words."""
    order_fault(project.sandbox, Fault(kind=FaultKind.CUT_BEFORE))
    assert project.apply().code == 8
    resolve = ("state", "resolve", "teaser", "-e", "sandbox")
    assumed = project.run(*resolve, "--assume-created")
    (project.folder / "schedules/teaser.yaml").unlink()
    plan = project.run("plan", "-e", "sandbox", "--allow", "empty")
    found = project.run(*resolve, "--schedule-id", "sch-found")
    assert [True] * 3 == [
        "teaser is settled as made, id unknown." in assumed.out,
        "state resolve teaser --schedule-id" in " ".join(plan.out.replace("-e sandbox ", "").split()),
        "teaser is settled as made, with id sch-found." in found.out,
    ], (assumed, plan, found)
