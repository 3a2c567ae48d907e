"""What is wrong with a `schedule`: as a value, and as the way out of the checks that find it."""

from __future__ import annotations

import dataclasses

from braze_gitops.load.document import NodePath
from braze_gitops.model import Severity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TimeProblem:
    """What is wrong with a `schedule`; `key` is the one of its keys to mark, `inside` leads on from there."""

    key: str
    inside: NodePath = ()
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


class TimeRefused(Exception):  # noqa: N818 - a way out of the checks; it becomes a value at once
    """A key of a `schedule` that cannot be read, with what is wrong with it."""

    def __init__(self, key: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = TimeProblem(key=key, code=code, message=message, hint=hint)
