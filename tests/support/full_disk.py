"""The program as a process of its own on a disk that fills up: `python -m support.full_disk PREFIX… -- ARGUMENTS`.

No file can be made whose temporary name begins with one of the prefixes.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

from braze_gitops.cli.program import run
from braze_gitops.store import LocalFileSystem
from support.file_systems import Step, SteppedFileSystem
from support.installed_program import SECONDS, Ended, environment

TESTS = Path(__file__).resolve().parent.parent


def run_on_full_disk(folder: Path, *arguments: str, full_for: tuple[str, ...]) -> Ended:
    """Run the program in `folder` and return how it ended."""
    whole = environment(folder)
    done = subprocess.run(
        [sys.executable, "-m", "support.full_disk", *full_for, "--", *arguments],
        cwd=folder,
        env={**whole, "PYTHONPATH": os.pathsep.join((whole["PYTHONPATH"], str(TESTS)))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


def main() -> int:
    """Run the program with the arguments after `--`, and return its exit code."""
    split = sys.argv.index("--")
    prefixes = tuple(sys.argv[1:split])

    def before(step: Step) -> None:
        if step.name == "create" and step.path.name.startswith(prefixes):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(step.path))

    return run(sys.argv[split + 1 :], environ=dict(os.environ), files=SteppedFileSystem(LocalFileSystem(), before))


if __name__ == "__main__":
    sys.exit(main())
