"""Places by their distance from UTC."""

from datetime import date, datetime, timedelta, timezone

import pytest

from braze_gitops.load.zones import read_zone
from braze_gitops.model import AudienceZone
from braze_gitops.report.place_words import PLACES, Season, is_in, offset_words, place_words


@pytest.mark.parametrize(
    ("minutes", "words", "zone_name", "season"),
    [(minutes, *place) for minutes, places in PLACES.items() for place in places],
    ids=[f"{place[1]}, {minutes} minutes" for minutes, places in PLACES.items() for place in places],
)
def test_every_place_has_its_offset(minutes: int, words: str, zone_name: str, season: Season) -> None:
    """On each day of its season, from 2026 to 2030, as the zone data says."""
    zone = read_zone(zone_name)
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(5 * 365)]
    wrong = [
        day
        for day in days
        if is_in(season, day)
        and {timedelta(minutes=minutes)}
        != {datetime(day.year, day.month, day.day, hour, tzinfo=zone).utcoffset() for hour in (0, 12, 23)}
    ]
    assert ([], True) == (wrong, words.split(maxsplit=1)[0] in {"in", "on"})


def test_every_offset_has_a_place_on_every_day() -> None:
    """The last of each has it all year."""
    assert not [minutes for minutes, places in PLACES.items() if places[-1][2] != ((1, 1), (12, 31))]


@pytest.mark.parametrize(
    ("hours", "month", "words"),
    [
        pytest.param(-5, 1, "in New York (UTC-5)", id="winter"),
        pytest.param(-5, 7, "in Chicago (UTC-5)", id="summer"),
        pytest.param(-5, 3, "in Panama (UTC-5)", id="the days around a change of clocks"),
        pytest.param(5.5, 7, "in Delhi (UTC+5:30)", id="half an hour"),
        pytest.param(0, 7, "in Reykjavik (UTC)", id="none"),
        pytest.param(-2.5, 7, "at UTC-2:30", id="no place"),
    ],
)
def test_a_place_fits_the_date(hours: float, month: int, words: str) -> None:
    """The same offset is another place in summer."""
    assert words == place_words(timedelta(hours=hours), date(2027, month, 10))


def test_offsets() -> None:
    """Minutes only where there are any."""
    assert ["UTC-3:30", "UTC+12:45", "UTC"] == [offset_words(timedelta(minutes=one)) for one in (-210, 765, 0)]


BERLIN, TELL_CITY = (
    AudienceZone(name=name, clock=read_zone(zone))
    for name, zone in (
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Indiana/Tell_City", "America/Indiana/Tell_City"),
    )
)
FIXED = AudienceZone(name="UTC+1", clock=timezone(timedelta(hours=1)))
ETC = AudienceZone(name="Etc/GMT-1", clock=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("known", "hours", "words"),
    [
        ((BERLIN,), 1, "in Berlin (UTC+1)"),
        ((TELL_CITY, BERLIN), -5, "in Tell City (UTC-5)"),
        ((BERLIN,), 2, "in Johannesburg (UTC+2)"),
        ((FIXED,), 1, "in Lagos (UTC+1)"),
        ((ETC,), 1, "in Lagos (UTC+1)"),
        ((), 1, "in Lagos (UTC+1)"),
    ],
    ids=["its own", "several words", "not on that day", "an offset", "no place", "none"],
)
def test_a_place_that_the_project_names_goes_first(
    known: tuple[AudienceZone, ...], hours: int, words: str
) -> None:
    """On a day on which it has that time; of zones without a place another one is told."""
    assert words == place_words(timedelta(hours=hours), date(2026, 10, 28), known)
