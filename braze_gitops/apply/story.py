"""The story of one change: what was called, what came back, and what that makes of the change.

It never tells more than was done: a change is done only when every one of its calls is, and each outcome is
durable; not tried only when no call was made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from braze_gitops.apply.outcome import ChangeOutcome, Result
from braze_gitops.apply.work import PlannedCall, Unit
from braze_gitops.model import Answer, ScheduleId, Verb, Verdict
from braze_gitops.plan import Action
from braze_gitops.state import Status

_ONLY_SEND_ID = "nothing was asked of Braze but its send id: "


@dataclasses.dataclass(slots=True, kw_only=True)
class Told:
    """One planned call as far as it has come: the last answer, and whether all answers are durable.

    `unanswered` says that a try before the last one left and got no clear answer, in this run or an earlier one.
    `spared` says that the answer is that to another change's call, which made the same send id.
    """

    planned: PlannedCall
    answer: Answer | None = None
    unanswered: bool = False
    recorded: bool = True
    spared: bool = False

    def hear(self, answer: Answer) -> None:
        """Take one more answer."""
        if self.answer is not None and self.answer.verdict is Verdict.UNKNOWN:
            self.unanswered = True
        self.answer = answer

    def take_over(self, answer: Answer) -> None:
        """Take the answer that another change got for the same send id."""
        self.answer = answer
        self.spared = True

    @property
    def is_done(self) -> bool:
        """Whether Braze is known to have done it; a refused delete is, if a try before it went unanswered."""
        if self.answer is None:
            return False
        refused = self.planned.verb is Verb.DELETE and self.answer.verdict is Verdict.REJECTED
        return self.answer.verdict is Verdict.DONE or (refused and self.unanswered)


class Story:
    """What happened to one unit so far; `why_not` is why its next call was not made, empty if it was."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.calls = 0
        self.why_not = ""
        self.remarks: list[str] = []
        self.parts = tuple(
            Told(planned=planned, unanswered=_was_unanswered(unit, planned)) for planned in unit.calls
        )

    def calls_due(self, told: Told) -> int:
        """Return how many calls the first try of this one is begun with: all of the change, or none beside.

        A send id that another change has asked for is no call of this one.
        """
        called = [part for part in self.parts if not part.spared]
        return len(called) if told is called[0] else 0

    def goes_on(self, told: Told) -> bool:
        """Whether the next call may be made after this one.

        That of a create may after a send id that is not known to be made: Braze refuses it if there is none. What
        is arranged is not cancelled for that.
        """
        if told.is_done:
            return True
        may_exist = told.answer is not None and told.answer.verdict in (Verdict.UNKNOWN, Verdict.REJECTED)
        return told.planned.new_send_id is not None and may_exist and self.unit.change.action is Action.CREATE

    @property
    def has_cancelled(self) -> bool:
        """Whether a delete of this unit was answered as done; that may not be durable yet."""
        return any(part.planned.verb is Verb.DELETE and part.is_done for part in self.parts)

    @property
    def deleted(self) -> bool:
        """Whether a delete of this unit is known to be done, and that is durable."""
        return any(part.planned.verb is Verb.DELETE and part.is_done and part.recorded for part in self.parts)

    @property
    def has_left(self) -> bool:
        """Whether its schedule is known to have left its time, and that is durable: it is cancelled or moved."""
        leaving = (Verb.DELETE, Verb.UPDATE)
        return any(part.planned.verb in leaving and part.is_done and part.recorded for part in self.parts)

    def outcome(self) -> ChangeOutcome:
        """Return what became of the change."""
        ended = (part for part in self.parts if not (self.goes_on(part) and part.recorded))
        last = next(ended, self.parts[-1])
        result, why, unavailable = self._judge(last)
        if why and last is not self.parts[0]:
            why = f"{self._so_far(last)}{why}"
        if self.deleted and last.answer is None:
            why = f"{why}; apply again, in time for it"
        if result is Result.NOT_TRIED and self.calls:
            result = Result.FAILED
        elif result is Result.FAILED and not self.calls:
            result = Result.NOT_TRIED
        return ChangeOutcome(
            change=self.unit.change,
            result=result,
            why=why,
            schedule_id=self._schedule_id(),
            calls=self.calls,
            remarks=(*self._on_send_id(last), *self.remarks),
            unavailable=unavailable,
        )

    def _so_far(self, last: Told) -> str:
        """Return what stands before the reason why the change ended with its part `last`, not the first."""
        if self.deleted:
            return "cancelled, but not scheduled again: "
        if last.answer is None and self.calls:
            return _ONLY_SEND_ID
        return "its send id was made; " if self._made_send_id else ""

    @property
    def _made_send_id(self) -> bool:
        first = self.parts[0]
        return first.planned.new_send_id is not None and first.is_done and not first.spared

    def _on_send_id(self, last: Told) -> Iterator[str]:
        """Yield what a person should know of a send id that is not known to be made, though the change went on."""
        first = self.parts[0]
        pair, answer = first.planned.new_send_id, first.answer
        if pair is None or answer is None or first.is_done or first is last:
            return
        said = answer.message
        if answer.verdict is Verdict.REJECTED:
            yield f"Braze refused to make the send id `{pair[1]}` ({said}): it may exist already"
        else:
            yield f"no clear answer when the send id `{pair[1]}` was made ({said}): it may or may not exist"

    def _judge(self, part: Told) -> tuple[Result, str, bool]:
        """Return result, reason and whether Braze was unavailable, all of one part."""
        answer = part.answer
        if answer is None:
            return Result.NOT_TRIED, self.why_not, False
        if not part.recorded and part.planned.new_send_id is not None:
            return Result.FAILED, f"{_ONLY_SEND_ID}the state could not be written", False
        if part.is_done:
            return (Result.DONE, "", False) if part.recorded else (Result.IN_DOUBT, _unwritten(answer), False)
        after = f"; then: {self.why_not}" if self.why_not else ""
        said = "; ".join((answer.message, *answer.remarks))
        if part.planned.new_send_id is not None:
            return self._judge_send_id(answer, said, after)
        match answer.verdict:
            case Verdict.NOT_SENT:
                return Result.FAILED, f"Braze could not be reached: {said}{after}", True
            case Verdict.LIMITED:
                return Result.FAILED, f"the rate limit is used up: {said}{after}", True
            case Verdict.UNKNOWN if part.planned.verb in (Verb.UPDATE, Verb.DELETE):
                again = "the next apply repeats it while there is time"
                return Result.FAILED, f"no clear answer ({said}): it may or may not be done, {again}{after}", True
            case Verdict.UNKNOWN:
                return Result.IN_DOUBT, f"no clear answer ({said}): it may or may not be scheduled", False
            case Verdict.REJECTED if part.planned.verb is Verb.DELETE:
                return Result.FAILED, f"Braze refused ({said}): it may be gone, a person must say", False
            case _:
                nothing = "nothing else was done" if self._made_send_id else "nothing was done"
                return Result.FAILED, f"Braze refused ({said}): {nothing}", False

    def _judge_send_id(self, answer: Answer, said: str, after: str) -> tuple[Result, str, bool]:
        """Return the same of a send id that ended the change: what is arranged stays as it is."""
        match answer.verdict:
            case Verdict.NOT_SENT:
                why = f"its send id was not made: Braze could not be reached: {said}{after}"
            case Verdict.LIMITED:
                why = f"its send id was not made: Braze makes no new ones now ({said}){after}"
            case Verdict.UNKNOWN:
                why = f"no clear answer when its send id was made ({said}): the next apply makes it again"
            case _:
                return Result.FAILED, f"Braze refused to make its send id ({said}): nothing was done", False
        return Result.FAILED, why, True

    def _schedule_id(self) -> ScheduleId | None:
        """Return the id the address has now, as far as Braze told us."""
        last = self.parts[-1]
        if last.planned.verb is Verb.CREATE:
            if last.answer is not None and last.is_done:
                return last.answer.schedule_id
            return None if self.deleted else self.unit.change.schedule_id
        return None if self.deleted else last.planned.schedule_id


def _was_unanswered(unit: Unit, planned: PlannedCall) -> bool:
    """Whether an earlier run's try of this delete went without an answer."""
    before = unit.change.before
    unfinished = before.unfinished if before is not None else None
    if before is None or before.status is Status.VANISHED:  # what stands there is a refusal
        return False
    return planned.verb is Verb.DELETE and unfinished is not None and unfinished.verb is Verb.DELETE


def _unwritten(answer: Answer) -> str:
    named = f" (schedule id {answer.schedule_id})" if answer.schedule_id is not None else ""
    return f"Braze did it{named}, but the state could not be written: keep its RECORD line"
