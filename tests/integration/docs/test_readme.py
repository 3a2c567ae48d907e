"""Every example in the README runs: its commands in order in an empty folder, its YAML in a project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from support.installed_program import TEASER, ProjectOnDisk
from support.pages import SANDBOXED

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)


def _blocks(language: str) -> tuple[str, ...]:
    """Return the code blocks in that language, without their indent."""
    return tuple(
        re.sub(f"^{block['indent']}", "", block["text"], flags=re.MULTILINE)
        for block in FENCED.finditer(README)
        if language == block["language"]
    )


def _steps(block: str) -> tuple[tuple[str, Sequence[str]], ...]:
    """Return each command of a console block with the lines it should print."""
    steps = [step.splitlines() for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return tuple((command, lines) for command, *lines in steps)


def _run(folder: Path, command: str) -> list[str]:
    """Run a command line as the README's reader would; return all it printed, line by line."""
    environ = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")),
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


def _check(folder: Path, block: str) -> None:
    for command, expected in _steps(block):
        printed = iter(_run(folder, command))
        for line in expected:
            assert line == "…" or line in printed, f"`{command}` does not print, in this order: {line}"


def _console_about(text: str) -> str:
    """Return the one session at a terminal in which something is typed that holds `text`."""
    (found,) = (block for block in _blocks("console") if text in block)
    return found


def test_the_readme_has_examples_of_each_sort() -> None:
    """The tests below have something to run."""
    assert [1, 4, 2, 1] == [len(_blocks(language)) for language in ("sh", "console", "yaml", "html")]


def test_the_way_to_an_own_project_prints_what_it_says(tmp_path: Path) -> None:
    """From init to no changes, in an empty folder."""
    _check(tmp_path, _blocks("console")[0])


def test_the_way_to_a_real_workspace_prints_what_it_says(tmp_path: Path) -> None:
    """A plan without a state shows the way out, in the example project."""
    shutil.copy(ROOT / "braze-gitops.yaml", tmp_path)
    shutil.copytree(ROOT / "schedules", tmp_path / "schedules")
    _check(tmp_path, _blocks("console")[1])


def test_the_emergency_stop_prints_what_it_says(tmp_path: Path) -> None:
    """In a project that has scheduled what it holds."""
    project = ProjectOnDisk(tmp_path, definitions={"teaser": TEASER.replace("teaser", "black-friday-teaser")})
    project.write("braze-gitops.yaml", SANDBOXED)
    assert project.run("apply", "-e", "production", "--auto-approve").code == 0
    _check(tmp_path, _console_about("braze-gitops halt"))


def test_the_way_of_a_saved_plan_prints_what_it_says(tmp_path: Path) -> None:
    """Saved, shown, applied, and refused the second time."""
    _check(tmp_path, _console_about("plan --out"))


def test_the_definition_is_valid(tmp_path: Path) -> None:
    """The example definition, with its text beside it, is all a project needs."""
    shutil.copy(ROOT / "braze-gitops.yaml", tmp_path)
    schedules = tmp_path / "schedules"
    schedules.mkdir()
    (schedules / "black-friday.yaml").write_text(_blocks("yaml")[0], encoding="utf-8")
    (schedules / "teaser.html").write_text(_blocks("html")[0], encoding="utf-8")
    assert "Valid: 1 definition for sandbox, production." in _run(tmp_path, "braze-gitops validate")


def test_the_definition_with_a_send_id_is_valid(tmp_path: Path) -> None:
    """The lines on send ids fit into the example definition, and the plan makes the send id."""
    definition, lines = _blocks("yaml")
    beginning = "messages:\n  email:\n"
    above, below = lines.split(beginning)
    shutil.copy(ROOT / "braze-gitops.yaml", tmp_path)
    schedules = tmp_path / "schedules"
    schedules.mkdir()
    text = definition.replace(beginning, f"{above}{beginning}{below}")
    (schedules / "black-friday.yaml").write_text(text, encoding="utf-8")
    (schedules / "teaser.html").write_text(_blocks("html")[0], encoding="utf-8")
    assert "send ids  1 new one of 100 a day: newsletter-2026-11" in _run(tmp_path, "braze-gitops plan")


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_what_the_readme_points_to_is_there(path: str) -> None:
    """No link of the README leads nowhere."""
    assert (ROOT / path).exists()


def test_every_command_is_in_the_readme() -> None:
    """The table of commands is complete."""
    from braze_gitops.cli.root import root

    table = README.split("## Commands")[1].split("## Not there yet")[0]
    assert [name for name in root.commands if f"`{name}`" not in table.replace("`state init`", "`state`")] == []
