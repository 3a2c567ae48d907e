"""Every exception of the program, one tree.

Findings (`braze_gitops.model.Finding`) are values and are collected; an exception stops the run. Each class
knows its exit code (design.md section 8). Fields are attributes; the message is made from them, and no code
reads a message back.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

__all__ = [
    "BrazeError",
    "BrazeGitopsError",
    "ExitCode",
    "FileReferenceError",
    "InputError",
    "NotYetError",
    "PlanRefusedError",
    "RateLimitedError",
    "RejectedError",
    "SandboxError",
    "StalePlanError",
    "StateConflictError",
    "StateDamagedError",
    "StateError",
    "StateForeignError",
    "StateLockedError",
    "StateMissingError",
    "StateRolledBackError",
    "StateTooNewError",
    "StoreError",
    "UnauthorizedError",
    "UnavailableError",
    "UsageError",
]


class ExitCode(IntEnum):
    """What the process says when it ends (design.md section 8)."""

    DONE = 0
    ERROR = 1
    CHANGES = 2
    INVALID = 3
    UNAUTHORIZED = 4
    UNAVAILABLE = 5
    REFUSED = 6
    STALE = 7
    IN_DOUBT = 8
    HELD = 9
    STATE = 10
    INCOMPLETE = 11
    INTERRUPTED = 130


class BrazeGitopsError(Exception):
    """Something stops the run; `message` says what and where, `hint` what to do."""

    exit_code: ExitCode = ExitCode.ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message and, on a line of its own, the hint."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(BrazeGitopsError):
    """The command line asks for something that cannot be."""


class NotYetError(BrazeGitopsError):
    """Something the formats have a place for and this version cannot do."""


class FileReferenceError(BrazeGitopsError):
    """A `{from_file: …}` names a file that cannot be taken; the loader turns it into a finding."""

    exit_code = ExitCode.INVALID


class InputError(BrazeGitopsError):
    """Definitions or project file are invalid; `findings` holds all of them, in order.

    The findings are `braze_gitops.model.Finding` values; this module knows no room, so they are objects here.
    """

    exit_code = ExitCode.INVALID

    def __init__(self, message: str, *, findings: Sequence[object] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class StateError(BrazeGitopsError):
    """The state cannot be used; `path` says which file or folder."""

    exit_code = ExitCode.STATE

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path


class StateMissingError(StateError):
    """There is no state where the environment says it is; missing is never empty."""


class StateDamagedError(StateError):
    """A digest, the chain or the shape is wrong; the file is never overwritten."""


class StateForeignError(StateError):
    """The state belongs to another lineage, environment or endpoint than the project file names."""


class StateRolledBackError(StateError):
    """The state is older than one that was seen before, or another history than it had."""


class StateTooNewError(StateError):
    """A later version of the program wrote it."""


class StateConflictError(StateError):
    """Somebody else wrote the next batch: this run has been overtaken or was taken over."""

    exit_code = ExitCode.HELD


class StateLockedError(StateError):
    """Another run holds the state; `holder` says who, since when and from where."""

    exit_code = ExitCode.HELD

    def __init__(self, message: str, *, holder: str, path: str = "", hint: str = "") -> None:
        super().__init__(message, path=path, hint=hint)
        self.holder = holder


class StoreError(StateError):
    """The place that holds the state could not be read or written."""

    exit_code = ExitCode.ERROR


class PlanRefusedError(BrazeGitopsError):
    """A plan-wide guard stops the apply before its first call; `findings` are the guards' findings."""

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, findings: Sequence[object] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class StalePlanError(PlanRefusedError):
    """The plan was made from another state, other definitions or another endpoint, or its time has passed."""

    exit_code = ExitCode.STALE


class BrazeError(BrazeGitopsError):
    """A call to Braze did not end well; bodies and keys are redacted before they come here."""

    exit_code = ExitCode.UNAVAILABLE

    def __init__(
        self, message: str, *, path: str = "", status: int | None = None, request_id: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.status = status
        self.request_id = request_id


class RejectedError(BrazeError):
    """Braze says the request is wrong (4xx); nothing was done."""

    exit_code = ExitCode.INCOMPLETE


class UnauthorizedError(BrazeError):
    """401 or 403: the key, the instance or a permission is wrong; the run stops at once."""

    exit_code = ExitCode.UNAUTHORIZED


class RateLimitedError(BrazeError):
    """The limit is exhausted and the wait would be longer than allowed."""


class UnavailableError(BrazeError):
    """Braze could not be reached or answered with a server error."""


class SandboxError(BrazeGitopsError):
    """The local Braze cannot start, or its data folder cannot be used."""
