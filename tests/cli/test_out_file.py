"""`--out`: only a file is written to, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.installed_program import ProjectOnDisk
from support.program import run_program


def names(project: ProjectOnDisk) -> set[str]:
    """Return what lies in the project's folder."""
    return {path.name for path in project.folder.iterdir()}


@pytest.mark.parametrize("out", [".", "/", "/dev/null", "schedules", "missing/plan.json", "pipe"])
def test_what_is_no_file_is_left_as_it_is(project: ProjectOnDisk, out: str) -> None:
    """The error names it and says what to do; nothing half written stays behind."""
    os.mkfifo(project.folder / "pipe")
    before = names(project)
    ended = run_program(project.folder, "plan", "--out", str(project.folder / out))
    assert (1, True, before - {".braze-gitops"}) == (
        ended.code,
        "cannot be written to" in ended.said and "give --out the path of a file" in " ".join(ended.said.split()),
        names(project) - {".braze-gitops"},
    )
    assert Path("/dev/null").is_char_device()


def test_a_link_is_followed(project: ProjectOnDisk, tmp_path: Path) -> None:
    """The file it leads to is written, for its owner alone."""
    (project.folder / "link.json").symlink_to(tmp_path / "elsewhere.json")
    ended = run_program(project.folder, "plan", "--out", str(project.folder / "link.json"))
    written = tmp_path / "elsewhere.json"
    assert (0, True, 0o600) == (
        ended.code,
        (project.folder / "link.json").is_symlink(),
        written.stat().st_mode & 0o777,
    )


@pytest.mark.parametrize("out", ["schedules/teaser.yaml", "braze-gitops.yaml", "notes.json"])
@pytest.mark.parametrize("command", [("plan",), ("state", "pull"), ("calendar", "--format", "ics")])
def test_what_something_else_wrote_stays(project: ProjectOnDisk, command: tuple[str, ...], out: str) -> None:
    """A slip of the hand costs no definition; what the command wrote itself is written anew."""
    assert 0 == project.apply().code
    project.write("notes.json", '{"mine": true}')
    before = (project.folder / out).read_bytes()
    refused = run_program(project.folder, *command, "--out", str(project.folder / out))
    assert (1, before, True) == (
        refused.code,
        (project.folder / out).read_bytes(),
        "was not written by this" in " ".join(refused.said.split()),
    )
    (project.folder / "empty").touch()
    for _ in range(2):
        assert 0 == run_program(project.folder, *command, "--out", str(project.folder / "empty")).code
