"""The times a rule names: the standard's own examples, `dateutil` as a second reader, and an end to all of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

import pytest

from braze_gitops.load.repeat_rfc import read_rule_text
from braze_gitops.load.repeat_walls import DAYS, walls_of
from support.generated_rules import generated_rules
from support.ical_js import Rule
from support.own_time import own_time
from support.second_opinion import aligned, is_read_otherwise, ours, parts_of, theirs


@pytest.mark.parametrize(
    ("start", "rule", "days"),
    [
        ("1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=3", "1997-09-02 1997-09-16 1997-09-30"),
        ("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "08-05 08-10 08-19 08-24"),
        ("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "08-05 08-17 08-19 08-31"),
        ("1997-09-05", "FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "1997-09-05 1997-10-03 1997-11-07"),
        ("1997-09-22", "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22 1997-10-20 1997-11-17"),
        ("1997-09-28", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3", "1997-09-28 1997-10-29 1997-11-28"),
        ("1997-09-13", "FREQ=MONTHLY;COUNT=3;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "09-13 10-11 11-08"),
        ("1997-09-02", "FREQ=MONTHLY;COUNT=3;BYDAY=FR;BYMONTHDAY=13", "1998-02-13 1998-03-13 1998-11-13"),
        ("1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06"),
        ("1997-09-29", "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "09-29 10-30 11-27"),
        ("1997-01-01", "FREQ=YEARLY;INTERVAL=3;COUNT=5;BYYEARDAY=1,100,200", "01-01 04-10 07-19 01-01 04-09"),
        ("1997-05-19", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19 1998-05-18 1999-05-17"),
        ("1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12 1998-05-11 1999-05-17"),
        ("1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;COUNT=3", "1997-05-12 1998-05-11 1999-05-17"),
        ("1997-06-10", "FREQ=YEARLY;COUNT=3;BYMONTH=6,7", "1997-06-10 1997-07-10 1998-06-10"),
        (
            "1996-11-05",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            "11-05 11-07 11-02",
        ),
        ("1997-01-31", "FREQ=MONTHLY;COUNT=3", "1997-01-31 1997-03-31 1997-05-31"),
        ("1998-01-01", "FREQ=DAILY;BYMONTH=1;COUNT=3", "1998-01-01 1998-01-02 1998-01-03"),
        ("1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=3", "1997-09-02 1997-09-12 1997-09-22"),
        ("2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "01-15 01-30 02-15 03-15 03-30"),
    ],
)
def test_the_examples_of_the_standard(start: str, rule: str, days: str) -> None:
    """Section 3.8.5.3, and a week without a day, which has that of the start."""
    found = ours(Rule(start=datetime.fromisoformat(f"{start}T09:00"), rule=rule))
    expected = days.split()
    assert expected == [f"{wall:%Y-%m-%d}"[-len(expected[0]) :] for wall in found]
    assert {9} == {wall.hour for wall in found}


def test_another_reader_names_the_same_times() -> None:
    """All that `dateutil` reads as the standard does; what it reads otherwise is told below."""
    rules = [rule for rule in aligned(generated_rules(300, seed=2)) if not is_read_otherwise(parts_of(rule))]
    assert len(rules) > 200
    assert [] == [rule for rule in rules if ours(rule) != theirs(rule)]


@pytest.mark.parametrize("week", [*range(1, 54), *range(-53, 0)])
def test_weeks_that_begin_on_monday_are_those_of_the_calendar(week: int) -> None:
    """Over New Year as well, in years of 52 and of 53 of them, from the front and from the end."""
    start, end = date(2019, 12, 20), date(2033, 1, 20)
    rule = f"FREQ=YEARLY;BYWEEKNO={week};BYDAY={','.join(DAYS)}"
    found = walls_of(read_rule_text(rule).parts, datetime.combine(start, time(9)))
    days = (start + timedelta(days=number) for number in range((end - start).days))
    assert [day for day in days if week in _iso_weeks(day)] == [
        wall.date() for wall in takewhile(lambda wall: wall.date() < end, found)
    ]


@pytest.mark.parametrize("week_start", DAYS)
def test_weeks_that_begin_on_another_day_are_counted_alike(week_start: str) -> None:
    """But for the first days of January, in which `dateutil` takes the last week of some years for the 53rd."""
    start = datetime.fromisoformat("2020-01-01T09:00")
    for week in (1, 2, 26, 51, 52, 53):
        rule = f"FREQ=YEARLY;BYWEEKNO={week};BYDAY={','.join(DAYS)};WKST={week_start};UNTIL=20400131T000000"
        one = Rule(start=start, rule=rule, limit=200)
        own, other = (
            [wall for wall in walls if wall.timetuple().tm_yday > 3] for walls in (ours(one), theirs(one))
        )
        assert own == other, rule
        assert own


@pytest.mark.parametrize(
    ("rule", "own", "other"),
    [
        ("FREQ=YEARLY;BYWEEKNO=40", "2027-10-06 2028-10-04", "2027-10-04 2027-10-05"),
        ("FREQ=YEARLY;BYWEEKNO=52;BYMONTH=1;BYDAY=SA", "2028-01-01 2039-01-01", "2028-01-01 2056-01-01"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2026-12-02 2026-12-09", "2026-12-04 2026-12-09"),
    ],
)
def test_where_the_other_reader_differs(rule: str, own: str, other: str) -> None:
    """A week of the year without a day is a day, that of the start; a first week is a whole week; 2038 has 52."""
    one = Rule(start=datetime.fromisoformat("2026-12-02T09:00"), rule=f"{rule};COUNT=2")
    assert (own, other) == tuple(
        " ".join(f"{wall:%Y-%m-%d}" for wall in walls) for walls in (ours(one), theirs(one))
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYSETPOS=2;BYDAY=MO",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=1;BYWEEKNO=30",
        "FREQ=YEARLY;BYMONTH=12;BYYEARDAY=1;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
        "FREQ=YEARLY;BYSETPOS=366,-366;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=9,10;BYSETPOS=" + ",".join(map(str, range(1, 367))),
    ],
)
def test_a_rule_that_names_nothing_is_soon_known(rule: str) -> None:
    """It ends with the last year there is."""
    with own_time() as took:
        walls = list(walls_of(read_rule_text(rule).parts, datetime.fromisoformat("2026-12-01T09:00")))
    assert [] == walls
    assert took.seconds < 1


def test_the_last_year_is_the_last() -> None:
    """Also in the middle of a week."""
    start = datetime.fromisoformat("2100-12-30T09:00")
    (*walls,) = walls_of({"FREQ": "WEEKLY", "BYDAY": "FR,SA"}, start)
    assert ["2100-12-31"] == [f"{wall:%Y-%m-%d}" for wall in islice(walls, 5)]


def _iso_weeks(day: date) -> tuple[int, int]:
    """Return the week of the year as ISO 8601 counts it, and from its end."""
    year, week, _ = day.isocalendar()
    return week, week - date(year, 12, 28).isocalendar().week - 1


def test_what_one_has_worked_out_others_read() -> None:
    """Two at once, each from its own place; and a rule that ends, again and again."""

    def leap(year: int) -> datetime:
        return datetime.combine(date(year, 2, 29), time(9))

    parts, start = {"FREQ": "YEARLY", "BYMONTH": "2", "BYMONTHDAY": "29"}, leap(2024)
    one, two = walls_of(parts, start), walls_of(parts, start)
    assert [*map(leap, (2024, 2028, 2024))] == [next(one), next(one), next(two)]
    assert list(walls_of(parts, start)) == [*walls_of(parts, start)]
    assert leap(2096) == [*walls_of(parts, start)][-1]
