"""What an apply did, as the reports see it; fits their protocols."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

from braze_gitops.model import ScheduleId
from braze_gitops.plan import Change
from braze_gitops.state import State
from support.reviews import a_state


class Word(StrEnum):
    """Results and endings as the apply names them."""

    COMPLETE = "complete"
    DENIED = "denied"
    FENCED = "fenced"
    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOT_TRIED = "not tried"
    IN_DOUBT = "in doubt"


@dataclasses.dataclass(frozen=True, kw_only=True)
class One:
    """What became of one change."""

    change: Change
    result: StrEnum
    why: str = ""
    schedule_id: ScheduleId | None = None
    calls: int = 1
    remarks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer the state could not take."""

    line: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Whole:
    """What an apply did."""

    changes: tuple[One, ...] = ()
    ending: StrEnum = Word.COMPLETE
    why: str = ""
    calls: int = 1
    remarks: tuple[str, ...] = ()
    unrecorded: tuple[Kept, ...] = ()
    state: State = dataclasses.field(default_factory=a_state)
