"""How an apply ends: the state is folded from what is durable, its snapshot written, and all of it told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from braze_gitops.apply.floor import Floor
from braze_gitops.apply.outcome import ChangeOutcome, Ending, Outcome, Result
from braze_gitops.apply.ports import Journal
from braze_gitops.apply.work import Work
from braze_gitops.errors import StoreError
from braze_gitops.model import Address
from braze_gitops.plan import Block, Change
from braze_gitops.state import RunClosed, State, fold

_TRUSTED = "this state trusted no key: from now on it trusts this one, fingerprint {}"
_NOT_REACHED = "the run ended before its turn"


async def close_run(floor: Floor) -> None:
    """Write that the run is over; without effect once the state can no longer be written."""
    closed = RunClosed(run=floor.run, applied=floor.halt.ending is Ending.COMPLETE, at=floor.clock.now())
    await floor.is_durable(floor.committer.submit((closed,)))


async def tell(
    floor: Floor,
    *,
    work: Work,
    state: State,
    journal: Journal,
    blocked: tuple[ChangeOutcome, ...],
) -> Outcome:
    """Return the outcome; the snapshot is written if anything changed and this run still holds the state."""
    after = fold(state, floor.committer.written)
    new_keys = [key for key in after.key_fingerprints if key not in state.key_fingerprints]
    remarks = tuple(_TRUSTED.format(key) for key in new_keys)
    if floor.committer.error is not None and floor.committer.error.hint:
        remarks = (*remarks, floor.committer.error.hint)
    written = False
    if after.serial != state.serial and floor.committer.error is None:
        try:
            await asyncio.to_thread(journal.publish, after)
            written = True
        except StoreError as error:
            remarks = (
                *remarks,
                f"the snapshot could not be written ({error.message}); the journal holds everything",
            )
    return Outcome(
        changes=(*_changes(floor, work), *blocked),
        ending=floor.halt.ending,
        why=floor.halt.why,
        state=after,
        calls=floor.calls,
        remarks=remarks,
        unrecorded=tuple(floor.unrecorded),
        snapshot_written=written,
    )


def not_tried(change: Change, why: str) -> ChangeOutcome:
    """Return the outcome of a change for which no call was made."""
    return ChangeOutcome(change=change, result=Result.NOT_TRIED, why=why, schedule_id=change.schedule_id)


def held_back(change: Change, blocks: Mapping[Address, tuple[Block, ...]]) -> ChangeOutcome:
    """Return the outcome of a blocked change, with all that holds it in words."""
    found = blocks.get(change.address) or ((change.block,) if change.block is not None else ())
    return ChangeOutcome(
        change=change,
        result=Result.BLOCKED,
        why="; ".join(block.message for block in found),
        schedule_id=change.schedule_id,
    )


def _changes(floor: Floor, work: Work) -> Iterator[ChangeOutcome]:
    """Yield one outcome for each change that was to be made, in the plan's order."""
    by_number = {unit.number: floor.outcomes[unit.number] for unit in work.units if unit.number in floor.outcomes}
    for unit, missing in floor.board.left():
        waits = (
            f"it starts only after {', '.join(missing)} is cancelled or moved, and that is not known to be done"
        )
        why = floor.halt.why or (waits if missing else _NOT_REACHED)
        by_number[unit.number] = not_tried(unit.change, why)
    for number, change in work.settled:
        by_number[number] = ChangeOutcome(
            change=change,
            result=Result.DONE,
            schedule_id=change.after.schedule_id if change.after is not None else None,
        )
    for number in sorted(by_number):
        yield by_number[number]
