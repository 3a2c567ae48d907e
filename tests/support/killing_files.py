"""A file system that ends its own process, for real, at one chosen boundary of what is written through it."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from braze_gitops.store import LocalFileSystem


class KillingFiles(LocalFileSystem):
    """Counts boundaries from 1 (before each write call, and after those that make something durable).

    At boundary `kill_at` the process gets SIGKILL; None never kills. `passed` is how many there were.
    """

    def __init__(self, kill_at: int | None) -> None:
        self._kill_at = kill_at
        self._counting = threading.Lock()
        self.passed = 0

    def _boundary(self) -> None:
        with self._counting:
            self.passed += 1
            if self.passed == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def create(self, path: Path) -> int:
        """Pass a boundary, then create."""
        self._boundary()
        return super().create(path)

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write half, pass a boundary, and let the rest be asked for: a torn file."""
        written = super().write(descriptor, content[: max(1, len(content) // 2)])
        self._boundary()
        return written

    def sync(self, descriptor: int) -> None:
        """Pass a boundary, then flush."""
        self._boundary()
        super().sync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Pass a boundary before and after."""
        self._boundary()
        super().link(source, target)
        self._boundary()

    def rename(self, source: Path, target: Path) -> None:
        """Pass a boundary before and after."""
        self._boundary()
        super().rename(source, target)
        self._boundary()

    def remove(self, path: Path) -> None:
        """Pass a boundary, then remove."""
        self._boundary()
        super().remove(path)

    def make_folder(self, path: Path) -> None:
        """Pass a boundary, then make the folder."""
        self._boundary()
        super().make_folder(path)

    def sync_folder(self, path: Path) -> None:
        """Pass a boundary before and after."""
        self._boundary()
        super().sync_folder(path)
        self._boundary()
