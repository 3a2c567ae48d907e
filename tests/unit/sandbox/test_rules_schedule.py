"""What a schedule may be, and when it sends (braze-api.md 7.1)."""

from datetime import UTC, datetime

import pytest

from braze_gitops.sandbox.rules_schedule import SCHEDULE, Window, timing_problems, window_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def plain(time: object) -> dict[str, object]:
    """Return a plain schedule."""
    return {"time": time}


def local(time: object) -> dict[str, object]:
    """Return a schedule in local time."""
    return {"time": time, "in_local_time": True, "at_optimal_time": False}


def optimal(time: object) -> dict[str, object]:
    """Return a schedule at the best time."""
    return {"time": time, "in_local_time": False, "at_optimal_time": True}


TAKEN = [
    plain("2026-11-27T14:00:00Z"),
    plain("2026-11-27T14:00:00+02:00"),
    plain("2026-11-27T14:00:00"),
    {"time": "2026-11-27T14:00:00Z", "in_local_time": False, "at_optimal_time": False},
    local("2026-11-27T14:00:00"),
    optimal("2026-11-27T14:00:00"),
]


@pytest.mark.parametrize("schedule", TAKEN)
def test_taken(schedule: object) -> None:
    """The documented forms have no problem."""
    assert () == tuple(SCHEDULE(schedule, "schedule"))


REFUSED: dict[str, tuple[object, str]] = {
    "no time": ({"in_local_time": True}, "schedule.time"),
    "empty time": (plain(""), "schedule.time"),
    "no date": (plain("14:00"), "schedule.time"),
    "date alone": (plain("2026-11-27"), "schedule.time"),
    "space": (plain("2026-11-27 14:00:00"), "schedule.time"),
    "day that is none": (plain("2026-02-30T14:00:00Z"), "schedule.time"),
    "number": (plain(1_795_168_800), "schedule.time"),
    "local with Z": (local("2026-11-27T14:00:00Z"), "schedule.time"),
    "local with offset": (local("2026-11-27T14:00:00-05:00"), "schedule.time"),
    "optimal with Z": (optimal("2026-11-27T14:00:00Z"), "schedule.time"),
    "both flags": ({**local("2026-11-27T14:00:00"), "at_optimal_time": True}, "schedule"),
    "flag as text": ({**plain("2026-11-27T14:00:00"), "in_local_time": "true"}, "schedule.in_local_time"),
    "timezone of ours": ({**plain("2026-11-27T14:00:00"), "timezone": "Europe/Berlin"}, "schedule.timezone"),
    "no object": ("2026-11-27T14:00:00Z", "schedule"),
}


@pytest.mark.parametrize(("schedule", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(schedule: object, place: str) -> None:
    """Everything else is refused at its place."""
    assert [place] == [problem.place for problem in SCHEDULE(schedule, "schedule")]


def at(day: int, hour: int) -> datetime:
    """Return an hour of November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


WINDOWS = {
    "plain": (plain("2026-11-27T14:00:00Z"), at(27, 14), at(27, 14)),
    "offset": (plain("2026-11-27T14:00:00+02:00"), at(27, 12), at(27, 12)),
    "no offset is UTC": (plain("2026-11-27T14:00:00"), at(27, 14), at(27, 14)),
    "local": (local("2026-11-27T14:00:00"), at(27, 0), at(28, 2)),
    "optimal": (optimal("2026-11-27T14:00:00"), at(26, 10), at(28, 12)),
}


@pytest.mark.parametrize(("schedule", "first", "last"), WINDOWS.values(), ids=WINDOWS)
def test_windows(schedule: dict[str, object], first: datetime, last: datetime) -> None:
    """A window reaches from UTC+14 to UTC-12, for the best time over the whole date."""
    assert Window(first_at=first, last_at=last) == window_of(schedule)


TIMING = {
    "plain to come": (plain("2026-11-20T09:00:01Z"), []),
    "plain now": (plain("2026-11-20T09:00:00Z"), ["is already past"]),
    "local to come": (local("2026-11-20T23:00:01"), []),
    "local past in UTC+14": (local("2026-11-20T23:00:00"), ["is already past"]),
    "optimal to come": (optimal("2026-11-21T00:00:00"), []),
    "optimal begun": (optimal("2026-11-20T23:59:59"), ["is already past"]),
    "last day": (plain("2027-02-18T09:00:00Z"), []),
    "beyond": (plain("2027-02-18T09:00:01Z"), ["is more than 90 days ahead"]),
    "local beyond": (local("2027-02-17T21:00:01"), ["is more than 90 days ahead"]),
    "end of the calendar": (local("9999-12-31T23:00:00"), ["is out of range"]),
}


@pytest.mark.parametrize(("schedule", "texts"), TIMING.values(), ids=TIMING)
def test_timing(schedule: dict[str, object], texts: list[str]) -> None:
    """A time is refused once its first instant is past, or while its last is over 90 days ahead."""
    assert texts == [problem.text for problem in timing_problems(schedule, now=NOW)]
