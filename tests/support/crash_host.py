"""A warm process that forks one run of the program for each order on its standard input.

An order is a JSON line, and so is its answer:

    {"do": "run", …}               run it; {"code", "passed"} when it ended, {"struck"} when it was killed,
                                   {"struck", "stopped"} (its process) when it was stopped
    {"do": "go on", "stopped"}     let a stopped run go on to its end; {"code"}
    {"do": "race", "runs": […]}    begin them all at the same moment; {"codes"} in that order

A run has `commands` (each is run if the one before ended with 0), `folder`, `environ`, `output` (a file for what
it prints), `place` (the sandbox's data folder), and where it ends: `at`, `named`, `stops` (`support.boundaries`).
`disk` is how long a flush takes, `mutant` a mistake to plant first.
Each run is a real process that gets a real SIGKILL or SIGSTOP; only the start of the interpreter is saved.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn, TypeAlias

Order: TypeAlias = Mapping[str, object]
_BROKEN = 99


def main() -> None:
    """Answer orders until the standard input ends."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from support.warming import warm_up

    for name in ("support.boundaries", "support.http_boundaries", "support.mutants"):
        importlib.import_module(name)
    warm_up()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(order: Order) -> dict[str, object]:
    match order:
        case {"do": "run"}:
            return _ended(_fork(order), order)
        case {"do": "go on", "stopped": int(child)}:
            os.kill(child, signal.SIGCONT)
            _, status = os.waitpid(child, 0)
            return {"code": os.waitstatus_to_exitcode(status)}
        case {"do": "race", "runs": list(runs)}:
            return _race(runs)
    raise SystemExit(f"no such order: {order}")


def _race(runs: list[Order]) -> dict[str, object]:
    waiting, begin = os.pipe()
    children = [_fork(run, waiting=waiting, begin=begin) for run in runs]
    os.close(waiting)
    os.close(begin)  # the kernel tells all who wait for it at once
    return {"codes": [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]}


def _fork(order: Order, *, waiting: int | None = None, begin: int | None = None) -> int:
    Path(f"{order['output']}.report").unlink(missing_ok=True)
    child = os.fork()
    if child:
        return child
    if waiting is not None and begin is not None:
        os.close(begin)
        os.read(waiting, 1)
        os.close(waiting)
    try:
        _run(order)
    finally:
        os._exit(_BROKEN)  # whatever a run does, it is never the host


def _ended(child: int, order: Order) -> dict[str, object]:
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
        raise SystemExit(f"a run ended by signal {os.WTERMSIG(status)}")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _BROKEN:
        raise SystemExit(f"a run broke: {order}")
    told = json.loads(Path(f"{order['output']}.report").read_text())
    if os.WIFSTOPPED(status):
        return {"struck": told, "stopped": child}
    if os.WIFSIGNALED(status):
        return {"struck": told}
    return {"code": os.WEXITSTATUS(status), "passed": told["passed"]}


def _run(order: Order) -> NoReturn:
    """Be the run; never returns."""
    from braze_gitops.cli.program import run
    from support.boundaries import Boundaries, BoundedFiles, watch_own_files
    from support.http_boundaries import watch_requests
    from support.mutants import plant

    output = os.open(str(order["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    sys.stdin = os.fdopen(0)
    os.chdir(str(order["folder"]))
    commands, environ, at = order["commands"], order["environ"], order["at"]
    assert isinstance(environ, dict)
    assert isinstance(commands, list)
    report = Path(f"{order['output']}.report")
    boundaries = Boundaries(
        at=at if isinstance(at, int) else None,
        named=str(order["named"]),
        stops=bool(order["stops"]),
        report=report,
        place=Path(str(order["place"])),
    )
    watch_requests(boundaries)
    watch_own_files(boundaries, Path(str(order["folder"])))
    _let_time_pass(boundaries)
    plant(str(order["mutant"]))
    files, code = BoundedFiles(boundaries, disk_seconds=float(str(order["disk"]))), 0
    for arguments in commands:
        code = run(
            [str(one) for one in arguments], environ={str(k): str(v) for k, v in environ.items()}, files=files
        )
        if code != 0:
            break
    sys.stdout.flush()
    sys.stderr.flush()
    report.write_text(json.dumps({"passed": boundaries.passed}))
    os._exit(code)


def _let_time_pass(boundaries: object) -> None:
    """Let the run's clock see a stop as the long one it stands for."""
    from braze_gitops.cli.wiring import SystemClock
    from support.boundaries import Boundaries

    assert isinstance(boundaries, Boundaries)
    real = SystemClock.ticks
    SystemClock.ticks = lambda self: real(self) + boundaries.slept  # type: ignore[method-assign] # this process is thrown away


if __name__ == "__main__":
    main()
