"""A mistake of the program itself: a sentence and a way to report it, no traceback, no secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.installed_program import Ended, environment

SCRIPT = """
import sys
from braze_gitops.cli.root import root
from braze_gitops.cli import main

@root.command()
def stumble():
    raise RuntimeError("a detail of the inside")

sys.argv = ["braze-gitops", "stumble"]
sys.exit(main())
"""


def stumble(folder: Path, **variables: str) -> Ended:
    """Run a command that fails in a way nobody foresaw."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


def test_it_ends_with_a_sentence(tmp_path: Path) -> None:
    """The exit code is 1; the message names the error and its place, and says what to do."""
    ended = stumble(tmp_path)
    assert (1, "", True, True, False) == (
        ended.code,
        ended.out,
        "unexpected RuntimeError" in ended.err,
        "please report" in ended.err,
        "Traceback" in ended.err,
    )


@pytest.mark.parametrize(("debug", "shown"), [("", False), ("1", True)], ids=["usual", "debug"])
def test_the_traceback_is_for_who_asks(tmp_path: Path, debug: str, *, shown: bool) -> None:
    """Only with BRAZE_GITOPS_DEBUG the traceback is written."""
    assert shown == ("a detail of the inside" in stumble(tmp_path, BRAZE_GITOPS_DEBUG=debug).err)
