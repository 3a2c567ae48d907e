"""What people let pass in one plan, and what the run that applies it does and says: the two are compared here."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from braze_gitops.apply import ChangeOutcome, Outcome, Result
from braze_gitops.model import Call, CreateCall, DeleteCall, UpdateCall, thaw
from support.model_braze import Fate, LivingBraze
from support.model_program import Ran, Shown
from support.model_promise import BrokenPromise, demand
from support.model_wishes import Wish, body_of, comparable, thing_of

CUTOFF = timedelta(minutes=15)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One change of a plan that was shown and let pass: `wish` is None where nothing is wished any more."""

    action: str
    wish: Wish | None
    schedule_id: str | None
    imminent: bool


class Docket:
    """One run beside the plan it was given; `lied` are the things about which a person said what is not so."""

    def __init__(self, shown: Shown, braze: LivingBraze, *, lied: set[int], bodies: set[str]) -> None:
        self._braze = braze
        self._lied = lied
        self._bodies = bodies
        self.calls: Counter[str] = Counter()
        self.broken: BrokenPromise | None = None
        wishes = {wish.name: wish for wish in shown.wishes if not wish.elsewhere}
        self.approved: dict[str, Approval] = {}
        for change in shown.cleared.changes if shown.cleared is not None else ():
            before = change.before.schedule_id if change.before is not None else None
            self.approved[change.address] = Approval(
                action=change.action.value,
                wish=wishes.get(change.address),
                schedule_id=before,
                imminent="imminent" in shown.allowed,
            )

    def hear(self, call: Call) -> None:
        """Judge one request before it is carried out; what is wrong is told when the run has ended."""
        try:
            self._hear(call)
        except BrokenPromise as broken:
            self.broken = self.broken or broken

    def _hear(self, call: Call) -> None:
        match call:
            case CreateCall():
                self._hear_create(thaw(call.payload))
            case UpdateCall():
                self._hear_update(call)
            case DeleteCall():
                found = [name for name, one in self.approved.items() if one.schedule_id == call.schedule_id]
                deletes = [name for name in found if self.approved[name].action in ("delete", "replace")]
                demand("only what was reviewed", deletes, f"cancels {call.schedule_id}")
                self.calls[deletes[0]] += 1

    def _hear_create(self, body: object) -> None:
        assert isinstance(body, dict)
        found = self._of_thing(thing_of(body), ("create", "replace"))
        demand("only what was reviewed", found is not None, f"creates {body}")
        assert found is not None
        name, approval = found
        wish = approval.wish
        assert wish is not None
        demand("only what was reviewed", comparable(body) == comparable(body_of(wish)), f"creates {body}")
        demand("only what was reviewed", wish.is_active, f"creates what is paused: {name}")
        self._check_time(name, approval, wish)
        self.calls[name] += 1

    def _hear_update(self, call: UpdateCall) -> None:
        found = [name for name, one in self.approved.items() if one.schedule_id == call.schedule_id]
        name = next((name for name in found if self.approved[name].action == "update"), None)
        demand("only what was reviewed", name is not None, f"updates {call.schedule_id}")
        assert name is not None
        approval, kept = self.approved[name], self._braze.schedules.get(str(call.schedule_id))
        assert approval.wish is not None
        wanted = body_of(approval.wish)
        brought = {**wanted, "schedule": thaw(call.schedule)}
        if call.messages is not None:
            brought["messages"] = thaw(call.messages)
        demand("only what was reviewed", comparable(brought) == comparable(wanted), f"updates to {brought}")
        if approval.wish.thing not in self._lied:
            right = kept is not None and thing_of(kept.fields) == approval.wish.thing
            demand("ids are never mixed up", right, f"updates {call.schedule_id} for {name}")
        self._check_time(name, approval, approval.wish)
        self.calls[name] += 1

    def _of_thing(self, thing: int, actions: tuple[str, ...]) -> tuple[str, Approval] | None:
        for name, one in self.approved.items():
            if one.wish is not None and one.wish.thing == thing and one.action in actions:
                return name, one
        return None

    def _check_time(self, name: str, approval: Approval, wish: Wish) -> None:
        demand("nothing reaches the past", wish.first_at > self._braze.now, f"{name} at {wish.at}")
        begun = approval.action == "replace"  # its second half must not be left out for being late
        near = wish.first_at - self._braze.now < CUTOFF
        demand("the cutoff is kept", approval.imminent or begun or not near, f"{name} at {self._braze.now}")
        self._bodies.add(comparable(body_of(wish)))

    def check_words(self, ran: Ran, *, alone: bool) -> None:
        """Judge what a run said when it had ended; `alone` is False if another run changed things meanwhile."""
        if self.broken is not None:
            raise self.broken
        if ran.outcome is None:
            demand("no call without an outcome", ran.struck or not ran.heard, ran.error)
            return
        demand("the outcome counts its calls", ran.outcome.calls == len(ran.heard), ran.outcome.calls)
        for one in ran.outcome.changes:
            self._check_counts(one)
            if alone and one.result is Result.DONE:
                self._check_done(one, ran, ran.outcome)

    def _check_counts(self, one: ChangeOutcome) -> None:
        said = f"{_said(one)}, {self.calls[one.address]} calls"
        demand("the words are true", one.calls == self.calls[one.address], said)
        match one.result:
            case Result.NOT_TRIED | Result.BLOCKED:
                demand("the words are true", one.calls == 0, said)
            case Result.FAILED | Result.IN_DOUBT:
                demand("the words are true", one.calls > 0, said)

    def _check_done(self, one: ChangeOutcome, ran: Ran, outcome: Outcome) -> None:
        approval = self.approved[one.address]
        said = f"{_said(one)} {one.change.before} {ran.heard}"
        if approval.wish is not None and approval.wish.thing in self._lied:
            return
        if approval.action in ("delete", "replace"):
            kept = self._braze.schedules.get(str(approval.schedule_id))
            demand("the words are true", kept is None or kept.fate is not Fate.LIVE, said)
        if approval.action in ("create", "update", "replace"):
            kept = self._braze.schedules.get(str(one.schedule_id))
            demand("the words are true", kept is not None, said)
            assert kept is not None
            assert approval.wish is not None
            wanted = comparable(body_of(approval.wish))
            demand("the words are true", comparable(kept.fields) == wanted, f"{said}, but {kept}")
            demand("the words are true", kept.fate is not Fate.CANCELLED or kept.by_hand, f"{said}, but {kept}")
            record = outcome.state.records.get(one.address)
            demand("the words are true", record and record.schedule_id == one.schedule_id, said)

    def promises(self, shown: Shown, outcome: Outcome) -> Mapping[int, Wish]:
        """Return what a run said is arranged now, by thing."""
        wishes = {wish.name: wish for wish in shown.wishes if wish.is_active}
        done = {str(one.address) for one in outcome.changes if one.result is Result.DONE}
        found = {}
        for change in shown.plan.changes:
            wish, action = wishes.get(change.address), change.action.value
            if wish is None or change.block is not None or wish.first_at <= self._braze.now:
                continue
            made = action in ("create", "update", "replace") and change.address in done
            has_id = change.after is not None and change.after.schedule_id is not None
            if made or (action in ("none", "move") and not change.refresh and not change.deferred and has_id):
                found[wish.thing] = wish
        return found


def _said(one: ChangeOutcome) -> str:
    return f"{one.change.action.value} {one.address} is {one.result.value}: {one.why}"
