"""The entries of calls as a batch holds them (format version 1), read; `entry_fields.py` writes them.

These two are nearly all of a journal; the other entries are read in `entry_fields.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from braze_gitops.model import Address, Answer, Exchange, ScheduleId, Verb, Verdict
from braze_gitops.state import shape
from braze_gitops.state.entry import CallAnswered, CallIntended, RunId
from braze_gitops.state.fields import is_address
from braze_gitops.state.record import CallId, Record
from braze_gitops.state.record_reading import KINDS, read_addressed
from braze_gitops.state.shape import Shape, member_of, moment_of, refuse, text_map_of, texts_of_list

_VERBS: Mapping[str, Verb] = {one.value: one for one in Verb}
_VERDICTS: Mapping[str, Verdict] = {one.value: one for one in Verdict}
_WHERE = "an entry"


class _Intent(TypedDict):
    entry: str
    run: str
    call: str
    address: str
    verb: str
    kind: str
    schedule_id: str | None
    parent_id: str | None
    record: object
    then_deferred: object
    send_id: str | None
    at: str


class _Answered(TypedDict):
    entry: str
    run: str
    call: str
    exchange: object
    answer: object
    at: str


class _Exchange(TypedDict):
    status: int | None
    headers: object
    body: str
    failure: str
    complete: bool
    left: bool


class _Answer(TypedDict):
    verdict: str
    schedule_id: str | None
    dispatch_id: str | None
    message: str
    remarks: object


_INTENT: Shape[_Intent] = Shape(
    entry=shape.TEXT,
    run=shape.TEXT,
    call=shape.TEXT,
    address=shape.ADDRESS,
    verb=shape.TEXT,
    kind=shape.TEXT,
    schedule_id=shape.NO_TEXT,
    parent_id=shape.NO_TEXT,
    record=shape.NO_OBJECT,
    then_deferred=shape.NO_OBJECT,
    send_id=shape.NO_TEXT,
    at=shape.MOMENT,
)
_ANSWERED: Shape[_Answered] = Shape(
    entry=shape.TEXT,
    run=shape.TEXT,
    call=shape.TEXT,
    exchange=shape.OBJECT,
    answer=shape.OBJECT,
    at=shape.MOMENT,
)
_EXCHANGE: Shape[_Exchange] = Shape(
    status=shape.NO_WHOLE,
    headers=shape.EMPTY_OBJECT,
    body=shape.EMPTY_TEXT,
    failure=shape.EMPTY_TEXT,
    complete=shape.FALSE,
    left=shape.FALSE,
)
_ANSWER: Shape[_Answer] = Shape(
    verdict=shape.TEXT,
    schedule_id=shape.NO_TEXT,
    dispatch_id=shape.NO_TEXT,
    message=shape.EMPTY_TEXT,
    remarks=shape.EMPTY_LIST,
)


def read_intent(value: object) -> CallIntended:
    """Return the intent of a call, from the object that holds the entry.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    fields = _INTENT.take(value, _WHERE)
    schedule_id = fields["schedule_id"]
    if not is_address(fields["address"]):
        refuse(_WHERE, "address", "an address")
    return CallIntended(
        run=RunId(fields["run"]),
        call=CallId(fields["call"]),
        address=Address(fields["address"]),
        verb=member_of(fields["verb"], _VERBS, _WHERE, "verb"),
        kind=member_of(fields["kind"], KINDS, _WHERE, "kind"),
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        parent_id=fields["parent_id"],
        record=_record(fields["record"], "an entry, record"),
        then_deferred=_record(fields["then_deferred"], "an entry, then_deferred"),
        send_id=fields["send_id"],
        at=moment_of(fields["at"], _WHERE, "at"),
    )


def read_answered(value: object) -> CallAnswered:
    """Return what came back from a call, from the object that holds the entry.

    Raises:
        StateDamagedError: it does not have the shape this program writes.
    """
    fields = _ANSWERED.take(value, _WHERE)
    return CallAnswered(
        run=RunId(fields["run"]),
        call=CallId(fields["call"]),
        exchange=_read_exchange(fields["exchange"], "an entry, exchange"),
        answer=_read_answer(fields["answer"], "an entry, answer"),
        at=moment_of(fields["at"], _WHERE, "at"),
    )


def _record(value: object, where: str) -> Record | None:
    return read_addressed(value, where) if value is not None else None


def _read_exchange(value: object, where: str) -> Exchange:
    fields = _EXCHANGE.take(value, where)
    status = fields["status"]
    if status is not None and status < 0:
        refuse(where, "status", "a whole number from 0 on")
    return Exchange(
        status=status,
        headers=text_map_of(fields["headers"], where, "headers"),
        body=fields["body"],
        complete=fields["complete"],
        left=fields["left"],
        failure=fields["failure"],
    )


def _read_answer(value: object, where: str) -> Answer:
    fields = _ANSWER.take(value, where)
    schedule_id = fields["schedule_id"]
    return Answer(
        verdict=member_of(fields["verdict"], _VERDICTS, where, "verdict"),
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        dispatch_id=fields["dispatch_id"],
        message=fields["message"],
        remarks=texts_of_list(fields["remarks"], where, "remarks"),
    )
