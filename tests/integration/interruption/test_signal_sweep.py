"""Signals at many moments: from the first instant of a process on, at every call, and as a CI job is cancelled."""

from __future__ import annotations

import itertools
import signal
import subprocess
import time
from pathlib import Path

import pytest

from braze_gitops.sandbox import FaultKind
from support.interrupting import Run, Site, fake_git, holding_starter, site

SIGNALS = (signal.SIGINT, signal.SIGTERM)
CALLS = 10
DROPPED_SECONDS = 10.0
# The runner's own steps when a job is cancelled: SIGINT, 7.5 seconds, SIGTERM, 2.5 seconds, SIGKILL.
BEFORE_SIGTERM_SECONDS = 7.5
BEFORE_SIGKILL_SECONDS = 2.5


def cancel(process: subprocess.Popen[bytes]) -> str:
    """End a process as a cancelled CI job does, and return the signal after which it was gone."""
    steps = ((signal.SIGINT, BEFORE_SIGTERM_SECONDS), (signal.SIGTERM, BEFORE_SIGKILL_SECONDS))
    for number, patience in steps:
        process.send_signal(number)
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue
        return number.name
    process.kill()
    return "SIGKILL"


def signal_at(place: Site, number: signal.Signals, *, call: int, workers: str) -> int:
    """Signal a run as the sandbox sees that call, and return how many doubts it leaves; no replace is left between
    its two calls.
    """
    place.order(FaultKind.SLOW, delay=0.05)
    with place.run("--parallelism", workers) as run:
        run.until(lambda: place.calls() >= call)
        run.signal(number)
        ended = run.end()
    assert ended.code in (0, 130), ended
    assert ended.seconds < 7, ended
    assert place.gone() == set(), ended
    return place.check()


@pytest.mark.deep
@pytest.mark.timeout(400)
def test_at_every_call(tmp_path: Path) -> None:
    """Whichever call is under way, with 1, 4 and 16 workers: no doubt is left, and the next apply ends it."""
    points = list(itertools.product(range(1, CALLS + 1), ("1", "4", "16")))
    doubts = 0
    for index, (call, workers) in enumerate(points):
        folder = tmp_path / str(index)
        folder.mkdir()
        with site(folder) as place:
            doubts += signal_at(place, SIGNALS[index % 2], call=call, workers=workers)
    assert (30, 0) == (len(points), doubts)


def test_at_one_call(tmp_path: Path) -> None:
    """One point of the same harness."""
    with site(tmp_path) as place:
        assert 0 == signal_at(place, signal.SIGTERM, call=3, workers="4")


def dropped_by_python(run: Run) -> bool:
    """Whether Python itself has dropped a SIGINT, with words of its own, as it can before our first line."""
    try:
        run.process.wait(timeout=DROPPED_SECONDS)
    except subprocess.TimeoutExpired:
        return "Exception ignored in" in run.err
    return False


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", SIGNALS)
def test_from_the_first_instant_on(tmp_path: Path, number: signal.Signals) -> None:
    """Before the program can hear a signal it dies of it; after that it ends with 130. Nothing was done."""
    points = 0
    with site(tmp_path) as place:
        path = fake_git(tmp_path)
        for step in range(25):
            with place.run(PATH=path) as run:
                # No event can be seen of a process that has not begun: this sweeps over them all.
                time.sleep(step * 0.03)
                run.signal(number)
                if number == signal.SIGINT and dropped_by_python(run):
                    run.signal(number)
                ended = run.end()
            # Before our first line Python may end with words of its own. It ends itself by SIGINT, which a shell
            # calls 130 too, if the signal came while a class was made.
            if "braze_gitops" in ended.err or "KeyboardInterrupt" not in ended.err:
                assert ended.code in (130, -signal.SIGINT, -number), ended
            assert place.nothing_happened(), ended
            points += 1
        assert 0 == place.check()
    assert 25 == points


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("workers", ["1", "16"])
def test_a_cancelled_job(tmp_path: Path, workers: str) -> None:
    """With a server that answers after 30 seconds the first signal is enough."""
    with site(tmp_path) as place:
        place.order(FaultKind.SLOW, delay=30)
        with place.run("--parallelism", workers) as run:
            run.until(lambda: place.calls() > 0)
            assert "SIGINT" == cancel(run.process)
            assert "Stopped early" in run.end().out
        place.check()


@pytest.mark.deep
@pytest.mark.timeout(120)
def test_a_cancelled_job_with_a_disk_that_never_answers(tmp_path: Path) -> None:
    """The second signal ends what the first could not; the journal holds what was done."""
    with site(tmp_path) as place:
        with place.run("--parallelism", "4", starter=holding_starter("3.json", tmp_path)) as run:
            run.until((tmp_path / "standing").exists)
            assert "SIGTERM" == cancel(run.process)
        place.check()
