"""What the guards say of a plan, and the one value an apply takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType

from braze_gitops.errors import ExitCode
from braze_gitops.guard.address_guards import guards_on
from braze_gitops.guard.allowance import Allowance, find_allowance, unused_among, why_words
from braze_gitops.guard.duplicate_sends import Duplicate, find_duplicates
from braze_gitops.guard.plan_guards import WideRefusal, refusals_of
from braze_gitops.model import Address, Desired, Environment, Finding, Limits, Severity
from braze_gitops.plan import Action, Block, BlockCode, Change, Plan
from braze_gitops.state import State

# An unknown key is judged by `check_key`, which alone knows the key.
_ELSEWHERE = frozenset({"unknown-key"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan and what the guards say of it.

    `refusals` are findings of plan-wide guards that were not allowed: nothing may be applied. `blocks` are the
    addresses that are not changed, each with all that holds it; the others go on. `findings` is everything the
    guards say: the refusals, an error for each block, a note for each allowance used and a warning for each that
    matched nothing; what the plan itself says stays in `plan.findings`. `used` are the allowances that let
    something pass, `unused` those that match nothing, and `elsewhere` those that another check judges (a key).
    """

    plan: Plan
    refusals: tuple[Finding, ...]
    blocks: Mapping[Address, tuple[Block, ...]]
    findings: tuple[Finding, ...]
    used: tuple[Allowance, ...] = ()
    unused: tuple[Allowance, ...] = ()
    elsewhere: tuple[Allowance, ...] = ()

    @property
    def refused_with(self) -> ExitCode:
        """Return the exit code of an apply that is refused: an older commit says that another has the word."""
        is_older = any(finding.code == "older-commit" for finding in self.refusals)
        return ExitCode.STALE if is_older else ExitCode.REFUSED

    def is_blocked(self, change: Change) -> bool:
        """Whether `change` is shown and counted but not made."""
        return change.address in self.blocks


def review(
    plan: Plan,
    *,
    environment: Environment,
    limits: Limits,
    allowances: Iterable[Allowance] = (),
    desired: Desired | None,
    state: State,
    others: Iterable[WideRefusal] = (),
    is_apply: bool = True,
) -> Review:
    """Return what the guards say of `plan`; the plan itself stays as it is.

    Args:
        plan: fresh, or read from a file.
        environment: the one the project file names now; `state` must be its state.
        limits: on deletes; only those that would really be made count, and a replace is none.
        allowances: each passes one guard for what its pattern fits, and nothing else.
        desired: what the plan was made from; None for a plan from a file.
        state: as it is now.
        others: what more is held against the plan as a whole, by guards that look at something else than it.
        is_apply: whether it is to be applied; else `others` are told and stop nothing.
    """
    permitted = tuple(allowances)
    used: dict[Allowance, None] = {}
    findings: list[Finding] = []
    blocks = _held(plan, state, permitted, used, findings)
    wide = refusals_of(plan, blocks, environment=environment, limits=limits, desired=desired, state=state)
    refusals = [*_left(wide, permitted, used, findings)]
    left = [*_left(others, permitted, used, findings)]
    if is_apply:
        refusals += left
    else:
        findings += map(_told, left)
    unused = unused_among(permitted, used=used, elsewhere=_ELSEWHERE)
    return Review(
        plan=plan,
        refusals=tuple(one.finding for one in refusals),
        blocks=MappingProxyType(blocks),
        findings=(*(one.finding for one in refusals), *findings, *(_unused(allowance) for allowance in unused)),
        used=tuple(used),
        unused=unused,
        elsewhere=tuple(one for one in permitted if one.guard in _ELSEWHERE),
    )


def _held(
    plan: Plan,
    state: State,
    permitted: tuple[Allowance, ...],
    used: dict[Allowance, None],
    findings: list[Finding],
) -> dict[Address, tuple[Block, ...]]:
    """Return all that holds each address which is not changed; what is said of them is added to `findings`."""
    blocks: dict[Address, tuple[Block, ...]] = {}
    duplicates = find_duplicates(plan, state.history)
    old_names = _old_names(duplicates, permitted)
    for change in plan.changes:
        if change.action is Action.NONE and change.block is None:
            continue
        held = [change.block] if change.block is not None else []
        double = duplicates.get(change.address)
        for block in (*guards_on(change), *((double.block,) if double is not None else ())):
            allowance = find_allowance(permitted, guard=block.code, subject=change.address)
            if allowance is None:
                held.append(block)
                continue
            used[allowance] = None
            findings.append(_allowed(block.code, allowance, change))
        if not held:
            held = [*_keeps(change, old_names), *_waits(change, blocks)]
        if held:
            blocks[change.address] = tuple(held)
            findings += (_error(block, change) for block in held)
    for change, block in _held_moves(plan, blocks):
        blocks[change.address] = (block,)
        findings.append(_error(block, change))
    return blocks


def _left(
    refusals: Iterable[WideRefusal],
    permitted: Iterable[Allowance],
    used: dict[Allowance, None],
    findings: list[Finding],
) -> Iterator[WideRefusal]:
    """Yield the refusals that nothing allows; of the others it is noted by what they were."""
    for wide in refusals:
        allowance = find_allowance(permitted, guard=wide.guard, subject=None) if wide.may_be_allowed else None
        if allowance is None:
            yield wide
        else:
            used[allowance] = None
            findings.append(_allowed_wide(wide, allowance))


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
    """Yield each change that would move a record to an address which another one, that is held, does not leave.

    `blocks` grows by what is yielded, so that a chain or a ring of names is held to its end.
    """
    leaving = {change.previous_address: change for change in plan.changes if change.previous_address is not None}
    waiting = [change for change in plan.changes if change.previous_address and change.address in leaving]
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


def _error(block: Block, change: Change) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        code=block.code,
        message=block.message,
        place=change.place,
        hint=block.hint,
        address=change.address,
    )


def _allowed(guard: str, allowance: Allowance, change: Change) -> Finding:
    return Finding(
        severity=Severity.NOTE,
        code="allowed",
        message=f"{guard} is allowed here by {why_words(allowance)}",
        place=change.place,
        address=change.address,
    )


def _allowed_wide(wide: WideRefusal, allowance: Allowance) -> Finding:
    message = f"{wide.guard} is allowed by {why_words(allowance)}: {wide.finding.message}"
    return Finding(severity=Severity.NOTE, code="allowed", message=message)


def _told(wide: WideRefusal) -> Finding:
    """Return the finding of a plan that an apply would refuse as it is now."""
    message = f"an apply would be refused: {wide.finding.message}"
    return dataclasses.replace(wide.finding, severity=Severity.NOTE, message=message)


def _unused(allowance: Allowance) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        code="unused-allowance",
        message=f"{allowance.source} {allowance} lets nothing pass in this plan",
        place=allowance.place,
        hint="take it out, or check how the address is written",
    )
