"""A Braze in memory that keeps what it was asked for, and fails where a test wants it to."""

import asyncio
import dataclasses
import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from braze_gitops.model import (
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Exchange,
    Json,
    JsonObject,
    Kind,
    SendIdPair,
    UpdateCall,
    Verb,
    freeze_object,
    send_id_pair,
    thaw,
    verb_of,
)


class Fault(StrEnum):
    """What a call meets instead of an answer; the first group is carried out, the second is not."""

    CUT_AFTER = "cut after"
    NO_ID = "no id"
    HALF = "half"
    CUT_BEFORE = "cut before"
    SERVER_ERROR = "server error"
    NOT_SENT = "not sent"
    LIMITED = "limited"
    REJECTED = "rejected"
    DENIED = "denied"
    ECHO = "echo"


REFUSALS = (Fault.REJECTED, Fault.ECHO)
CARRIED_OUT = (Fault.CUT_AFTER, Fault.NO_ID, Fault.HALF)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One call that reached the fake Braze: what it was, and whether it was carried out.

    For a send id `schedule_id` is that, and there is no kind.
    """

    verb: Verb
    kind: Kind | None
    schedule_id: str
    carried_out: bool


class MemoryBraze:
    """Keeps schedules by id; the nth call (from 0) meets `faults[n]`, in the order of arrival, over all workers.

    Without `refuses_deletes` a delete of what is there is never answered with 400: a refusal after a try without
    an answer means that the schedule is gone (design.md 5.5), so a Braze that did that could not be told apart.
    A create with a send id that was not made is refused; `send_ids_left` more can be made.
    """

    def __init__(self, faults: Mapping[int, Fault] | None = None) -> None:
        self.faults = dict(faults or {})
        self.refuses_deletes = True
        self.live: dict[str, JsonObject] = {}
        self.created: list[tuple[str, JsonObject]] = []
        self.made: list[Made] = []
        self.headers: dict[str, str] = {}
        self.send_ids: set[SendIdPair] = set()
        self.send_ids_left = 100
        self.limited = {"retry-after": "30"}
        self.calls = 0
        self.at_once = 0
        self.most_at_once = 0
        self.before: Callable[[Call], None] = lambda _: None
        self._ids = itertools.count(1)

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Carry out one call, or not, as ordered; nothing reaches this Braze that may not leave."""
        if not await leaving():
            return Exchange(left=False, complete=False, failure="the request was held back")
        self.before(call)
        number, self.calls = self.calls, self.calls + 1
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(0)
            return self._answer(call, self.faults.get(number))
        finally:
            self.at_once -= 1

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    def _answer(self, call: Call, fault: Fault | None) -> Exchange:
        if isinstance(call, DeleteCall) and fault in REFUSALS and not self.refuses_deletes:
            fault = None
        if fault is Fault.NOT_SENT:
            return Exchange(left=False, complete=False, failure="no connection could be made")
        if isinstance(call, CreateSendIdCall) and fault is None and self._is_one_too_many(call):
            return Exchange(status=429, body='{"message":"Rate Limited"}', headers={"retry-after": "40000"})
        carried_out = (fault is None or fault in CARRIED_OUT) and self._fits(call)
        body = self._carry_out(call) if carried_out else self._note(call)
        match fault:
            case Fault.CUT_AFTER | Fault.CUT_BEFORE:
                return Exchange(complete=False, failure="the connection broke before an answer came")
            case Fault.HALF:
                return Exchange(status=201, body=body[:-3], complete=False, failure="the answer was cut short")
            case Fault.NO_ID:
                return Exchange(status=201, body='{"message":"success"}')
            case Fault.SERVER_ERROR:
                return Exchange(status=500, body="")
            case Fault.LIMITED:
                return Exchange(status=429, body='{"message":"Rate Limited"}', headers=self.limited)
            case Fault.REJECTED:
                return Exchange(status=400, body='{"message":"Bad Request"}')
            case Fault.ECHO:
                return Exchange(status=400, body=json.dumps({"message": f"bad request: {_plain(call)}"}))
            case Fault.DENIED:
                return Exchange(status=401, body='{"message":"Invalid API key"}')
            case _ if not carried_out:
                return Exchange(status=404, body='{"message":"no such schedule"}', headers=self.headers)
            case _:
                return Exchange(status=201, body=body, headers=self.headers)

    def _is_one_too_many(self, call: CreateSendIdCall) -> bool:
        return self.send_ids_left <= 0 and (call.campaign_id, call.send_id) not in self.send_ids

    def _fits(self, call: Call) -> bool:
        match call:
            case CreateCall():
                pair = send_id_pair(call.payload)
                return pair is None or pair in self.send_ids
            case UpdateCall() | DeleteCall():
                return call.schedule_id in self.live
            case _:
                return not self._is_one_too_many(call)

    def _note(self, call: Call) -> str:
        self.made.append(_made(call, carried_out=False))
        return '{"message":"refused"}'

    def _carry_out(self, call: Call) -> str:
        tail = ""
        match call:
            case CreateCall():
                named = f"id-{next(self._ids)}"
                self.live[named] = call.payload
                self.created.append((named, call.payload))
                tail = f',"schedule_id":"{named}"'
            case UpdateCall():
                named = str(call.schedule_id)
                changes: dict[str, Json] = {"schedule": call.schedule}
                if call.messages is not None:
                    changes["messages"] = call.messages
                self.live[named] = freeze_object({**self.live[named], **changes})
            case DeleteCall():
                named = str(call.schedule_id)
                del self.live[named]
            case _:
                named, pair = call.send_id, (call.campaign_id, call.send_id)
                self.send_ids_left -= pair not in self.send_ids
                self.send_ids.add(pair)
                tail = f',"send_id":"{named}"'
        self.made.append(dataclasses.replace(_made(call, carried_out=True), schedule_id=named))
        return f'{{"message":"success"{tail}}}'


def _plain(call: Call) -> object:
    """Return the body of a create as an error message would repeat it, nothing of another call."""
    return thaw(call.payload) if isinstance(call, CreateCall) else {}


def _made(call: Call, *, carried_out: bool) -> Made:
    match call:
        case CreateSendIdCall():
            return Made(verb=verb_of(call), kind=None, schedule_id=call.send_id, carried_out=carried_out)
        case CreateCall():
            return Made(verb=verb_of(call), kind=call.kind, schedule_id="", carried_out=carried_out)
        case _:
            named = str(call.schedule_id)
            return Made(verb=verb_of(call), kind=call.kind, schedule_id=named, carried_out=carried_out)
