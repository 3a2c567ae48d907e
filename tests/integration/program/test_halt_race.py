"""An emergency stop against an apply that is at work, both as processes: what is durable first decides.

Half of the definitions are held by the halt, the other half is not.
"""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

import pytest

from braze_gitops.model import Verb
from braze_gitops.sandbox import Fault, FaultKind, order_fault, read_log
from braze_gitops.state import Batch, CallIntended, HaltSet, State, Status, decode_batch, standing_halts
from braze_gitops.store import FileStore
from support.crashing import creates_of, live, message, state_of, write_definitions
from support.program import ENVIRON, Ended, run_program, sandbox_in

APPLY = ("apply", "-e", "local", "--auto-approve", "--parallelism", "8")
HALT = ("halt", "hold-*", "-e", "local", "--auto-approve", "--parallelism", "8", "--why", "wrong prices")
SECONDS = 50.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many definitions there are, and how late the sandbox answers each call."""

    many: int
    delay_seconds: float


SIZES = [
    pytest.param(Size(many=32, delay_seconds=0.8), id="32"),
    pytest.param(Size(many=200, delay_seconds=0.25), id="200", marks=pytest.mark.deep),
]


class Running:
    """The program as a process of its own, which writes to a file: a pipe that nobody reads would hold it up."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._log = folder / f"{arguments[0]}.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "braze_gitops", "-C", str(folder), *arguments],
                env=dict(ENVIRON),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        """Return it, at work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever happened."""
        self.process.kill()
        self.process.wait()

    def finish(self) -> Ended:
        """Wait for its end."""
        self.process.wait(timeout=SECONDS)
        return Ended(self.process.returncode, self._log.read_text(encoding="utf-8"), "")

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something while it is at work."""
        deadline = time.monotonic() + SECONDS
        while not is_so():
            assert self.process.poll() is None, self._log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.01)


def write(folder: Path, size: Size) -> None:
    """Write the definitions, each with an audience of its own."""
    names = [f"{'hold' if number % 2 else 'free'}-{number:03}" for number in range(size.many)]
    write_definitions(folder, {name: message(name, segment=f"seg-{name}") for name in names})


def slow(place: Path, size: Size) -> None:
    """Let the sandbox do each call at once and answer late."""
    order_fault(place, Fault(kind=FaultKind.SLOW, times=10_000, delay_seconds=size.delay_seconds))


def journal(folder: Path) -> list[Batch]:
    """Return every batch, in order."""
    stored = FileStore(folder / ".braze-gitops" / "state" / "local").read()
    assert stored is not None
    return [decode_batch(content) for content in stored.batches.values()]


def intended(batches: list[Batch], verb: Verb) -> set[str]:
    """Return the addresses that these batches meant to call so."""
    entries = [entry for batch in batches for entry in batch.entries]
    return {one.address for one in entries if isinstance(one, CallIntended) and one.verb is verb}


def known(folder: Path) -> State:
    """Return the state."""
    state = state_of(folder)
    assert state is not None
    return state


def held(names: Iterable[str]) -> set[str]:
    """Return those that the halt holds."""
    return {name for name in names if name.startswith("hold-")}


@pytest.mark.parametrize("size", SIZES)
def test_a_running_apply_makes_nothing_that_is_held(size: Size, tmp_path: Path) -> None:
    """It ends with 9; what was live is gone or named; what its answers tell goes by the same halt again."""
    write(tmp_path, size)
    with sandbox_in(tmp_path) as place:
        slow(place, size)
        with Running(tmp_path, *APPLY) as first, contextlib.ExitStack() as stack:
            first.until(lambda: len(read_log(place)) >= 8)
            halt = stack.enter_context(Running(tmp_path, *HALT)).finish()
            ended = first.finish()
        assert 9 == ended.code, ended.said
        assert "Stopped early" in ended.stdout
        assert halt.code in {0, 8}, halt.said

        batches = journal(tmp_path)
        at = next(n for n, one in enumerate(batches) if any(isinstance(e, HaltSet) for e in one.entries))
        assert set() == held(intended(batches[at:], Verb.CREATE))
        assert held(creates_of(place)) <= held(intended(batches[:at], Verb.CREATE))
        assert len(creates_of(place)) < size.many, "the halt came after all was done"

        doubtful = {one.address for one in known(tmp_path).records.values() if one.status is Status.IN_DOUBT}
        assert held(live(place).values()) <= doubtful
        assert [] == [one for one in held(doubtful) if f"resolve {one} -e local" not in halt.stdout]
        free = {name for name in creates_of(place) if name.startswith("free-")}
        assert free == {name for name in live(place).values() if name.startswith("free-")}

        kept = tmp_path / "outcomes.json"
        if kept.exists():
            assert run_program(tmp_path, "state", "recover", str(kept), "-e", "local").code in {0, 11}
        again = run_program(tmp_path, *HALT)
        assert set() == held(live(place).values()), again.said
        assert run_program(tmp_path, *APPLY).code in {8, 11}
        assert set() == held(live(place).values())


@pytest.mark.parametrize("size", SIZES)
def test_a_halt_that_was_killed_is_finished_by_the_next(size: Size, tmp_path: Path) -> None:
    """It stands from before its first call; the plan names what is still scheduled; the same again cancels it."""
    write(tmp_path, size)
    with sandbox_in(tmp_path) as place:
        assert 0 == run_program(tmp_path, *APPLY).code
        slow(place, size)
        before = len(read_log(place))
        with Running(tmp_path, *HALT) as halt:
            halt.until(lambda: len(read_log(place)) > before)
            halt.process.kill()
        assert ["halt-1"] == [one.id for one in standing_halts(known(tmp_path))]
        assert 0 < len(held(live(place).values())) < size.many // 2
        plan = run_program(tmp_path, "plan", "-e", "local")
        assert "it is still scheduled at Braze" in " ".join(plan.stdout.split())

        again = run_program(tmp_path, *HALT)
        assert 0 == again.code, again.said
        assert (set(), size.many // 2) == (held(live(place).values()), len(live(place)))
        assert ["halt-1"] == [one.id for one in standing_halts(known(tmp_path))]
        assert [] == [one for one in known(tmp_path).records if one.startswith("hold-")]
