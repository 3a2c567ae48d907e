"""Pages of the docs as tests read them: sections, code blocks, and commands with the lines they should print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.installed_program import PACKAGE_PARENT

ROOT = Path(__file__).resolve().parents[2]
# A project whose production is a sandbox, so that what a page says of production can be run.
SANDBOXED = """\
version: 1
definitions: schedules
environments:
  production: {sandbox: true, clock: 2026-11-20T09:00:00Z}
"""
_SECTION = re.compile(r"^## (?P<title>.+?)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def sections(page: str) -> Mapping[str, str]:
    """Return title → text of the page at that path below the project's root, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return {found["title"]: found["text"] for found in _SECTION.finditer(text)}


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a text in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def printed(folder: Path, command: str) -> list[str]:
    """Run a line as the page's reader would and return all it printed."""
    environ = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")),
        "PYTHONPATH": str(PACKAGE_PARENT),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode().splitlines()


def check_steps(folder: Path, block: str) -> None:
    """Run each command of a block; the lines below it are printed, in this order.

    `…` alone stands for any lines, and at the end of a line for its rest.
    """
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *expected = step.splitlines()
        found = printed(folder, command)
        lines = iter(found)
        for line in expected:
            said = line == "…" or any(_is(line, one) for one in lines)
            assert said, f"`{command}` does not print `{line}`:\n" + "\n".join(found)


def _is(expected: str, line: str) -> bool:
    return line == expected or (expected.endswith("…") and line.startswith(expected[:-1]))
