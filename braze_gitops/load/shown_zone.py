"""Zones that something is shown in, and the instants of wall times that no definition wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from braze_gitops.load.findings import choices
from braze_gitops.load.zones import clear_zone_names, meant_zones, read_zone, zone_names


def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone that a person names, one of a place or UTC, from the pinned data; None for none."""
    return read_zone(name) if name in clear_zone_names() else None


def zone_advice(name: str) -> str:
    """Return which zone may be meant by a name that is none, as a question, else an example."""
    meant = meant_zones(name)
    return f"did you mean {choices(meant)}?" if meant else "use a name like America/New_York or Europe/Berlin"


def instant_in(name: str, wall: datetime) -> datetime | None:
    """Return the instant that a wall time has in a zone, UTC; None where the pinned data knows no such zone.

    Of a wall time that comes twice it is the first; one that is left out counts as if no clock had moved.
    """
    if name not in zone_names():
        return None
    return wall.replace(tzinfo=read_zone(name)).astimezone(UTC)
