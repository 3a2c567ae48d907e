"""A weekly series as plans see it, and what a plan says of it."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import DesiredSchedule, TimeMode
from braze_gitops.plan import BlockCode, Change, Plan
from braze_gitops.state import Past
from support.plans import ANCHOR, make_desired, make_past, make_recorded

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# Two days after the first send.
NOW = ANCHOR + 2 * DAY


def send(
    number: int, *, shift: timedelta = timedelta(), every: timedelta = WEEK, mode: TimeMode = TimeMode.PLAIN
) -> DesiredSchedule:
    """Return the send of a weekly series that many weeks after the first, moved by `shift`."""
    at = ANCHOR + number * WEEK + shift
    return make_desired(f'news["{at:%Y-%m-%d}"]', at=at, every=every, mode=mode)


def past(one: DesiredSchedule) -> Past:
    """Return what history keeps of a send."""
    return make_past(make_recorded(one))


def needs(plan: Plan) -> dict[str, tuple[BlockCode, ...]]:
    """Return what each change of a plan needs, where it needs something."""
    return {change.address: change.needs for change in plan.changes if change.needs}


def only(plan: Plan) -> Change:
    """Return the one change of a plan."""
    (change,) = plan.changes
    return change
