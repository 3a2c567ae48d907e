"""Series: wall times and keys of a `repeat`, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_gitops.load.repeat_end import MAX_OCCURRENCES
from support.repeats import LOCAL, OPTIMAL, ZONED, read, refused


@pytest.mark.parametrize(
    ("repeat", "keys", "words"),
    [
        (
            {"every": "day"},
            ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"],
            "every day at 09:00, 4 times",
        ),
        (
            {"every": "weekday"},
            ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"],
            "Monday to Friday at 09:00, 4 times",
        ),
        (
            {"every": "week"},
            ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"],
            "every Tuesday at 09:00, 4 times",
        ),
        (
            {"every": "week", "on": ["Mon", "thursday", "mon"]},
            ["2026-12-03", "2026-12-07", "2026-12-10", "2026-12-14"],
            "every Monday and Thursday at 09:00, 4 times",
        ),
        (
            {"every": "week", "on": ["mon"], "at": ["10:00"]},
            ["2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28"],
            "every Monday at 10:00, 4 times",
        ),
        (
            {"every": "month"},
            ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"],
            "every month on day 1 at 09:00, 4 times",
        ),
        (
            {"every": "month", "on": [31, -1]},
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"],
            "every month on day 31 and the last day at 09:00, 4 times",
        ),
        (
            {"every": "month", "on": ["last"]},
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"],
            "every month on the last day at 09:00, 4 times",
        ),
        (
            {"every": "month", "on": ["first monday", "last Fri"]},
            ["2026-12-07", "2026-12-25", "2027-01-04", "2027-01-29"],
            "every month on the first Monday and the last Friday at 09:00, 4 times",
        ),
        (
            {"rrule": "FREQ=MONTHLY;BYDAY=2TU"},
            ["2026-12-08", "2027-01-12", "2027-02-09", "2027-03-09"],
            "by the rule FREQ=MONTHLY;BYDAY=2TU, 4 times",
        ),
    ],
)
def test_a_series_has_a_key_for_each_date(repeat: dict[str, object], keys: list[str], words: str) -> None:
    """From the start on, as often as it says."""
    series = read(**repeat, count=4)
    assert (keys, words) == (list(series.walls), series.words)


def test_several_a_day_have_their_time_in_the_key_but_that_of_the_start() -> None:
    """So that adding a time of day leaves the keys of the others as they were."""
    alone = read(every="day", until="2026-12-02")
    more = read(every="day", at=["07:30", "09:00", "17:00"], until="2026-12-02")
    assert ["2026-12-01", "2026-12-02"] == list(alone.walls)
    assert [
        "2026-12-01",
        "2026-12-01T17:00",
        "2026-12-02T07:30",
        "2026-12-02",
        "2026-12-02T17:00",
    ] == list(more.walls)
    assert "every day at 07:30, 09:00 and 17:00 until 2 Dec 2026" == more.words


def test_seconds_of_a_start_stay() -> None:
    """They are in the time and, where it is needed, in the key."""
    start = {**ZONED, "time": "2026-12-01T09:00:30"}
    series = read(start, rrule="FREQ=DAILY;BYHOUR=9,10;COUNT=2")
    assert ["2026-12-01", "2026-12-01T10:00:30"] == list(series.walls)


def test_the_interval_is_the_shortest_one() -> None:
    """Exceptions do not make it longer; one alone has none."""
    assert timedelta(days=3) == read(every="week", on=["mon", "thu"], count=4, except_=["2026-12-07"]).interval
    assert read(every="day", count=1).interval is None


@pytest.mark.parametrize(
    ("schedule", "repeat", "path", "code", "message"),
    [
        (ZONED, {"count": 3}, (), "repeat-rule", "nothing says how"),
        (ZONED, {"every": "day", "rrule": "FREQ=DAILY"}, (), "repeat-rule", "exclude each other"),
        (ZONED, {"every": "fortnight"}, ("every",), "repeat-rule", "no way to repeat"),
        (ZONED, {"every": ["day"]}, ("every",), "repeat-rule", "no way to repeat"),
        (ZONED, {"rrule": "FREQ=NEVER", "count": 1}, ("rrule",), "repeat-rule", "cannot be scheduled"),
        (
            ZONED,
            {"rrule": "FREQ=DAILY", "count": 1, "at": ["09:00"]},
            ("at",),
            "repeat-rule",
            "belongs to `every`",
        ),
        (ZONED, {"rrule": "FREQ=DAILY", "count": 1, "on": ["mon"]}, ("on",), "repeat-rule", "belongs to `every`"),
        (ZONED, {"every": "day", "on": ["mon"], "count": 1}, ("on",), "repeat-on", "no meaning with `every: day`"),
        (ZONED, {"every": "weekday", "on": [1], "count": 1}, ("on",), "repeat-on", "no meaning"),
        (
            ZONED,
            {"every": "week", "on": ["mon", 3], "count": 1},
            ("on", 1),
            "repeat-on",
            "3 is no day of the week",
        ),
        (ZONED, {"every": "week", "on": ["x" * 50], "count": 1}, ("on", 0), "repeat-on", "…"),
        (ZONED, {"every": "month", "on": [0], "count": 1}, ("on", 0), "repeat-on", "0 is no day of a month"),
        (ZONED, {"every": "month", "on": [True], "count": 1}, ("on", 0), "repeat-on", "no day of a month"),
        (ZONED, {"every": "month", "on": ["fifth mon"], "count": 1}, ("on", 0), "repeat-on", "no day of a month"),
        (ZONED, {"every": "month", "on": ["first may"], "count": 1}, ("on", 0), "repeat-on", "no day of the week"),
        (ZONED, {"every": "month", "on": [1, "last fri"], "count": 1}, ("on",), "repeat-on", "in one list"),
        (ZONED, {"every": "day", "at": ["9:00"], "count": 1}, ("at", 0), "repeat-at", "9:00 is no time of day"),
        (ZONED, {"every": "day", "at": [900], "count": 1}, ("at", 0), "repeat-at", "900 is no time of day"),
        (OPTIMAL, {"every": "day", "at": ["09:00"], "count": 1}, ("at",), "repeat-at", "at_optimal_time"),
        (
            OPTIMAL,
            {"rrule": "FREQ=DAILY;BYHOUR=1,2", "count": 2},
            ("rrule",),
            "repeat-rule",
            "several times a day",
        ),
        (ZONED, {"every": "day"}, (), "repeat-endless", "never ends"),
        (ZONED, {"rrule": "FREQ=DAILY"}, (), "repeat-endless", "never ends"),
        (ZONED, {"every": "day", "until": "2026-12-31", "count": 3}, ("count",), "repeat-end", "exclude"),
        (ZONED, {"rrule": "FREQ=DAILY;COUNT=3", "count": 3}, ("rrule",), "repeat-end", "an end of its own"),
        (
            ZONED,
            {"rrule": "FREQ=DAILY;UNTIL=20261231T000000", "until": "2026-12-31"},
            ("rrule",),
            "repeat-end",
            "own",
        ),
        (ZONED, {"every": "day", "count": 0}, ("count",), "repeat-end", "0 is no number of times"),
        (ZONED, {"every": "day", "count": 1001}, ("count",), "repeat-end", "no number of times"),
        (ZONED, {"every": "day", "until": "2026-11-30"}, ("until",), "repeat-end", "before the start"),
        (
            ZONED,
            {"rrule": "FREQ=DAILY;UNTIL=20261130T090000"},
            ("rrule",),
            "repeat-end",
            "`UNTIL` is before the start, 2026-12-01T09:00",
        ),
        (ZONED, {"every": "day", "until": "soon"}, ("until",), "repeat-end", "soon is no date"),
        (ZONED, {"every": "day", "until": "2026-02-30"}, ("until",), "repeat-end", "2026-02-30 is no date"),
        (ZONED, {"every": "day", "until": 2026}, ("until",), "repeat-end", "2026 is no date"),
        (ZONED, {"rrule": "FREQ=DAILY;UNTIL=20260230T000000"}, ("rrule",), "repeat-end", "of the calendar"),
        (LOCAL, {"rrule": "FREQ=DAILY;UNTIL=20261231T000000Z"}, ("rrule",), "repeat-end", "own clock"),
        (ZONED, {"every": "day", "until": "2030-01-01"}, (), "repeat-too-many", "more than 1,000"),
        ({**ZONED, "time": "2090-01-01T09:00:00"}, {"every": "month", "count": 999}, (), "repeat-end", "only 132"),
        ({**ZONED, "time": "2026-12-31T09:00:00"}, {"every": "month", "count": 9}, (), "repeat-on", "a day 31"),
        (ZONED, {"rrule": "FREQ=DAILY;UNTIL=99991231T235959Z"}, ("rrule",), "repeat-end", "is out of range"),
        (ZONED, {"every": "week", "on": ["mon"], "until": "2026-12-02"}, (), "repeat-empty", "is empty"),
        (
            ZONED,
            {"every": "day", "count": 1, "except": ["2026-12-01"]},
            ("except",),
            "repeat-empty",
            "leave nothing",
        ),
        (
            ZONED,
            {"every": "day", "count": 2, "except": ["1 Dec"]},
            ("except", 0),
            "repeat-except",
            "1 Dec is no date",
        ),
    ],
)
def test_what_cannot_be_a_series_is_refused(
    schedule: dict[str, object], repeat: dict[str, object], path: tuple[str | int, ...], code: str, message: str
) -> None:
    """At its key, with what to do."""
    problem = refused(schedule, **repeat)
    assert ("repeat", path, code, True, True) == (
        problem.key,
        problem.inside,
        problem.code,
        message in problem.message,
        bool(problem.hint),
    ), problem


def test_a_day_that_every_month_has_needs_no_on() -> None:
    """The 28th is the last of them."""
    last = read({**ZONED, "time": "2027-01-28T09:00:00"}, every="month", count=2)
    assert ["2027-01-28", "2027-02-28"] == list(last.walls)
    problem = refused({**ZONED, "time": "2027-01-29T09:00:00"}, every="month", count=2)
    assert ("repeat-on", "not every month has a day 29") == (problem.code, problem.message)


def test_a_thousand_are_planned() -> None:
    """And no more."""
    assert MAX_OCCURRENCES == len(read(every="day", count=1000).walls)
    assert MAX_OCCURRENCES == len(read(every="day", until="2029-08-26").walls)


def test_count_of_another_type_is_left_to_the_table() -> None:
    """Here it counts as not written."""
    assert "repeat-endless" == refused(every="day", count="3").code
    assert "repeat-endless" == refused(every="day", count=True).code
