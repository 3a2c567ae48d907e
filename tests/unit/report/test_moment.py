"""Moments in words: the wall time as written, UTC, weekday and distance."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from braze_gitops.model import WORLD, AudienceZone, AudienceZones, SendTime, TimeMode, window_of
from braze_gitops.report import distance_words, moment_words
from braze_gitops.report.moment import duration_words, past_words, span_words, time_words, when_words
from support.reviews import NOW, local, new_york


def plain(zone: str | None, hour: int = 9, *, offset: int = 0) -> SendTime:
    """Return 27 November 2026 at `hour` in `zone`, `offset` hours ahead of UTC."""
    wall = datetime(2026, 11, 27, hour)  # noqa: DTZ001 - a wall time has no zone
    return SendTime(
        mode=TimeMode.PLAIN, wall=wall, zone=zone, instant=(wall - timedelta(hours=offset)).replace(tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("send_time", "words"),
    [
        pytest.param(new_york(), "Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC)", id="zone"),
        pytest.param(plain("Z"), "Fri 27 Nov 2026, 09:00 UTC", id="utc"),
        pytest.param(plain(None), "Fri 27 Nov 2026, 09:00 UTC", id="no zone"),
        pytest.param(plain("+02:00", offset=2), "Fri 27 Nov 2026, 09:00 UTC+02:00 (07:00 UTC)", id="offset"),
        pytest.param(
            plain("Asia/Tokyo", 3, offset=9),
            "Fri 27 Nov 2026, 03:00 Asia/Tokyo (Thu 26 Nov 2026, 18:00 UTC)",
            id="another day in UTC",
        ),
        pytest.param(local(), "Fri 27 Nov 2026, 09:00 on each person's own clock", id="local"),
        pytest.param(
            local(TimeMode.OPTIMAL), "Fri 27 Nov 2026, at each person's best time of that day", id="optimal"
        ),
    ],
)
def test_a_send_time_reads_as_it_was_written(send_time: SendTime, words: str) -> None:
    """The wall time stands first, then what it means."""
    assert words == time_words(send_time)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=30), "in less than a minute"),
        (timedelta(seconds=-30), "a moment ago"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=119), "in 119 minutes"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=3, hours=20), "in 3 days"),
        (timedelta(days=17, seconds=-5), "in 17 days"),
        (timedelta(days=17, seconds=-60), "in 16 days"),
        (timedelta(hours=3, seconds=-5), "in 3 hours"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(days=1500), "in 1,500 days"),
    ],
    ids=str,
)
def test_distances_are_rounded_down(distance: timedelta, words: str) -> None:
    """A deadline is never told to be farther away than it is, but for less than a minute."""
    assert words == distance_words(NOW + distance, NOW)


def test_seconds_are_said_when_there_are_any() -> None:
    """A time on the minute has no seconds."""
    assert "Fri 20 Nov 2026, 09:00:05 UTC" == moment_words(NOW + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("span", "words"),
    [(0.2, "1 second"), (42, "42 seconds"), (60, "1 minute"), (7200, "2 hours")],
    ids=["under a second", "seconds", "minute", "hours"],
)
def test_durations(span: float, words: str) -> None:
    """Short durations are told in seconds, never as none."""
    assert words == duration_words(timedelta(seconds=span))


def test_a_span_under_a_minute() -> None:
    """A span has no unit below a minute."""
    assert "less than a minute" == span_words(timedelta(seconds=59))


def test_one_instant_is_one_line() -> None:
    """A plain time has no window to tell."""
    time = new_york()
    assert ("Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC), in 7 days",) == when_words(
        time, window_of(time, WORLD), NOW
    )


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (NOW, "begins in 6 days"),
        (datetime(2026, 11, 27, 19, tzinfo=UTC), "began 24 hours ago"),
        (datetime(2026, 11, 28, 21, tzinfo=UTC), "ended 24 hours ago"),
    ],
    ids=["before", "inside", "after"],
)
def test_a_window_says_where_the_present_is_in_it(now: datetime, end: str) -> None:
    """A send over the world begins, has begun or has ended."""
    time = local()
    assert end == when_words(time, window_of(time, WORLD), now)[0].rpartition(", ")[2]


def test_a_window_says_both_ends() -> None:
    """A send over the world names its first and last instant, and where that is."""
    time = local()
    assert (
        "first on Kiritimati (UTC+14): Thu 26 Nov 2026, 19:00 UTC",
        "last on Baker Island (UTC-12): Fri 27 Nov 2026, 21:00 UTC",
    ) == when_words(time, window_of(time, WORLD), NOW)[1:]


def test_both_ends_are_told_by_the_zones_of_the_people() -> None:
    """By their own cities, where the project names them."""
    berlin, london = (AudienceZone(name=name, clock=ZoneInfo(name)) for name in ("Europe/Berlin", "Europe/London"))
    zones, time = AudienceZones(first=berlin, last=london), local()
    assert (
        "first in Berlin (UTC+1): Fri 27 Nov 2026, 08:00 UTC",
        "last in London (UTC): Fri 27 Nov 2026, 09:00 UTC",
    ) == when_words(time, window_of(time, zones), NOW, zones=zones)[1:]


def test_a_window_of_optimal_times_is_the_whole_date() -> None:
    """From its first midnight to its last."""
    time = local(TimeMode.OPTIMAL)
    assert (
        "first on Kiritimati (UTC+14): Thu 26 Nov 2026, 10:00 UTC",
        "last on Baker Island (UTC-12): Sat 28 Nov 2026, 12:00 UTC",
    ) == when_words(time, window_of(time, WORLD), NOW)[1:]


def test_what_is_over_says_when_it_was() -> None:
    """History knows the window alone: one instant, or both ends."""
    plain, spread = window_of(new_york(), WORLD), window_of(local(), WORLD)
    assert (
        "Fri 27 Nov 2026, 14:00 UTC, 3 days ago",
        "Thu 26 Nov 2026, 19:00 UTC to Fri 27 Nov 2026, 21:00 UTC, ended 3 days ago",
    ) == (
        past_words(plain, NOW + timedelta(days=11)),
        past_words(spread, NOW + timedelta(days=11)),
    )
