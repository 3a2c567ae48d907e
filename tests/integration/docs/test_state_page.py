"""Every example of the page for whoever is on call runs, in a project that was brought into that state."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest
import yaml

from braze_gitops.cli.root import root
from braze_gitops.sandbox import Fault, FaultKind, freeze_clock, order_fault
from braze_gitops.state import RunId
from braze_gitops.store import FileStore, StoredJournal, load_state
from support.full_disk import run_on_full_disk
from support.installed_program import CLOCK_START, PACKAGE_PARENT, TEASER, ProjectOnDisk
from support.states import TOOL, make_batch, make_run

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "state.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (?P<title>.+?)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {found["title"]: found["text"] for found in SECTION.finditer(PAGE)}
PROJECT = """\
version: 1
definitions: schedules
environments:
  production: {sandbox: true, clock: 2026-11-20T09:00:00Z}
"""
APPLY = ("apply", "-e", "production", "--auto-approve")


def blocks(title: str, language: str) -> list[str]:
    """Return the code blocks of a section in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", SECTIONS[title], re.MULTILINE | re.DOTALL)


def on_call(project: ProjectOnDisk) -> None:
    """Schedule the teaser."""
    assert project.run(*APPLY).code == 0


def in_doubt(project: ProjectOnDisk) -> None:
    """Lose the answer of the create."""
    order(project, FaultKind.CUT_BEFORE)
    assert project.run(*APPLY).code == 8


def vanished(project: ProjectOnDisk) -> None:
    """Let Braze refuse to cancel the teaser."""
    on_call(project)
    (project.folder / "schedules/teaser.yaml").unlink()
    order(project, FaultKind.BAD_REQUEST)
    assert project.run(*APPLY, "--allow", "empty").code == 11


def unwritten(project: ProjectOnDisk) -> None:
    """Let the disk be full when the answer comes."""
    assert run_on_full_disk(project.folder, *APPLY, full_for=(".0000000004.",)).code == 1


def held(project: ProjectOnDisk) -> None:
    """Let a run on another machine hold the state."""
    on_call(project)
    store = FileStore(project.state("production"))
    state = load_state(store)
    assert state is not None
    opened = dataclasses.replace(
        make_run("elsewhere"), host="another-machine", run=RunId("elsewhere"), at=CLOCK_START
    )
    batch = make_batch(opened)
    StoredJournal(store, tool=TOOL, head=state.head).append(
        dataclasses.replace(batch, lineage=state.lineage, number=state.head.number + 1, previous=state.head.digest)
    )


def nothing(_project: ProjectOnDisk) -> None:
    """Begin with an empty sandbox."""


def lost(project: ProjectOnDisk) -> None:
    """Let the state be gone that the project file names; the last apply was kept."""
    applied = project.run(*APPLY, "--format", "json")
    project.write("outcome.json", applied.out)
    lineage = json.loads((project.state("production") / "state.json").read_text("utf-8"))["lineage"]
    project.edit("braze-gitops.yaml", "sandbox: true", f"lineage: {lineage}, sandbox: true")
    shutil.rmtree(project.state("production"))


def wrong(project: ProjectOnDisk) -> None:
    """Let the record of the teaser have an id that somebody calls wrong."""
    on_call(project)
    snapshot = json.loads((project.state("production") / "state.json").read_text("utf-8"))
    project.write("wrong.txt", snapshot["schedules"]["teaser"]["schedule_id"])


SCENES: Mapping[str, Callable[[ProjectOnDisk], None]] = {
    "In doubt": in_doubt,
    "Vanished": vanished,
    "Recover": unwritten,
    "Check": on_call,
    "Lost": lost,
    "By hand": wrong,
    "Expected version": nothing,
    "History": on_call,
    "Take-over": held,
}


def order(project: ProjectOnDisk, kind: FaultKind) -> None:
    """Let the next call of the sandbox fail so."""
    folder = project.folder / ".braze-gitops" / "sandbox" / "production"
    freeze_clock(folder, start=CLOCK_START)
    order_fault(folder, Fault(kind=kind))


def printed(folder: Path, command: str) -> list[str]:
    """Run a line as the page's reader would and return all it printed."""
    environ = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")),
        "PYTHONPATH": str(PACKAGE_PARENT),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode().splitlines()


def test_each_section_with_an_example_has_a_scene() -> None:
    """The test below runs all of them."""
    assert set(SCENES) == {title for title in SECTIONS if blocks(title, "console")}


@pytest.mark.parametrize("title", SCENES)
def test_the_examples_print_what_they_say(title: str, tmp_path: Path) -> None:
    """Each command, in order, prints the lines below it, in this order."""
    project = ProjectOnDisk(tmp_path, definitions={"teaser": TEASER})
    project.write("braze-gitops.yaml", PROJECT)
    SCENES[title](project)
    for block in blocks(title, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *expected = step.splitlines()
            lines = iter(found := printed(tmp_path, command))
            for line in expected:
                assert line == "…" or line in lines, f"`{command}` does not print `{line}`:\n" + "\n".join(found)


def test_the_workflow_steps_are_steps() -> None:
    """The YAML parses, and every option it gives is one of the command's."""
    (block,) = blocks("Expected version", "yaml")
    steps = yaml.safe_load(block)
    assert ["run", "if"] == [next(iter(step)) for step in steps]
    apply = root.commands["apply"]
    assert isinstance(apply, click.Command)
    known = {option for one in apply.params for option in one.opts}
    assert set(re.findall(r"--[a-z-]+", steps[0]["run"])) <= known


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        pytest.param(
            '{"exit_code": 8, "state": {"version": "serial 1, batch 2, ab"}}', "serial 1, batch 2, ab", id="ok"
        ),
        pytest.param('{"exit_code": 9, "state": {"version": "serial 1, batch 2, ab"}}', "", id="taken over"),
        pytest.param("", "", id="refused before it began"),
        pytest.param('{"exit_code": 0, "sta', "", id="cut"),
    ],
)
@pytest.mark.skipif(shutil.which("jq") is None, reason="the step of the workflow uses jq")
def test_the_step_keeps_the_version_of_a_run_that_held_its_state(outcome: str, kept: str, tmp_path: Path) -> None:
    """And writes nothing else over the one that is kept."""
    (step,) = [one for one in yaml.safe_load(blocks("Expected version", "yaml")[0]) if "if" in one]
    (tmp_path / "outcome.json").write_text(outcome, encoding="utf-8")
    (tmp_path / "gh").write_text('#!/bin/sh\nprintf %s "$5" > kept\n', encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    subprocess.run(
        ["/bin/sh", "-ec", step["run"]], cwd=tmp_path, env={"PATH": path}, check=False, capture_output=True
    )
    found = tmp_path / "kept"
    assert kept == (found.read_text(encoding="utf-8") if found.exists() else "")


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([a-z-]+)\)", PAGE))))
def test_no_link_leads_nowhere(anchor: str) -> None:
    """Each section that is pointed to is there."""
    assert anchor in {title.lower().replace(" ", "-") for title in SECTIONS}


@pytest.mark.parametrize("name", ["check", "history", "recover", "resolve", "take-over"])
def test_each_command_for_whoever_is_on_call_is_on_the_page(name: str) -> None:
    """And each has an example."""
    assert f"$ braze-gitops state {name} " in PAGE
