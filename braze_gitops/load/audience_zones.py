"""`audience_zones` of an environment: the first and the last zone that its people live in."""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone

from braze_gitops.load.section import Section
from braze_gitops.load.zones import read_zone, zone_fault, zones_version
from braze_gitops.model import WORLD, AudienceZone, AudienceZones

_KEY = "audience_zones"
_EXAMPLE = "write the farthest east, then the farthest west: `audience_zones: [Asia/Tokyo, UTC-12]`"
_OFFSET = re.compile(r"(?:UTC)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-5][0-9]))?\Z")
_WEST_MOST, _EAST_MOST = timedelta(hours=-12), timedelta(hours=14)
# Every zone changes its clocks by the same rules each year, but for a few that follow the moon.
_LOOKED_AT = timedelta(days=2 * 366)
_STEP = timedelta(days=5)


def read_audience_zones(section: Section) -> AudienceZones:
    """Return the zones that `section` says, the whole world where it says none or they cannot be read.

    Two zones of which each is farther east on some days are both counted on every day (`AudienceZones`).
    """
    if not section.has(_KEY):
        return WORLD
    value = section.value[_KEY]
    if not isinstance(value, list) or len(value) != 2:
        message = f"`{_KEY}` must be a list of two zones, the first and the last of its people"
        hint = f"{_EXAMPLE}; without the key the whole world counts"
        section.error("audience-zones-form", message, _KEY, hint=hint, at_key=value is None)
        return WORLD
    first, last = (_read_end(section, index, end) for index, end in enumerate(value))
    if first is None or last is None:
        return WORLD
    if _is_west_of(first, last):
        section.error(
            "audience-zones-order",
            f"{first.name} is west of {last.name}: a wall time comes there later, not first",
            _KEY,
            hint=f"write `{_KEY}: [{last.name}, {first.name}]`",
        )
        return WORLD
    return AudienceZones(first=first, last=last)


def _read_end(section: Section, index: int, value: object) -> AudienceZone | None:
    place = section.document.locate((*section.path, _KEY, index), False)
    offset = _OFFSET.match(value.strip()) if isinstance(value, str) else None
    if offset is not None:
        minutes = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        span = -minutes if offset["sign"] == "-" else minutes
        if _WEST_MOST <= span <= _EAST_MOST:
            rest = f":{offset['minutes']}" if int(offset["minutes"] or 0) else ""
            name = f"UTC{offset['sign']}{int(offset['hours'])}{rest}" if span else "UTC"
            return AudienceZone(name=name, clock=timezone(span))
        message = f"{value} is no offset that a place on Earth has"
        section.error_at(place, "audience-zones-offset", message, hint="the farthest are UTC+14 and UTC-12")
        return None
    if isinstance(value, str):
        fault = zone_fault(value)
        if fault is None:
            return AudienceZone(name=value, clock=read_zone(value))
        section.error_at(place, "audience-zones-unknown", fault[0], hint=fault[1])
        return None
    hint = "write a place like Asia/Tokyo, or an offset like UTC+9"
    section.error_at(place, "audience-zones-form", f"`{_KEY}` must name zones or offsets", hint=hint)
    return None


def _is_west_of(first: AudienceZone, last: AudienceZone) -> bool:
    """Whether `first` lies west of `last` on some days and east of it on none, in the years of the zone data."""
    begin = date(int(zones_version()[:4]), 1, 1)
    days = [begin + _STEP * step for step in range(_LOOKED_AT // _STEP)]
    sides = [(first.offsets_on(day)[1], last.offsets_on(day)[0]) for day in days]
    return any(east < west for east, west in sides) and not any(
        first.offsets_on(day)[0] > last.offsets_on(day)[1] for day in days
    )
