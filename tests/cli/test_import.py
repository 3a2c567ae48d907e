"""`import`: what something else made is taken under control, nothing is called, and the next plan is an update."""

from __future__ import annotations

import json
import shutil

import pytest

from braze_gitops.sandbox import read_log
from support.installed_program import REMINDER, Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal

IMPORT = ("import", "-e", "sandbox")


def made_elsewhere(project: ProjectOnDisk) -> tuple[str, ...]:
    """Let something else make what the project defines, forget the state, and return the ids."""
    project.write("schedules/reminder.yaml", REMINDER)
    assert project.apply().code == 0
    records = schedules_in(project)
    shutil.rmtree(project.state())
    return str(records["teaser"]["schedule_id"]), str(records["reminder"]["schedule_id"])


def schedules_in(project: ProjectOnDisk) -> dict[str, dict[str, object]]:
    """Return the records in the state's snapshot."""
    snapshot = json.loads((project.state() / "state.json").read_text("utf-8"))
    found: dict[str, dict[str, object]] = snapshot["schedules"]
    return found


def calls(project: ProjectOnDisk) -> list[str]:
    """Return what the sandbox was asked for, in order."""
    return [one.path for one in read_log(project.sandbox)]


def run_import(project: ProjectOnDisk, *arguments: str) -> Ended:
    """Import without being asked."""
    return project.run(*IMPORT, *arguments, "--auto-approve", "--why", "from the sheet")


def test_the_next_apply_updates_it_and_creates_nothing(project: ProjectOnDisk) -> None:
    """The whole way: import calls nobody, the plan is an update, after it nothing is left to do."""
    teaser, reminder = made_elsewhere(project)
    before = calls(project)
    one, two = run_import(project, "teaser", teaser), run_import(project, "reminder", reminder)
    assert (0, 0, before) == (one.code, two.code, calls(project)), (one, two)
    plan = project.run("plan", "-e", "sandbox")
    assert ("Plan: 2 to update.", True) == (
        plan.out.splitlines()[-1],
        "imported: brought in line with the definition" in plan.out,
    )
    done = project.apply()
    made = calls(project)[len(before) :]
    assert (0, ["/messages/schedule/update"] * 2) == (done.code, made)
    assert "2 unchanged" in project.run("plan", "-e", "sandbox").out


def test_a_trusted_one_needs_no_call(project: ProjectOnDisk) -> None:
    """The plan has nothing to do."""
    teaser, reminder = made_elsewhere(project)
    before = calls(project)
    path = project.write("ids.csv", f"address,schedule_id,trust\nteaser,{teaser},yes\nreminder,{reminder},yes\n")
    assert 0 == run_import(project, "--csv", str(path)).code
    done = project.apply()
    assert (0, before, True) == (done.code, calls(project), "2 unchanged" in done.out)


def test_a_list_may_be_imported_again(project: ProjectOnDisk) -> None:
    """What it has taken already is left as it is, and only what is new is written."""
    teaser, reminder = made_elsewhere(project)
    first = project.write("first.csv", f"address,schedule_id\nteaser,{teaser}\n")
    both = project.write("both.csv", f"address,schedule_id\nteaser,{teaser}\nreminder,{reminder}\n")
    assert 0 == run_import(project, "--csv", str(first)).code
    again = run_import(project, "--csv", str(both))
    assert (0, True, True) == (
        again.code,
        f"Left as it is: teaser is under control already, as {teaser}." in " ".join(again.out.split()),
        "Done: reminder imported" in again.out,
    )
    batches = len(list((project.state() / "journal").iterdir()))
    idle = run_import(project, "--csv", str(both))
    assert (0, "Nothing was done: 2 schedules are under control already.\n", batches) == (
        idle.code,
        idle.out,
        len(list((project.state() / "journal").iterdir())),
    )


