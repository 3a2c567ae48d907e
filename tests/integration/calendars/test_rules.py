"""What a `repeat` names is what ical.js names, rule by rule; each difference has its reason here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import compress

import pytest

from braze_gitops.load.clock_time import read_clock
from braze_gitops.load.repeat_rule import read_series
from braze_gitops.load.time_text import LAST_YEAR
from support.generated_rules import generated_rules
from support.ical_js import Rule, expand_rules
from support.second_opinion import aligned, is_read_otherwise, ours, parts_of, theirs

pytestmark = [pytest.mark.deep, pytest.mark.needs("node", "ical.js")]

GENERATED = 1100
AT_A_TIME = 100
# What ical.js does, though RFC 5545 section 3.3.10 says otherwise → the rules that meet it.
DIFFERENCES: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
    "weeks of the year are not counted": lambda parts: "BYWEEKNO" in parts,
    "BYSETPOS is not asked, or asked of each day": lambda parts: "BYSETPOS" in parts,
    "a second time of day comes on a day the rule does not name": lambda parts: (
        parts["FREQ"] != "DAILY" and len(_times(parts)) > 1
    ),
    "a month that BYMONTH does not name is looked at too, or the first one twice": lambda parts: (
        parts["FREQ"] == "MONTHLY" and "BYMONTH" in parts
    ),
    "a day of the month is looked for in the month of the start alone": lambda parts: (
        parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts and "BYMONTH" not in parts
    ),
    "a day that a month does not have becomes one of the next month": lambda parts: (
        parts["FREQ"] == "YEARLY" and any(day in parts.get("BYMONTHDAY", "") for day in ("29", "30", "31"))
    ),
    "BYYEARDAY beside BYMONTH names nothing": lambda parts: "BYYEARDAY" in parts and "BYMONTH" in parts,
    "a 53rd day of the week is looked for in years that have 52": lambda parts: "53" in parts.get("BYDAY", ""),
    "days of the month from its end are passed over": lambda parts: "-" in parts.get("BYMONTHDAY", ""),
    "days of the week beside days of the month are passed over": lambda parts: (
        "BYDAY" in parts and "BYMONTHDAY" in parts
    ),
}
# By hand, from the words of the page on series.
SHORT_FORMS = (
    ("2026-12-01T09:00", {"every": "day"}, "FREQ=DAILY"),
    ("2028-02-27T00:00", {"every": "day"}, "FREQ=DAILY"),
    ("2026-12-31T23:30", {"every": "day", "at": ["06:30", "23:30"]}, "FREQ=DAILY;BYHOUR=6,23;BYMINUTE=30"),
    ("2026-12-01T09:00", {"every": "weekday"}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    (
        "2026-12-04T17:00",
        {"every": "weekday", "at": ["09:00", "17:00"]},
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,17",
    ),
    ("2026-12-01T09:00", {"every": "week"}, "FREQ=WEEKLY;BYDAY=TU"),
    ("2026-12-01T09:00", {"every": "week", "on": ["mon", "thu"]}, "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("2026-12-27T09:00", {"every": "week", "on": ["sunday", "Sat"]}, "FREQ=WEEKLY;BYDAY=SA,SU"),
    (
        "2026-12-30T09:00",
        {"every": "week", "on": ["wed"], "at": ["10:15"]},
        "FREQ=WEEKLY;BYDAY=WE;BYHOUR=10;BYMINUTE=15",
    ),
    ("2027-01-31T09:00", {"every": "month", "on": [31]}, "FREQ=MONTHLY;BYMONTHDAY=31"),
    ("2028-02-29T09:00", {"every": "month", "on": [29]}, "FREQ=MONTHLY;BYMONTHDAY=29"),
    ("2026-12-01T09:00", {"every": "month", "on": [1, 15]}, "FREQ=MONTHLY;BYMONTHDAY=1,15"),
    ("2026-12-01T09:00", {"every": "month", "on": [15, "last"]}, "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
    ("2026-12-01T09:00", {"every": "month", "on": [-1]}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("2026-12-01T09:00", {"every": "month", "on": ["first monday"]}, "FREQ=MONTHLY;BYDAY=1MO"),
    ("2026-12-01T09:00", {"every": "month", "on": ["last fri", "second tue"]}, "FREQ=MONTHLY;BYDAY=-1FR,2TU"),
    ("2026-12-01T09:00", {"every": "month", "on": ["fourth sun", "third wed"]}, "FREQ=MONTHLY;BYDAY=4SU,3WE"),
)


def test_generated_rules_name_the_same_times(record_property: Callable[[str, object], None]) -> None:
    """More than five hundred are the same; where ical.js differs, `dateutil` agrees, but for what both miss."""
    rules = [rule for rule in aligned(generated_rules(GENERATED)) if not _hangs(parts_of(rule))]
    met: Counter[str] = Counter()
    unexplained = []
    same = 0
    for rule, answer in zip(rules, _asked(rules), strict=True):
        if answer == ours(rule):
            same += 1
            continue
        reasons = list(compress(DIFFERENCES, (applies(parts_of(rule)) for applies in DIFFERENCES.values())))
        met.update(reasons[:1])
        if not reasons or (ours(rule) != theirs(rule) and not is_read_otherwise(parts_of(rule))):
            unexplained.append((rule.start, rule.rule, ours(rule)[:3], answer[:3]))
    record_property("figure: rules compared", len(rules))
    record_property("figure: rules that are the same", same)
    record_property("figure: differences decided", sum(met.values()))
    assert [] == unexplained
    assert same >= 500
    assert set(DIFFERENCES) == set(met), "a reason that nothing meets any more"


def test_short_forms_name_the_same_times(record_property: Callable[[str, object], None]) -> None:
    """Each as a person would write it as a rule; twenty times of each."""
    for start, repeat, rule in SHORT_FORMS:
        clock, _ = read_clock({"time": f"{start}:00", "in_local_time": True})
        assert clock is not None
        series, problems = read_series({**repeat, "count": 20}, clock)
        assert series is not None, problems
        first, *_ = walls = tuple(series.walls.values())
        assert walls == theirs(Rule(start=clock.wall, rule=f"{rule};COUNT=20")), rule
        if len(walls) == len({wall.date() for wall in walls}):
            (answer,) = expand_rules([Rule(start=first, rule=rule, limit=20)])
            assert walls == answer.times, rule
    record_property("figure: rules compared", len(SHORT_FORMS))


def _asked(rules: list[Rule]) -> list[tuple[datetime, ...]]:
    """Return what ical.js answers, up to the last year there is; a refusal is no time at all."""
    parts = (rules[at : at + AT_A_TIME] for at in range(0, len(rules), AT_A_TIME))
    return [
        tuple(time for time in answer.times if time.year <= LAST_YEAR)
        for part in parts
        for answer in expand_rules(part)
    ]


def _hangs(parts: Mapping[str, str]) -> bool:
    """Whether ical.js never comes back: it looks for days from the end of a month, one by one."""
    return parts["FREQ"] == "DAILY" and "-" in parts.get("BYMONTHDAY", "")


def _times(parts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (hour, minute)
        for hour in parts.get("BYHOUR", "0").split(",")
        for minute in parts.get("BYMINUTE", "0").split(",")
    ]
