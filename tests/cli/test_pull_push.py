"""`state pull` and `state push`: the whole state as one document, taken back only at the very same version."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from braze_gitops.sandbox import read_log
from support.installed_program import REMINDER, Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal

PULL = ("state", "pull", "-e", "sandbox", "--out", "pulled.json")


@pytest.fixture
def pulled(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project with two schedules whose state was pulled."""
    project.write("schedules/reminder.yaml", REMINDER.replace("It has started", "Long " * 200))
    assert project.apply().code == 0
    assert project.run(*PULL).code == 0
    return project


def document(project: ProjectOnDisk) -> dict[str, dict[str, dict[str, object]]]:
    """Return what was pulled."""
    found: dict[str, dict[str, dict[str, object]]] = json.loads(
        (project.folder / "pulled.json").read_text("utf-8")
    )
    return found


def edit(project: ProjectOnDisk, change: Callable[[dict[str, dict[str, object]]], object]) -> None:
    """Edit the records of the document."""
    found = document(project)
    change(found["schedules"])
    project.write("pulled.json", json.dumps(found))


def push(project: ProjectOnDisk, *words: str) -> Ended:
    """Push the document without being asked."""
    return project.run(
        "state", "push", "pulled.json", "-e", "sandbox", "--auto-approve", "--why", "by hand", *words
    )


def records(project: ProjectOnDisk) -> dict[str, dict[str, object]]:
    """Return the records of the state."""
    snapshot = json.loads((project.state() / "state.json").read_text("utf-8"))
    found: dict[str, dict[str, object]] = snapshot["schedules"]
    return found


def test_it_is_whole_and_for_its_owner_alone(pulled: ProjectOnDisk) -> None:
    """Snapshot and texts in one; standard output has the same."""
    path = pulled.folder / "pulled.json"
    shown = pulled.run("state", "pull", "-e", "sandbox")
    assert (0o600, path.read_text("utf-8"), 1) == (
        path.stat().st_mode & 0o777,
        shown.out,
        len(document(pulled)["texts"]),
    )


def test_unchanged_it_changes_nothing(pulled: ProjectOnDisk) -> None:
    """No batch is written."""
    before = sorted((pulled.state() / "journal").iterdir())
    ended = push(pulled)
    assert (0, True, before) == (
        ended.code,
        "Nothing was done" in ended.out,
        sorted((pulled.state() / "journal").iterdir()),
    )


def test_an_edit_is_shown_written_and_told(pulled: ProjectOnDisk) -> None:
    """In one batch, without a call."""
    edit(pulled, lambda found: found["teaser"].update(protected=True))
    calls, batches = len(read_log(pulled.sandbox)), len(list((pulled.state() / "journal").iterdir()))
    ended = push(pulled)
    assert (0, True, True) == (ended.code, "protected: False" in ended.out, records(pulled)["teaser"]["protected"])
    assert (calls, batches + 1) == (
        len(read_log(pulled.sandbox)),
        len(list((pulled.state() / "journal").iterdir())),
    )
    told = " ".join(pulled.run("state", "history", "teaser", "-e", "sandbox").out.split())
    assert (True, True) == ("state push of" in told, "why by hand" in told)


def test_a_version_that_has_moved_on_is_refused(pulled: ProjectOnDisk) -> None:
    """What was done since would be undone."""
    edit(pulled, lambda found: found["teaser"].update(protected=True))
    pulled.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    assert pulled.apply().code == 0
    before = records(pulled)
    ended = push(pulled)
    assert (10, True, before) == (
        ended.code,
        "the state is at serial" in " ".join(ended.err.split()),
        records(pulled),
    )


def test_a_live_id_is_lost_only_by_its_name(pulled: ProjectOnDisk) -> None:
    """Refused with the words that say so."""
    ident = str(records(pulled)["teaser"]["schedule_id"])
    edit(pulled, lambda found: found.pop("teaser"))
    refused = push(pulled)
    assert (1, True, 2) == (
        refused.code,
        f"--forget {ident}" in " ".join(refused.err.split()),
        len(records(pulled)),
    )
    done = push(pulled, "--forget", ident)
    assert (0, ["reminder"]) == (done.code, list(records(pulled)))


def test_only_yes_pushes(pulled: ProjectOnDisk) -> None:
    """Any other answer leaves the state as it is."""
    edit(pulled, lambda found: found["teaser"].update(owner="ana"))
    before = records(pulled)
    words = ("state", "push", "pulled.json", "-e", "sandbox")
    no = at_terminal(*words, folder=pulled.folder, types="\n", when="Only `yes`")
    assert (1, before) == (no.code, records(pulled))
    yes = at_terminal(*words, folder=pulled.folder, types="yes\n", when="Only `yes`")
    assert (0, "ana") == (yes.code, records(pulled)["teaser"]["owner"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "is no file that `state pull` wrote", id="missing"),
        pytest.param("{}", "names no format version", id="another file"),
        pytest.param('{"version": 1', "is not what this program writes", id="half"),
    ],
)
def test_what_is_no_document_is_refused(pulled: ProjectOnDisk, content: str | None, said: str) -> None:
    """In a sentence."""
    if content is None:
        (pulled.folder / "pulled.json").unlink()
    else:
        pulled.write("pulled.json", content)
    ended = push(pulled)
    assert (1, True) == (ended.code, said in " ".join(ended.err.split())), ended.err


def test_there_is_nothing_to_pull_before_the_first_apply(project: ProjectOnDisk) -> None:
    """And nothing to push into."""
    assert (1, 10) == (project.run(*PULL).code, project.run("state", "pull", "-e", "production").code)


def test_a_place_that_cannot_be_written_is_said(pulled: ProjectOnDisk) -> None:
    """No half file is left."""
    ended = pulled.run("state", "pull", "-e", "sandbox", "--out", "nowhere/state.json")
    assert (1, True) == (ended.code, "cannot be written to nowhere/state.json" in ended.err)
