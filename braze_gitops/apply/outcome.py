"""What an apply did, told so that it never claims more than was done (design.md 5.7)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

from braze_gitops.errors import ExitCode
from braze_gitops.model import Address, ScheduleId
from braze_gitops.plan import Change
from braze_gitops.state import Head, State, Status, Unrecorded

# Of several, the first holds (design.md section 8).
PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.ERROR,
    ExitCode.STATE,
    ExitCode.HELD,
    ExitCode.INVALID,
    ExitCode.STALE,
    ExitCode.UNAUTHORIZED,
    ExitCode.UNAVAILABLE,
    ExitCode.IN_DOUBT,
    ExitCode.INCOMPLETE,
    ExitCode.REFUSED,
    ExitCode.CHANGES,
)


class Result(StrEnum):
    """What became of one change.

    `not tried` made no call at all; `failed` made one or more and is not, or not wholly, done; `in doubt` left
    and nobody knows whether it was done.
    """

    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOT_TRIED = "not tried"
    IN_DOUBT = "in doubt"


class Ending(StrEnum):
    """Whether a run went through its plan, or why it stopped before."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    DENIED = "denied"
    UNREACHABLE = "unreachable"
    LIMIT = "limit"
    CLOCK = "clock"
    FENCED = "fenced"
    STORE = "store"

    @property
    def exit_code(self) -> ExitCode:
        """Return what this ending alone makes the process say."""
        return _ENDING_CODES[self]


_ENDING_CODES: Mapping[Ending, ExitCode] = {
    Ending.COMPLETE: ExitCode.DONE,
    Ending.INTERRUPTED: ExitCode.INTERRUPTED,
    Ending.DENIED: ExitCode.UNAUTHORIZED,
    Ending.UNREACHABLE: ExitCode.UNAVAILABLE,
    Ending.LIMIT: ExitCode.UNAVAILABLE,
    Ending.CLOCK: ExitCode.INCOMPLETE,
    Ending.FENCED: ExitCode.HELD,
    Ending.STORE: ExitCode.ERROR,
}

_RESULT_CODES: Mapping[Result, ExitCode] = {
    Result.DONE: ExitCode.DONE,
    Result.FAILED: ExitCode.INCOMPLETE,
    Result.BLOCKED: ExitCode.INCOMPLETE,
    Result.NOT_TRIED: ExitCode.INCOMPLETE,
    Result.IN_DOUBT: ExitCode.IN_DOUBT,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """What became of one change.

    `why` says in plain words why it is not done, empty when it is. `schedule_id` is the id the address has now,
    as far as Braze told us. `calls` counts the requests made for it, those without an answer included. `remarks`
    are what Braze said beside success, and what a person should know of a change that is done. `unavailable`
    says that Braze could not be reached or answered with server errors.
    """

    change: Change
    result: Result
    why: str = ""
    schedule_id: ScheduleId | None = None
    calls: int = 0
    remarks: tuple[str, ...] = ()
    unavailable: bool = False

    @property
    def address(self) -> Address:
        """Return the address of the change."""
        return self.change.address

    @property
    def exit_code(self) -> ExitCode:
        """Return what this change alone makes the process say."""
        return ExitCode.UNAVAILABLE if self.unavailable else _RESULT_CODES[self.result]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an apply did.

    `changes` holds one outcome for each change of the cleared plan that was to be made, in the plan's order, then
    the blocked ones. `ending` and `why` say whether and why it stopped early. `calls` counts all requests.
    `state` is the fold of all that is durable, `state.head` its version. `unrecorded` is what `RECORD` lines and
    outcomes.json must carry; it is empty unless the state could not be written. `snapshot_written` is False when
    nothing changed, or when only the journal could be written (a remark says so).
    """

    changes: tuple[ChangeOutcome, ...]
    ending: Ending
    state: State
    why: str = ""
    calls: int = 0
    remarks: tuple[str, ...] = ()
    unrecorded: tuple[Unrecorded, ...] = ()
    snapshot_written: bool = False

    @property
    def head(self) -> Head:
        """Return the version of the state after the apply."""
        return self.state.head

    def with_result(self, result: Result) -> tuple[ChangeOutcome, ...]:
        """Return the changes that ended so, in order."""
        return tuple(one for one in self.changes if one.result is result)

    @property
    def exit_code(self) -> ExitCode:
        """Return what the process says: of all that apply the first in the order of design.md section 8."""
        codes = {self.ending.exit_code, *(one.exit_code for one in self.changes)}
        if any(record.status is Status.IN_DOUBT for record in self.state.records.values()):
            codes.add(ExitCode.IN_DOUBT)
        if self.unrecorded:
            codes.add(ExitCode.ERROR if self.ending is Ending.STORE else ExitCode.HELD)
        return next((code for code in PRECEDENCE if code in codes), ExitCode.DONE)
