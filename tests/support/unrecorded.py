"""Answers that a state could not take."""

from __future__ import annotations

from datetime import datetime

from braze_gitops.model import Address, Answer, Exchange, Kind, Lineage, ScheduleId, Verb, Verdict
from braze_gitops.state import CallAnswered, CallId, RunId, Unrecorded
from support.states import LINEAGE, NOW


def unrecorded(
    address: str = "teaser",
    *,
    verb: Verb = Verb.CREATE,
    verdict: Verdict = Verdict.DONE,
    schedule_id: str | None = "sch-1",
    dispatch_id: str | None = "dis-1",
    call: str = "call-1",
    status: int | None = 201,
    kind: Kind = Kind.MESSAGE,
    lineage: str = LINEAGE,
    at: datetime = NOW,
) -> Unrecorded:
    """Return an answer that could not be written."""
    ident = ScheduleId(schedule_id) if schedule_id is not None else None
    return Unrecorded(
        lineage=Lineage(lineage),
        address=Address(address),
        kind=kind,
        verb=verb,
        schedule_id=ident,
        entry=CallAnswered(
            run=RunId("run-1"),
            call=CallId(call),
            exchange=Exchange(status=status, body='{"message": "success"}'),
            answer=Answer(
                verdict=verdict,
                schedule_id=ident if verb is Verb.CREATE else None,
                dispatch_id=dispatch_id,
                message="201 success",
            ),
            at=at,
        ),
    )
