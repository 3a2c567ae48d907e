"""kill -9 in an environment with a key: while its state is begun, and while its first apply trusts the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from braze_gitops.sandbox import running_in_thread
from braze_gitops.state import Status
from support.crash_cases import with_key, write_definitions
from support.crash_rounds import Round
from support.crashing import ENVIRON, CrashHost, place_of, said

PROJECT = """\
version: 1
definitions: schedules
environments:
  live:
    endpoint: {url}
    api_key_env: BRAZE_API_KEY
"""
INIT = ("state", "init")
OTHER = "fedcba9876543210"
TRUST = ("state", "trust-key", "--auto-approve")
DISTRUST = ("state", "trust-key", "--remove", OTHER, "--auto-approve")


@contextmanager
def keyed(host: CrashHost, folder: Path, *, workers: int) -> Iterator[Round]:
    """Yield a project that has neither a state nor a sandbox of its own: one serves at its endpoint."""
    now = datetime.now(UTC)
    case, place = with_key(3, now=now), place_of(folder)
    place.mkdir(parents=True)
    with running_in_thread(place, clock_start=now, durable=False) as running:
        write_definitions(folder, case.after, project=PROJECT.format(url=running.url))
        environ = {**ENVIRON, "BRAZE_API_KEY": running.key}
        yield Round(host, case, folder=folder, place=place, workers=workers, environment="live", environ=environ)


def begin(here: Round) -> None:
    """Begin the state as a person does who was interrupted: again, or with the line that is asked for."""
    state, project = here.state(), here.folder / "braze-gitops.yaml"
    if state is None:
        assert "lineage:" not in project.read_text()
        here.run(here.order(*INIT))
    elif "lineage:" not in project.read_text():
        again = here.order(*INIT)
        assert here.run(again, codes=(10,)).code == 10, said(again)
        here.run(here.order("plan"), codes=(10,))
        assert f"lineage: {state.lineage}" in " ".join(said(here.order("plan")).split())
        project.write_text(f"{project.read_text()}    lineage: {state.lineage}\n")


def check_key(here: Round) -> None:
    """What is scheduled was asked for with a key, and the state trusts it."""
    state = here.state()
    if state is not None and any(one.status is Status.SCHEDULED for one in state.records.values()):
        assert len(state.key_fingerprints) == 1


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_a_kill_at_every_boundary_of_a_beginning_is_mended(
    host: CrashHost, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """There is a state or there is none, and the project file names it or a command prints the line."""
    with keyed(host, tmp_path / "whole", workers=1) as whole:
        boundaries = whole.run(whole.order(*INIT)).boundaries
    for at in range(1, boundaries + 1):
        with keyed(host, tmp_path / f"k{at}", workers=1) as here:
            assert here.run(here.order(*INIT, at=at)).struck
            begin(here)
            here.bring_to_end()
    record_property("figure: kills", boundaries)
    assert boundaries >= 30


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("workers", [1, 4])
def test_a_kill_at_every_boundary_of_a_first_apply_leaves_one_key_trusted(
    host: CrashHost, tmp_path: Path, record_property: Callable[[str, object], None], workers: int
) -> None:
    """The key is trusted with the first outcome it brought, and the next run is let in with it."""
    with keyed(host, tmp_path / "whole", workers=workers) as whole:
        whole.run(whole.order(*INIT))
        boundaries = whole.run(whole.order()).boundaries
    kills = 0
    for at in range(1, boundaries + 1):
        with keyed(host, tmp_path / f"k{at}", workers=workers) as here:
            here.run(here.order(*INIT))
            ended = here.run(here.order(at=at))
            kills += bool(ended.struck)
            here.check()
            check_key(here)
            here.bring_to_end(ended)
            if not here.asked:  # what a person found there says nothing of the key
                check_key(here)
    record_property("figure: kills", kills)
    assert kills >= 50


def trusted(here: Round) -> tuple[bool, bool]:
    """Return whether the state trusts the key of the environment, and the other one."""
    state = here.state()
    assert state is not None
    return bool(set(state.key_fingerprints) - {OTHER}), OTHER in state.key_fingerprints


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("words", "first"),
    [
        pytest.param(TRUST, (INIT,), id="trust"),
        pytest.param(DISTRUST, (INIT, TRUST, (*TRUST, OTHER)), id="trust no more"),
    ],
)
def test_a_kill_at_every_boundary_of_a_word_on_keys_is_mended(
    host: CrashHost,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    words: tuple[str, ...],
    first: tuple[tuple[str, ...], ...],
) -> None:
    """The word counts wholly or not at all; said again it counts, and the key is let in."""

    def begun(here: Round) -> None:
        for command in first:
            here.run(here.order(*command))

    with keyed(host, tmp_path / "whole", workers=1) as whole:
        begun(whole)
        boundaries = whole.run(whole.order(*words)).boundaries
    for at in range(1, boundaries + 1):
        with keyed(host, tmp_path / f"k{at}", workers=1) as here:
            begun(here)
            before = trusted(here)
            assert here.run(here.order(*words, at=at)).struck
            assert trusted(here) in (before, (True, False))
            here.run(here.order(*words), codes=(0, 1))
            assert trusted(here) == (True, False)
            here.bring_to_end()
    record_property("figure: kills", boundaries)
    assert boundaries >= 10
