"""A state that could not be written in the middle of an apply: what is kept, and how it is merged."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from braze_gitops.sandbox import read_log, read_schedules
from support.full_disk import run_on_full_disk
from support.installed_program import TEASER, Ended, ProjectOnDisk
from support.program import run_program

APPLY = ("apply", "-e", "sandbox", "--auto-approve")


def apply_that_breaks(project: ProjectOnDisk, *more: str) -> Ended:
    """Apply with a state that takes the intent of a create and not its answer; nor can `more` be written."""
    return run_on_full_disk(project.folder, *APPLY, full_for=(".0000000004.", *more))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """Return such an apply and where it took place; each test gets a copy."""
    project = ProjectOnDisk(tmp_path_factory.mktemp("once"), definitions={"teaser": TEASER})
    return project.folder, apply_that_breaks(project)


@pytest.fixture
def broken(project: ProjectOnDisk, once: tuple[Path, Ended]) -> Ended:
    """Put the project where such an apply left it, and return how that ended."""
    shutil.copytree(once[0], project.folder, dirs_exist_ok=True)
    return once[1]


def recover(project: ProjectOnDisk, path: Path | str, *arguments: str) -> Ended:
    """Merge what a file tells."""
    ended = run_program(project.folder, "state", "recover", str(path), "-e", "sandbox", *arguments)
    return Ended(code=ended.code, out=ended.stdout, err=ended.stderr)


def outcomes(project: ProjectOnDisk) -> Path:
    """Return where the answers are kept."""
    return project.folder / "outcomes.json"


def say_not_created(project: ProjectOnDisk) -> Path:
    """Say so where nobody knows of the file, and return where it is."""
    elsewhere = outcomes(project).rename(project.folder / "kept-elsewhere.json")
    ended = run_program(project.folder, "state", "resolve", "teaser", "-e", "sandbox", "--not-created")
    assert 0 == ended.code, ended.said
    return elsewhere


def the_id(project: ProjectOnDisk) -> str:
    """Return the id of the one schedule that is live."""
    (one,) = read_schedules(project.sandbox)
    return one.schedule_id


def line_of(broken: Ended) -> str:
    """Return the RECORD line of the log."""
    (line,) = [line for line in broken.err.splitlines() if line.startswith("RECORD ")]
    return line


def test_the_apply_tells_the_truth(project: ProjectOnDisk, broken: Ended) -> None:
    """One call was made, its id is told, nothing is claimed that is not in the state."""
    assert (1, "Apply: 1 answer not in the state; 1 in doubt; 1 call to Braze.", 1) == (
        broken.code,
        broken.out.splitlines()[-1],
        len(read_log(project.sandbox)),
    )
    assert f"RECORD teaser message {the_id(project)} create done" in line_of(broken)
    assert re.search(r"state recover \S+/outcomes.json -e sandbox", broken.err)


def test_the_file_is_for_its_owner_alone(project: ProjectOnDisk, broken: Ended) -> None:
    """Nobody else on the machine reads what Braze said."""
    assert (1, 0o600) == (broken.code, outcomes(project).stat().st_mode & 0o777)


@pytest.mark.usefixtures("broken")
def test_the_file_brings_the_id_back(project: ProjectOnDisk) -> None:
    """The state knows the schedule, and the next apply has nothing to do."""
    ended = recover(project, outcomes(project))
    assert (0, "Recover: 1 merged.") == (ended.code, ended.out.splitlines()[-1])
    again = project.apply()
    assert (0, 1, True) == (again.code, len(read_log(project.sandbox)), "1 unchanged" in again.out)
    shown = run_program(project.folder, "state", "list", "-e", "sandbox")
    assert the_id(project) in shown.stdout


@pytest.mark.parametrize("stream", ["out", "err"])
def test_either_stream_of_the_log_does_as_well(project: ProjectOnDisk, broken: Ended, stream: str) -> None:
    """A person may only have the log, with a timestamp before each line."""
    text = "".join(f"2026-11-20T09:00:00.123Z {line}\n" for line in getattr(broken, stream).splitlines())
    ended = recover(project, project.write("ci.log", text))
    assert (0, "Recover: 1 merged.") == (ended.code, ended.out.splitlines()[-1])


@pytest.mark.usefixtures("broken")
def test_a_second_time_writes_nothing(project: ProjectOnDisk) -> None:
    """The journal keeps its bytes."""
    recover(project, outcomes(project))
    before = sorted((project.state() / "journal").iterdir())
    ended = recover(project, outcomes(project))
    assert (0, "Recover: 1 known already.", before) == (
        ended.code,
        ended.out.splitlines()[-1],
        sorted((project.state() / "journal").iterdir()),
    )


def test_an_earlier_file_is_never_overwritten(project: ProjectOnDisk) -> None:
    """What was not merged yet stays; the new one has a name of its own."""
    outcomes(project).write_text("earlier", "utf-8")
    apply_that_breaks(project)
    ended = recover(project, project.folder / "outcomes.2.json")
    assert ("earlier", 0) == (outcomes(project).read_text("utf-8"), ended.code)


def test_without_any_room_the_lines_are_all_there_is(project: ProjectOnDisk) -> None:
    """The file could not be written either, and the log says so."""
    ended = apply_that_breaks(project, ".outcomes.")
    merged = recover(project, project.write("log", ended.err))
    assert (False, True, 0) == (
        outcomes(project).exists(),
        "could not be written either" in ended.err,
        merged.code,
    )


@pytest.mark.usefixtures("broken")
def test_after_a_persons_wrong_word_it_is_back(project: ProjectOnDisk) -> None:
    """Said not to be created, and Braze says it was: the record is back before it is created again."""
    elsewhere = say_not_created(project)
    ended = recover(project, elsewhere)
    again = project.apply()
    assert (0, 0, 1) == (ended.code, again.code, len(read_log(project.sandbox)))


@pytest.mark.usefixtures("broken")
def test_two_live_schedules_are_named_each_time(project: ProjectOnDisk) -> None:
    """Created again meanwhile: both ids are told, with the call that cancels one; 11 says there is more to do."""
    first = the_id(project)
    elsewhere = say_not_created(project)
    project.apply()
    for _ in range(2):
        ended = recover(project, elsewhere)
        flat = " ".join(ended.out.split())
        assert (11, "Recover: 1 live in no record.") == (ended.code, ended.out.splitlines()[-1])
        assert f'POST /messages/schedule/delete with {{"schedule_id": "{first}"}}' in flat
        assert "two schedules may be live" in flat


@pytest.mark.usefixtures("broken")
def test_json_says_the_same(project: ProjectOnDisk) -> None:
    """For programs, with the version of the state in the form that `--expect-head` takes."""
    found = json.loads(recover(project, outcomes(project), "--format", "json").out)
    assert ("merged", the_id(project), 0, True) == (
        found["answers"][0]["result"],
        found["answers"][0]["schedule_id"],
        found["exit_code"],
        found["state"]["version"].startswith("serial "),
    )


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param("", 1, "holds no answers", id="empty"),
        pytest.param("hello\n", 1, "holds no answers", id="another text"),
        pytest.param('{"answers": [', 1, "line 1", id="half a file"),
        pytest.param('{"version": 1, "answers": []}', 1, "its digest does not fit", id="by hand"),
        pytest.param('{"version": 2, "answers": []}', 10, "format version 2", id="too new"),
        pytest.param(
            "x\nRECORD teaser message abc create", 1, "line 2: the RECORD line of teaser is cut", id="cut"
        ),
        pytest.param("\x00\xff\xfe", 1, "holds no answers", id="binary"),
    ],
)
def test_what_is_no_such_file_is_said(project: ProjectOnDisk, text: str, code: int, said: str) -> None:
    """A sentence with the line, never a traceback, and nothing is touched."""
    path = project.folder / "file"
    path.write_bytes(text.encode("latin-1"))
    ended = recover(project, path)
    assert (code, "", True) == (ended.code, ended.out, said in " ".join(ended.err.split()))


@pytest.mark.parametrize("name", ["missing", "schedules"])
def test_what_cannot_be_read_is_said(project: ProjectOnDisk, name: str) -> None:
    """No file, or a folder."""
    ended = recover(project, project.folder / name)
    assert (1, "", True) == (ended.code, ended.out, "is no file that can be read" in " ".join(ended.err.split()))


def test_a_file_that_is_too_large_is_not_read(project: ProjectOnDisk) -> None:
    """The way out is to give its RECORD lines alone."""
    path = project.folder / "huge"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    ended = recover(project, path)
    assert (1, True) == (ended.code, "grep RECORD" in ended.err)


def test_answers_of_another_state_are_refused(project: ProjectOnDisk, broken: Ended) -> None:
    """The lineage is compared before anything is looked up."""
    run_program(project.folder, "state", "init", "-e", "production")
    for path in (outcomes(project), project.write("log", broken.err)):
        ended = run_program(project.folder, "state", "recover", str(path), "-e", "production")
        assert (10, True) == (ended.code, "belong to another state" in " ".join(ended.stderr.split()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_log_of_another_shell_is_read(project: ProjectOnDisk, broken: Ended, encoding: str) -> None:
    """Some shells write every text file so."""
    path = project.folder / "ci.log"
    path.write_bytes(f"{line_of(broken)}\r\n".encode(encoding))
    assert 0 == recover(project, path).code


def test_a_broken_line_beside_a_good_one_is_named(project: ProjectOnDisk, broken: Ended) -> None:
    """The good one is merged, and 11 says that something is left."""
    line = line_of(broken)
    ended = recover(project, project.write("log", f"{line}\n{line[:60]}\n"))
    assert (11, "Recover: 1 merged, 1 unreadable.", True) == (
        ended.code,
        ended.out.splitlines()[-1],
        "line 2: the RECORD line of teaser is cut short" in ended.out,
    )


def test_answers_that_nobody_has_read_are_named_before_anybody_says_what_is_true(
    project: ProjectOnDisk, broken: Ended
) -> None:
    """A plan names the file, and no word on the address is taken before it is merged."""
    del broken
    planned = project.run("plan", "-e", "sandbox")
    word = project.run("state", "resolve", "teaser", "-e", "sandbox", "--not-created")
    merged = recover(project, outcomes(project))
    again = project.run("plan", "-e", "sandbox")
    assert (True, 1, True) == (
        "outcomes.json holds the answer" in planned.out,
        word.code,
        "merge it first" in " ".join(word.err.split()),
    )
    assert (0, False) == (merged.code, "outcomes.json" in again.out)
