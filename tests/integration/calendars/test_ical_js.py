"""The other implementation of RFC 5545, which tests compare with: it is there and it answers."""

import subprocess
from datetime import date, datetime

import pytest

from support.ical_js import Expansion, Rule, Start, expand_rules, read_calendar

pytestmark = [pytest.mark.deep, pytest.mark.needs("node", "ical.js")]

_wall = datetime.fromisoformat

_CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:somebody else\r
BEGIN:VEVENT\r
UID:one\r
DTSTAMP:20261120T090000Z\r
DTSTART:20261127T140000Z\r
SUMMARY:One\\, two\\; th\r
 ree\r
CATEGORIES:a,b\\,c\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:two\r
DTSTAMP:20261120T090000Z\r
DTSTART:20261127T140000\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:three\r
DTSTAMP:20261120T090000Z\r
DTSTART;VALUE=DATE:20261127\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("America/New_York", _wall("2026-11-27T09:00")), ("Asia/Kolkata", _wall("2026-11-27T19:30"))],
    ids=["west", "east"],
)
def test_an_instant_is_shown_on_the_clock_of_the_zone_it_is_read_in(zone: str, shown: datetime) -> None:
    """UTC becomes the reader's own time; a floating time and a date stay as written."""
    calendar = read_calendar(_CALENDAR, zone=zone)
    assert [event.start for event in calendar.events] == [
        Start(form="utc", local=shown),
        Start(form="floating", local=_wall("2026-11-27T14:00")),
        Start(form="date", local=date(2026, 11, 27)),
    ]


def test_texts_are_unfolded_and_without_escapes() -> None:
    """What comes back is what a person reads."""
    event = read_calendar(_CALENDAR, zone="UTC").events[0]
    assert ("One, two; three", ("a", "b,c")) == (event.summary, event.categories)


def test_what_is_no_calendar_is_refused() -> None:
    """A reader that takes anything would prove nothing."""
    with pytest.raises(subprocess.CalledProcessError):
        read_calendar(_CALENDAR.removesuffix(b"END:VCALENDAR\r\n"), zone="UTC")


def test_rules_are_expanded_on_wall_clock_time() -> None:
    """Each rule has its own answer, and a rule that is none has words."""
    good, bad = expand_rules(
        [
            Rule(start=_wall("2026-01-30T09:00"), rule="FREQ=MONTHLY;BYDAY=-1FR", limit=2),
            Rule(start=_wall("2026-01-30T09:00"), rule="FREQ=SOMETIMES"),
        ]
    )
    assert Expansion(times=(_wall("2026-01-30T09:00"), _wall("2026-02-27T09:00"))) == good
    assert bad.error
    assert not bad.times
