"""kill -9 at every boundary of the other commands that change a state or call Braze: said again, each is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.crash_commands import COMMANDS, Command
from support.crash_rounds import Prepared
from support.crashing import CrashHost


def kill_and_say_again(prepared: Prepared, command: Command, *, at: int) -> bool:
    """Kill the command, say it again, bring the project to its end; return whether it was killed."""
    with prepared.round() as hit:
        hit.unmanaged = command.unmanaged
        words = command.words(hit)
        ended = hit.run(hit.order(*words, at=at), codes=command.again)
        hit.check()
        hit.run(hit.order(*words), codes=command.again)
        hit.check()
        command.finish(hit)
        return bool(ended.struck)


def boundaries_of(prepared: Prepared, command: Command) -> int:
    """Return how many boundaries the command passes when nothing happens to it; then all comes to its end."""
    with prepared.round() as whole:
        whole.unmanaged = command.unmanaged
        ended = whole.run(whole.order(*command.words(whole)), codes=command.again)
        whole.check()
        command.finish(whole)
        return ended.boundaries


@pytest.fixture
def prepared(host: CrashHost, tmp_path: Path, name: str) -> Prepared:
    """Return the project that the command finds."""
    command = COMMANDS[name]
    folder = tmp_path / "project"
    return Prepared(host, command.case, folder=folder, workers=command.workers, first=command.first, applies=False)


@pytest.mark.parametrize("name", ["halt, 4 workers", "push"])
def test_a_kill_at_a_few_boundaries_is_mended(prepared: Prepared, name: str) -> None:
    """A sample of those that the deep tests take one by one."""
    boundaries = boundaries_of(prepared, COMMANDS[name])
    # With several workers a run has a few more boundaries, or less, than another one.
    for at in range(2, boundaries - boundaries // 8, max(1, boundaries // 3)):
        assert kill_and_say_again(prepared, COMMANDS[name], at=at)


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_every_boundary_is_mended(
    prepared: Prepared, record_property: Callable[[str, object], None], name: str
) -> None:
    """Nothing is lost, nothing is created twice, and what the command is for comes about."""
    command = COMMANDS[name]
    boundaries = boundaries_of(prepared, command)
    kills = sum(kill_and_say_again(prepared, command, at=at) for at in range(1, boundaries + 1))
    record_property("figure: kills", kills)
    assert kills >= command.at_least
