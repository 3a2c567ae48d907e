"""An interruption that something drops comes again, until it ends the command."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from braze_gitops.cli.interruption import interruptible
from braze_gitops.cli.signals import SIGNALS, interrupted_for_good, interruption_came
from support.installed_program import interrupts_heard

PATIENCE_SECONDS = 30.0


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Let this process hear SIGINT, as a command in the foreground."""
    with interrupts_heard():
        yield


class Dropping:
    """Drops what is raised while it is given up, as any object does."""

    def __init__(self, number: signal.Signals) -> None:
        self._number = number

    def __del__(self) -> None:
        signal.raise_signal(self._number)


def drop_silently(number: signal.Signals) -> None:
    """Drop an interruption as a library does."""
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(number)


def drop_at_the_end(number: signal.Signals) -> None:
    """Drop an interruption as Python does, with words of its own."""
    Dropping(number)


DROPS = [
    pytest.param(drop_silently, id="by a library"),
    pytest.param(drop_at_the_end, id="by Python", marks=pytest.mark.filterwarnings("ignore")),
]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("drop", DROPS)
def test_it_comes_again(drop: Callable[[signal.Signals], None], number: signal.Signals) -> None:
    """What waits for something else is ended, although the first one was dropped."""

    def wait_without_it() -> None:
        with interrupted_for_good():
            drop(number)
            threading.Event().wait(PATIENCE_SECONDS)

    with pytest.raises(KeyboardInterrupt):
        wait_without_it()


@pytest.mark.parametrize("drop", DROPS)
def test_an_apply_does_not_begin(drop: Callable[[signal.Signals], None]) -> None:
    """Once one came, nothing is applied any more."""

    def begin() -> None:
        with interrupted_for_good():
            drop(signal.SIGTERM)
            with interruptible(lambda: None):
                pytest.fail("it began")

    with pytest.raises(KeyboardInterrupt):
        begin()


def test_an_apply_begins_without_one() -> None:
    """Without one the apply takes the signals over, and gives them back."""
    with interrupted_for_good():
        before = signal.getsignal(signal.SIGTERM)
        with interruptible(lambda: None) as interruption:
            signal.raise_signal(signal.SIGTERM)
            assert interruption.is_set()
        assert before == signal.getsignal(signal.SIGTERM)


def test_all_is_as_before_at_the_end() -> None:
    """The handlers of whoever called are theirs again, and no interruption is left."""
    heard = (*SIGNALS, signal.SIGALRM)
    before = [signal.getsignal(number) for number in heard]
    with interrupted_for_good():
        drop_silently(signal.SIGINT)
    after = [signal.getsignal(number) for number in heard]
    assert (before, (0.0, 0.0)) == (after, signal.getitimer(signal.ITIMER_REAL))


def test_sigint_stays_ignored_in_the_background() -> None:
    """A shell lets commands in the background ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupted_for_good():
            signal.raise_signal(signal.SIGINT)
            assert signal.SIG_IGN == signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_alarm_of_others_stays_theirs() -> None:
    """Whoever starts the program may have set an alarm for it."""
    with interrupted_for_good():
        assert not interruption_came()
        assert signal.getsignal(signal.SIGALRM) is not signal.getsignal(signal.SIGTERM)
