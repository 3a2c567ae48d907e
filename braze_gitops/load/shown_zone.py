"""Zones that something is shown in, and the instants of wall times that no definition wrote."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from braze_gitops.load.clock_time import clear_zone_names, read_zone, zone_names
from braze_gitops.load.findings import choices
from braze_gitops.load.zone_words import MEANT_ZONES


def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone that a person names, one of a place or UTC, from the pinned data; None for none."""
    return read_zone(name) if name in clear_zone_names() else None


def zone_advice(name: str) -> str:
    """Return which zone may be meant by a name that is none, as a question, else an example."""
    asked = name.strip().lower().replace(" ", "_")
    by_lower = {known.lower(): known for known in clear_zone_names() if not known.startswith("Etc/")}
    ending = [known for lower, known in sorted(by_lower.items()) if lower.endswith(f"/{asked}")]
    near = [by_lower[lower] for lower in difflib.get_close_matches(asked, by_lower, n=1)]
    meant = MEANT_ZONES.get(asked.upper()) or tuple(ending[:1]) or tuple(near)
    return f"did you mean {choices(meant)}?" if meant else "use a name like America/New_York or Europe/Berlin"


def instant_in(name: str, wall: datetime) -> datetime | None:
    """Return the instant that a wall time has in a zone, UTC; None where the pinned data knows no such zone.

    Of a wall time that comes twice it is the first; one that is left out counts as if no clock had moved.
    """
    if name not in zone_names():
        return None
    return wall.replace(tzinfo=read_zone(name)).astimezone(UTC)
