"""The clock file, with and without a server."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox import advance, freeze_clock, read_clock, running_in_thread
from support.sandbox_requests import START


def test_no_file(folder: Path) -> None:
    """Without a file it is the start, and reading makes none."""
    assert (START, False) == (read_clock(folder, start=START), folder.exists())


def test_start_only_once(folder: Path) -> None:
    """The start counts the first time; later the file says."""
    advance(folder, start=START, by=timedelta(hours=1))
    assert START + timedelta(hours=1) == read_clock(folder, start=START + timedelta(days=9))


def test_start_in_another_zone(folder: Path) -> None:
    """A start may be given in any zone and is read in UTC."""
    given = datetime.fromisoformat("2026-11-20T10:00:00+01:00")
    assert (START, UTC) == ((read := read_clock(folder, start=given)), read.tzinfo)


def test_start_without_zone(folder: Path) -> None:
    """A start without a zone is refused."""
    with pytest.raises(SandboxError):
        read_clock(folder, start=START.replace(tzinfo=None))


@pytest.mark.parametrize(
    "by_or_to",
    [{"by": timedelta(seconds=-1)}, {"to": START - timedelta(seconds=1)}, {}, {"by": timedelta(), "to": START}],
    ids=["by", "to", "neither", "both"],
)
def test_refused_moves(folder: Path, by_or_to: dict[str, timedelta | datetime]) -> None:
    """The clock is not moved back, and not without saying where."""
    by, to = by_or_to.get("by"), by_or_to.get("to")
    with pytest.raises(SandboxError):
        advance(
            folder,
            start=START,
            by=by if isinstance(by, timedelta) else None,
            to=to if isinstance(to, datetime) else None,
        )


def test_end_of_time(folder: Path) -> None:
    """The clock stops short of the end of the calendar."""
    with pytest.raises(SandboxError):
        advance(folder, start=START, by=timedelta(days=3_000_000))


def test_damaged(folder: Path) -> None:
    """A damaged clock is an error with the way out, never a time."""
    folder.mkdir()
    (folder / "clock.json").write_text("{")
    with pytest.raises(SandboxError, match="damaged"):
        read_clock(folder, start=START)


def test_stands_still(folder: Path) -> None:
    """Without a server the clock stands."""
    advance(folder, start=START, by=timedelta(hours=1))
    first = read_clock(folder, start=START)
    time.sleep(0.01)
    assert first == read_clock(folder, start=START)


def test_runs_while_served(folder: Path) -> None:
    """While a sandbox serves the clock runs, and stands where it was when it ends."""
    with running_in_thread(folder, clock_start=START, durable=False):
        first = read_clock(folder, start=START)
        time.sleep(0.02)
        second = read_clock(folder, start=START)
    stopped = read_clock(folder, start=START)
    time.sleep(0.01)
    assert (True, True, stopped) == (first < second, second <= stopped, read_clock(folder, start=START))


def test_moved_while_served(folder: Path) -> None:
    """A running sandbox sees a move with its next answer."""
    with running_in_thread(folder, clock_start=START, durable=False, frozen=True) as sandbox:
        advance(folder, start=START, by=timedelta(days=2))
        answer = httpx.get(f"{sandbox.url}/messages/scheduled_broadcasts", trust_env=False)
    assert "Sun, 22 Nov 2026 09:00:00 GMT" == answer.headers["date"]


def test_frozen_for_good(folder: Path) -> None:
    """A frozen clock stands while a sandbox serves, in this start and in later ones."""
    freeze_clock(folder, start=START)
    with running_in_thread(folder, clock_start=START, durable=False):
        time.sleep(0.01)
    assert START == read_clock(folder, start=START)


def test_thawed(folder: Path) -> None:
    """A clock that was frozen can be let go again."""
    freeze_clock(folder, start=START)
    freeze_clock(folder, start=START, frozen=False)
    with running_in_thread(folder, clock_start=START, durable=False):
        time.sleep(0.01)
    assert START < read_clock(folder, start=START)
