"""What a plan says of windows that `audience_zones` bounds: whom Braze reaches outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from braze_gitops.model import WORLD, AudienceZones, Finding, Severity, TimeMode
from braze_gitops.plan.change import Change


def zone_findings(changes: Iterable[Change], zones: AudienceZones) -> Iterator[Finding]:
    """Yield the note on local and optimal times of which some people of the world are outside of the window.

    One for all changes that do something, none where the windows cover the world or all times are plain.
    """
    days = {
        change.time.wall.date()
        for change in changes
        if change.is_written and change.time is not None and change.time.mode is not TimeMode.PLAIN
    }
    has_east, has_west = _is_bounded(zones, days)
    sides = []
    nobody = []
    if has_east:
        nobody.append(f"east of {zones.first.name}")
        sides.append("further east before it counts as begun")
    if has_west:
        nobody.append(f"west of {zones.last.name}")
        sides.append("further west after it counts as over")
    if not nobody:
        return
    yield Finding(
        severity=Severity.NOTE,
        code="audience-zones",
        message=f"`audience_zones` says that nobody lives {' or '.join(nobody)}: local and optimal times count as "
        f"begun and over by that. Braze sends to everybody all the same: {', '.join(sides)}",
        hint="if anybody lives there, widen it or take it out: what is changed or cancelled in time by these "
        "windows may have reached them",
    )


def _is_bounded(zones: AudienceZones, days: Iterable[date]) -> tuple[bool, bool]:
    """Return whether people of the world live east, and west, of `zones` on any of `days`."""
    found = [(zones.offsets_on(day), WORLD.offsets_on(day)) for day in days]
    return (
        any(high < most for (_, high), (_, most) in found),
        any(low > least for (low, _), (least, _) in found),
    )
