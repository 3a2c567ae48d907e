"""Series: wall times and keys of a `repeat`, its end, its exceptions, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from braze_gitops.load.clock_time import Clock, read_clock
from braze_gitops.load.repeat_end import MAX_OCCURRENCES
from braze_gitops.load.repeat_rule import Series, read_series
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.model import Severity

ZONED = {"time": "2026-12-01T09:00:00", "timezone": "America/New_York"}
OFFSET = {"time": "2026-12-01T09:00:00+01:00"}
LOCAL = {"time": "2026-12-01T09:00:00", "in_local_time": True}
OPTIMAL = {"time": "2026-12-01T00:00:00", "at_optimal_time": True}


def clock_of(schedule: Mapping[str, object]) -> Clock:
    """Return the clock of a schedule without a flaw."""
    clock, problems = read_clock(schedule)
    assert clock is not None, problems
    return clock


def read(schedule: Mapping[str, object] | None = None, /, **repeat: object) -> Series:
    """Return the series of a repeat that can be read."""
    series, problems = _read(schedule, repeat)
    assert series is not None, problems
    return series


def refused(schedule: Mapping[str, object] | None = None, /, **repeat: object) -> TimeProblem:
    """Return what is wrong with a repeat."""
    series, problems = _read(schedule, repeat)
    assert series is None
    (problem,) = problems
    return problem


def _read(
    schedule: Mapping[str, object] | None, repeat: Mapping[str, object]
) -> tuple[Series | None, tuple[TimeProblem, ...]]:
    named = {key.rstrip("_"): value for key, value in repeat.items()}
    return read_series(named, clock_of(schedule or ZONED))


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


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2026-12-03", "2026-12-03"),
        ("2026-12-03T09:00", "2026-12-03"),
        ("2026-12-03T08:59:59", "2026-12-02"),
    ],
)
def test_until_is_a_whole_day_or_a_time(until: str, last: str) -> None:
    """Both count themselves."""
    assert last == list(read(every="day", until=until).walls)[-1]


@pytest.mark.parametrize(
    ("schedule", "until", "last", "words"),
    [
        (ZONED, "20261205T140000Z", "2026-12-05", "5 Dec 2026"),
        (ZONED, "20261205T135959Z", "2026-12-04", "5 Dec 2026"),
        (OFFSET, "20261205T080000Z", "2026-12-05", "5 Dec 2026"),
        (ZONED, "20261205T090000", "2026-12-05", "5 Dec 2026"),
        (LOCAL, "20261205T090000", "2026-12-05", "5 Dec 2026"),
    ],
)
def test_the_end_of_a_rule_itself_is_read_by_the_clock(
    schedule: dict[str, object], until: str, last: str, words: str
) -> None:
    """In UTC or as a wall time."""
    series = read(schedule, rrule=f"FREQ=DAILY;UNTIL={until}")
    assert (last, f"by the rule FREQ=DAILY until {words}") == (list(series.walls)[-1], series.words)


def test_the_count_of_a_rule_itself() -> None:
    """Is as good as `count`."""
    assert 3 == len(read(rrule="FREQ=DAILY;COUNT=3").walls)


def test_exceptions_are_left_out_and_counted() -> None:
    """A date leaves out all of that day, a time itself; the others keep their keys."""
    whole = read(every="day", at=["09:00", "17:00"], count=6)
    part = read(every="day", at=["09:00", "17:00"], count=6, except_=["2026-12-01", "2026-12-02T17:00"])
    left = {"2026-12-01", "2026-12-01T17:00", "2026-12-02T17:00"}
    assert [key for key in whole.walls if key not in left] == list(part.walls)
    assert whole.words == part.words


def test_an_exception_that_hits_nothing_is_said() -> None:
    """It may be a slip."""
    series, problems = _read(None, {"every": "week", "count": 3, "except": ["2026-12-02", "2026-12-08T10:00"]})
    assert series is not None
    assert [(("except", 0), Severity.WARNING), (("except", 1), Severity.WARNING)] == [
        (problem.inside, problem.severity) for problem in problems
    ]


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


def test_a_thousand_are_planned() -> None:
    """And no more."""
    assert MAX_OCCURRENCES == len(read(every="day", count=1000).walls)
    assert MAX_OCCURRENCES == len(read(every="day", until="2029-08-26").walls)


def test_count_of_another_type_is_left_to_the_table() -> None:
    """Here it counts as not written."""
    assert "repeat-endless" == refused(every="day", count="3").code
    assert "repeat-endless" == refused(every="day", count=True).code


def test_no_series_goes_beyond_the_last_year_there_is() -> None:
    """Neither by its number of times nor by its end."""
    count = refused(every="month", count=1000)
    assert ("repeat-end", "only 889 of these 1000 times come until the year 2100", "use `count: 889` at most") == (
        count.code,
        count.message,
        count.hint,
    )
    end = refused(every="month", until="2101-01-01")
    assert ("repeat-end", ("until",), "use a year up to 2100") == (end.code, end.inside, end.hint)


def _warned(schedule: Mapping[str, object], **repeat: object) -> list[tuple[str, Severity, str, str]]:
    """Return code, severity, message and hint of what is said about a series that can be read."""
    series, problems = _read(schedule, repeat)
    assert series is not None
    return [(one.code, one.severity, one.message, one.hint) for one in problems]


@pytest.mark.parametrize(
    ("time", "repeat", "message"),
    [
        pytest.param(
            "2026-12-01T08:00:00",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 08:00 and `at` has 09:00 and 17:00: this series begins on 2026-12-01 at 09:00",
            id="before all of them",
        ),
        pytest.param(
            "2026-12-01T10:00:00",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 10:00 and `at` has 09:00 and 17:00: this series begins on 2026-12-01 at 17:00, "
            "and 09:00 is left out on 2026-12-01",
            id="between them",
        ),
        pytest.param(
            "2026-12-01T18:00:30",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 18:00:30 and `at` has 09:00 and 17:00: this series begins on 2026-12-02 at 09:00, "
            "and 09:00 and 17:00 are left out on 2026-12-01",
            id="after all of them",
        ),
        pytest.param(
            "2026-12-01T10:00:00",
            {"every": "week", "on": ["mon"], "at": ["09:00"]},
            "`time` has 10:00 and `at` has 09:00: this series begins on 2026-12-07 at 09:00",
            id="on a day that the rule does not name",
        ),
        pytest.param(
            "2026-12-01T08:00:00",
            {"every": "day", "at": ["09:00"], "except": ["2026-12-01"]},
            "`time` has 08:00 and `at` has 09:00: this series begins on 2026-12-02 at 09:00",
            id="on a day that is left out",
        ),
        pytest.param("2026-12-01T00:00:00", {"every": "day", "at": ["09:00", "17:00"]}, None, id="midnight"),
        pytest.param("2026-12-01T17:00:00", {"every": "day", "at": ["09:00", "17:00"]}, None, id="one of them"),
        pytest.param("2026-12-01T08:00:00", {"every": "day"}, None, id="no `at`"),
        pytest.param("2026-12-01T08:00:00", {"rrule": "FREQ=DAILY;BYHOUR=9"}, None, id="a rule"),
    ],
)
def test_an_hour_that_is_none_of_the_series_warns(
    time: str, repeat: dict[str, object], message: str | None
) -> None:
    """It says when the series begins, and what the first day lacks; midnight is the whole day."""
    hint = "write the hour into both, or `time: 2026-12-01T00:00:00` for the whole day"
    told = [] if message is None else [("repeat-hour", Severity.WARNING, message, hint)]
    assert told == _warned({**ZONED, "time": time}, **repeat, count=4)


def test_the_whole_day_keeps_its_offset() -> None:
    """Else the hint would lead to the next error."""
    ((_, _, _, hint),) = _warned(OFFSET, every="day", at=["10:00"], count=2)
    assert "write the hour into both, or `time: 2026-12-01T00:00:00+01:00` for the whole day" == hint