def test_one_without_an_id_is_left_alone_until_it_is_known(project: ProjectOnDisk) -> None:
    """Equal it is unchanged, edited it is blocked; its id makes an update of it."""
    teaser, _ = made_elsewhere(project)
    project.edit("schedules/reminder.yaml", "name: reminder", "name: reminder\nenvironments: [production]")
    before = calls(project)
    assert 0 == run_import(project, "teaser", "--id-unknown").code
    assert (True, 0) == ("1 unchanged" in project.apply().out, len(calls(project)) - len(before))
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    edited = project.apply()
    flat = " ".join(edited.out.split())
    assert (11, before, True) == (edited.code, calls(project), "it cannot be changed from here" in flat)
    resolved = project.run("state", "resolve", "teaser", "-e", "sandbox", "--schedule-id", teaser)
    assert (0, 0) == (resolved.code, project.apply().code)
    assert ["/messages/schedule/update"] == calls(project)[len(before) :]


def test_history_tells_who_and_why(project: ProjectOnDisk) -> None:
    """Beside the run that wrote it."""
    teaser, _ = made_elsewhere(project)
    run_import(project, "teaser", teaser)
    text = " ".join(project.run("state", "history", "teaser", "-e", "sandbox").out.split())
    assert [True] * 3 == [part in text for part in (f"imported, id {teaser}", "import of", "why from the sheet")]


def test_all_lines_of_a_file_are_checked_and_nothing_is_written(project: ProjectOnDisk) -> None:
    """Each problem with its file and line; one good line is not taken alone."""
    path = project.write("ids.csv", "address,schedule_id\nteaser,x1\nteasre,x2\nteaser,\n")
    ended = run_import(project, "--csv", str(path))
    said = "".join(ended.err.split())
    assert (3, True, True) == (ended.code, "ids.csv:3:1" in said, "ids.csv:4:1" in said)
    assert {} == schedules_in(project)


def test_only_yes_imports(project: ProjectOnDisk) -> None:
    """Anything else leaves the state as it is, and says so."""
    teaser, _ = made_elsewhere(project)
    no = at_terminal(*IMPORT, "teaser", teaser, folder=project.folder, types="y\n", when="Only `yes`")
    assert (1, True) == (no.code, "Nothing was done" in no.out)
    assert {} == schedules_in(project)
    yes = at_terminal(*IMPORT, "teaser", teaser, folder=project.folder, types="yes\n", when="Only `yes`")
    assert (0, True) == (yes.code, "teaser imported" in yes.out)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("--auto-approve",), 1, "say the address and its schedule id", id="nothing"),
        pytest.param(("teaser", "--auto-approve"), 1, "or --id-unknown in place", id="no id"),
        pytest.param(("teaser", "x", "--id-unknown", "--auto-approve"), 1, "say the address", id="both"),
        pytest.param(("teaser", "--csv", "f.csv", "--auto-approve"), 1, "names all", id="csv and address"),
        pytest.param(("--csv", "nowhere.csv", "--auto-approve"), 3, "there is no such file", id="no file"),
        pytest.param(("--csv", ".", "--auto-approve"), 3, "is no regular file", id="a folder"),
        pytest.param(("teaser", "x"), 1, "there is no terminal to ask on", id="nobody to ask"),
        pytest.param(("teasre", "x", "--auto-approve"), 1, "did you mean `teaser`?", id="misspelt"),
        pytest.param(("teaser", "THE-ID", "--auto-approve"), 1, "stands for the schedule id", id="placeholder"),
    ],
)
def test_what_cannot_be_imported_is_refused(
    project: ProjectOnDisk, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """In a sentence that says what to do."""
    ended = project.run(*IMPORT, *arguments)
    assert (code, True) == (ended.code, said in " ".join(ended.err.split())), ended


def test_it_says_which_environment(project: ProjectOnDisk) -> None:
    """As everything that changes something."""
    ended = project.run("import", "teaser", "x", "--auto-approve")
    assert (1, True) == (ended.code, "say which environment with -e" in ended.err)


def test_a_state_that_is_missing_is_not_made(project: ProjectOnDisk) -> None:
    """Of a workspace."""
    ended = project.run("import", "teaser", "x", "-e", "production", "--auto-approve")
    assert (10, False) == (ended.code, project.state("production").exists())
