"""kill -9 at every boundary of an apply of mixed changes: nothing lost, nothing created twice, all converge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.crashing import (
    AFTER,
    BEFORE,
    CrashHost,
    check_converged,
    check_nothing_lost_or_doubled,
    creates_of,
    resolve_doubts,
    sandbox_of,
    write_definitions,
)

APPLY = ("apply", "-e", "local", "--auto-approve")
STILL_OPEN = (8, 11)


@pytest.fixture(scope="module")
def host() -> Iterator[CrashHost]:
    """A warm process that forks the runs."""
    host = CrashHost()
    yield host
    host.close()


@pytest.fixture(scope="module")
def prepared(host: CrashHost, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose first version is applied and whose second is written: where each kill starts from."""
    folder = tmp_path_factory.mktemp("prepared") / "project"
    write_definitions(folder, BEFORE)
    with sandbox_of(folder):
        code, _ = host.run(folder, *APPLY)
        assert code == 0, Path(f"{folder}.out").read_text()
    write_definitions(folder, AFTER)
    return folder


def _boundaries(host: CrashHost, prepared: Path, tmp_path: Path, *more: str) -> int:
    folder = tmp_path / "whole"
    shutil.copytree(prepared, folder)
    with sandbox_of(folder) as place:
        code, boundaries = host.run(folder, *APPLY, *more)
        assert code == 0, Path(f"{folder}.out").read_text()
        check_converged(folder, place)
    assert boundaries is not None
    return boundaries


def _kill_and_go_on(host: CrashHost, prepared: Path, folder: Path, *more: str, kill_at: int) -> int:
    """Kill one apply, bring the project to its end; return how many addresses a person was asked about."""
    shutil.copytree(prepared, folder)
    with sandbox_of(folder) as place:
        before = creates_of(place)
        code, _ = host.run(folder, *APPLY, *more, kill_at=kill_at)
        check_nothing_lost_or_doubled(folder, place)
        if code is not None:  # with several workers a run may have fewer boundaries than the one that was counted
            assert code == 0
        code, _ = host.run(folder, *APPLY, *more)
        assert code in (0, *STILL_OPEN), Path(f"{folder}.out").read_text()
        check_nothing_lost_or_doubled(folder, place)
        made = creates_of(place)
        assert [m for m, count in (made - before).items() if count > 1] == [], "created twice without a word"
        asked = resolve_doubts(host, folder, place)
        if asked:
            code, _ = host.run(folder, *APPLY, *more)
        assert code == 0, Path(f"{folder}.out").read_text()
        check_nothing_lost_or_doubled(folder, place)
        check_converged(folder, place)
        code, _ = host.run(folder, "plan", "-e", "local", "--detailed-exitcode")
        assert code == 0, Path(f"{folder}.out").read_text()
    shutil.rmtree(folder)
    return asked


def test_a_kill_at_one_boundary_in_24_loses_nothing_and_doubles_nothing(
    host: CrashHost, prepared: Path, tmp_path: Path
) -> None:
    """A sample of the boundaries of an apply by one worker, spread over all of it."""
    boundaries = _boundaries(host, prepared, tmp_path, "--parallelism", "1")
    for kill_at in range(3, boundaries + 1, 24):
        _kill_and_go_on(host, prepared, tmp_path / f"k{kill_at}", "--parallelism", "1", kill_at=kill_at)


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("workers", ["1", "4"])
@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_every_boundary_loses_nothing_and_doubles_nothing(
    host: CrashHost, prepared: Path, tmp_path: Path, workers: str, part: int
) -> None:
    """All boundaries, a quarter in each part; some kills must leave a create in doubt."""
    boundaries = _boundaries(host, prepared, tmp_path, "--parallelism", workers)
    assert boundaries >= 100 if workers == "1" else boundaries >= 40
    asked = 0
    for kill_at in range(1 + part, boundaries + 1, 4):
        folder = tmp_path / f"k{kill_at}"
        asked += _kill_and_go_on(host, prepared, folder, "--parallelism", workers, kill_at=kill_at)
    assert asked > 0
