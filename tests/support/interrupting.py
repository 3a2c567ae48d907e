"""A real run of the program that gets real signals, at a moment that can be seen from outside."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from braze_gitops.sandbox import Fault, FaultKind, clear_faults, order_fault, read_log
from braze_gitops.state import Status
from support.crashing import (
    AFTER,
    BEFORE,
    MARKERS,
    check_converged,
    check_nothing_lost_or_doubled,
    creates_of,
    live,
    sandbox_of,
    state_of,
    write_definitions,
)
from support.installed_program import command, environment, interrupts_heard
from support.program import run_program

APPLY = ("apply", "-e", "local", "--auto-approve")
PATIENCE_SECONDS = 50.0
_BETWEEN_LOOKS_SECONDS = 0.01


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """How a run ended: its exit code (minus the number of a signal it died of), its words, and how long after the
    first signal.
    """

    code: int
    out: str
    err: str
    seconds: float


class Run:
    """The program in a process of its own, whose words can be read while it runs."""

    def __init__(
        self, folder: Path, *arguments: str, starter: Sequence[str] | None = None, **variables: str
    ) -> None:
        name = f"{folder.name}-{len(list(folder.parent.glob('*.err')))}"
        self._texts = folder.with_name(f"{name}.out"), folder.with_name(f"{name}.err")
        self._first_signal_at: float | None = None
        out, err = (path.open("wb") for path in self._texts)
        with out, err, interrupts_heard():
            self.process = subprocess.Popen(
                [*(starter or command()), *arguments],
                cwd=folder,
                env=environment(folder, **variables),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    @property
    def err(self) -> str:
        """Return what it has written to stderr so far."""
        return self._texts[1].read_text(encoding="utf-8")

    def until(self, seen: Callable[[], bool]) -> None:
        """Return as soon as `seen` is true; a run that ends before that is a mistake of the test."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            assert self.process.poll() is None, (
                f"ended with {self.process.returncode} before it was seen: {self.err}"
            )
            assert time.monotonic() < deadline, f"never seen: {self.err}"
            time.sleep(_BETWEEN_LOOKS_SECONDS)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        if self._first_signal_at is None:
            self._first_signal_at = time.monotonic()
        self.process.send_signal(number)

    def end(self) -> Stopped:
        """Return how it ended."""
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        seconds = time.monotonic() - (self._first_signal_at or time.monotonic())
        out, err = (path.read_text(encoding="utf-8") for path in self._texts)
        return Stopped(code=code, out=out, err=err, seconds=seconds)

    def kill(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Site:
    """A project under way from BEFORE to AFTER, its sandbox, and the judge over both."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder = folder
        self.place = place
        write_definitions(folder, BEFORE)
        self.apply_whole()
        self.before = len(read_log(place))
        self.created_before = creates_of(place)
        write_definitions(folder, AFTER)

    def apply_whole(self) -> None:
        """Apply to the end, in this process; everything there is to do is done."""
        ended = run_program(self.folder, *APPLY)
        assert ended.code == 0, ended.said

    @contextmanager
    def run(self, *arguments: str, starter: Sequence[str] | None = None, **variables: str) -> Iterator[Run]:
        """Yield an apply in a process of its own."""
        run = Run(self.folder, *APPLY, *arguments, starter=starter, **variables)
        try:
            yield run
        finally:
            run.kill()

    def order(
        self, kind: FaultKind, *, delay: float = 1.0, reset: int | None = None, path: str = "*", times: int = 1000
    ) -> None:
        """Order a fault for calls to come."""
        fault = Fault(kind=kind, times=times, path=path, delay_seconds=delay, reset_seconds=reset)
        order_fault(self.place, fault)

    def calls(self) -> int:
        """Return how many calls have reached the sandbox since BEFORE."""
        return len(read_log(self.place)) - self.before

    def gone(self) -> set[str]:
        """Return what was scheduled before, should be scheduled after, and is not at this moment."""
        wanted = {MARKERS[name] for name in AFTER if name in BEFORE}
        return wanted - set(live(self.place).values())

    def check(self) -> int:
        """Nothing is lost or doubled now; a person's word on each doubt, and one more apply, and all is as AFTER
        says, each made once. Return how many doubts there were.
        """
        clear_faults(self.place)
        check_nothing_lost_or_doubled(self.folder, self.place)
        state = state_of(self.folder)
        assert state is not None
        doubts = [address for address, record in state.records.items() if record.status is Status.IN_DOUBT]
        known = {record.schedule_id for record in state.records.values()}
        for address in doubts:
            found = [i for i, marker in live(self.place).items() if marker == MARKERS[address] and i not in known]
            word = ("--schedule-id", found[0]) if found else ("--not-created",)
            ended = run_program(
                self.folder, "state", "resolve", str(address), *word, "-e", "local", "--why", "looked it up"
            )
            assert ended.code == 0, ended.said
        self.apply_whole()
        check_converged(self.folder, self.place)
        made = creates_of(self.place) - self.created_before
        twice = {marker for marker, count in made.items() if count > 1}
        assert twice == set(), f"created twice: {twice}"
        return len(doubts)

    def nothing_happened(self) -> bool:
        """Whether no call was made and no run was ever opened since BEFORE."""
        state = state_of(self.folder)
        return self.calls() == 0 and state is not None and state.run is None


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Yield a site in `folder`."""
    project = folder / "project"
    project.mkdir()
    with sandbox_of(project) as place:
        yield Site(project, place)


def holding_starter(holds: str, folder: Path) -> list[str]:
    """Return the start of a command line whose run stands still when it writes a path that ends in `holds`.

    It says so by the file `standing` in `folder`, and goes on once there is a file `goes-on`.
    """
    return [sys.executable, str(Path(__file__).with_name("holding_host.py")), holds, str(folder)]


def fake_git(folder: Path) -> str:
    """Return a PATH whose git leaves the file `asked` and answers nothing for a long time."""
    place = folder / "bin"
    place.mkdir()
    script = place / "git"
    script.write_text(f"#!/bin/sh\n: > '{folder / 'asked'}'\nexec sleep 30\n", encoding="utf-8")
    script.chmod(0o755)
    return f"{place}{os.pathsep}{os.defpath}"
