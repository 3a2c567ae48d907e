"""What holds each address of a plan: its own block, the guards, what nobody reviewed, and what others hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Iterator, Mapping

from braze_gitops.guard.address_guards import guards_on
from braze_gitops.guard.allowance import Allowance, find_allowance
from braze_gitops.guard.duplicate_sends import Duplicate, find_duplicates
from braze_gitops.guard.near_kept import too_close_to_kept
from braze_gitops.guard.reviewed import Reviewed
from braze_gitops.model import Address
from braze_gitops.plan import Action, Block, BlockCode, Change, Plan, left_out_of
from braze_gitops.state import State, renamed_history


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that holds each address which is not changed, and what allowances let pass: block, allowance, change."""

    blocks: Mapping[Address, tuple[Block, ...]]
    passed: tuple[tuple[Block, Allowance, Change], ...]


def hold(plan: Plan, state: State, *, allowances: tuple[Allowance, ...], reviewed: Reviewed | None) -> Held:
    """Return what holds the changes of `plan`; see `review` for the arguments.

    What is not made stays where it is, and others may come too close to that: so long as this holds more, it is
    asked again.
    """
    left_out = left_out_of(plan)
    history = renamed_history(state.history, plan.renames)
    duplicates: dict[Address, Duplicate] = dict(find_duplicates(plan, history, kept=left_out))
    near: dict[Address, Block] = dict(too_close_to_kept(plan, left_out, allowances=allowances))
    while True:
        held = _hold(plan, duplicates, near, allowances=allowances, reviewed=reviewed)
        if not held.blocks and not left_out:
            return held
        kept = left_out | held.blocks.keys()
        more = find_duplicates(plan, history, kept=kept)
        new = {address: one for address, one in more.items() if address not in duplicates}
        nearer = too_close_to_kept(plan, kept, allowances=allowances)
        if not new and nearer.keys() <= near.keys():
            return held
        duplicates |= new
        near |= nearer


def _hold(
    plan: Plan,
    duplicates: Mapping[Address, Duplicate],
    near: Mapping[Address, Block],
    *,
    allowances: tuple[Allowance, ...],
    reviewed: Reviewed | None,
) -> Held:
    blocks: dict[Address, tuple[Block, ...]] = {}
    passed: list[tuple[Block, Allowance, Change]] = []
    old_names = _old_names(duplicates, allowances)
    for change in plan.changes:
        if change.action is Action.NONE and change.block is None:
            continue
        held = [change.block] if change.block is not None else []
        double = duplicates.get(change.address)
        found = (*guards_on(change), near.get(change.address), double.block if double is not None else None)
        for block in (one for one in found if one is not None):
            allowance = find_allowance(allowances, guard=block.code, subject=change.address)
            if allowance is None:
                held.append(block)
            else:
                passed.append((block, allowance, change))
        held += _not_reviewed(reviewed, change, plan)
        if not held:
            held = [*_keeps(change, old_names), *_waits(change, blocks)]
        if held:
            blocks[change.address] = tuple(held)
    for change, block in _held_moves(plan, blocks):
        blocks[change.address] = (block,)
    return Held(blocks=blocks, passed=tuple(passed))


def _not_reviewed(reviewed: Reviewed | None, change: Change, plan: Plan) -> tuple[Block, ...]:
    block = reviewed.block_on(change, plan.now) if reviewed is not None else None
    return (block,) if block is not None else ()


def _old_names(
    duplicates: Mapping[Address, Duplicate], permitted: Iterable[Allowance]
) -> Mapping[Address, Address]:
    """Return what may be the old name of something that is held as a duplicate → that something."""
    return {
        double.old_name: address
        for address, double in duplicates.items()
        if double.old_name is not None
        and find_allowance(permitted, guard=BlockCode.DUPLICATE_SEND, subject=address) is None
    }


def _keeps(change: Change, old_names: Mapping[Address, Address]) -> Iterator[Block]:
    """Yield the block of a delete whose schedule may come back under a new name, which is held."""
    new = old_names.get(change.address)
    if new is not None:
        yield Block(
            code=BlockCode.WAITS,
            message=f"it may be the old name of {new}, which is held: it stays until that may come",
            hint=f"settle {new} first: it says how",
        )


def _held_moves(plan: Plan, blocks: Container[Address]) -> Iterator[tuple[Change, Block]]:
    """Yield each change at an address which the record of another one, that is held, does not leave.

    `blocks` grows by what is yielded, so that a chain or a ring of names is held to its end.
    """
    leaving = {change.previous_address: change for change in plan.changes if change.previous_address is not None}
    waiting = [change for change in plan.changes if change.address in leaving]
    while True:
        stuck = [
            change
            for change in waiting
            if change.address not in blocks and leaving[change.address].address in blocks
        ]
        if not stuck:
            return
        for change in stuck:
            other = leaving[change.address].address
            yield (
                change,
                Block(
                    code=BlockCode.WAITS,
                    message=f"it takes the name that the record of {other} leaves, which is held",
                    hint=f"settle {other} first: they move together",
                ),
            )


def _waits(change: Change, blocks: Container[Address]) -> Iterator[Block]:
    """Yield the block of a change that may only start after one that is not made; those stand before it."""
    held = [address for address in change.starts_after if address in blocks]
    if held:
        names = ", ".join(held)
        yield Block(
            code=BlockCode.WAITS,
            message=f"it reaches the same people as {names} and starts only after that is gone, which is held",
            hint=f"settle {names} first, or give one of them another audience",
        )
