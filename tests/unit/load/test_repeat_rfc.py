"""Rules as RFC 5545 writes them: what is read, what is refused, and that none of them runs for ever."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import pytest

from braze_gitops.load.repeat_rfc import RuleText, RuleTextError, read_rule_text
from braze_gitops.load.repeat_walls import walls_of

START = datetime.fromisoformat("2026-12-01T09:00:00")


def first(text: str, count: int = 3) -> list[str]:
    """Return the first wall times of a rule from a Tuesday, 1 December 2026, 9 o'clock, on."""
    return [f"{wall:%Y-%m-%dT%H:%M}" for wall in islice(walls_of(read_rule_text(text).parts, START), count)]


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("FREQ=DAILY", ["2026-12-01T09:00", "2026-12-02T09:00", "2026-12-03T09:00"]),
        ("rrule:freq=weekly;byday=mo", ["2026-12-07T09:00", "2026-12-14T09:00", "2026-12-21T09:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO", ["2026-12-06T09:00", "2026-12-20T09:00", "2027-01-03T09:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", ["2026-12-13T09:00", "2026-12-27T09:00", "2027-01-10T09:00"]),
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-12-08T09:00", "2027-01-12T09:00", "2027-02-09T09:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-12-25T09:00", "2027-01-29T09:00", "2027-02-26T09:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-12-31T09:00", "2027-01-31T09:00", "2027-02-28T09:00"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["2026-12-31T09:00", "2027-01-29T09:00", "2027-02-26T09:00"],
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29T09:00", "2032-02-29T09:00", "2036-02-29T09:00"]),
        ("FREQ=YEARLY;BYYEARDAY=1,-1", ["2026-12-31T09:00", "2027-01-01T09:00", "2027-12-31T09:00"]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", ["2027-01-04T09:00", "2028-01-03T09:00", "2029-01-01T09:00"]),
        ("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30", ["2026-12-01T09:30", "2026-12-01T17:30", "2026-12-02T09:30"]),
    ],
)
def test_a_rule_names_wall_times(text: str, walls: list[str]) -> None:
    """From the start on, in order."""
    assert walls == first(text)


def test_the_end_is_told_apart() -> None:
    """It is not part of the rule that is expanded."""
    assert RuleText(parts={"FREQ": "DAILY"}, until=None, count=7) == read_rule_text("FREQ=DAILY;COUNT=7")
    assert RuleText(parts={"FREQ": "DAILY"}, until="20261231T235959Z", count=None) == read_rule_text(
        "FREQ=DAILY;UNTIL=20261231T235959Z"
    )


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "is no part of a rule", "FREQ=WEEKLY"),
        ("every monday", "EVERY MONDAY is no part of a rule", "FREQ=WEEKLY"),
        ("FREQ=", "FREQ= is no part of a rule", "FREQ=WEEKLY"),
        ("INTERVAL=2", "FREQ is missing", "`DAILY`"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ stands twice", "one of them"),
        ("FREQ=HOURLY", "FREQ=HOURLY cannot be scheduled", "BYHOUR"),
        ("FREQ=SECONDLY;COUNT=3", "FREQ=SECONDLY cannot be scheduled", "BYHOUR"),
        ("FREQ=DAILY;BYSECOND=3", "BYSECOND is no part", "whole minute"),
        ("FREQ=DAILY;EXDATE=20261201T090000", "EXDATE is no part", "`except`"),
        ("FREQ=DAILY;BYDAYS=MO", "BYDAYS is no part", "BYDAY"),
        ("FREQ=DAILY;" + "X" * 60 + "=1", "XXX…", ""),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is out of range", "from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1,2", "INTERVAL takes one number", "one of them"),
        ("FREQ=DAILY;INTERVAL=x", "INTERVAL=X is out of range", "from 1 to 1000"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13 is out of range", "from 1 to 12"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH=-1 is out of range", "from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0 is out of range", "or from -31 to -1"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR=24 is out of range", "from 0 to 23"),
        ("FREQ=WEEKLY;BYDAY=MON", "BYDAY=MON is no day", "2MO"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO is no day", "2MO"),
        ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY=54MO is no day", "2MO"),
        ("FREQ=WEEKLY;WKST=MON", "WKST=MON is no day", "`MO`"),
        ("FREQ=DAILY;UNTIL=20261231", "UNTIL=20261231 is no time of a rule", "`until:`"),
        ("FREQ=DAILY;UNTIL=20261231T000000;COUNT=3", "UNTIL and COUNT exclude each other", "one of the two"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY cannot stand with FREQ=WEEKLY", "`DAILY`"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "BYYEARDAY cannot stand with FREQ=MONTHLY", "`YEARLY`"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO cannot stand with FREQ=MONTHLY", "`YEARLY`"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS picks from", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=1MO,-6FR", "no month has a day -6FR", "from 1 to 5"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=53MO", "no month has a day 53MO", "from 1 to 5"),
        ("FREQ=WEEKLY;BYDAY=2MO", "a day of the week has a number only", "FREQ=MONTHLY"),
        ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=2MO", "a day of the week has a number only", "FREQ=MONTHLY"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "no year has such a day", "together"),
        ("FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31,-31", "no year has such a day", "together"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, message: str, hint: str) -> None:
    """With the part, and with what to do."""
    with pytest.raises(RuleTextError) as caught:
        read_rule_text(text)
    assert (True, True) == (message in caught.value.message, hint in caught.value.hint), caught.value.args


def test_a_day_that_leap_years_alone_have_is_one() -> None:
    """The twenty-ninth of February comes."""
    assert ["2028-02-29T09:00"] == first("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", 1)


def test_a_rule_that_names_nothing_ends() -> None:
    """Every seventh day from a Tuesday on is never a Monday."""
    assert [] == first("FREQ=DAILY;INTERVAL=7;BYDAY=MO")
