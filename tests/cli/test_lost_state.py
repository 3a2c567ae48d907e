"""A state that is gone for good: nothing is created again without a person's word, and there is a way back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from braze_gitops.sandbox import read_log
from support.installed_program import TEASER, Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal

MANY = 50
REPLACE = ("state", "init", "-e", "sandbox", "--replace-lost-state")


def named(project: ProjectOnDisk) -> None:
    """Let the project file name the state that is there."""
    lineage = json.loads((project.state() / "state.json").read_text("utf-8"))["lineage"]
    project.edit("braze-gitops.yaml", "sandbox: {sandbox: true", f"sandbox: {{lineage: {lineage}, sandbox: true")


def arranged(folder: Path, count: int) -> tuple[ProjectOnDisk, dict[str, str]]:
    """Return a project with that many live schedules and no state any more, and the ids that the apply printed."""
    definitions = {
        f"t{one}": TEASER.replace("name: teaser", f"name: t{one}").replace("seg-1", f"seg-{one}")
        for one in range(count)
    }
    project = ProjectOnDisk(folder, definitions=definitions)
    applied = project.apply("--format", "json")
    assert applied.code == 0
    named(project)
    shutil.rmtree(project.state())
    return project, {one["address"]: one["schedule_id"] for one in json.loads(applied.out)["changes"]}


@pytest.fixture
def lost(tmp_path: Path) -> ProjectOnDisk:
    """Return a project with two live schedules whose state is gone."""
    return arranged(tmp_path, 2)[0]


def calls(project: ProjectOnDisk) -> Counter[str]:
    """Return how often each of Braze's addresses was called."""
    return Counter(one.path for one in read_log(project.sandbox))


def replace(project: ProjectOnDisk, *arguments: str) -> Ended:
    """Replace the lost state without being asked."""
    return project.run(*REPLACE, "--auto-approve", "--why", "the disk is gone", *arguments)


def test_fifty_schedules_come_back_under_control(tmp_path: Path) -> None:
    """No command creates one of them again; the ids bring all back, and after one apply nothing is left to do."""
    project, ids = arranged(tmp_path, MANY)
    before = calls(project)
    for command in (("plan",), ("apply", "--auto-approve"), ("state", "list"), ("state", "init")):
        assert 10 == project.run(*command, "-e", "sandbox").code
    replaced = replace(project)
    assert (0, MANY) == (replaced.code, sum(f"t{one}" in replaced.out.split() for one in range(MANY)))
    idle = project.apply()
    assert (0, True, before) == (idle.code, f"{MANY} unchanged" in idle.out, calls(project))
    lines = "".join(f"{address},{ident}\n" for address, ident in ids.items())
    path = project.write("ids.csv", f"address,schedule_id\n{lines}")
    assert 0 == project.run("import", "--csv", str(path), "-e", "sandbox", "--auto-approve").code
    assert f"Plan: {MANY} to update." == project.run("plan").out.splitlines()[-1]
    done = project.apply()
    assert (0, Counter({"/messages/schedule/update": MANY})) == (done.code, calls(project) - before)
    assert f"Plan: no changes; {MANY} unchanged." == project.run("plan").out.splitlines()[-1]
    state = json.loads((project.state() / "state.json").read_text("utf-8"))
    assert ids == {address: one["schedule_id"] for address, one in state["schedules"].items()}


def test_an_edit_of_what_is_not_known_is_held(lost: ProjectOnDisk) -> None:
    """Until somebody says what is true of it."""
    before = calls(lost)
    replace(lost)
    lost.edit("schedules/t0.yaml", "segment_id: seg-0", "segment_id: seg-2")
    assert (11, before) == (lost.apply().code, calls(lost))
    word = ("state", "resolve", "t0", "-e", "sandbox", "--not-created")
    assert (0, 0) == (lost.run(*word).code, lost.apply().code)
    assert Counter({"/messages/schedule/create": 1}) == calls(lost) - before


