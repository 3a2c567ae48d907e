"""A project in a git repository of its own, for tests that compare commits."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support.installed_program import environment


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`, away from this machine's settings, and return what it printed."""
    done = subprocess.run(
        [
            "git",
            "-c",
            "user.name=ana",
            "-c",
            "user.email=ana@shop.example",
            "-c",
            "init.defaultBranch=main",
            *arguments,
        ],
        cwd=folder,
        env={**environment(folder), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8").strip()


def commit_all(folder: Path) -> str:
    """Commit all there is in `folder`, the repository begun if there is none, and return the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "as it is")
    return git(folder, "rev-parse", "HEAD")
