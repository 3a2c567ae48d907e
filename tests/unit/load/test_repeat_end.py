"""The end of a series: a day, a time, a number, or what the rule itself says."""

from __future__ import annotations

import pytest

from support.repeats import LOCAL, OFFSET, ZONED, read, refused


@pytest.mark.parametrize(
    ("until", "last", "words"),
    [
        ("2026-12-03", "2026-12-03", "3 Dec 2026"),
        ("2026-12-03T23:59:59", "2026-12-03", "3 Dec 2026"),
        ("2026-12-03T09:00", "2026-12-03", "3 Dec 2026 at 09:00"),
        ("2026-12-03T08:59:59", "2026-12-02", "3 Dec 2026 at 08:59:59"),
    ],
)
def test_until_is_a_whole_day_or_a_time(until: str, last: str, words: str) -> None:
    """Both count themselves, and the words say which it is."""
    series = read(every="day", until=until)
    assert (last, f"every day at 09:00 until {words}") == (list(series.walls)[-1], series.words)


def test_a_series_may_end_where_it_begins() -> None:
    """At the same second; before that it is refused."""
    assert ["2026-12-01"] == list(read(every="day", until="2026-12-01T09:00").walls)
    assert ["2026-12-01"] == list(read(rrule="FREQ=DAILY;UNTIL=20261201T090000").walls)
    assert "repeat-end" == refused(every="day", until="2026-12-01T08:59:59").code
    assert "repeat-end" == refused(rrule="FREQ=DAILY;UNTIL=20261201T085959").code


@pytest.mark.parametrize(
    ("schedule", "until", "last", "words"),
    [
        (ZONED, "20261205T140000Z", "2026-12-05", "5 Dec 2026 at 09:00"),
        (ZONED, "20261205T135959Z", "2026-12-04", "5 Dec 2026 at 08:59:59"),
        (OFFSET, "20261205T080000Z", "2026-12-05", "5 Dec 2026 at 09:00"),
        (ZONED, "20261205T235959", "2026-12-05", "5 Dec 2026"),
        (LOCAL, "20261205T090000", "2026-12-05", "5 Dec 2026 at 09:00"),
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
