"""The reference model: what people wished for, what they were shown, what Braze holds and did; nothing else.

It knows neither the planner nor the fold. Of the program it reads the plan as shown (address and action of each
change), the outcome as told, and the state as listed. What is wrong raises `BrokenPromise`, which names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from braze_gitops.model import ScheduleId, thaw
from braze_gitops.state import Record, State
from support.model_braze import Fate, Kept, LivingBraze
from support.model_docket import CUTOFF, Docket
from support.model_program import Ran, Shown
from support.model_promise import demand
from support.model_wishes import Wish, body_of, comparable, thing_of

# An address counts as sent for so long (design.md section 4).
REMEMBERED = timedelta(days=400)


class Judge:
    """Watches one world.

    `excused` are things of which nothing is expected: cancelled by hand, or arranged outside; `lied` are those
    about which a person said what is not so.
    """

    def __init__(self, braze: LivingBraze) -> None:
        self._braze = braze
        self.excused: set[int] = set()
        self.lied: set[int] = set()
        self.renamed: Counter[int] = Counter()
        self.things_named: dict[str, set[int]] = {}
        self._bodies: set[str] = set()
        self._meant: dict[int, set[datetime]] = {}
        self._promises: dict[int, Wish] = {}
        self._judged = 0
        self._head: tuple[int, str, int] = (0, "", 0)

    def open(self, shown: Shown) -> Docket:
        """Return what judges the run that will apply this plan."""
        for wish in shown.wishes:
            self.things_named.setdefault(wish.name, set()).add(wish.thing)
        docket = Docket(shown, self._braze, lied=self.lied, bodies=self._bodies)
        for approval in docket.approved.values():
            if approval.wish is not None:
                self._meant.setdefault(approval.wish.thing, set()).add(approval.wish.first_at)
        return docket

    def end(self, docket: Docket, ran: Ran, *, alone: bool) -> None:
        """Judge what a run said when it had ended, and take its word on what is arranged now."""
        docket.check_words(ran, alone=alone)
        gone = {one.schedule_id for one in docket.approved.values() if one.action in ("delete", "replace")}
        for kept in self._braze.schedules.values():
            if kept.id in gone:
                self._promises.pop(thing_of(kept.fields), None)
        for name, approval in docket.approved.items():
            if docket.calls[name] and approval.wish is not None:
                self._promises.pop(approval.wish.thing, None)
        if ran.outcome is not None and alone:
            for thing, wish in docket.promises(ran.shown, ran.outcome).items():
                if thing not in self.excused:
                    self._promises[thing] = wish

    def excuse(self, thing: int) -> None:
        """Expect nothing more of a thing: somebody cancelled it by hand, or left it outside."""
        self.excused.add(thing)
        self._promises.pop(thing, None)

    def was_sent(self, wish: Wish) -> bool:
        """Whether what ever stood under this name, or the one before, had its time come, or was stopped late."""
        things = {
            wish.thing,
            *self.things_named.get(wish.name, ()),
            *self.things_named.get(wish.moved_from or "", ()),
        }
        for _ in self.things_named:
            things |= {one for others in self.things_named.values() if others & things for one in others}
        over = {thing for thing, firsts in self._meant.items() if min(firsts) <= self._braze.now}
        late = {
            thing_of(kept.fields)
            for kept in self._braze.schedules.values()
            if kept.cancelled_at is not None and kept.first_at - kept.cancelled_at <= CUTOFF
        }
        return bool(things & (over | late))

    def look(self, state: State, *, may_fall_back_to: int | None = None) -> None:
        """Judge Braze and the state as they are between two steps."""
        self._check_sent()
        live: dict[int, list[Kept]] = {}
        for kept in self._braze.live():
            live.setdefault(thing_of(kept.fields), []).append(kept)
        for thing, several in live.items():
            if thing not in self.lied:
                demand("never twice", len(several) == 1, f"two live: {several}")
        ids = {one.schedule_id for one in state.records.values()} | {one.schedule_id for one in state.history}
        self._check_ids(live, state.records.values(), ids)
        for thing, wish in self._promises.items():
            if wish.first_at > self._braze.now:
                found = [comparable(kept.fields) for kept in live.get(thing, ())]
                demand(
                    "never miss a send", found == [comparable(body_of(wish))], f"{wish} is promised, not {found}"
                )
        self._check_version(state, may_fall_back_to)

    def _check_sent(self) -> None:
        for sent in self._braze.sent[self._judged :]:
            thing, body = thing_of(sent.fields), comparable(sent.fields)
            demand("only what was reviewed", body in self._bodies, f"sent {body}")
            earlier = [one for one in self._braze.sent if sent.at - REMEMBERED < one.at <= sent.at]
            times = sum(thing_of(one.fields) == thing for one in earlier)
            if thing not in self.lied:
                demand("never twice", times <= 1 + self.renamed[thing], f"thing {thing} was sent {times} times")
            promise = self._promises.pop(thing, None)
            kept = promise is None or comparable(body_of(promise)) == body
            demand("never miss a send", kept, f"{promise} is promised, sent {body}")
        self._judged = len(self._braze.sent)
        late = [wish for wish in self._promises.values() if wish.first_at <= self._braze.now]
        demand("never miss a send", not late, f"promised and not sent: {late}")

    def _check_ids(
        self, live: Mapping[int, list[Kept]], records: Iterable[Record], known: set[ScheduleId | None]
    ) -> None:
        open_things = set()
        for record in records:
            thing = thing_of_record(record)
            if record.unfinished is not None and record.schedule_id is None:
                open_things.add(thing)
            kept = self._braze.schedules.get(str(record.schedule_id))
            if record.schedule_id is None or thing in self.excused or kept is None:
                demand("no id is lost", kept or record.schedule_id is None or thing in self.excused, record)
                continue
            self._check_record(record, kept)
        for thing, several in live.items():
            lost = [kept for kept in several if kept.id not in known]
            demand("no id is lost", not lost or thing in open_things or thing in self.excused, lost)

    def _check_record(self, record: Record, kept: Kept) -> None:
        if record.status.value != "scheduled" or record.unfinished is not None or kept.by_hand:
            return
        if record.window.first_at <= self._braze.now:
            return
        demand("the state is true", kept.fate is Fate.LIVE, f"{record.address} is scheduled, {kept}")
        held = {key: kept.fields.get(key) for key in ("schedule", "segment_id", "campaign_id", "canvas_id")}
        said = thaw(record.payload)
        assert isinstance(said, dict)
        for key, value in held.items():
            demand("the state is true", said.get(key) == value, f"{record.address}: {key} is {value}")
        if len(comparable(kept.fields)) < 512:
            texts = ("messages", "trigger_properties", "context")
            same = all(said.get(key) == kept.fields.get(key) for key in texts)
            demand("the state is true", same, f"{record.address} says {said}, Braze {kept.fields}")

    def _check_version(self, state: State, may_fall_back_to: int | None) -> None:
        number, digest, serial = self._head
        head = state.head
        if may_fall_back_to is None:
            demand("a version only grows", head.number >= number and state.serial >= serial, (head, self._head))
            same = head.number > number or (head.digest, state.serial) == (digest, serial)
            demand("a version only grows", same, (head, self._head))
        else:
            demand("what is durable stays", head.number >= may_fall_back_to, (head, may_fall_back_to))
        self._head = (head.number, head.digest, state.serial)


def thing_of_record(record: Record) -> int:
    """Return which thing a record is about."""
    payload = thaw(record.payload)
    assert isinstance(payload, dict)
    return thing_of(payload)
