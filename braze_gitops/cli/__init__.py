"""The command line: arguments in, exit code out; one module a command, the rooms joined in `wiring.py`.

A command parses, calls and prints. Rules live in the rooms; a heavy library is loaded inside the command that uses
it.
"""

from braze_gitops.cli.program import main

__all__ = ["main"]
