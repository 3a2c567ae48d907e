"""What a clock file says at a moment of the machine."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.clock import ClockFace, decode, encode

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECOND = 1_000_000_000
RUNNING = ClockFace(at=AT, until=AT + timedelta(seconds=5), anchor_ns=100 * SECOND, boot="this", running=True)

READ = {
    "at its anchor": (100, "this", 0),
    "while promised": (103, "this", 3),
    "beyond its promise": (1_000, "this", 5),
    "before its anchor": (50, "this", 5),
    "another boot": (103, "that", 5),
}


@pytest.mark.parametrize(("monotonic", "boot", "seconds"), READ.values(), ids=READ)
def test_read(monotonic: int, boot: str, seconds: int) -> None:
    """A clock runs from its anchor to its promise and stands there."""
    expected = AT + timedelta(seconds=seconds)
    assert expected == RUNNING.read(monotonic_ns=monotonic * SECOND, boot=boot)


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_never_back(earlier: int, passed: int) -> None:
    """Of two reads in one boot the later is never earlier in sandbox time."""
    first = RUNNING.read(monotonic_ns=RUNNING.anchor_ns + earlier, boot="this")
    second = RUNNING.read(monotonic_ns=RUNNING.anchor_ns + earlier + passed, boot="this")
    assert first <= second


def test_written_and_read() -> None:
    """A clock file says what was written."""
    assert RUNNING == decode(encode(RUNNING))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 2}', encode(RUNNING).replace("2026", "year"), encode(RUNNING)[:-20]],
)
def test_damaged(content: str) -> None:
    """A file that holds no clock is told from one that does."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(content)


def test_time_without_zone() -> None:
    """A clock file whose time has no zone is refused."""
    with pytest.raises(SandboxError):
        decode(encode(RUNNING).replace("+00:00", ""))
