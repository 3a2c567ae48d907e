"""The program run inside this process, in a folder with a sandbox that serves from a thread."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from braze_gitops.cli.program import run
from braze_gitops.sandbox import running_in_thread

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENVIRON: Mapping[str, str] = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Ended:
    """What a run left: its exit code and what it wrote."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def said(self) -> str:
        """All it wrote, for the message of a failed assertion."""
        return f"ended with {self.code}\n{self.stdout}{self.stderr}"


def run_program(folder: Path, *arguments: str, environ: Mapping[str, str] = ENVIRON) -> Ended:
    """Run one command line on the project in `folder`."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = run(["-C", str(folder), *arguments], environ=environ)
    return Ended(code, stdout.getvalue(), stderr.getvalue())


@contextlib.contextmanager
def sandbox_in(folder: Path, *, environment: str = "local") -> Iterator[Path]:
    """Yield the data folder of that environment's sandbox while it serves; its clock stands."""
    place = folder / ".braze-gitops" / "sandbox" / environment
    place.mkdir(parents=True, exist_ok=True)
    with running_in_thread(place, clock_start=START, durable=False, frozen=True):
        yield place


def files_below(folder: Path) -> Mapping[str, bytes]:
    """Return every file below `folder` with its content, by relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
