"""A record that leaves the state by a person's word and without a call.

in doubt                                         refused: that is what `state resolve` is for
deferred                                         forgotten
its send is over                                 to the history: it counts as sent
an id, and its send to come or going out         only if the person repeats the id
protected, whatever its time                     only if the person repeats the id
no id (external), to come or going out           only if the person says that the id is unknown
"""

from __future__ import annotations

import dataclasses
import shlex
from datetime import datetime, timedelta

from braze_gitops.errors import UsageError
from braze_gitops.model import Address
from braze_gitops.state import Entry, Past, Record, RecordForgotten, State, Status, past_of, settle


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What is forgotten: `past` is what history keeps of it, None where nothing may have been sent yet.

    `is_live` says that something may still go out at Braze that nobody here knows of afterwards.
    """

    record: Record
    past: Past | None
    is_live: bool

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what writes it down."""
        return (RecordForgotten(address=self.record.address, past=self.past),)


def forget(
    state: State,
    address: Address,
    *,
    schedule_id: str | None,
    id_unknown: bool,
    at: datetime,
    cutoff: timedelta,
) -> Forgetting:
    """Return what is forgotten with the record of `address`.

    `schedule_id` and `id_unknown` are what the person repeats, to show that they know what is live.

    Raises:
        UsageError: there is no record, it is in doubt, or the person has to say more, or said something else.
    """
    record = settle(state).records.get(address)
    if record is None:
        raise UsageError(
            f"{address} is not in the state of {state.environment}",
            hint=f"`braze-gitops state list -e {state.environment}` lists what is",
        )
    command = f"{shlex.quote(address)} -e {state.environment}"
    if record.status is Status.IN_DOUBT:
        raise UsageError(
            f"{address} is in doubt: it may be at Braze",
            hint=f"`braze-gitops state resolve {command} --not-created` says that it is not",
        )
    if schedule_id is not None and schedule_id != record.schedule_id:
        raise UsageError(f"{address} has the schedule id {record.schedule_id or 'none'}, not {schedule_id}")
    live = is_live(record, at=at, cutoff=cutoff)
    if record.schedule_id is not None and (live or record.protected) and schedule_id is None:
        why = (
            "is protected by `prevent_delete`" if record.protected else "is live at Braze and would go out unseen"
        )
        raise UsageError(
            f"{address} {why}",
            hint=f"to forget it all the same, repeat its id: `braze-gitops state rm {command} "
            f"--schedule-id {record.schedule_id}`",
        )
    if record.schedule_id is None and live and not id_unknown:
        raise UsageError(
            f"{address} counts as live at Braze, its id unknown",
            hint=f"to forget it all the same: `braze-gitops state rm {command} --id-unknown`",
        )
    return Forgetting(record=record, past=past_if_begun(record, at=at), is_live=live)


def is_live(record: Record, *, at: datetime, cutoff: timedelta) -> bool:
    """Whether something may still go out at Braze; a plain time does until its instant plus `cutoff`."""
    window = record.window
    over_at = window.last_at if window.last_at > window.first_at else window.first_at + cutoff
    return record.status is not Status.DEFERRED and at <= over_at


def past_if_begun(record: Record, *, at: datetime) -> Past | None:
    """Return what history keeps of a record that may have been sent, None of one that was not."""
    begun = record.status is not Status.DEFERRED and record.window.first_at <= at
    return past_of(record, now=at) if begun else None
