"""The exceptions of a series: dates, or times of one send, that are left out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from braze_gitops.load.loose import items
from braze_gitops.load.repeat_problem import DATE, read_wall, repeat_problem
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.model import Severity


def read_exceptions(
    repeat: Mapping[str, object], walls: Sequence[datetime]
) -> tuple[frozenset[datetime], tuple[TimeProblem, ...]]:
    """Return the wall times that are left out, and a warning for each exception that leaves out nothing."""
    left_out: set[datetime] = set()
    notes = []
    for at, written in enumerate(items(repeat.get("except"))):
        wall = read_wall(written, ("except", at), "repeat-except")
        is_day = isinstance(written, str) and DATE.match(written) is not None
        found = {one for one in walls if (one.date() == wall.date() if is_day else one == wall)}
        left_out |= found
        if not found:
            message = f"{written} is no time of this series, so nothing is left out"
            notes.append(
                repeat_problem(("except", at), "repeat-except-idle", message, "delete it", Severity.WARNING)
            )
    return frozenset(left_out), tuple(notes)
