"""A time with an offset beside a `timezone`: both say the same thing, or they contradict each other."""

from __future__ import annotations

from datetime import timedelta, timezone

from braze_gitops.load.time_problem import TimeRefused
from braze_gitops.load.time_text import Written, wall_text
from braze_gitops.load.zone_change import FOLDS, offsets_in
from braze_gitops.load.zones import clear_zone_name, read_zone

_CODE = "timezone-and-offset"


def offset_beside_zone(written: Written, offset: timedelta, name: object, fold: str | None) -> TimeRefused:
    """Return the refusal of a time with `offset` beside the zone `name`; every way out that it names can be read.

    Where the wall time comes twice, `fold` may say which one is meant.
    """
    beside = f"the time has an offset ({written.zone}) and a `timezone`"
    delete = "delete `timezone`" if fold is None else "delete `timezone` and `fold`"
    try:
        zone = read_zone(clear_zone_name(name))
    except TimeRefused as refused:
        return TimeRefused("timezone", _CODE, f"{beside}, but {refused.problem.message}", delete)
    first, second = offsets_in(zone, written.wall)
    if first < second:
        message = f"{beside}, and in {zone.key} there is no such time: the clocks are moved forward over it"
        moment = written.wall.replace(tzinfo=timezone(offset)).astimezone(zone).replace(tzinfo=None)
        hint = f"{delete} to keep the offset, or write `time: {wall_text(moment)}` for the same moment there"
        return TimeRefused("timezone", _CODE, message, hint)
    ways = {"": first} if first == second else dict(zip(FOLDS, (first, second), strict=True))
    if fold in ways:
        ways = {fold: ways[fold]}
    time = f"`time: {wall_text(written.wall)}`"
    lines = {which: time if which in ("", fold) else f"{time} and `fold: {which}`" for which in ways}
    same = next((which for which, there in ways.items() if there == offset), None)
    if same is not None:
        return TimeRefused("timezone", _CODE, f"{beside}, which say the same thing twice", f"write {lines[same]}")
    offsets = " or ".join(str(timezone(there)).removeprefix("UTC") or "+00:00" for there in ways.values())
    message = f"{beside}, which contradict each other: {zone.key} has {offsets} then"
    hint = f"write {' or '.join(lines.values())} for that time there, or {delete} to keep the offset"
    return TimeRefused("timezone", _CODE, message, hint)
