"""`init`, `validate`, `schema` and `sandbox`: a new project works at once, a wrong one is told line by line."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from braze_gitops.sandbox import read_clock, read_log
from support.installed_program import CLOCK_START, ProjectOnDisk, command, environment, run

BROKEN = """\
name: broken
kind: message
segment_id: seg-1
brodcast: true
schedule: {time: 2026-11-27T09:00:00}
messages: {}
"""


def test_a_new_project_validates_plans_and_applies(tmp_path: Path) -> None:
    """`init`, then the three commands, in an empty folder and without anything else."""
    codes = [
        run(*arguments, folder=tmp_path).code
        for arguments in (("init",), ("validate",), ("plan",), ("apply", "--auto-approve"))
    ]
    assert [0, 0, 0, 0] == codes


def test_init_never_overwrites(project: ProjectOnDisk) -> None:
    """Where a file of the project is there already, nothing is written at all."""
    before = sorted(str(one) for one in project.folder.rglob("*"))
    ended = project.run("init")
    assert (1, before) == (ended.code, sorted(str(one) for one in project.folder.rglob("*")))


def test_init_keeps_an_ignore_file(tmp_path: Path) -> None:
    """A `.gitignore` that is there stays as it is."""
    (tmp_path / ".gitignore").write_text("mine\n", "utf-8")
    ended = run("init", folder=tmp_path)
    assert (0, "mine\n") == (ended.code, (tmp_path / ".gitignore").read_text("utf-8"))


def test_a_new_project_keeps_what_is_no_source_out_of_git(tmp_path: Path) -> None:
    """The sandbox's folder, and the answers that a state could not take."""
    run("init", folder=tmp_path)
    lines = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert [".braze-gitops/", "outcomes*.json"] == [line for line in lines if not line.startswith("#")]


def test_a_valid_project_says_so(project: ProjectOnDisk) -> None:
    """A project without findings is one line."""
    ended = project.run("validate")
    assert (0, "Valid: 1 definition for sandbox, production.\n", "") == (ended.code, ended.out, ended.err)


def test_every_flaw_is_told_with_its_place(project: ProjectOnDisk) -> None:
    """All findings come at once, each with file, line, column, the source line and a hint."""
    project.write("schedules/broken.yaml", BROKEN)
    ended = project.run("validate", "-e", "sandbox")
    lines = ended.out.splitlines()
    spot = lines.index("  at schedules/broken.yaml:4:1")
    assert (3, ["  4 | brodcast: true", "      ^^^^^^^^"], True) == (
        ended.code,
        lines[spot + 1 : spot + 3],
        "did you mean `broadcast`?" in ended.out,
    )


def test_findings_are_json_as_well(project: ProjectOnDisk) -> None:
    """A program gets file, line and column as fields."""
    project.write("schedules/broken.yaml", BROKEN)
    found = json.loads(project.run("validate", "--format", "json").out)
    assert (3, True) == (
        found["exit_code"],
        ("schedules/broken.yaml", 4) in {(one["path"], one["line"]) for one in found["findings"]},
    )


@pytest.mark.parametrize(
    "arguments", [("plan",), ("apply", "-e", "sandbox", "--auto-approve")], ids=["plan", "apply"]
)
def test_invalid_definitions_plan_nothing(project: ProjectOnDisk, arguments: tuple[str, ...]) -> None:
    """With a definition that cannot be read there is no plan, and every finding is shown."""
    project.apply()
    project.write("schedules/broken.yaml", BROKEN)
    ended = project.run(*arguments)
    assert (3, "", True, 1) == (
        ended.code,
        ended.out,
        "schedules/broken.yaml:4:1" in ended.err,
        len(read_log(project.sandbox)),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("definitions: schedules", "definitions: scheduels"), ("definitions: schedules", "definitons: schedules")],
    ids=["folder", "key"],
)
def test_a_mistyped_project_file_plans_nothing(project: ProjectOnDisk, before: str, after: str) -> None:
    """A definitions folder or a key that is misspelt is an error with the nearest word, never an empty plan."""
    project.apply()
    project.edit("braze-gitops.yaml", before, after)
    ended = project.run("plan")
    assert (3, "", True) == (ended.code, ended.out, "did you mean" in ended.err)


def test_schemas_are_json(project: ProjectOnDisk) -> None:
    """The schemas can be given to an editor."""
    schemas = [json.loads(project.run("schema", *of).out) for of in ((), ("project",))]
    assert [True, True] == ["$schema" in one for one in schemas]


def test_the_sandbox_says_where_it_is_and_ends(project: ProjectOnDisk) -> None:
    """In the foreground the sandbox prints its URL and key, and ends with Ctrl-C."""
    process = subprocess.Popen(
        command("sandbox"),
        cwd=project.folder,
        env=environment(project.folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        url, key = process.stdout.readline(), process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert ("url  http://127.0.0.1:", True, False) == (url[:22], key.startswith("key  "), "Traceback" in said)


def test_the_clock_moves(project: ProjectOnDisk) -> None:
    """`sandbox advance` moves the sandbox's time, and a plan sees it."""
    project.apply()
    before = read_clock(project.sandbox, start=CLOCK_START)
    told = project.run("sandbox", "advance", "8d").out
    moved = read_clock(project.sandbox, start=CLOCK_START) - before
    assert (8, "the clock of sandbox now says Sat 28 Nov 2026", True) == (
        moved.days,
        told.partition(",")[0],
        "made Sat 28 Nov 2026" in project.run("plan").out,
    )
