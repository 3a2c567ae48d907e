"""The program, started with a file system that stands still at one path; for tests that watch it from outside."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from braze_gitops.cli.program import run
from braze_gitops.store import LocalFileSystem

_BETWEEN_LOOKS_SECONDS = 0.01


class HoldingFiles(LocalFileSystem):
    """Stands still before it puts a file of that name in place, until it is let on."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def link(self, source: Path, target: Path) -> None:
        """Hold, then link."""
        self._hold(target)
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Hold, then rename."""
        self._hold(target)
        super().rename(source, target)

    def _hold(self, target: Path) -> None:
        if not target.name.endswith(self._name):
            return
        (self._folder / "standing").touch()
        while not (self._folder / "goes-on").exists():
            time.sleep(_BETWEEN_LOOKS_SECONDS)


def main() -> None:
    """Be the program: name to hold at, folder, then its own arguments."""
    name, folder, *arguments = sys.argv[1:]
    sys.exit(run(arguments, environ=dict(os.environ), files=HoldingFiles(name, Path(folder))))


if __name__ == "__main__":
    main()
