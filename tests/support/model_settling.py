"""Bringing a world in order: people say what is true and mend their definitions, the program applies."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.plan import Plan
from braze_gitops.state import Status
from support.model_edits import Editing
from support.model_judge import thing_of_record
from support.model_person import doubtful, truth_about
from support.model_program import EVERY_GUARD
from support.model_promise import demand
from support.model_wishes import Wish, body_of, comparable, thing_of

HORIZON = timedelta(days=83)
LATER = timedelta(days=3)
ROUNDS = 8
# What one edit may need: a protection is lowered before the change, and a refused delete waits for a word.
MOST_APPLIES = 3


class Settling(Editing):
    """Adds what ends in order: after it the plan is empty and Braze holds what is defined."""

    def _apply_quietly(self) -> None:
        raise NotImplementedError

    def _settle(self) -> None:
        """Settle everything, and judge what is there then."""
        applies, plan = 0, self.program.show(self.wishes.values()).plan
        for _ in range(ROUNDS):
            mended = self._resolve_all() + self._mend_times()
            plan = self.program.show(self.wishes.values(), EVERY_GUARD).plan
            mended += self._mend_blocks(plan)
            if not mended and not self._busy(plan):
                break
            applies = 1 if mended else applies + 1
            demand("it converges", applies <= MOST_APPLIES, self._busy(plan))
            self._apply_quietly()
        else:
            demand("it converges", holds=False, what=self._busy(plan))
        self._check_live()
        self.count.settled += 1

    def _resolve_all(self) -> int:
        state = self.program.settled()
        waiting = doubtful(state)
        for record in waiting:
            state = self.program.settled()
            resolution, schedule_id = truth_about(record, state, self.braze, other=False)
            self.program.say(record.address, resolution, schedule_id)
        return len(waiting)

    def _mend_times(self) -> int:
        """Give what has never gone out a time to come."""
        mended = 0
        for name, wish in self.wishes.items():
            if wish.is_active and wish.first_at <= self.braze.now and not self.judge.was_sent(wish):
                self.wishes[name] = dataclasses.replace(wish, at=self.braze.now + LATER, local=False)
                mended += 1
        return mended

    def _mend_blocks(self, plan: Plan) -> int:
        mended = 0
        for change in plan.changes:
            wish = self.wishes.get(change.address)
            if change.block is None or (wish is not None and wish.thing in self.judge.excused):
                continue
            match change.block.code.value:
                case "already-sent":
                    demand("what is blocked is so", wish and self.judge.was_sent(wish), f"{change.block} {wish}")
                    self._rename_to_fresh(wish)
                case "missed" | "into-the-past" if wish is not None:
                    # It went out by what was there before, or its time was over before it was tried.
                    demand("what is blocked is so", wish.first_at <= self.braze.now, change.block)
                    self.wishes[wish.name] = dataclasses.replace(wish, at=self.braze.now + LATER, local=False)
                case "ambiguous-move":
                    for one in tuple(self.wishes.values()):
                        self._forget_old_name(one)
                case "external":
                    self._leave_outside(change.address, wish)
                    continue
                case code:
                    demand("what is blocked is so", code == "waits", change.block)
                    continue
            mended += 1
        return mended

    def _rename_to_fresh(self, wish: Wish | None) -> None:
        """Give a new send a new name, as the hint says."""
        assert wish is not None, "nothing is wished, so nothing was sent already"
        del self.wishes[wish.name]
        self.things += 1
        name = f"new-{self.things}"
        self.wishes[name] = dataclasses.replace(wish, thing=self.things, name=name, moved_from=None)

    def _leave_outside(self, address: str, wish: Wish | None) -> None:
        """Expect nothing of what a person said is arranged outside."""
        record = self.program.settled().records[address]  # type: ignore[index] # an address as plain text
        demand("what is blocked is so", record.status is Status.EXTERNAL, record)
        self.judge.excuse(thing_of_record(record))
        if wish is not None:
            self.judge.excuse(wish.thing)

    def _check_live(self) -> None:
        """Compare what is live at Braze with the definitions inside the horizon, field by field."""
        now, expected = self.braze.now, {}
        for wish in self.wishes.values():
            inside = wish.first_at > now and wish.last_at <= now + HORIZON
            if wish.is_active and inside and wish.thing not in self.judge.excused:
                expected[wish.thing] = comparable(body_of(wish))
        live = [kept for kept in self.braze.live() if thing_of(kept.fields) not in self.judge.excused]
        found = {thing_of(kept.fields): comparable(kept.fields) for kept in live}
        demand("what is defined is live", found == expected, f"defined {expected}, live {found}")

    def _busy(self, plan: Plan) -> list[str]:
        """Return what a plan still means to do, in words; what nothing is expected of is left out."""
        excused = {wish.name for wish in self.wishes.values() if wish.thing in self.judge.excused}
        return [
            f"{one.action.value} {one.address} {one.reasons} {one.block}"
            for one in plan.changes
            if (one.action.value != "none" or one.refresh or one.block is not None)
            and one.address not in excused
            and not (one.block is not None and one.block.code.value == "external")
        ]
