"""Schedules that are live at Braze and that no record holds: made twice after a wrong word of a person.

Nothing but the journal knows of them, so whoever reads the journal names them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from braze_gitops.model import Address, Kind, ScheduleId, Verb, Verdict
from braze_gitops.state.call_index import CallIndex
from braze_gitops.state.state import State


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """One such schedule, and the address its create was for, as that is called now."""

    schedule_id: ScheduleId
    address: Address
    kind: Kind


def is_accounted_for(schedule_id: ScheduleId, *, state: State, index: CallIndex) -> bool:
    """Whether a record has that id, or it is known to be cancelled or over."""
    if schedule_id in index.gone or any(past.schedule_id == schedule_id for past in state.history):
        return True
    return any(record.schedule_id == schedule_id for record in state.records.values())


def loose_in(state: State, index: CallIndex) -> Iterator[Loose]:
    """Yield every schedule that a call of the journal made and nothing in `state` accounts for, in order."""
    held = {record.schedule_id for record in state.records.values()}
    for call, answer in index.answers.items():
        intent, ident = index.intents.get(call), answer.schedule_id
        if intent is None or intent.verb is not Verb.CREATE or answer.verdict is not Verdict.DONE or ident is None:
            continue
        if ident not in held and not is_accounted_for(ident, state=state, index=index):
            yield Loose(schedule_id=ident, address=index.at[call], kind=intent.kind)
