"""Wrong usage ends with 1 and says what to do; wherever output goes, it never crashes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from braze_gitops.sandbox import read_schedules
from support.installed_program import ProjectOnDisk, command, environment, run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("plna",), "No such command 'plna'. Did you mean 'plan'?", id="command"),
        pytest.param(("plan", "--foo"), "No such option '--foo'", id="option"),
        pytest.param(("plan", "-e", "staging"), "there is no environment staging", id="environment"),
        pytest.param(("plan", "-C", "nowhere"), "there is no folder nowhere", id="folder"),
        pytest.param(("plan", "--allow", "imminnt:a"), "there is no guard `imminnt`", id="guard"),
        pytest.param(("plan", "--state", "nothing.json"), "nothing.json cannot be read", id="state file"),
        pytest.param(("apply",), "there is no terminal to ask on", id="no terminal"),
        pytest.param(("apply", "--auto-approve"), "say which environment with -e", id="apply needs -e"),
        pytest.param(
            ("sandbox", "advance", "soon"),
            "'soon' is no length of time; write 2d, 3h, 30m, 5s or 1d12h",
            id="span",
        ),
        pytest.param(("sandbox", "advance", "-1d"), "-1d: the clock of a sandbox only goes forward", id="back"),
        pytest.param(("sandbox", "-e", "production"), "production is no sandbox", id="no sandbox"),
        pytest.param(("sandbox", "-e", "production"), "hint: `-e sandbox`", id="which sandbox"),
        pytest.param(("state", "resolve", "teaser", "-e", "sandbox"), "say exactly one of", id="resolution"),
        pytest.param(("state", "show", "other"), "other is not in the state of sandbox", id="address"),
        pytest.param(("schema", "plan"), "'plan' is not one of", id="schema"),
    ],
)
def test_wrong_usage(project: ProjectOnDisk, arguments: tuple[str, ...], said: str) -> None:
    """The exit code is 1, the sentence says what is wrong, a hint what to do, and stdout stays empty."""
    ended = project.run(*arguments, COLUMNS="100")
    assert (1, "", True, True) == (ended.code, ended.out, said in ended.err, "hint:" in ended.err)


@pytest.mark.parametrize("words", [(), ("state",)], ids=["program", "group"])
def test_nothing_asked_is_answered_with_help(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Without a command the help comes, line by line, on stderr, and the exit code says that nothing was done."""
    ended, asked = run(*words, folder=tmp_path), run(*words, "--help", folder=tmp_path)
    assert (1, "", asked.out) == (ended.code, ended.out, ended.err)


def test_no_project_is_invalid_input(tmp_path: Path) -> None:
    """A folder without a project file is told, with the way to begin one."""
    ended = run("plan", folder=tmp_path)
    assert (3, True) == (ended.code, "`braze-gitops init` starts a project" in ended.err)


def test_a_project_is_found_from_inside(project: ProjectOnDisk) -> None:
    """A command may be run in a folder of the project, or be told where it is, before or after its name."""
    inside = run("plan", folder=project.folder / "schedules")
    before = run("-C", str(project.folder), "plan", folder=Path("/"))
    after = run("plan", "-C", str(project.folder), folder=Path("/"))
    assert [0, 0, 0] == [inside.code, before.code, after.code]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_no_encoding_crashes_it(project: ProjectOnDisk, encoding: str) -> None:
    """A terminal that cannot show a character gets another way of writing it, never a traceback."""
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "明日 🎉 é starts")
    ended = project.run("plan", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert (0, "") == (ended.code, ended.err)


def test_ascii_output_keeps_its_meaning(project: ProjectOnDisk) -> None:
    """Where only ASCII goes, our own signs have a plain form and other letters their number."""
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "明 starts")
    ended = project.run("plan", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert 'email "\\u{660e} starts"' in ended.out


def test_a_reader_that_goes_away_is_no_error(project: ProjectOnDisk) -> None:
    """`plan | head -0` ends without a word about pipes."""
    process = subprocess.Popen(
        command("plan"),
        cwd=project.folder,
        env=environment(project.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert (0, b"") == (process.wait(timeout=30), said)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}], ids=["NO_COLOR", "dumb", "pipe"])
def test_no_codes_where_none_are_wanted(project: ProjectOnDisk, variables: dict[str, str]) -> None:
    """Output that goes to a pipe, or to who wants no colour, holds no terminal code."""
    assert "\x1b" not in project.run("plan", **variables).out


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_from_the_start_is_no_error(project: ProjectOnDisk, closed: str) -> None:
    """Whoever starts the program without a stream gets the work and the exit code all the same."""
    applied = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {closed}', "sh", *command("apply", "-e", "sandbox", "--auto-approve")],
        cwd=project.folder,
        env=environment(project.folder),
        check=False,
        capture_output=True,
    )
    assert b"Traceback" not in applied.stdout + applied.stderr
    assert 0 == applied.returncode
    assert len(read_schedules(project.sandbox)) > 0
