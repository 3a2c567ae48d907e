"""Ctrl-C and SIGTERM to a real run: nothing lost, nothing made twice, gone in time, the next apply converges."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from braze_gitops.sandbox import FaultKind
from support.interrupting import Run, Site, Stopped, fake_git, holding_starter, site
from support.pseudo_terminal import at_terminal

SIGNALS = [pytest.param(signal.SIGINT, id="ctrl-c"), pytest.param(signal.SIGTERM, id="sigterm")]
# What a cancelled CI job leaves (design.md 5.8).
WHOLE_SECONDS = 7.0
UPDATES = "/messages/schedule/update"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    """Yield a site between BEFORE and AFTER."""
    with site(tmp_path) as found:
        yield found


def stopped(run: Run, number: signal.Signals, *, when: Callable[[], bool]) -> Stopped:
    """Send one signal when something is seen, and return how the run ended."""
    run.until(when)
    run.signal(number)
    return run.end()


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("workers", ["1", "16"])
def test_what_is_in_flight_is_finished(place: Site, number: signal.Signals, workers: str) -> None:
    """Answers that come within the time are recorded, nothing new starts, and nothing is in doubt."""
    place.order(FaultKind.SLOW, delay=1.5)
    with place.run("--parallelism", workers) as run:
        ended = stopped(run, number, when=lambda: place.calls() > 0)
    assert (130, True, True) == (ended.code, ended.seconds < WHOLE_SECONDS, "stopping:" in ended.err), ended
    assert "Stopped early: the run was asked to stop" in ended.out
    assert 0 == place.check()


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("workers", ["1", "16"])
def test_a_server_that_takes_too_long_is_not_waited_for(place: Site, number: signal.Signals, workers: str) -> None:
    """Answers after 30 seconds: the process is gone within 7, all that it called is written."""
    place.order(FaultKind.SLOW, delay=30)
    with place.run("--parallelism", workers) as run:
        ended = stopped(run, number, when=lambda: place.calls() > 0)
    assert (130, True) == (ended.code, ended.seconds < WHOLE_SECONDS), ended
    place.check()


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_waits_for_a_limit(place: Site, number: signal.Signals) -> None:
    """It says until when it waits, and a signal ends the wait at once."""
    place.order(FaultKind.RATE_LIMITED, reset=300)
    with place.run() as run:
        ended = stopped(run, number, when=lambda: "waiting until Fri 20 Nov 2026, 09:05:01 UTC" in run.err)
    assert (130, True) == (ended.code, ended.seconds < WHOLE_SECONDS), ended
    assert 0 == place.check()


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS)
def test_in_the_pause_before_a_repeat(place: Site, number: signal.Signals) -> None:
    """The pause ends at once, and the update is repeated by the next apply."""
    place.order(FaultKind.UNAVAILABLE, path=UPDATES)
    with place.run("--parallelism", "1") as run:
        ended = stopped(run, number, when=lambda: place.calls() >= 4)
    assert (130, True) == (ended.code, ended.seconds < WHOLE_SECONDS), ended
    assert 0 == place.check()


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS)
def test_while_another_run_holds_the_state(place: Site, number: signal.Signals) -> None:
    """The one that waits ends and has done nothing; the one that holds the state goes on."""
    place.order(FaultKind.SLOW, delay=1)
    with place.run("--parallelism", "1") as holder:
        holder.until(lambda: place.calls() > 0)
        (place.folder / "second").mkdir()
        second = Run(place.folder, "apply", "-e", "local", "--auto-approve", "--lock-timeout", "60s")
        try:
            ended = stopped(second, number, when=lambda: "waiting for" in second.err)
        finally:
            second.kill()
        assert (130, None) == (ended.code, holder.process.poll()), ended
        holder.signal(number)
        holder.end()
    assert 0 == place.check()


@pytest.mark.parametrize("number", SIGNALS)
def test_at_the_question(place: Site, number: signal.Signals) -> None:
    """Nothing was written and nothing called."""
    ended = at_terminal("apply", "-e", "local", folder=place.folder, interrupts=number, when="goes on:")
    assert (130, True, False) == (ended.code, place.nothing_happened(), "Traceback" in ended.out)
    assert 0 == place.check()


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_plans(place: Site, number: signal.Signals, tmp_path: Path) -> None:
    """It asks git for the commit, which takes its time; nothing was written and nothing called."""
    with place.run(PATH=fake_git(tmp_path)) as run:
        ended = stopped(run, number, when=(tmp_path / "asked").exists)
    assert (130, True, "\ninterrupted\n") == (ended.code, ended.seconds < 3, ended.err), ended
    assert place.nothing_happened()


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("name", ["state.json", "2.json"])
def test_while_it_writes(place: Site, number: signal.Signals, tmp_path: Path, name: str) -> None:
    """A write that a signal meets is finished: the snapshot at the end, or a batch in the middle."""
    with place.run("--parallelism", "1", starter=holding_starter(name, tmp_path)) as run:
        run.until((tmp_path / "standing").exists)
        run.signal(number)
        run.until(lambda: "stopping:" in run.err or name == "state.json")
        (tmp_path / "goes-on").touch()
        ended = run.end()
    assert (0 if name == "state.json" else 130) == ended.code, ended
    assert 0 == place.check()


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS)
def test_a_second_signal_ends_it_at_once(place: Site, number: signal.Signals) -> None:
    """Whatever is in flight is in doubt or repeated; the journal holds what it was."""
    place.order(FaultKind.SLOW, delay=30)
    with place.run("--parallelism", "4") as run:
        run.until(lambda: place.calls() > 0)
        run.signal(signal.SIGINT)
        run.until(lambda: "stopping:" in run.err)
        run.signal(number)
        ended = run.end()
    assert (130, True, True) == (ended.code, ended.seconds < 4, "stopped at once" in ended.err), ended
    place.check()


def test_a_second_signal_ends_a_run_that_cannot_write(place: Site, tmp_path: Path) -> None:
    """A disk that never answers: a cancelled CI job's SIGTERM ends what its SIGINT could not."""
    with place.run("--parallelism", "4", starter=holding_starter("3.json", tmp_path)) as run:
        run.until((tmp_path / "standing").exists)
        run.signal(signal.SIGINT)
        run.until(lambda: "stopping:" in run.err)
        run.signal(signal.SIGTERM)
        ended = run.end()
    assert (130, True) == (ended.code, "stopped at once" in ended.err), ended
    place.check()
