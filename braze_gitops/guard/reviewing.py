"""What the guards say of a plan, and the one value an apply takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from braze_gitops.errors import ExitCode
from braze_gitops.guard.allowance import Allowance, find_allowance, unused_among, why_words
from braze_gitops.guard.holding import hold
from braze_gitops.guard.plan_guards import WideRefusal, refusals_of
from braze_gitops.guard.renaming import renames_made
from braze_gitops.guard.reviewed import Reviewed
from braze_gitops.model import Address, Desired, Environment, Finding, Limits, Severity
from braze_gitops.plan import Block, Change, Grant, Plan, left_out_of
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
    something pass, `unused` those that match nothing, and `elsewhere` those that another check judges (a key);
    `granted` says what was let pass, each guard with its address. `left_out` are the addresses that the plan's
    targets leave out: nothing is made there, and nothing said to be held. `renames` are those of the plan that an
    apply writes down (`renaming.py`).
    """

    plan: Plan
    refusals: tuple[Finding, ...]
    blocks: Mapping[Address, tuple[Block, ...]]
    findings: tuple[Finding, ...]
    used: tuple[Allowance, ...] = ()
    unused: tuple[Allowance, ...] = ()
    elsewhere: tuple[Allowance, ...] = ()
    granted: tuple[Grant, ...] = ()
    left_out: frozenset[Address] = frozenset()
    renames: Mapping[Address, Address] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    @property
    def refused_with(self) -> ExitCode:
        """Return the exit code of an apply that is refused: an older commit says that another has the word."""
        is_older = any(finding.code == "older-commit" for finding in self.refusals)
        return ExitCode.STALE if is_older else ExitCode.REFUSED

    def is_blocked(self, change: Change) -> bool:
        """Whether `change` is shown and counted but not made."""
        return change.address in self.blocks

    def is_left_out(self, change: Change) -> bool:
        """Whether `change` is not made because the plan's targets do not name it."""
        return change.address in self.left_out

    def is_made(self, change: Change) -> bool:
        """Whether an apply does `change`: it writes the state or calls Braze, and is neither held nor left out."""
        return change.is_written and not self.is_blocked(change) and not self.is_left_out(change)


def review(
    plan: Plan,
    *,
    environment: Environment,
    limits: Limits,
    allowances: Iterable[Allowance] = (),
    desired: Desired | None,
    state: State,
    reviewed: Reviewed | None = None,
    others: Iterable[WideRefusal] = (),
    is_apply: bool = True,
) -> Review:
    """Return what the guards say of `plan`; the plan itself stays as it is.

    Args:
        plan: fresh, or read from a file; then `desired`, what it was made from, is None.
        environment: the one the project file names now; `state` must be its state, as it is now.
        limits: on deletes; only those that would really be made count, and a replace is none.
        allowances: each passes one guard for what its pattern fits, and nothing else.
        reviewed: what people looked at; whatever was not there is held. None if no such plan is named.
        others: what more is held against the plan as a whole, by guards that look at something else than it.
        is_apply: whether it is to be applied; else `others` are told and stop nothing.
    """
    permitted = tuple(allowances)
    held = hold(plan, state, allowances=permitted, reviewed=reviewed)
    findings = [_allowed(block.code, allowance, change) for block, allowance, change in held.passed]
    findings += (
        error_of(block, change) for change in plan.changes for block in held.blocks.get(change.address, ())
    )
    if reviewed is not None:
        findings += filter(None, (reviewed.overtaken(change, plan.now) for change in plan.changes))
    passed: list[tuple[Allowance, Address | None]] = [(one, change.address) for _, one, change in held.passed]
    wide = refusals_of(plan, held.blocks, environment=environment, limits=limits, desired=desired, state=state)
    refusals = [*_left(wide, permitted, passed, findings)]
    left = [*_left(others, permitted, passed, findings)]
    if is_apply:
        refusals += left
    else:
        findings += map(_told, left)
    used = dict.fromkeys(allowance for allowance, _ in passed)
    refused = tuple(one.finding for one in refusals)
    whole = Review(
        plan=plan,
        refusals=refused,
        blocks=held.blocks,
        findings=(*refused, *findings),
        used=tuple(used),
        unused=unused_among(permitted, used=used, elsewhere=_ELSEWHERE),
        elsewhere=tuple(one for one in permitted if one.guard in _ELSEWHERE),
        granted=tuple(_grant(allowance, address) for allowance, address in passed),
    )
    limited = _limited(whole, left_out_of(plan))
    return dataclasses.replace(limited, renames=renames_made(plan, limited.is_made, reviewed))


def _left(
    refusals: Iterable[WideRefusal],
    permitted: Iterable[Allowance],
    passed: list[tuple[Allowance, Address | None]],
    findings: list[Finding],
) -> Iterator[WideRefusal]:
    """Yield the refusals that nothing allows; of the others it is noted by what they were."""
    for wide in refusals:
        allowance = find_allowance(permitted, guard=wide.guard, subject=None) if wide.may_be_allowed else None
        if allowance is None:
            yield wide
        else:
            passed.append((allowance, None))
            findings.append(_allowed_wide(wide, allowance))


def _limited(whole: Review, left_out: frozenset[Address]) -> Review:
    """Return a review of the whole plan without what is said of the changes that targets leave out."""
    findings = (*whole.findings, *(_unused(allowance) for allowance in whole.unused))
    return dataclasses.replace(
        whole,
        blocks=MappingProxyType({at: held for at, held in whole.blocks.items() if at not in left_out}),
        findings=tuple(one for one in findings if one.address not in left_out),
        granted=tuple(one for one in whole.granted if one.address not in left_out),
        left_out=left_out,
    )


def _grant(allowance: Allowance, address: Address | None) -> Grant:
    given = allowance.given or f"{allowance.source} {allowance}"
    return Grant(guard=allowance.guard, address=address, given=given, reason=allowance.reason)


def error_of(block: Block, change: Change) -> Finding:
    """Return the finding that says what holds a change."""
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
