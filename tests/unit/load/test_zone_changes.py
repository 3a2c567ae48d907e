"""Every change of clocks in the next two years, in every zone: its gap or fold is found and told right."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.load.clock_time import read_send_time
from braze_gitops.load.zones import clear_zone_names, read_zone

BEGIN = datetime(2026, 11, 28, tzinfo=UTC)
END = BEGIN + timedelta(days=2 * 365)
MINUTE = timedelta(minutes=1)


def offset(name: str, at: datetime) -> timedelta:
    """Return how far clocks in a zone are ahead at an instant."""
    return at.astimezone(read_zone(name)).utcoffset() or timedelta()


def changes(name: str) -> Iterator[datetime]:
    """Yield the instants at which clocks in a zone are changed, to the second."""
    low = BEGIN
    while low < END:
        high = low + timedelta(days=1)
        if offset(name, low) != offset(name, high):
            first, last = low, high
            while last - first > timedelta(seconds=1):
                middle = (first + (last - first) / 2).replace(microsecond=0)
                first, last = (middle, last) if offset(name, middle) == offset(name, low) else (first, middle)
            yield last
        low = high


@functools.cache
def all_changes() -> tuple[tuple[str, datetime], ...]:
    """Return every change of every zone that a definition may name."""
    return tuple((name, at) for name in sorted(clear_zone_names()) for at in changes(name))


def problem(name: str, wall: datetime) -> tuple[str, str]:
    """Return code and hint of the error that a wall time is."""
    send_time, (found,) = read_send_time({"time": text(wall), "timezone": name})
    assert send_time is None
    return found.code, found.hint


def instant(name: str, wall: datetime, fold: str | None = None) -> datetime:
    """Return the instant of a wall time that is right, or is made so by `fold`."""
    send_time, problems = read_send_time({"time": text(wall), "timezone": name, "fold": fold})
    assert (True, ()) == (send_time is not None and send_time.instant is not None, problems)
    assert send_time is not None
    assert send_time.instant is not None
    return send_time.instant


def text(wall: datetime) -> str:
    """Return a wall time as it is written."""
    return f"{wall:%Y-%m-%dT%H:%M:%S}"


def test_there_are_changes_of_both_sorts_in_many_zones() -> None:
    """What follows looks at something: at New York four times, and at over a hundred zones."""
    assert (4, True) == (
        len([at for name, at in all_changes() if name == "America/New_York"]),
        len({name for name, _ in all_changes()}) > 100,
    )


def test_every_gap_names_both_neighbours() -> None:
    """No time between them is one, and both of them are: the minute before the change, and the change itself."""
    gaps = 0
    for name, at in all_changes():
        before, after = offset(name, at - MINUTE), offset(name, at)
        if before > after:
            continue
        gaps += 1
        wall = at.replace(tzinfo=None)
        last, first = wall + before - MINUTE, wall + after
        told = ("time-in-gap", f"the nearest times are {text(last)} and {text(first)}")
        for inside in (last + MINUTE, wall + (before + after) / 2, first - MINUTE):
            assert told == problem(name, inside), (name, inside)
        assert (at - MINUTE, at) == (instant(name, last), instant(name, first)), (name, at)
    assert gaps > 100


def test_every_fold_asks_which_and_takes_both() -> None:
    """`first` is before the change, `second` after it; the times on both sides come once."""
    folds = 0
    for name, at in all_changes():
        before, after = offset(name, at - MINUTE), offset(name, at)
        if before < after:
            continue
        folds += 1
        wall = at.replace(tzinfo=None)
        first, end = wall + after, wall + before
        for inside in (first, first + (end - first) / 2, end - MINUTE):
            code, hint = problem(name, inside)
            instants = [(inside - by).replace(tzinfo=UTC) for by in (before, after)]
            hours = re.findall(r"for (\d\d:\d\d) UTC", hint)
            assert ("time-in-fold", [f"{one:%H:%M}" for one in instants]) == (code, hours), (name, inside)
            assert instants == [instant(name, inside, fold) for fold in ("first", "second")], (name, inside)
        alone = (first - MINUTE - before, end - after)
        assert [one.replace(tzinfo=UTC) for one in alone] == [
            instant(name, first - MINUTE),
            instant(name, end),
        ], (name, at)
    assert folds > 100


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_a_second_inside_a_gap_is_in_it(seconds: int) -> None:
    """The neighbours are whole minutes, whatever second was written."""
    wall = datetime(2027, 3, 14, 2, 30, seconds)  # noqa: DTZ001 - a wall time has no zone
    assert ("time-in-gap", "the nearest times are 2027-03-14T01:59:00 and 2027-03-14T03:00:00") == problem(
        "America/New_York", wall
    )
