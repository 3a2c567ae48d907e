"""The program: `python -m braze_gitops` and `braze-gitops`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

__all__ = ["main"]

_INTERRUPTED = 130
_NOWHERE = Path(os.devnull)


def main() -> int:
    """Run the program with this process's arguments, streams and environment, and return its exit code.

    A stream that was closed before the start (`>&-`) is as good as one that nobody reads. SIGTERM is a Ctrl-C,
    from the first moment on; what has more to say about either takes them over.
    """
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        sys.stdin = sys.stdin or _NOWHERE.open(encoding="utf-8")
        sys.stdout = sys.stdout or _NOWHERE.open("w", encoding="utf-8")
        sys.stderr = sys.stderr or _NOWHERE.open("w", encoding="utf-8")
        from braze_gitops import cli

        return cli.main()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
