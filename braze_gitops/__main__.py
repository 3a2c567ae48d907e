"""The program: `python -m braze_gitops` and `braze-gitops`."""

from __future__ import annotations

import sys

from braze_gitops.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
