"""Time zones: their data, from the pinned `tzdata` package alone, and their names as people write them.

Nothing comes from the machine, so that a plan is the same everywhere.
"""

from __future__ import annotations

import difflib
import functools
import importlib.resources
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # it ships no types; one string is read from it

from braze_gitops.load.findings import choices
from braze_gitops.load.time_problem import TimeRefused
from braze_gitops.load.zone_words import MEANT_ZONES, OFFSET


def zones_version() -> str:
    """Return the version of the time zone data, e.g. `2026f`."""
    return str(tzdata.IANA_VERSION)


@functools.cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones the pinned data knows."""
    text = (importlib.resources.files("tzdata") / "zones").read_text(encoding="utf-8")
    return frozenset(text.split())


@functools.cache
def clear_zone_names() -> frozenset[str]:
    """Return the zones a definition may name: those of places, `Area/City`, and UTC; no abbreviations."""
    return frozenset(name for name in zone_names() if "/" in name or name == "UTC")


@functools.cache
def read_zone(name: str) -> ZoneInfo:
    """Return the zone `name`, one of `zone_names`, from the pinned data."""
    file = importlib.resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with file.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def zone_fault(name: str) -> tuple[str, str] | None:
    """Return message and hint for a name that is no clear zone, None for one that is."""
    try:
        clear_zone_name(name)
    except TimeRefused as refused:
        return refused.problem.message, refused.problem.hint
    return None


def clear_zone_name(name: object) -> str:
    """Return the name of a zone that a definition may name.

    Raises:
        TimeRefused: it is none.
    """
    if isinstance(name, str) and name in zone_names():
        if name in clear_zone_names():
            return name
        message = f"{name} is too short for a time zone: such names mislead, and some never change their clocks"
        raise TimeRefused("timezone", "timezone-unclear", message, _zone_hint(name))
    written = str(name)
    shown = written if len(written) <= 64 else f"{written[:63]}…"
    raise TimeRefused("timezone", "timezone-unknown", f"{shown} is no time zone", _zone_hint(written[:64]))


def meant_zones(written: str) -> tuple[str, ...]:
    """Return the zones that may be meant by a name that is none; empty if nothing is like it."""
    asked = written.strip().lower().replace(" ", "_")
    return MEANT_ZONES.get(asked.upper()) or _similar_zones(asked)


def _zone_hint(written: str) -> str:
    asked = written.strip().lower().replace(" ", "_")
    if asked.upper() not in MEANT_ZONES and OFFSET.match(asked):
        return "delete `timezone` and write the offset after the time, like 2026-11-27T09:00:00+02:00"
    meant = meant_zones(written)
    if meant:
        return f"did you mean {choices(meant)}?"
    return "use a name like America/New_York or Europe/Berlin"


def _similar_zones(asked: str) -> tuple[str, ...]:
    # `Etc/GMT+5` means five hours the other way than people read it.
    by_lower = {known.lower(): known for known in clear_zone_names() if not known.startswith("Etc/")}
    ending = (lower for lower in sorted(by_lower) if lower.endswith(f"/{asked}"))
    near = next(ending, None) or next(iter(difflib.get_close_matches(asked, by_lower, n=1)), None)
    return (by_lower[near],) if near else ()
