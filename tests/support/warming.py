"""Making a process warm, so that what it forks need not load the program and make its first things again."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import braze_gitops


def warm_up() -> None:
    """Load all of the program, run it once, and keep what that made out of the collector's way."""
    for module in pkgutil.walk_packages(braze_gitops.__path__, "braze_gitops."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _run_once()
    gc.collect()
    gc.freeze()
    gc.disable()  # what is forked ends before it has much garbage


def _run_once() -> None:
    """Run the program in this process, with changes of every kind.

    What is made at first use is then made for all that are forked.
    """
    from braze_gitops.cli.program import run
    from support.crash_cases import MIXED
    from support.crashing import ENVIRON, write_definitions

    here = Path.cwd()
    with tempfile.TemporaryDirectory() as name, Path(os.devnull).open("w") as nowhere:
        os.chdir(name)
        streams, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), nowhere, nowhere
        try:
            for definitions in (MIXED.before, MIXED.after):
                write_definitions(Path(name), definitions)
                for command in (("plan", "-e", "local"), ("apply", "-e", "local", "--auto-approve")):
                    if run(command, environ=ENVIRON) != 0:
                        raise SystemExit("the process cannot be warmed")
        finally:
            sys.stdout, sys.stderr = streams
            os.chdir(here)
