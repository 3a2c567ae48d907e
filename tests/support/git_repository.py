"""Repositories of git on this disk: a bare one as the remote, and clones of it."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# No setting of this machine, and nothing that asks.
GIT_ENVIRON: Mapping[str, str] = {
    "PATH": os.defpath,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "ana",
    "GIT_AUTHOR_EMAIL": "ana@shop.example",
    "GIT_COMMITTER_NAME": "ana",
    "GIT_COMMITTER_EMAIL": "ana@shop.example",
    "LC_ALL": "C",
}
# No two commits of one second are one commit.
_NUMBERS = itertools.count(1)


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` and return what it wrote, without the line end."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**GIT_ENVIRON, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout.decode().strip()


def make_remote(folder: Path) -> Path:
    """Return a new bare repository whose branch is `main`."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    return folder


class Clone:
    """A clone with a work tree; its branch is `main`."""

    def __init__(self, remote: Path, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        git(folder.parent, "clone", "--quiet", *options, remote.as_uri(), str(folder))

    @property
    def head(self) -> str:
        """Return the commit that is checked out."""
        return git(self.folder, "rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        """Run git here."""
        return git(self.folder, *arguments)

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def commit(self, *, push: bool = True) -> str:
        """Commit all there is and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", f"{self.folder.name}: change {next(_NUMBERS)}")
        if push:
            self.git("push", "--quiet", "origin", "HEAD:main")
        return self.head

    def pull(self) -> None:
        """Check out what the remote's branch is now."""
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "-B", "main", "origin/main")
