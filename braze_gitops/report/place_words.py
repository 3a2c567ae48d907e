"""Places that people know by their distance from UTC, right on the date that is asked for.

A place whose clocks change is named only in months in which they never do, by rules that have long held; in the
others a place near it without such changes stands for it. The tests compare all with the time zone data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

_WINTER = frozenset({12, 1, 2})
_SUMMER = frozenset({4, 5, 6, 7, 8, 9, 10})
_EUROPE_WINTER = frozenset({11, 12, 1, 2})
_EUROPE_SUMMER = frozenset({4, 5, 6, 7, 8, 9})
_SOUTH_WINTER = frozenset({5, 6, 7, 8})
_SOUTH_SUMMER = frozenset({11, 12, 1, 2, 3})
_ALWAYS = frozenset(range(1, 13))

# By minutes east of UTC: places in words, the zone that has them, and the months in which they are there.
PLACES: Mapping[int, tuple[tuple[str, str, frozenset[int]], ...]] = {
    840: (("on Kiritimati", "Pacific/Kiritimati", _ALWAYS),),
    780: (
        ("in Auckland", "Pacific/Auckland", _SOUTH_SUMMER),
        ("in Tonga", "Pacific/Tongatapu", _ALWAYS),
    ),
    720: (("in Auckland", "Pacific/Auckland", _SOUTH_WINTER), ("in Fiji", "Pacific/Fiji", _ALWAYS)),
    660: (("in Sydney", "Australia/Sydney", _SOUTH_SUMMER), ("in Nouméa", "Pacific/Noumea", _ALWAYS)),
    600: (("in Sydney", "Australia/Sydney", _SOUTH_WINTER), ("in Brisbane", "Australia/Brisbane", _ALWAYS)),
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
        ("in Berlin", "Europe/Berlin", _EUROPE_SUMMER),
        ("in Johannesburg", "Africa/Johannesburg", _ALWAYS),
    ),
    60: (
        ("in Berlin", "Europe/Berlin", _EUROPE_WINTER),
        ("in London", "Europe/London", _EUROPE_SUMMER),
        ("in Lagos", "Africa/Lagos", _ALWAYS),
    ),
    0: (("in London", "Europe/London", _EUROPE_WINTER), ("in Reykjavik", "Atlantic/Reykjavik", _ALWAYS)),
    -60: (("in Cape Verde", "Atlantic/Cape_Verde", _ALWAYS),),
    -120: (("on South Georgia", "Atlantic/South_Georgia", _ALWAYS),),
    -180: (("in São Paulo", "America/Sao_Paulo", _ALWAYS),),
    -240: (
        ("in New York", "America/New_York", _SUMMER),
        ("in Puerto Rico", "America/Puerto_Rico", _ALWAYS),
    ),
    -300: (
        ("in New York", "America/New_York", _WINTER),
        ("in Chicago", "America/Chicago", _SUMMER),
        ("in Bogotá", "America/Bogota", _ALWAYS),
    ),
    -360: (
        ("in Chicago", "America/Chicago", _WINTER),
        ("in Denver", "America/Denver", _SUMMER),
        ("in Mexico City", "America/Mexico_City", _ALWAYS),
    ),
    -420: (
        ("in Denver", "America/Denver", _WINTER),
        ("in Los Angeles", "America/Los_Angeles", _SUMMER),
        ("in Phoenix", "America/Phoenix", _ALWAYS),
    ),
    -480: (
        ("in Los Angeles", "America/Los_Angeles", _WINTER),
        ("in Anchorage", "America/Anchorage", _SUMMER),
        ("on Pitcairn", "Pacific/Pitcairn", _ALWAYS),
    ),
    -540: (
        ("in Anchorage", "America/Anchorage", _WINTER),
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


def place_words(offset: timedelta, day: date) -> str:
    """Return where clocks are `offset` ahead of UTC on `day`: `in New York (UTC-5)`, or `at UTC-2:30` alone."""
    for words, _, months in PLACES.get(offset // timedelta(minutes=1), ()):
        if day.month in months:
            return f"{words} ({offset_words(offset)})"
    return f"at {offset_words(offset)}"
