"""What an answer means here: as the model reads it, seen beside what this state already knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Container

from braze_gitops.apply.work import PlannedCall
from braze_gitops.model import Answer, Exchange, ScheduleId, Verb, Verdict, read_answer


def understand(planned: PlannedCall, exchange: Exchange, *, known: Container[ScheduleId]) -> Answer:
    """Return what `exchange` means for `planned`.

    A create that is answered with the id of another schedule is not done for sure: to take that id would make
    two addresses change one schedule. On an update or delete another id is a remark.
    """
    answer = read_answer(planned.verb, exchange)
    if answer.schedule_id is None or answer.verdict is not Verdict.DONE:
        return answer
    if planned.verb is Verb.CREATE and answer.schedule_id in known:
        remark = f"the answer names {answer.schedule_id}, which is another schedule's id"
        return dataclasses.replace(answer, verdict=Verdict.UNKNOWN, remarks=(*answer.remarks, remark))
    if planned.schedule_id is not None and answer.schedule_id != planned.schedule_id:
        remark = f"the answer names {answer.schedule_id} and not {planned.schedule_id}"
        return dataclasses.replace(answer, remarks=(*answer.remarks, remark))
    return answer
