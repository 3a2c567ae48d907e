"""`state check`: every fault with its place, 0 or 10, and nothing is changed."""

from __future__ import annotations

import json

import pytest

from support.installed_program import REMINDER, ProjectOnDisk
from support.program import Ended, files_below, run_program


def check(project: ProjectOnDisk, *arguments: str) -> Ended:
    """Check the sandbox's state."""
    return run_program(project.folder, "state", "check", "-e", "sandbox", *arguments)


def words(ended: Ended) -> str:
    """Return all it wrote to stdout on one line."""
    return " ".join(ended.stdout.split())


@pytest.fixture
def applied(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return the project after two applies."""
    project.apply()
    project.write("schedules/reminder.yaml", REMINDER)
    project.apply()
    return project


def test_a_whole_state_is_well(applied: ProjectOnDisk) -> None:
    """One line says what was looked at; nothing is changed."""
    before = files_below(applied.state())
    ended = check(applied)
    batches = len(list((applied.state() / "journal").iterdir()))
    assert (0, f"All well with the state of sandbox: {batches} batches, 2 records, 0 texts.", before) == (
        ended.code,
        ended.stdout.splitlines()[-1],
        files_below(applied.state()),
    )


def test_all_faults_are_named(applied: ProjectOnDisk) -> None:
    """Each with its path; an older batch that loading never looks at included."""
    old, snapshot = applied.state() / "journal" / "0000000002.json", applied.state() / "state.json"
    old.write_bytes(old.read_bytes()[:-5])
    snapshot.write_text(snapshot.read_text("utf-8").replace("teaser", "teaseR", 1), "utf-8")
    ended = check(applied)
    flat = ended.stdout.replace("\n  ", "")
    assert (10, True, True, True) == (
        ended.code,
        str(old) in flat,
        str(snapshot) in flat,
        "2 faults in the state of sandbox" in words(ended),
    )


def test_json_says_the_same(applied: ProjectOnDisk) -> None:
    """For programs."""
    (applied.state() / "journal" / "0000000003.json").unlink()
    ended = check(applied, "--format", "json")
    found = json.loads(ended.stdout)
    assert (10, 10, False, ["batch 3 of the journal is missing"]) == (
        ended.code,
        found["exit_code"],
        found["well"],
        [fault["what"] for fault in found["faults"]],
    )


def test_a_state_without_its_snapshot_is_well(applied: ProjectOnDisk) -> None:
    """The journal is the state; the snapshot is made of it."""
    (applied.state() / "state.json").unlink()
    ended = check(applied)
    assert (0, True) == (ended.code, "note: there is no snapshot" in ended.stdout)


def test_what_lies_there_besides_is_a_note(applied: ProjectOnDisk) -> None:
    """What a killed run left half written is harmless; a foreign file is named."""
    journal = applied.state() / "journal"
    (journal / f".0000000099.json.{'a' * 16}").write_bytes(b"")
    (applied.state() / f".probe.{'b' * 16}.link").write_bytes(b"")
    (journal / "notes.txt").write_bytes(b"")
    (applied.state() / "texts" / "ab").mkdir(parents=True)
    (applied.state() / "texts" / "ab" / "short").write_bytes(b"")
    (applied.state() / "texts" / "long").write_bytes(b"")
    notes = json.loads(check(applied, "--format", "json").stdout)["notes"]
    assert [(2, "harmless"), (3, "no part of a state")] == [
        (sum(said in note for note in notes), said) for said in ("harmless", "no part of a state")
    ]


def test_a_rolled_back_state_is_a_fault_when_it_is_expected(applied: ProjectOnDisk) -> None:
    """`--expect-head` is the only one that can tell."""
    newer = "serial 99, batch 99, 0123456789ab"
    ended = check(applied, "--expect-head", newer)
    assert (0, 10, True) == (check(applied).code, ended.code, "it is older" in words(ended))


def test_another_environments_state_is_a_fault(applied: ProjectOnDisk) -> None:
    """Whole, and not the one that belongs here."""
    run_program(applied.folder, "state", "init", "-e", "production")
    applied.edit("braze-gitops.yaml", "    lineage: ", "    lineage: 0")
    ended = run_program(applied.folder, "state", "check", "-e", "production")
    assert (10, True) == (ended.code, "1 fault in the state of production" in ended.stdout)


def test_a_missing_state_is_said(project: ProjectOnDisk) -> None:
    """Missing is never empty, and never well."""
    assert 10 == check(project).code


def test_an_open_run_is_a_note(applied: ProjectOnDisk) -> None:
    """A run that was killed: who it was, and what it left."""
    last = max((applied.state() / "journal").iterdir())
    last.unlink()
    (applied.state() / "state.json").unlink()
    ended = check(applied)
    assert (0, True) == (ended.code, "a run is open" in ended.stdout)
