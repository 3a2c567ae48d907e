"""Runs of the program forked from a warm process (`warm_host.py`); one for each process of tests."""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path


class WarmHost:
    """The warm process, and the files that take what its runs write."""

    def __init__(self) -> None:
        host = Path(__file__).with_name("warm_host.py")
        self._folder = Path(tempfile.mkdtemp())
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(host)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, arguments: Sequence[str], *, folder: Path, environ: Mapping[str, str], seconds: float
    ) -> tuple[int, bytes, bytes]:
        """Run the program and return its exit code and what it wrote; one run at a time."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        order = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environ": dict(environ),
            "out": str(out),
            "err": str(err),
            "seconds": seconds,
        }
        with self._turn:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            code = int(stdout.readline())
            return code, out.read_bytes(), err.read_bytes()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self._folder)


@functools.cache
def warm_host() -> WarmHost:
    """Return the host of this process, begun when first asked for."""
    host = WarmHost()
    atexit.register(host.close)
    return host
