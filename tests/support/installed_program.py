"""The program as a process, in a project of its own and an environment that is written in full."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import braze_gitops
from support.warm_runs import warm_host

PACKAGE_PARENT = Path(braze_gitops.__file__).resolve().parent.parent
CLOCK_START = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECONDS = 50

PROJECT = """\
version: 1
definitions: schedules
default_environment: sandbox
names: {segments: {seg-1: Newsletter readers}}
environments:
  sandbox: {sandbox: true, clock: 2026-11-20T09:00:00Z}
  production:
    instance: US-01
    api_key_env: BRAZE_API_KEY
"""

TEASER = """\
name: teaser
kind: message
segment_id: seg-1
broadcast: true
schedule: {time: 2026-11-27T09:00:00, timezone: America/New_York}
messages:
  email:
    app_id: app-1
    from: Shop <news@shop.example>
    subject: It starts tomorrow
    body: <p>Come and look.</p>
"""

REMINDER = """\
name: reminder
kind: message
external_user_ids: [anna, ben]
schedule: {time: "2026-11-28T09:00:00Z"}
messages:
  sms: {subscription_group_id: sub-1, app_id: app-1, body: It has started}
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: exit code and what it wrote."""

    code: int
    out: str
    err: str


class ProjectOnDisk:
    """A project in a folder; its methods run the program in it."""

    def __init__(self, folder: Path, *, definitions: Mapping[str, str]) -> None:
        self.folder = folder
        self.write("braze-gitops.yaml", PROJECT)
        for name, text in definitions.items():
            self.write(f"schedules/{name}.yaml", text)

    @property
    def sandbox(self) -> Path:
        """Return the data folder of the sandbox."""
        return self.folder / ".braze-gitops" / "sandbox" / "sandbox"

    def state(self, environment: str = "sandbox") -> Path:
        """Return the folder of a state."""
        return self.folder / ".braze-gitops" / "state" / environment

    def write(self, path: str, text: str) -> Path:
        """Write a file of the project and return where it is."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def edit(self, path: str, before: str, after: str) -> None:
        """Replace a text that stands in a file."""
        target = self.folder / path
        text = target.read_text(encoding="utf-8")
        assert before in text, f"{before} is not in {path}"
        target.write_text(text.replace(before, after), encoding="utf-8")

    def run(self, *arguments: str, **variables: str) -> Ended:
        """Run the program here and return how it ended; `variables` are added to the environment."""
        return run(*arguments, folder=self.folder, **variables)

    def apply(self, *arguments: str, **variables: str) -> Ended:
        """Apply to the sandbox without being asked."""
        return self.run("apply", "-e", "sandbox", "--auto-approve", *arguments, **variables)


def environment(home: Path, **variables: str) -> dict[str, str]:
    """Return the whole environment of a process: nothing of this one is in it."""
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "PYTHONPATH": str(PACKAGE_PARENT),
        "PYTHONUTF8": "1",
        "TZ": "Asia/Kolkata",
        **variables,
    }


def command(*arguments: str) -> list[str]:
    """Return the command line of the program."""
    return [sys.executable, "-m", "braze_gitops", *arguments]


def run(*arguments: str, folder: Path, **variables: str) -> Ended:
    """Run the program in `folder`, forked from a warm process, and return how it ended."""
    if any(name.startswith("PYTHON") for name in variables):
        return run_afresh(*arguments, folder=folder, **variables)  # what the interpreter reads at its start
    environ = environment(folder, **variables)
    code, out, err = warm_host().run(arguments, folder=folder, environ=environ, seconds=SECONDS)
    return Ended(code=code, out=_text(out), err=_text(err))


def run_afresh(*arguments: str, folder: Path, **variables: str) -> Ended:
    """Run the program in `folder` from its very start, and return how it ended."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(folder, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(code=done.returncode, out=_text(done.stdout), err=_text(done.stderr))


def _text(written: bytes) -> str:
    return written.decode("utf-8", "surrogateescape")


@contextmanager
def interrupts_heard() -> Iterator[None]:
    """Let what is started here hear SIGINT, also where this process does not: in the background of a shell."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
