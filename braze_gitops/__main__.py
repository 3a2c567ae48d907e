"""The program: `python -m braze_gitops` and `braze-gitops`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

__all__ = ["main"]

_INTERRUPTED = 130
_NOWHERE = Path(os.devnull)


def main() -> int:
    """Run the program with this process's arguments, streams and environment, and return its exit code.

    A stream that was closed before the start (`>&-`) is as good as one that nobody reads. SIGTERM is a Ctrl-C,
    from the first moment on; what has more to say about either takes them over.
    """
    came: list[int] = []
    try:
        # Inside an import it may be swallowed, or come out as another error: until all is there it waits.
        _note(came)
        sys.stdin = sys.stdin or _NOWHERE.open(encoding="utf-8")
        sys.stdout = sys.stdout or _NOWHERE.open("w", encoding="utf-8")
        sys.stderr = sys.stderr or _NOWHERE.open("w", encoding="utf-8")
        from braze_gitops import cli

        return cli.main(interrupted=lambda: bool(came))
    except KeyboardInterrupt:
        return _INTERRUPTED


def _note(came: list[int]) -> None:
    """Note SIGTERM in `came`, and SIGINT unless it is ignored, as for a command in the background."""

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    signal.signal(signal.SIGTERM, note)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, note)


if __name__ == "__main__":
    sys.exit(main())