def test_only_yes_makes_it(lost: ProjectOnDisk) -> None:
    """Before that the project file is as it was and no state is there."""
    before = (lost.folder / "braze-gitops.yaml").read_bytes()
    no = at_terminal(*REPLACE, folder=lost.folder, types="y\n", when="Only `yes`")
    assert (1, before, False) == (
        no.code,
        (lost.folder / "braze-gitops.yaml").read_bytes(),
        lost.state().exists(),
    )
    yes = at_terminal(*REPLACE, folder=lost.folder, types="yes\n", when="Only `yes`")
    assert (0, True) == (yes.code, lost.run("plan").code == 0)


def test_the_old_state_is_another_one_then(lost: ProjectOnDisk, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Found after all, it is refused with both lineages."""
    kept = tmp_path_factory.mktemp("copy") / "state"
    replace(lost)
    shutil.copytree(lost.state(), kept)
    shutil.rmtree(lost.state())
    replace(lost)
    shutil.rmtree(lost.state())
    shutil.copytree(kept, lost.state())
    assert 10 == lost.run("plan").code


@pytest.mark.parametrize("part", [".probe.0123456789abcdef.file", "journal/.0000000001.json.0123456789abcdef"])
def test_what_a_killed_try_left_is_no_part_of_a_state(lost: ProjectOnDisk, part: str) -> None:
    """Nothing of it was ever a state's."""
    lost.write(f".braze-gitops/state/sandbox/{part}", "left")
    assert 0 == replace(lost).code


@pytest.mark.parametrize(
    "part", ["state.json", "journal/0000000002.json", f"texts/ab/ab{'c' * 62}", ".state.json.0123"]
)
def test_what_is_left_of_the_old_one_refuses(lost: ProjectOnDisk, part: str) -> None:
    """Whatever part it is; exit 10, and nothing is touched."""
    path = lost.write(f".braze-gitops/state/sandbox/{part}", "left")
    before = (lost.folder / "braze-gitops.yaml").read_bytes()
    ended = replace(lost)
    assert (10, True, "left", before) == (
        ended.code,
        "is not gone" in ended.err,
        path.read_text("utf-8"),
        (lost.folder / "braze-gitops.yaml").read_bytes(),
    )


def test_an_empty_folder_is_nothing(lost: ProjectOnDisk) -> None:
    """It holds no part of a state."""
    (lost.state() / "journal").mkdir(parents=True)
    assert 0 == replace(lost).code


def test_a_state_that_is_there_is_not_lost(lost: ProjectOnDisk) -> None:
    """Run once more by mistake it says so, and changes nothing."""
    assert 0 == replace(lost).code
    before = (lost.folder / "braze-gitops.yaml").read_bytes()
    again = replace(lost)
    assert (1, True, before) == (
        again.code,
        "is there, and it is the one that the project file names" in " ".join(again.err.split()),
        (lost.folder / "braze-gitops.yaml").read_bytes(),
    )


def test_a_state_that_never_was_is_not_lost(project: ProjectOnDisk) -> None:
    """A plain `state init` begins it."""
    ended = project.run("state", "init", "-e", "production", "--replace-lost-state", "--auto-approve")
    assert (1, True) == (ended.code, "names no state of production" in ended.err)


def test_stopped_before_the_state_is_there_it_can_be_run_again(lost: ProjectOnDisk) -> None:
    """The project file names the new one, which is missing like the old one was."""
    replace(lost)
    shutil.rmtree(lost.state())
    assert (10, 0) == (lost.run("plan").code, replace(lost).code)


def test_history_says_who_and_why(lost: ProjectOnDisk) -> None:
    """With every address that counts as created."""
    replace(lost)
    told = " ".join(lost.run("state", "history", "-e", "sandbox").out.split())
    assert [True] * 3 == [
        part in told
        for part in ("t0 counts as created, id unknown", "state init --replace-lost-state", "why the disk is gone")
    ]


def test_nobody_to_ask_is_said(lost: ProjectOnDisk) -> None:
    """Before anything is read."""
    assert (1, True) == ((ended := lost.run(*REPLACE)).code, "no terminal to ask on" in ended.err)
