"""What is wrong with a `schedule.repeat`, and the dates and wall times that stand in one."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from braze_gitops.load.document import NodePath
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.model import Severity

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\Z")


class RepeatRefusedError(Exception):
    """A repeat that cannot be read; it becomes a value at once."""

    def __init__(self, path: NodePath, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = repeat_problem(path, code, message, hint)


def read_wall(written: object, path: NodePath, code: str, *, end_of_day: bool = False) -> datetime:
    """Return a date or a wall time as written; of a date its first or last moment."""
    if isinstance(written, str):
        try:
            if DATE.match(written):
                return datetime.combine(date.fromisoformat(written), time.max if end_of_day else time.min)
            if _WALL.match(written):
                return datetime.fromisoformat(written)
        except ValueError:
            pass
    hint = "write a date like 2027-03-31, or a time like 2027-03-31T09:00 without an offset"
    raise RepeatRefusedError(path, code, f"{str(written)[:40]} is no date and no time", hint)


def repeat_problem(
    path: NodePath, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> TimeProblem:
    """Return what is wrong at `path` in the repeat."""
    return TimeProblem(key="repeat", inside=path, code=code, message=message, hint=hint, severity=severity)
