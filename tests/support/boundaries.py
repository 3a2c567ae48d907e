"""The boundaries of one run: places at which its process kills or stops itself, for real, when it is told to.

At the file system (through the port of the store)

    create, write, sync, remove, make folder      before each; a file is written in two halves, with a boundary
                                                  after each
    link, rename, sync folder                     before and after each (`linked`, `renamed`, `synced folder`)
    own file                                      before a file of the project itself is opened for writing, gets
                                                  its rights, is renamed or removed

On the network (through what the connection tells of itself)

    request           before anything: not even connected
    looked            connected, the last look has been taken, and no byte is written
    half sent         the head of the request is written and its body is not
    committed         the whole request is written, Braze has carried it out, and nothing of the answer is read
    answer begun      the head of the answer is read and its body is not
    answer read       all of it is read, and nothing is recorded
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from braze_gitops.sandbox import read_log
from braze_gitops.store import LocalFileSystem

COMMITTED = "committed"
_CHANGES = ("os.rename", "os.remove", "os.chmod")
_COMMIT_SECONDS = 10.0
# What a stopped process finds to have passed: real stops in tests are short.
_STOPPED_SECONDS = 3600.0


class Boundaries:
    """Counts boundaries from 1, all of them or only those `named` so; the `at`th kills or stops this process.

    `report` is written right before that: the boundary's name, and which requests may still leave. With several
    threads, none passes a boundary, and no request begins to leave, between that and the signal. `place` is the
    sandbox's data folder. `passed` counts what was passed, `slept` is what a clock is ahead of the real one.
    """

    def __init__(self, *, at: int | None, named: str, stops: bool, report: Path, place: Path) -> None:
        self._at = at
        self._named = named
        self._stops = stops
        self._report = report
        self._place = place
        self._turn = threading.RLock()
        self._logged = len(read_log(place)) if at is not None else 0
        self._leaving: set[int] = set()
        self._sent: list[str] = []
        self.passed: Counter[str] = Counter()
        self.slept = 0.0

    def cross(self, name: str, *, body: str = "") -> None:
        """Pass a boundary, or end here; `body` is the request's that must be carried out first, if any."""
        with self._turn:
            self.passed[name] += 1
            count = self.passed[name] if self._named else self.passed.total()
            if self._named in ("", name) and count == self._at:
                if name == COMMITTED:
                    self._await_commit(body)
                self._strike(name)

    def leaving(self, number: int) -> None:
        """Take note that a request is about to be looked at for the last time."""
        with self._turn:
            self._leaving.add(number)

    def left(self, number: int, body: str) -> None:
        """Take note that the whole request is written."""
        with self._turn:
            self._leaving.discard(number)
            self._sent.append(body)

    def held(self, number: int) -> None:
        """Take note that the request will not leave."""
        with self._turn:
            self._leaving.discard(number)

    def _strike(self, name: str) -> None:
        told = {"name": name, "leaving": len(self._leaving), "sent": len(self._sent), "logged": self._logged}
        self._report.write_text(json.dumps(told))
        if not self._stops:
            os.kill(os.getpid(), signal.SIGKILL)
        self.slept += _STOPPED_SECONDS
        # To this thread: it stops before the call returns, and all others with it.
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        self.slept += _STOPPED_SECONDS

    def _await_commit(self, body: str) -> None:
        deadline = time.monotonic() + _COMMIT_SECONDS
        while not any(call.text == body for call in read_log(self._place)[self._logged :]):
            if time.monotonic() > deadline:
                raise SystemExit("the sandbox never carried the request out")
            time.sleep(0.001)


class BoundedFiles(LocalFileSystem):
    """The file system of this machine with a boundary at each call that writes.

    Nothing is flushed for real: what a process has written outlives the process. Loss of power is another test's.
    A slow disk (`disk_seconds`) shows who does not wait for it.
    """

    def __init__(self, boundaries: Boundaries, *, disk_seconds: float = 0.0) -> None:
        self._boundaries = boundaries
        self._disk_seconds = disk_seconds
        self._torn: set[int] = set()

    def create(self, path: Path) -> int:
        """Pass a boundary, then create."""
        self._boundaries.cross("create")
        return super().create(path)

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write half at first and let the rest be asked for, with a boundary after each: a torn file."""
        half = descriptor not in self._torn
        self._torn ^= {descriptor}
        written = super().write(descriptor, content[: max(1, len(content) // 2)] if half else content)
        self._boundaries.cross("write")
        return written

    def sync(self, descriptor: int) -> None:  # noqa: ARG002 -- the port names it
        """Pass a boundary, and take as long as the disk does."""
        self._boundaries.cross("sync")
        time.sleep(self._disk_seconds)

    def close(self, descriptor: int) -> None:
        """Close, and forget the file."""
        self._torn.discard(descriptor)
        super().close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Pass a boundary before and after."""
        self._boundaries.cross("link")
        super().link(source, target)
        self._boundaries.cross("linked")

    def rename(self, source: Path, target: Path) -> None:
        """Pass a boundary before and after."""
        self._boundaries.cross("rename")
        super().rename(source, target)
        self._boundaries.cross("renamed")

    def remove(self, path: Path) -> None:
        """Pass a boundary, then remove."""
        self._boundaries.cross("remove")
        super().remove(path)

    def make_folder(self, path: Path) -> None:
        """Pass a boundary, then make the folder."""
        self._boundaries.cross("make folder")
        super().make_folder(path)

    def sync_folder(self, path: Path) -> None:
        """Pass a boundary before and after."""
        self._boundaries.cross("sync folder")
        if not path.is_dir():
            raise FileNotFoundError(str(path))
        self._boundaries.cross("synced folder")


def watch_own_files(boundaries: Boundaries, folder: Path) -> None:
    """Let every change to a file right in `folder`, by whatever way, pass `boundaries`; for this whole process."""

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        path = arguments[0] if writes or event in _CHANGES else None
        if isinstance(path, str) and Path(path).absolute().parent == folder:
            boundaries.cross("own file")

    sys.addaudithook(hear)
