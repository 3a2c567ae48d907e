"""`--expect-head`: what an apply printed is given to the next command, which refuses anything older."""

from __future__ import annotations

import json
import shutil

import pytest

from support.installed_program import REMINDER, ProjectOnDisk
from support.program import Ended, run_program

COMMANDS = {
    "plan": ("plan", "-e", "sandbox"),
    "show": ("show", "-e", "sandbox"),
    "apply": ("apply", "-e", "sandbox", "--auto-approve"),
    "list": ("state", "list", "-e", "sandbox"),
    "show one": ("state", "show", "teaser", "-e", "sandbox"),
    "resolve": ("state", "resolve", "teaser", "-e", "sandbox", "--gone"),
    "take-over": ("state", "take-over", "-e", "sandbox", "--auto-approve"),
}


def version_of(text: str) -> str:
    """Return the version that an apply's JSON names."""
    return str(json.loads(text)["state"]["version"])


def run_here(project: ProjectOnDisk, *arguments: str) -> Ended:
    """Run the program in this process."""
    return run_program(project.folder, *arguments)


@pytest.fixture
def seen(project: ProjectOnDisk) -> str:
    """Return the version after two applies, the copy of the first put back in place of the state."""
    project.apply()
    shutil.copytree(project.state(), project.folder / "copy")
    project.write("schedules/reminder.yaml", REMINDER)
    version = version_of(project.apply("--format", "json").out)
    shutil.rmtree(project.state())
    shutil.copytree(project.folder / "copy", project.state())
    return version


@pytest.mark.parametrize("words", COMMANDS.values(), ids=list(COMMANDS))
def test_an_older_copy_put_back_is_refused(project: ProjectOnDisk, seen: str, words: tuple[str, ...]) -> None:
    """Exit 10, nothing on stdout; both versions are named, and where the state is."""
    ended = run_here(project, *words, "--expect-head", seen)
    said = " ".join(ended.stderr.split())
    assert (10, "", True, True) == (ended.code, ended.stdout, f"({seen}): it is older" in said, "hint:" in said)


def test_without_it_nothing_can_tell(project: ProjectOnDisk, seen: str) -> None:
    """The copy is whole: that is why the version is printed."""
    assert (True, 0) == (seen.startswith("serial "), run_here(project, "plan", "-e", "sandbox").code)


def test_a_state_that_moved_on_is_fine(project: ProjectOnDisk) -> None:
    """The version of an earlier apply stays good for every later one."""
    first = version_of(project.apply("--format", "json").out)
    project.write("schedules/reminder.yaml", REMINDER)
    assert [0, 0, 0] == [
        project.apply("--expect-head", first).code,
        project.apply("--expect-head", first).code,
        run_here(project, "state", "list", "-e", "sandbox", "--expect-head", first).code,
    ]


def test_every_apply_prints_it(project: ProjectOnDisk) -> None:
    """Done, idle, as text and as JSON."""
    done = project.apply().out
    version = version_of(project.apply("--format", "json").out)
    idle = project.apply().out
    assert (True, True) == (f"state     {version}\n" in done, f"state     {version}" in idle)


@pytest.mark.parametrize(
    "words", [("state", "show", "teaser"), ("state", "list"), ("show",), ("plan",)], ids=" ".join
)
def test_who_looks_reads_it_too(project: ProjectOnDisk, words: tuple[str, ...]) -> None:
    """The commands that show a state say which."""
    version = version_of(project.apply("--format", "json").out)
    assert f"state     {version}" in run_here(project, *words, "-e", "sandbox").stdout


def test_a_state_that_is_new_says_so(project: ProjectOnDisk) -> None:
    """`state init` prints the first version."""
    assert "state     serial 1, batch 1, " in run_here(project, "state", "init", "-e", "production").stdout


def test_a_state_that_is_gone_is_not_begun_anew(project: ProjectOnDisk) -> None:
    """Even a sandbox's is expected once it was seen."""
    version = version_of(project.apply("--format", "json").out)
    shutil.rmtree(project.state())
    assert 10 == run_here(project, "plan", "-e", "sandbox", "--expect-head", version).code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("plan", "--expect-head", "42"), "is no version of a state", id="number"),
        pytest.param(("apply", "--expect-head", ""), "is no version of a state", id="empty"),
        pytest.param(
            ("plan", "--state", "x", "--expect-head", "serial 1, batch 1, 012345678901"),
            "is one file",
            id="a file",
        ),
        pytest.param(
            ("show", "plan.json", "--expect-head", "serial 1, batch 1, 012345678901"), "is a plan", id="a plan"
        ),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(project: ProjectOnDisk, words: tuple[str, ...], said: str) -> None:
    """Said before anything is read."""
    ended = run_here(project, *words)
    assert (1, "", True) == (ended.code, ended.stdout, said in " ".join(ended.stderr.split()))
