"""The program: `python -m braze_gitops` and `braze-gitops`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from braze_gitops import cli

__all__ = ["main"]

_NOWHERE = Path(os.devnull)


def main() -> int:
    """Run the program with this process's arguments, streams and environment, and return its exit code.

    A stream that was closed before the start (`>&-`) is as good as one that nobody reads.
    """
    sys.stdin = sys.stdin or _NOWHERE.open(encoding="utf-8")
    sys.stdout = sys.stdout or _NOWHERE.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or _NOWHERE.open("w", encoding="utf-8")
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
