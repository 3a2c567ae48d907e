"""Two applies at once: never both, and the second one names who holds the state."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from braze_gitops.sandbox import Fault, FaultKind, order_fault, read_log
from support.crashing import marker_of, message, state_of, write_definitions
from support.program import ENVIRON, run_program, sandbox_in

APPLY = ("apply", "-e", "local", "--auto-approve")


def _start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "braze_gitops", "-C", str(folder), *APPLY],
        env=dict(ENVIRON),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_second_names_the_holder_and_makes_no_call(tmp_path: Path) -> None:
    """While the first waits for an answer, the second ends with 9 and says who is at it."""
    write_definitions(tmp_path, {"one": message("one")})
    with sandbox_in(tmp_path) as place:
        order_fault(place, Fault(kind=FaultKind.SLOW, delay_seconds=4.0))
        first = _start(tmp_path)
        while (state := state_of(tmp_path)) is None or state.run is None:
            assert first.poll() is None, first.communicate()[0]
        second = run_program(tmp_path, *APPLY)
        said, _ = first.communicate()
        assert 0 == first.returncode, said
        assert 9 == second.code, second.said
        assert f"held by {state.run.who} on {state.run.host}, apply since" in " ".join(second.stderr.split())
        assert 1 == len(read_log(place))


def test_of_applies_started_together_none_doubles_the_other(tmp_path: Path) -> None:
    """Four at the same moment: each schedule is created once; who came too late ends with 9, 7 or no changes."""
    names = [f"name-{number}" for number in range(8)]
    write_definitions(tmp_path, {name: message(name) for name in names})
    with sandbox_in(tmp_path) as place:
        runs = [_start(tmp_path) for _ in range(4)]
        said = [run.communicate()[0] for run in runs]
        codes = [run.returncode for run in runs]
        assert 0 in codes, said
        assert set(codes) <= {0, 7, 9}, said
        created = Counter(marker_of(call.body) for call in read_log(place) if call.committed)
        assert Counter(names) == created
