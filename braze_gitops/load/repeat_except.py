"""The exceptions of a series: dates, or times of one send, that are left out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from braze_gitops.load.loose import items
from braze_gitops.load.repeat_problem import DATE, read_wall, repeat_problem
from braze_gitops.load.repeat_short import hours_text
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.model import Severity


def read_exceptions(
    repeat: Mapping[str, object], walls: Sequence[datetime]
) -> tuple[frozenset[datetime], tuple[TimeProblem, ...]]:
    """Return the wall times that are left out, and a warning for each exception that leaves out nothing more."""
    left_out: set[datetime] = set()
    notes = []
    for at, written in enumerate(items(repeat.get("except"))):
        wall = read_wall(written, ("except", at), "repeat-except")
        is_day = isinstance(written, str) and DATE.match(written) is not None
        day = [one for one in walls if one.date() == wall.date()]
        found = {one for one in day if is_day or one == wall}
        if not found:
            message = f"{written} is no time of this series, so nothing is left out"
            hours = hours_text(one.time() for one in day) if day else ""
            hint = f"on that day it sends at {hours}; `{wall:%Y-%m-%d}` alone is all of that day"
            notes.append(_warning(at, "repeat-except-idle", message, hint if day else "delete it"))
        elif found <= left_out:
            message = f"{written} is left out already"
            notes.append(_warning(at, "repeat-twice", message, "delete one of them"))
        left_out |= found
    return frozenset(left_out), tuple(notes)


def _warning(at: int, code: str, message: str, hint: str) -> TimeProblem:
    return repeat_problem(("except", at), code, message, hint, Severity.WARNING)
