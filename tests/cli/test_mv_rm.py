"""`state mv` and `state rm`: without a call, said and asked first, told by the history."""

from __future__ import annotations

import json

import pytest

from braze_gitops.sandbox import read_log
from support.installed_program import Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal


@pytest.fixture
def applied(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project whose teaser is scheduled."""
    assert project.apply().code == 0
    return project


def schedule_id(project: ProjectOnDisk) -> str:
    """Return the id of the one record."""
    (record,) = schedules_in(project).values()
    return str(record["schedule_id"])


def schedules_in(project: ProjectOnDisk) -> dict[str, dict[str, object]]:
    """Return the records in the state's snapshot."""
    snapshot = json.loads((project.state() / "state.json").read_text("utf-8"))
    found: dict[str, dict[str, object]] = snapshot["schedules"]
    return found


def state(project: ProjectOnDisk, *words: str) -> Ended:
    """Run a command on the state without being asked."""
    return project.run("state", *words, "-e", "sandbox", "--auto-approve", "--why", "named wrongly")


def history(project: ProjectOnDisk) -> str:
    """Return the whole history in one line."""
    return " ".join(project.run("state", "history", "-e", "sandbox").out.split())


def test_a_record_moves_and_the_definition_goes_on(applied: ProjectOnDisk) -> None:
    """Nothing is called, then or by the next apply."""
    before = len(read_log(applied.sandbox))
    applied.edit("schedules/teaser.yaml", "name: teaser", "name: spring-teaser")
    moved = state(applied, "mv", "teaser", "spring-teaser")
    again = applied.apply()
    assert (0, 0, before) == (moved.code, again.code, len(read_log(applied.sandbox)))
    assert [True] * 3 == [
        part in history(applied) for part in ("teaser moved to spring-teaser", "state mv of", "why named wrongly")
    ]


def test_a_name_that_is_still_defined_does_not_move(applied: ProjectOnDisk) -> None:
    """The state stays as it is."""
    before = schedules_in(applied)
    ended = state(applied, "mv", "teaser", "spring-teaser")
    assert (1, True, before) == (ended.code, "is still defined" in ended.err, schedules_in(applied))


def test_what_is_live_is_forgotten_by_its_id_alone(applied: ProjectOnDisk) -> None:
    """It is named with the call that cancels it; `import` takes it back."""
    before, ident = len(read_log(applied.sandbox)), schedule_id(applied)
    refused = state(applied, "rm", "teaser")
    assert (1, True, 1) == (refused.code, f"--schedule-id {ident}" in refused.err, len(schedules_in(applied)))
    done = state(applied, "rm", "teaser", "--schedule-id", ident)
    assert (0, True, {}) == (
        done.code,
        f'POST /messages/schedule/delete with {{"schedule_id": "{ident}"}}' in " ".join(done.out.split()),
        schedules_in(applied),
    )
    back = applied.run("import", "teaser", ident, "--trust", "-e", "sandbox", "--auto-approve")
    assert (0, 0, before) == (back.code, applied.apply().code, len(read_log(applied.sandbox)))
    assert [True] * 2 == [part in history(applied) for part in ("teaser forgotten without a call", "state rm of")]


def test_check_names_what_was_forgotten_and_is_live(applied: ProjectOnDisk) -> None:
    """The journal still knows of it."""
    ident = schedule_id(applied)
    state(applied, "rm", "teaser", "--schedule-id", ident)
    assert ident in applied.run("state", "check", "-e", "sandbox").out


def test_what_was_sent_is_forgotten_into_the_history(applied: ProjectOnDisk) -> None:
    """A new time under its name is not sent."""
    applied.run("sandbox", "advance", "-e", "sandbox", "10d")
    assert 0 == state(applied, "rm", "teaser").code
    applied.edit("schedules/teaser.yaml", "2026-11-27", "2026-12-27")
    before = len(read_log(applied.sandbox))
    assert (11, before) == (applied.apply().code, len(read_log(applied.sandbox)))


@pytest.mark.parametrize("words", [("mv", "teaser", "x"), ("rm", "teaser", "--schedule-id", "ID")])
def test_only_yes_does_it(applied: ProjectOnDisk, words: tuple[str, ...]) -> None:
    """Any other answer leaves the state as it is."""
    (applied.folder / "schedules/teaser.yaml").unlink()
    before, ident = schedules_in(applied), schedule_id(applied)
    typed = tuple(ident if word == "ID" else word for word in words)
    no = at_terminal("state", *typed, "-e", "sandbox", folder=applied.folder, types="Yes\n", when="Only `yes`")
    assert (1, before) == (no.code, schedules_in(applied))
    yes = at_terminal("state", *typed, "-e", "sandbox", folder=applied.folder, types="yes\n", when="Only `yes`")
    assert (0, True) == (yes.code, before != schedules_in(applied))


@pytest.mark.parametrize("words", [("mv", "teaser", "x"), ("rm", "teaser")])
def test_nobody_to_ask_is_said(applied: ProjectOnDisk, words: tuple[str, ...]) -> None:
    """And an environment must be."""
    ended = applied.run("state", *words, "-e", "sandbox")
    assert (1, True) == (ended.code, "no terminal to ask on" in ended.err)
    assert 1 == applied.run("state", *words, "--auto-approve").code
