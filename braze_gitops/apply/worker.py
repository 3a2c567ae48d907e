"""One worker: takes units, and for each call: intent durable, request, outcome durable, and only then reported.

The outcome of one call and the intent of the same worker's next are handed in without a pause between them, so
that they share a batch; what the outcome allows or tells waits until it is durable.
"""

from __future__ import annotations

import asyncio
import dataclasses

from braze_gitops.apply.bounds import too_late
from braze_gitops.apply.committer import Ticket
from braze_gitops.apply.floor import Floor
from braze_gitops.apply.last_look import LastLook
from braze_gitops.apply.people import hide_people
from braze_gitops.apply.ports import Braze
from braze_gitops.apply.reading import understand
from braze_gitops.apply.retry import Next, Tries, what_next
from braze_gitops.apply.story import Story, Told
from braze_gitops.apply.work import PlannedCall, Unit
from braze_gitops.model import Answer, Exchange, SendIdPair, Verdict
from braze_gitops.state import (
    CallAnswered,
    CallId,
    CallIntended,
    Entry,
    KeyTrusted,
    RecordForgotten,
    Unrecorded,
)

_DRAINED = "the run was asked to stop, and this answer did not come in time"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """An outcome that was handed in and is not yet known to be durable."""

    ticket: Ticket
    unit: Unit
    told: Told
    entry: CallAnswered


