"""A page of the documentation: its sections, their examples, and a check that an example prints what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.installed_program import PACKAGE_PARENT

_SECTION = re.compile(r"^## (?P<title>.+?)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def sections(page: str) -> Mapping[str, str]:
    """Return the text of each section by its title."""
    return {found["title"]: found["text"] for found in _SECTION.finditer(page)}


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks in that language."""
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


def check_block(folder: Path, block: str) -> None:
    """Make sure that each command of a console block prints the lines below it, in this order."""
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *expected = step.splitlines()
        lines = iter(found := printed(folder, command))
        for line in expected:
            assert line == "…" or line in lines, f"`{command}` does not print `{line}`:\n" + "\n".join(found)
