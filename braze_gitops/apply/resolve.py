"""A person's word on an address that nobody else can settle (design.md 5.4 and 5.5).

in doubt (a create without a clear answer)   schedule_id, not_created, assume_created
external (assumed created, or its id never
    known)                                   schedule_id, not_created
vanished (a delete Braze refused)            gone, retry
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, ScheduleId
from braze_gitops.state import DoubtResolved, Entry, Past, Record, Resolution, State, Status, settle

_OPTIONS: Mapping[Status, tuple[Resolution, ...]] = {
    Status.IN_DOUBT: (Resolution.SCHEDULE_ID, Resolution.NOT_CREATED, Resolution.ASSUME_CREATED),
    Status.EXTERNAL: (Resolution.SCHEDULE_ID, Resolution.NOT_CREATED),
    Status.VANISHED: (Resolution.GONE, Resolution.RETRY),
}
# What our own hints and help say in its place; a wrong id, once said, is what cancels and updates name.
_PLACEHOLDERS = frozenset({"ID", "THE-ID"})
_WAITING = (Status.IN_DOUBT, Status.VANISHED)
_FLAGS: Mapping[Resolution, str] = {
    Resolution.SCHEDULE_ID: "--schedule-id ID",
    Resolution.NOT_CREATED: "--not-created",
    Resolution.ASSUME_CREATED: "--assume-created",
    Resolution.GONE: "--gone",
    Resolution.RETRY: "--retry",
}


def resolve(
    state: State,
    address: Address,
    resolution: Resolution,
    *,
    schedule_id: ScheduleId | None = None,
    who: str,
    why: str,
    at: datetime,
) -> tuple[Entry, ...]:
    """Return the entries that write down what a person says of `address`.

    What an earlier run left pending counts as settled: `write_entries` settles it with the same batch.
    `schedule_id` is given with that resolution and no other.

    Raises:
        UsageError: the address has nothing to resolve, the resolution does not fit it, or the schedule id is
            missing, not wanted, or another address's.
    """
    state = settle(state)
    options = options_of(state, address)
    if resolution not in options:
        raise UsageError(
            f"{address} cannot be resolved with {_FLAGS[resolution]}: it is {_word(state.records[address])}",
            hint=f"say one of {', '.join(_FLAGS[option] for option in options)}",
        )
    _check_id(state, address, resolution, schedule_id)
    return (
        DoubtResolved(address=address, resolution=resolution, schedule_id=schedule_id, who=who, why=why, at=at),
    )


def options_of(state: State, address: Address) -> tuple[Resolution, ...]:
    """Return the resolutions that fit `address`, never none.

    Raises:
        UsageError: it is not in the state, or neither in doubt, nor assumed created, nor vanished.
    """
    record = state.records.get(address)
    if record is None:
        waiting = [one.address for one in state.records.values() if one.status in _WAITING]
        raise UsageError(
            f"{address} is not in the state",
            hint=f"waiting for a word: {', '.join(waiting)}" if waiting else "nothing is in doubt",
        )
    options = _options(record)
    if not options:
        raise UsageError(
            f"{address} needs no word from you: it is {_word(record)}",
            hint="only what is in doubt, assumed created or vanished can be resolved",
        )
    return options


def _options(record: Record) -> tuple[Resolution, ...]:
    if record.status is Status.EXTERNAL and record.schedule_id is not None:
        return ()  # its id is known, so there is nothing to say
    return _OPTIONS.get(record.status, ())


def _word(record: Record) -> str:
    """Return the status as people read it."""
    return record.status.value.replace("_", " ")


def _check_id(state: State, address: Address, resolution: Resolution, schedule_id: ScheduleId | None) -> None:
    if resolution is not Resolution.SCHEDULE_ID:
        if schedule_id is not None:
            raise UsageError(f"{_FLAGS[resolution]} takes no schedule id")
        return
    if schedule_id is None or not schedule_id.strip() or schedule_id != schedule_id.strip():
        raise UsageError("the schedule id is empty or has blanks around it", hint="copy it from Braze's answer")
    if schedule_id.upper() in _PLACEHOLDERS:
        raise UsageError(
            f"{schedule_id} stands for the schedule id, it is none", hint="put the id in its place that Braze gave"
        )
    doubtful = state.records[address].status is Status.IN_DOUBT
    other = f", or say {_FLAGS[Resolution.ASSUME_CREATED]}" if doubtful else ""
    known: tuple[Record | Past, ...] = (*state.records.values(), *state.history)
    for one in known:
        if one.schedule_id == schedule_id:
            raise UsageError(
                f"{schedule_id} is the schedule id of {one.address}",
                hint=f"find the id Braze gave for {address}{other}",
            )
