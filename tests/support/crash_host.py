"""A warm process that forks one run of the program for each order on its standard input.

An order is a JSON line: `arguments`, `folder`, `environ`, `output` (a file for what the run prints) and `kill_at`
(a boundary, or null). The answer is a JSON line: `code` (null if killed) and `boundaries` (null if killed). The
run is a real process that gets a real SIGKILL; only the start of the interpreter is saved.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import sys
from pathlib import Path

import braze_gitops

EXPECTED_SIGNALS = (signal.SIGKILL,)


def main() -> None:
    """Answer orders until the standard input ends."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    for module in pkgutil.walk_packages(braze_gitops.__path__, "braze_gitops."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("support.killing_files")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(order: dict[str, object]) -> dict[str, object]:
    report = Path(f"{order['output']}.boundaries")
    report.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _run(order, report)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) not in EXPECTED_SIGNALS:
            raise SystemExit(f"a run ended by signal {os.WTERMSIG(status)}")
        return {"code": None, "boundaries": None}
    return {"code": os.WEXITSTATUS(status), "boundaries": int(report.read_text())}


def _run(order: dict[str, object], report: Path) -> None:
    """Be the run; never returns."""
    from braze_gitops.cli.program import run
    from support.killing_files import KillingFiles

    output = os.open(str(order["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    sys.stdin = os.fdopen(0)
    os.chdir(str(order["folder"]))
    kill_at, environ, arguments = order["kill_at"], order["environ"], order["arguments"]
    assert isinstance(environ, dict)
    assert isinstance(arguments, list)
    files = KillingFiles(kill_at if isinstance(kill_at, int) else None)
    code = run([str(one) for one in arguments], environ={str(k): str(v) for k, v in environ.items()}, files=files)
    sys.stdout.flush()
    sys.stderr.flush()
    report.write_text(str(files.passed))
    os._exit(code)


if __name__ == "__main__":
    main()
