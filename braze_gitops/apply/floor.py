"""What all workers of one run share."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import datetime

from braze_gitops.apply.board import Board
from braze_gitops.apply.committer import Committer, Ticket
from braze_gitops.apply.halt import Halt
from braze_gitops.apply.outcome import ChangeOutcome, Ending
from braze_gitops.apply.pace import Pace
from braze_gitops.apply.ports import Braze, Clock, Progress
from braze_gitops.apply.retry import Next
from braze_gitops.apply.send_ids import SendIds
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.apply.work import PlannedCall
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.model import Answer, Exchange, ScheduleId, Verb, Verdict, send_id_pair
from braze_gitops.state import RunId, Unrecorded

# So many changes in a row that never left this machine: the fault is not theirs.
UNREACHABLE_IN_A_ROW = 5


@dataclasses.dataclass(slots=True, kw_only=True)
class Floor:
    """The parts of one run that its workers use together, and what they found.

    `ids` are all schedule ids the state or this run has met. `drained` ends when calls in flight have had their
    time after a stop. `first_key` is the fingerprint of a key that the state trusts as soon as Braze takes it.
    `outcomes` are by the number of the unit.
    """

    run: RunId
    settings: ApplySettings
    clock: Clock
    progress: Progress
    new_id: Callable[[], str]
    connect: Callable[[], Braze]
    board: Board
    committer: Committer
    halt: Halt
    pace: Pace
    ids: set[ScheduleId]
    drained: asyncio.Task[None]
    first_key: str | None = None
    send_ids: SendIds = dataclasses.field(default_factory=SendIds)
    outcomes: dict[int, ChangeOutcome] = dataclasses.field(default_factory=dict)
    unrecorded: list[Unrecorded] = dataclasses.field(default_factory=list)
    calls: int = 0
    _never_left: int = 0

    async def is_durable(self, ticket: Ticket) -> bool:
        """Whether what was handed in is durable; if not, nothing new starts any more."""
        try:
            await ticket.durable()
        except StateConflictError as error:
            self.halt.call(Ending.FENCED, f"another run has taken the state over: {error.message}")
        except StoreError as error:
            self.halt.call(Ending.STORE, error.message)
        else:
            return True
        return False

    async def is_ours(self) -> bool:
        """Whether no other run has taken the state over; if one has, nothing new starts any more."""
        try:
            if await self.committer.is_last():
                return True
            self.halt.call(Ending.FENCED, "another run has taken the state over")
        except StoreError as error:
            self.halt.call(Ending.STORE, error.message)
        return False

    def hear(
        self, planned: PlannedCall, exchange: Exchange, answer: Answer, following: Next, *, sent_at: datetime
    ) -> None:
        """Take note of what the answer to a request, made at `sent_at`, says to the whole run."""
        self.pace.heard(planned, exchange, answer.verdict, sent_at=sent_at)
        if answer.schedule_id is not None and planned.verb is Verb.CREATE:
            self.ids.add(answer.schedule_id)
        if planned.new_send_id is not None:
            self.send_ids.hear(planned.new_send_id, answer)
        elif planned.verb is Verb.CREATE and planned.record is not None and answer.verdict is Verdict.DONE:
            pair = send_id_pair(planned.record.payload)
            if pair is not None:
                self.send_ids.hear(pair, answer)
        if answer.verdict is Verdict.DENIED:
            self.halt.call(
                Ending.DENIED,
                f"Braze refuses the key ({answer.message}): it is wrong, lacks a permission, or belongs to "
                "another instance",
            )
        if exchange.status is not None:
            self._never_left = 0
        elif answer.verdict is Verdict.NOT_SENT and following is Next.NOTHING:
            self._never_left += 1
            if self._never_left >= UNREACHABLE_IN_A_ROW:
                self.halt.call(Ending.UNREACHABLE, f"Braze cannot be reached: {answer.message}")
