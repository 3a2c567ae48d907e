"""A Braze in memory whose time passes: it sends what is due, refuses what comes too late, and fails as ordered.

It is the ground truth of the model-based tests and knows nothing of the program but the calls it makes
(braze-api.md 1.5, 4, 5, 7.1, 9).
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from braze_gitops.model import Call, CreateCall, DeleteCall, Exchange, UpdateCall, thaw

HORIZON = timedelta(days=90)
EAST, WEST = timedelta(hours=14), timedelta(hours=12)


class Trouble(StrEnum):
    """What a call meets instead of its proper answer; see `CARRIED_OUT` for those that are carried out."""

    CUT_AFTER = "cut after"
    NO_ID = "no id"
    HALF = "half"
    ERROR_AFTER = "500 after"
    QUEUED = "202"
    PAGE = "a page"
    OTHER_ID = "other id"
    NOTICE = "notice"
    REDIRECT = "302 after"
    CUT_BEFORE = "cut before"
    TIMEOUT = "408"
    ERROR = "500"
    NOT_SENT = "not sent"
    LIMITED = "429"
    REJECTED = "400"
    DENIED = "401"
    FORBIDDEN = "403"


CARRIED_OUT = frozenset(
    {
        Trouble.CUT_AFTER,
        Trouble.NO_ID,
        Trouble.HALF,
        Trouble.ERROR_AFTER,
        Trouble.QUEUED,
        Trouble.PAGE,
        Trouble.OTHER_ID,
        Trouble.NOTICE,
        Trouble.REDIRECT,
    }
)
_ANSWERS: Mapping[Trouble, Exchange] = {
    Trouble.CUT_AFTER: Exchange(complete=False, failure="the connection broke before an answer came"),
    Trouble.CUT_BEFORE: Exchange(complete=False, failure="the connection broke before an answer came"),
    Trouble.NO_ID: Exchange(status=201, body='{"message":"success"}'),
    Trouble.ERROR_AFTER: Exchange(status=500),
    Trouble.ERROR: Exchange(status=503),
    Trouble.QUEUED: Exchange(status=202, body='{"message":"queued"}'),
    Trouble.PAGE: Exchange(status=200, body="<html>please sign in</html>"),
    Trouble.REDIRECT: Exchange(status=302),
    Trouble.TIMEOUT: Exchange(status=408),
    Trouble.NOT_SENT: Exchange(left=False, complete=False, failure="no connection could be made"),
    Trouble.LIMITED: Exchange(status=429, body='{"message":"Rate Limited"}', headers={"retry-after": "30"}),
    Trouble.REJECTED: Exchange(status=400, body='{"message":"Bad Request"}'),
    Trouble.DENIED: Exchange(status=401, body='{"message":"Invalid API key"}'),
    Trouble.FORBIDDEN: Exchange(status=403, body='{"message":"no permission"}'),
}


class Fate(StrEnum):
    """What became of a schedule at Braze."""

    LIVE = "live"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


@dataclasses.dataclass(slots=True)
class Kept:
    """One schedule as Braze keeps it: `first_at` and `last_at` bound when it goes out."""

    id: str
    kind: str
    fields: dict[str, object]
    first_at: datetime
    last_at: datetime
    made_at: datetime
    fate: Fate = Fate.LIVE
    by_hand: bool = False
    unanswered_delete: bool = False
    cancelled_at: datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that went out: its schedule, when, and what it said."""

    id: str
    at: datetime
    fields: Mapping[str, object]


