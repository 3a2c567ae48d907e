"""Places that people know by their distance from UTC, right on the date that is asked for.

A place whose clocks change is named only on days on which that is clear, by rules that have long held; around
a change a place near it without any stands for it. The tests compare all with the time zone data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from braze_gitops.model import AudienceZone

# From one month and day to another, both counted, over the turn of a year where the first is later.
Season = tuple[tuple[int, int], tuple[int, int]]

_ALWAYS: Season = ((1, 1), (12, 31))
_AMERICAN_SUMMER: Season = ((3, 15), (10, 31))
_AMERICAN_WINTER: Season = ((11, 8), (3, 7))
_EUROPEAN_SUMMER: Season = ((4, 1), (10, 24))
_EUROPEAN_WINTER: Season = ((11, 1), (3, 24))
_SOUTHERN_SUMMER: Season = ((10, 8), (3, 31))
_SOUTHERN_WINTER: Season = ((4, 8), (9, 23))

# By minutes east of UTC: places in words, the zone that has them, and when.
PLACES: Mapping[int, tuple[tuple[str, str, Season], ...]] = {
    840: (("on Kiritimati", "Pacific/Kiritimati", _ALWAYS),),
    780: (
        ("in Auckland", "Pacific/Auckland", _SOUTHERN_SUMMER),
        ("in Tonga", "Pacific/Tongatapu", _ALWAYS),
    ),
    720: (("in Auckland", "Pacific/Auckland", _SOUTHERN_WINTER), ("in Fiji", "Pacific/Fiji", _ALWAYS)),
    660: (("in Sydney", "Australia/Sydney", _SOUTHERN_SUMMER), ("in New Caledonia", "Pacific/Noumea", _ALWAYS)),
    600: (("in Sydney", "Australia/Sydney", _SOUTHERN_WINTER), ("in Brisbane", "Australia/Brisbane", _ALWAYS)),
    570: (("in Darwin", "Australia/Darwin", _ALWAYS),),
    540: (("in Tokyo", "Asia/Tokyo", _ALWAYS),),
    480: (("in Singapore", "Asia/Singapore", _ALWAYS),),
    420: (("in Bangkok", "Asia/Bangkok", _ALWAYS),),
    390: (("in Yangon", "Asia/Yangon", _ALWAYS),),
    360: (("in Dhaka", "Asia/Dhaka", _ALWAYS),),
    345: (("in Kathmandu", "Asia/Kathmandu", _ALWAYS),),
    330: (("in Delhi", "Asia/Kolkata", _ALWAYS),),
    300: (("in Karachi", "Asia/Karachi", _ALWAYS),),
    270: (("in Kabul", "Asia/Kabul", _ALWAYS),),
    240: (("in Dubai", "Asia/Dubai", _ALWAYS),),
    210: (("in Tehran", "Asia/Tehran", _ALWAYS),),
    180: (("in Istanbul", "Europe/Istanbul", _ALWAYS),),
    120: (
        ("in Berlin", "Europe/Berlin", _EUROPEAN_SUMMER),
        ("in Johannesburg", "Africa/Johannesburg", _ALWAYS),
    ),
    60: (
        ("in Berlin", "Europe/Berlin", _EUROPEAN_WINTER),
        ("in London", "Europe/London", _EUROPEAN_SUMMER),
        ("in Lagos", "Africa/Lagos", _ALWAYS),
    ),
    0: (("in London", "Europe/London", _EUROPEAN_WINTER), ("in Reykjavik", "Atlantic/Reykjavik", _ALWAYS)),
    -60: (("in Cape Verde", "Atlantic/Cape_Verde", _ALWAYS),),
    -120: (("on South Georgia", "Atlantic/South_Georgia", _ALWAYS),),
    -180: (("in Rio de Janeiro", "America/Sao_Paulo", _ALWAYS),),
    -240: (
        ("in New York", "America/New_York", _AMERICAN_SUMMER),
        ("in Puerto Rico", "America/Puerto_Rico", _ALWAYS),
    ),
    -300: (
        ("in New York", "America/New_York", _AMERICAN_WINTER),
        ("in Chicago", "America/Chicago", _AMERICAN_SUMMER),
        ("in Panama", "America/Panama", _ALWAYS),
    ),
    -360: (
        ("in Chicago", "America/Chicago", _AMERICAN_WINTER),
        ("in Denver", "America/Denver", _AMERICAN_SUMMER),
        ("in Mexico City", "America/Mexico_City", _ALWAYS),
    ),
    -420: (
        ("in Denver", "America/Denver", _AMERICAN_WINTER),
        ("in Los Angeles", "America/Los_Angeles", _AMERICAN_SUMMER),
        ("in Phoenix", "America/Phoenix", _ALWAYS),
    ),
    -480: (
        ("in Los Angeles", "America/Los_Angeles", _AMERICAN_WINTER),
        ("in Anchorage", "America/Anchorage", _AMERICAN_SUMMER),
        ("on Pitcairn", "Pacific/Pitcairn", _ALWAYS),
    ),
    -540: (
        ("in Anchorage", "America/Anchorage", _AMERICAN_WINTER),
        ("on the Gambier Islands", "Pacific/Gambier", _ALWAYS),
    ),
    -570: (("on the Marquesas", "Pacific/Marquesas", _ALWAYS),),
    -600: (("in Honolulu", "Pacific/Honolulu", _ALWAYS),),
    -660: (("in Pago Pago", "Pacific/Pago_Pago", _ALWAYS),),
    # Nobody lives there, and no zone of a place has it.
    -720: (("on Baker Island", "Etc/GMT+12", _ALWAYS),),
}


def offset_words(offset: timedelta) -> str:
    """Return a distance from UTC: `UTC+14`, `UTC-3:30`, `UTC`."""
    minutes = abs(offset) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    rest = f":{minutes % 60:02}" if minutes % 60 else ""
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60}{rest}"


def is_in(season: Season, day: date) -> bool:
    """Whether `day` lies in a season."""
    (first, last), at = season, (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def place_words(offset: timedelta, day: date, known: Iterable[AudienceZone] = ()) -> str:
    """Return where clocks are `offset` ahead of UTC on `day`: `in New York (UTC-5)`, or `at UTC-2:30` alone.

    A place of `known`, the zones that a project names, goes before all others.
    """
    for zone in known:
        region, _, city = zone.name.rpartition("/")
        if region and region != "Etc" and offset in zone.offsets_on(day):
            return f"in {city.replace('_', ' ')} ({offset_words(offset)})"
    for words, _, season in PLACES.get(offset // timedelta(minutes=1), ()):
        if is_in(season, day):
            return f"{words} ({offset_words(offset)})"
    return f"at {offset_words(offset)}"
