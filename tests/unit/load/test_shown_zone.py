"""Zones that people name to see something in, and the instants of what other people wrote."""

from __future__ import annotations

from datetime import datetime

import pytest

from braze_gitops.load import find_zone, instant_in, zone_advice


def test_a_zone_of_a_place_is_found() -> None:
    """And UTC; it is the one of the pinned data."""
    found = [find_zone(name) for name in ("Europe/Berlin", "UTC")]
    assert ["Europe/Berlin", "UTC"] == [zone.key for zone in found if zone is not None]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Berlin", "did you mean `Europe/Berlin`?"),
        ("new york", "did you mean `America/New_York`?"),
        ("Europe/Berlni", "did you mean `Europe/Berlin`?"),
        ("EST", "did you mean `America/New_York`?"),
        ("+02:00", "use a name like America/New_York or Europe/Berlin"),
        ("", "use a name like America/New_York or Europe/Berlin"),
    ],
)
def test_what_is_no_zone_of_a_place_is_none(name: str, advice: str) -> None:
    """The advice names the one that is meant."""
    assert (None, advice) == (find_zone(name), zone_advice(name))


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/Berlin", "2026-12-09T09:00:00", "2026-12-09T08:00:00+00:00"),
        ("Europe/Berlin", "2026-07-09T09:00:00", "2026-07-09T07:00:00+00:00"),
        ("EST", "2026-12-09T09:00:00", "2026-12-09T14:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
        ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00+00:00"),
        ("Shop time", "2026-12-09T09:00:00", None),
    ],
    ids=["winter", "summer", "short", "twice", "left out", "unknown"],
)
def test_the_instant_of_a_wall_time(zone: str, wall: str, instant: str | None) -> None:
    """In the zone that stands beside it, if there is one of that name."""
    found = instant_in(zone, datetime.fromisoformat(wall))
    assert instant == (found.isoformat() if found is not None else None)