class Worker:
    """Works through the board over a connection of its own."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._braze: Braze | None = None
        self._owed: list[_Owed] = []
        self._finished: list[Story] = []

    async def work(self) -> None:
        """Take units until there are none, or nothing new may start; what was called is settled on return."""
        try:
            while (unit := await self._next()) is not None:
                story = Story(unit)
                await self._make(story)
                self._finished.append(story)
            await self._pay()
        finally:
            if self._braze is not None:
                await self._braze.close()

    async def _next(self) -> Unit | None:
        if self._floor.halt.is_set():
            return None
        unit = self._floor.board.take_now()
        if unit is None:
            await self._pay()
            unit = await self._floor.board.take()
        return unit

    async def _make(self, story: Story) -> None:
        """Make the calls of one unit, each only when the one before is done."""
        for told in story.parts:
            pair = told.planned.new_send_id
            if pair is None:
                await self._call(story, told)
            else:
                await self._make_send_id(story, told, pair)
            if not story.goes_on(told):
                return

    async def _make_send_id(self, story: Story, told: Told, pair: SendIdPair) -> None:
        """Make a send id, or take over what this run has heard of it from another change that needs it."""
        turn = self._floor.send_ids.turn(pair)
        if turn.locked():
            await self._pay()
        async with turn:
            answer = self._floor.send_ids.answer(pair)
            if answer is not None:
                told.take_over(answer)
            else:
                await self._call(story, told)

    async def _call(self, story: Story, told: Told) -> None:
        """Make one call as often as it needs to be and may be."""
        tries, following = Tries(), Next.AFTER_LIMIT
        while following is not Next.NOTHING:
            if following is Next.AFTER_PAUSE:
                await self._pay()
                await self._floor.pace.pause(tries.made)
            calls = 1 if tries.made else story.calls_due(told)
            if not await self._floor.pace.turn(told.planned, calls=calls, has_cancelled=self._finishes(story)):
                story.why_not = self._floor.halt.why
                return
            intent, look = await self._intend(story, told)
            if intent is None:
                return
            sent_at = self._floor.clock.now()
            exchange = await self._perform(told.planned, look)
            if look.held_back:
                story.why_not = look.held_back
                await self._take_back(story, told, intent)
                return
            self._floor.calls += 1
            story.calls += 1
            answer = understand(told.planned, exchange, known=self._floor.ids)
            exchange, answer = hide_people(exchange, answer, told.planned.call)
            tries = tries.after(answer.verdict)
            following = what_next(told.planned.verb, answer.verdict, tries, self._floor.settings)
            self._floor.hear(told.planned, exchange, answer, following, sent_at=sent_at)
            if following is Next.AFTER_LIMIT and self._floor.pace.why_not(told.planned):
                following = Next.NOTHING
            self._hand_in(story, told, intent.call, exchange, answer)
            if following is Next.AFTER_LIMIT:
                await self._pay()

    async def _intend(self, story: Story, told: Told) -> tuple[CallIntended | None, LastLook]:
        """Return the durable intent of a call that may be made now, and the look to take as its request leaves.

        The intent is None if the call may not be made, and the story says why.
        """
        planned = told.planned
        look = LastLook(self._floor, lambda: self._why_not(story, planned))
        story.why_not = self._why_not(story, planned)
        if story.why_not:
            return None, look
        self._braze = self._braze or self._floor.connect()
        intent = self._make_intent(story.unit, planned)
        ticket = self._floor.committer.submit((intent,), planned.texts)
        await self._pay()
        if not await self._floor.is_durable(ticket):
            story.why_not = self._floor.halt.why
            return None, look
        story.why_not = self._why_not(story, planned)
        if not story.why_not:
            return intent, look
        await self._take_back(story, told, intent)
        return None, look

    def _finishes(self, story: Story) -> bool:
        """Whether the next call completes a replace that has cancelled, and its answer would be waited for."""
        return story.has_cancelled and not self._floor.drained.done()

    def _why_not(self, story: Story, planned: PlannedCall) -> str:
        """Return why this call, which has its turn, may not be made now; empty if it may."""
        if self._floor.halt.ends_calls(has_cancelled=self._finishes(story)):
            return self._floor.halt.why
        now, cutoff = self._floor.clock.now(), self._floor.settings.cutoff
        late = too_late(story.unit.change, planned, now=now, cutoff=cutoff)
        return late or self._floor.pace.why_not(planned)

    def _make_intent(self, unit: Unit, planned: PlannedCall) -> CallIntended:
        return CallIntended(
            run=self._floor.run,
            call=CallId(self._floor.new_id()),
            address=unit.change.address,
            verb=planned.verb,
            kind=planned.kind,
            schedule_id=planned.schedule_id,
            parent_id=planned.parent_id,
            record=planned.record,
            then_deferred=planned.then_deferred,
            send_id=planned.new_send_id[1] if planned.new_send_id is not None else None,
            at=self._floor.clock.now(),
        )

    async def _take_back(self, story: Story, told: Told, intent: CallIntended) -> None:
        """Record that an intent led to no request; what cannot be recorded is kept as answers are."""
        exchange = Exchange(left=False, complete=False, failure=f"not tried: {story.why_not}")
        answer = Answer(verdict=Verdict.NOT_SENT, message=exchange.failure)
        entry = self._answered(intent.call, exchange, answer)
        ticket = self._floor.committer.submit((entry,))
        if not await self._floor.is_durable(ticket):
            self._keep(_Owed(ticket=ticket, unit=story.unit, told=told, entry=entry))

    async def _perform(self, planned: PlannedCall, look: LastLook) -> Exchange:
        """Make the request; once a stop was asked for, no longer than calls in flight may take."""
        assert self._braze is not None
        request = asyncio.ensure_future(self._braze.perform(planned.call, leaving=look.may_leave))
        try:
            await asyncio.wait({request, self._floor.drained}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not request.done():
                request.cancel()
        # Not by awaiting it: a cancellation of ours that arrives just then must not be taken for its own.
        await asyncio.wait({request})
        if not request.cancelled():
            return request.result()
        look.withdraw(self._floor.halt.why)
        return Exchange(complete=False, failure=_DRAINED)

    def _hand_in(self, story: Story, told: Told, call: CallId, exchange: Exchange, answer: Answer) -> None:
        """Hand an outcome to the committer; `_pay` waits for it."""
        told.hear(answer)
        story.remarks.extend(remark for remark in answer.remarks if remark not in story.remarks)
        entry = self._answered(call, exchange, answer)
        entries: tuple[Entry, ...] = (entry,)
        if told.is_done and told.planned.leaves_past(self._floor.clock.now(), self._floor.settings.cutoff):
            # Before the answer: after it there is no record left to forget.
            forgotten = RecordForgotten(address=story.unit.change.address, past=told.planned.past)
            entries = (forgotten, entry)
        if self._floor.first_key is not None and answer.verdict is Verdict.DONE:
            entries = (*entries, KeyTrusted(fingerprint=self._floor.first_key, at=self._floor.clock.now()))
            self._floor.first_key = None
        ticket = self._floor.committer.submit(entries)
        self._owed.append(_Owed(ticket=ticket, unit=story.unit, told=told, entry=entry))

    def _answered(self, call: CallId, exchange: Exchange, answer: Answer) -> CallAnswered:
        return CallAnswered(
            run=self._floor.run, call=call, exchange=exchange, answer=answer, at=self._floor.clock.now()
        )

    async def _pay(self) -> None:
        """Wait until every outcome handed in is durable, then report it, and settle the units that are over."""
        owed, self._owed = self._owed, []
        for one in owed:
            if await self._floor.is_durable(one.ticket):
                self._report(one)
            else:
                one.told.recorded = False
                self._keep(one)
        finished, self._finished = self._finished, []
        for story in finished:
            outcome = story.outcome()
            self._floor.outcomes[story.unit.number] = outcome
            self._floor.board.settle(story.unit, left=story.has_left)
            self._floor.progress.happened(
                "settled",
                {"address": outcome.address, "result": outcome.result.value, "why": outcome.why},
            )

    def _report(self, one: _Owed) -> None:
        self._floor.progress.happened(
            "answered",
            {
                "address": one.unit.change.address,
                "verb": one.told.planned.verb.value,
                "verdict": one.entry.answer.verdict.value,
                "message": one.entry.answer.message,
            },
        )

    def _keep(self, one: _Owed) -> None:
        planned, answer = one.told.planned, one.entry.answer
        unrecorded = Unrecorded(
            lineage=self._floor.committer.lineage,
            address=one.unit.change.address,
            kind=planned.kind,
            verb=planned.verb,
            schedule_id=planned.schedule_id or answer.schedule_id,
            entry=one.entry,
        )
        self._floor.unrecorded.append(unrecorded)
        self._floor.progress.happened("unrecorded", {"line": unrecorded.line})
