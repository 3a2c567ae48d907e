"""Ctrl-C and SIGTERM for a command: KeyboardInterrupt, raised until it ends the command."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_AGAIN_SECONDS = 0.25


@contextlib.contextmanager
def interrupted_for_good() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt, and again every quarter of a second until this ends.

    Where it comes by chance, Python or a library may drop it: what is raised as an object is given up or a part of
    a library is loaded is written to stderr or to nowhere. SIGINT stays ignored where it is, as for a command in
    the background. For the main thread.
    """
    heard = [one for one in SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
    alarm = signal.getsignal(signal.SIGALRM)
    before = [(one, signal.signal(one, _interrupt)) for one in heard]
    try:
        yield
    finally:
        if interruption_came():
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
        for one, handler in before:
            signal.signal(one, handler)


def interruption_came() -> bool:
    """Whether an interruption was raised and has not ended the command yet."""
    return signal.getsignal(signal.SIGALRM) is _interrupt


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    # Not before: until then an alarm that whoever started the process has set is theirs.
    signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS, _AGAIN_SECONDS)
    raise KeyboardInterrupt
