"""Rules as `load` expands them and as `dateutil` does, for tests that compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

from braze_gitops.load.repeat_rfc import read_rule_text
from braze_gitops.load.repeat_walls import walls_of
from braze_gitops.load.time_text import LAST_YEAR
from support.ical_js import Rule


def ours(rule: Rule) -> tuple[datetime, ...]:
    """Return the wall times of a rule, with the end it has."""
    read = read_rule_text(rule.rule)
    until = datetime.fromisoformat(read.until or "21001231T235959")
    walls = takewhile(lambda wall: wall <= until, walls_of(read.parts, rule.start))
    return tuple(islice(walls, min(read.count or rule.limit, rule.limit)))


def theirs(rule: Rule) -> tuple[datetime, ...]:
    """Return what `dateutil` makes of it."""
    found: Iterable[datetime] = rrulestr(rule.rule, dtstart=rule.start)
    return tuple(islice(takewhile(lambda wall: wall.year <= LAST_YEAR, found), rule.limit))


def aligned(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules that name anything, each starting at the first time it names.

    A calendar counts its start in, whether or not the rule names it; a series here does not.
    """
    found = ((rule, ours(rule)) for rule in rules)
    return tuple(Rule(start=walls[0], rule=rule.rule, limit=rule.limit) for rule, walls in found if walls)


def parts_of(rule: Rule) -> dict[str, str]:
    """Return the parts of a rule by their names."""
    pairs = (part.partition("=") for part in rule.rule.split(";"))
    return {name: value for name, _, value in pairs}


def is_read_otherwise(parts: Mapping[str, str]) -> bool:
    """Whether `dateutil` has a reading of its own, each told by an example in test_repeat_walls.py.

    Of weeks without a day; of weeks from the end of a year, or of those that may be the last, in the first days of
    January; and of the first week of a weekly rule with BYSETPOS.
    """
    if parts["FREQ"] == "WEEKLY":
        return "BYSETPOS" in parts
    weeks = parts["BYWEEKNO"].split(",") if "BYWEEKNO" in parts else []
    may_be_last = any(week in ("52", "53") or week.startswith("-") for week in weeks)
    return bool(weeks) and ("BYDAY" not in parts or may_be_last)