class LivingBraze:
    """Keeps schedules, sends them as time passes, and answers calls, each well or with trouble."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.schedules: dict[str, Kept] = {}
        self.sent: list[Sent] = []
        self._numbers = itertools.count(1)

    def pass_time(self, now: datetime) -> None:
        """Let all go out that is due up to `now`, in order."""
        self.now = max(now, self.now)
        for kept in sorted(self.schedules.values(), key=lambda one: one.first_at):
            if kept.fate is Fate.LIVE and kept.first_at <= self.now:
                kept.fate = Fate.SENDING
                self.sent.append(Sent(id=kept.id, at=kept.first_at, fields=json.loads(json.dumps(kept.fields))))
            if kept.fate is Fate.SENDING and kept.last_at < self.now:
                kept.fate = Fate.SENT

    def live(self) -> list[Kept]:
        """Return what is still to go out."""
        return [kept for kept in self.schedules.values() if kept.fate is Fate.LIVE]

    def cancel_by_hand(self, schedule_id: str) -> None:
        """Cancel in the dashboard, where the program cannot see it."""
        kept = self.schedules[schedule_id]
        kept.fate, kept.by_hand = Fate.CANCELLED, True

    def answer(self, call: Call, trouble: Trouble | None, *, other_id: str | None) -> tuple[Exchange, Kept | None]:
        """Carry out `call`, or not, and return what comes back and the schedule that was touched.

        A delete of what is there is refused only if no earlier delete of it stays unanswered: a refusal after one
        means that it is gone (design.md 5.5).
        """
        if isinstance(call, DeleteCall) and trouble is Trouble.REJECTED:
            known = self.schedules.get(str(call.schedule_id))
            if known is not None and known.unanswered_delete:
                trouble = None
        if trouble is not None and trouble not in CARRIED_OUT:
            self._note_unanswered(call, trouble)
            return _ANSWERS[trouble], None
        answer, kept = self._carry_out(call)
        if kept is None or trouble is None:
            return answer, kept
        self._note_unanswered(call, trouble)
        return self._spoilt(answer, trouble, other_id), kept

    def _spoilt(self, answer: Exchange, trouble: Trouble, other_id: str | None) -> Exchange:
        if trouble is Trouble.HALF:
            return dataclasses.replace(answer, body=answer.body[:-3], complete=False, failure="cut short")
        body = json.loads(answer.body)
        if trouble is Trouble.NOTICE:
            return dataclasses.replace(answer, body=json.dumps({**body, "notice": "look at this"}))
        if trouble is Trouble.OTHER_ID:
            body = {**body, "schedule_id": other_id} if other_id is not None else body
            return dataclasses.replace(answer, body=json.dumps(body))
        return _ANSWERS[trouble]

    def _note_unanswered(self, call: Call, trouble: Trouble) -> None:
        clear = {Trouble.NOT_SENT, Trouble.LIMITED, Trouble.REJECTED, Trouble.DENIED, Trouble.FORBIDDEN}
        if isinstance(call, DeleteCall) and trouble not in clear:
            self.leave_unanswered(call)

    def leave_unanswered(self, call: Call) -> None:
        """Remember that a delete was asked for and its answer never heard."""
        if isinstance(call, DeleteCall) and str(call.schedule_id) in self.schedules:
            self.schedules[str(call.schedule_id)].unanswered_delete = True

    def _carry_out(self, call: Call) -> tuple[Exchange, Kept | None]:
        match call:
            case CreateCall():
                return self._create(call)
            case UpdateCall():
                return self._update(call)
            case DeleteCall():
                return self._delete(call)
        raise AssertionError(f"no such call: {call}")

    def _create(self, call: CreateCall) -> tuple[Exchange, Kept | None]:
        fields = thaw(call.payload)
        assert isinstance(fields, dict)
        first_at, last_at = window(fields["schedule"])
        if not self.now < first_at or last_at > self.now + HORIZON:
            return _refused("the time is over, or too far ahead"), None
        named = f"id-{next(self._numbers)}"
        kept = self.schedules[named] = Kept(named, call.kind.value, fields, first_at, last_at, self.now)
        return _success(201, schedule_id=named, dispatch_id=f"d-{named}"), kept

    def _update(self, call: UpdateCall) -> tuple[Exchange, Kept | None]:
        kept = self.schedules.get(str(call.schedule_id))
        if kept is None or kept.fate is not Fate.LIVE or kept.kind != call.kind.value:
            return _refused("it cannot be updated any more"), None
        first_at, last_at = window(call.schedule)
        if not self.now < first_at or last_at > self.now + HORIZON:
            return _refused("the time is over, or too far ahead"), None
        kept.fields = {**kept.fields, "schedule": thaw(call.schedule)}
        if call.messages is not None:
            kept.fields["messages"] = thaw(call.messages)
        kept.first_at, kept.last_at = first_at, last_at
        return _success(200), kept

    def _delete(self, call: DeleteCall) -> tuple[Exchange, Kept | None]:
        kept = self.schedules.get(str(call.schedule_id))
        if kept is None or kept.fate not in (Fate.LIVE, Fate.SENDING) or kept.kind != call.kind.value:
            return _refused("there is no such schedule"), None
        kept.fate, kept.cancelled_at = Fate.CANCELLED, self.now
        return _success(200), kept


def window(schedule: object) -> tuple[datetime, datetime]:
    """Return first and last instant of a `schedule` object; local and optimal time spread over all zones (7.1)."""
    assert isinstance(schedule, Mapping)
    text = str(schedule["time"])
    if schedule.get("at_optimal_time"):
        midnight = datetime.combine(datetime.fromisoformat(text).date(), time.min, UTC)
        return midnight - EAST, midnight + timedelta(days=1) + WEST
    if schedule.get("in_local_time"):
        named = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return named - EAST, named + WEST
    named = datetime.fromisoformat(text)
    return named, named


def _success(status: int, **more: str) -> Exchange:
    return Exchange(status=status, body=json.dumps({"message": "success", **more}))


def _refused(why: str) -> Exchange:
    return Exchange(status=400, body=json.dumps({"message": why}))
