"""What is said while an apply runs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.report import event_line, event_words, progress_line
from braze_gitops.report.page import display_width


def line(last: str = "create teaser", *, done: int = 5, total: int = 10, trouble: int = 0, width: int = 80) -> str:
    """Return a progress line after twelve seconds."""
    return progress_line(
        done=done, total=total, trouble=trouble, last=last, elapsed=timedelta(seconds=12), width=width
    )


def test_a_line_says_how_far_it_is() -> None:
    """Bar, counts, time and the last thing done."""
    assert "[##########----------] 5 of 10, 12 seconds  create teaser" == line()


def test_trouble_is_said_at_once() -> None:
    """What is not done is counted while the run goes on."""
    assert ", 2 not done," in line(trouble=2)


def test_what_does_not_fit_is_cut_off() -> None:
    """The line stays one line in a narrow window."""
    assert "[##########----------] 5 of 10, 12 secon" == line("create teaser", width=41)


def test_nothing_to_do_is_a_full_bar() -> None:
    """A run without changes is at its end."""
    assert line(done=0, total=0).startswith("[####################] 0 of 0")


@given(st.text(st.characters(codec=None)), st.integers(20, 120))
def test_a_line_never_wraps(last: str, width: int) -> None:
    """Whatever the address, the line fits the window, so that it can be written over."""
    assert display_width(line(last, width=width)) < width


def test_an_event_is_one_line() -> None:
    """An event names its details, whatever they hold."""
    assert 'call answered address=teaser why="no answer\\u{a}at all"' == (
        event_line("call answered", {"address": "teaser", "why": "no answer\nat all"})
    )


@pytest.mark.parametrize(
    ("event", "detail", "words"),
    [
        pytest.param(
            "waiting",
            {"until": datetime(2026, 11, 20, 9, 1, 0, 300_000, tzinfo=UTC), "seconds": 60.3, "why": "a limit"},
            "waiting until Fri 20 Nov 2026, 09:01:01 UTC (1 minute): a limit",
            id="rounded up",
        ),
        pytest.param(
            "waiting",
            {"until": datetime(2026, 11, 20, 10, tzinfo=UTC), "why": "a limit"},
            "waiting until Fri 20 Nov 2026, 10:00 UTC: a limit",
            id="a whole hour",
        ),
        pytest.param("stopping", {"ending": "limit", "why": "a limit"}, "stopping: a limit", id="a stop"),
        pytest.param("waiting", {"why": "a limit"}, 'waiting why="a limit"', id="no moment"),
        pytest.param("unrecorded", {"line": "RECORD a"}, 'unrecorded line="RECORD a"', id="any other"),
    ],
)
def test_an_event_in_words(event: str, detail: dict[str, object], words: str) -> None:
    """What holds a run up is said with its end, in UTC."""
    assert words == event_words(event, detail)
