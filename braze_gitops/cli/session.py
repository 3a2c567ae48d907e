"""What one run of the program knows of its surroundings: where it is, its variables, where to write."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.cli.terminal import Terminal
from braze_gitops.errors import UsageError
from braze_gitops.model import Secret

_SHORTEST_KEY = 8

if TYPE_CHECKING:
    from braze_gitops.state import Version
    from braze_gitops.store import FileSystem


@dataclasses.dataclass(slots=True, kw_only=True)
class Session:
    """One run: its terminal, a copy of its environment variables, and the project folder, which `-C` moves.

    `files` is what states in folders are written through, None for the file system of this machine. `expected` is
    the version that the state must be at, or have come from (`--expect-head`).
    """

    terminal: Terminal
    environ: Mapping[str, str]
    folder: Path
    files: FileSystem | None = None
    expected: Version | None = None

    def hide_variable(self, name: str | None) -> None:
        """Take the value of an environment variable out of all that is written from now on.

        One of a few characters is no key, and would blot out half of every text.
        """
        text = self.environ.get(name, "") if name is not None else ""
        if len(text) >= _SHORTEST_KEY:
            self.terminal.hide(Secret(text, name=str(name)))

    def move_to(self, folder: Path) -> None:
        """Take `folder` as the project's from now on.

        Raises:
            UsageError: it is no folder.
        """
        if not folder.is_dir():
            raise UsageError(
                f"there is no folder {folder}", hint="give -C the folder that holds braze-gitops.yaml"
            )
        self.folder = folder
