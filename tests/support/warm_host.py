"""A warm process that forks one run of the program for each order on its standard input.

An order is a JSON line: `arguments`, `folder`, `environ`, `out` and `err` (the files that take what it writes) and
`seconds` (what it may take). The answer is a line with the exit code, or the signal's number below zero.
Each run is a real process in an environment that is written in full; only the start of the interpreter is saved.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

_BROKEN = 99


def main() -> None:
    """Answer orders until the standard input ends."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from support.warming import warm_up

    warm_up()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        sys.stdout.write(f"{_run(json.loads(line))}\n")
        sys.stdout.flush()


def _run(order: Mapping[str, object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            _be(order)
        finally:
            os._exit(_BROKEN)  # whatever a run does, it is never the host
    deadline = time.monotonic() + float(str(order["seconds"]))
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if signal.sigtimedwait({signal.SIGCHLD}, max(0.0, deadline - time.monotonic())) is None:
            os.kill(child, signal.SIGKILL)


def _be(order: Mapping[str, object]) -> NoReturn:
    """Be the run; never returns."""
    from braze_gitops.__main__ import main as program

    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    arguments, environ = order["arguments"], order["environ"]
    assert isinstance(arguments, list)
    assert isinstance(environ, dict)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = (
        os.open(os.devnull, os.O_RDONLY),
        *(os.open(str(order[name]), flags, 0o600) for name in ("out", "err")),
    )
    for target, source in enumerate(files):
        os.dup2(source, target)
        os.close(source)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(str(order["folder"]))
    sys.argv = ["braze-gitops", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    code = program()
    threading._shutdown()  # type: ignore[attr-defined] # as the interpreter does at its end
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
