"""What the guards say of a plan, and the one value an apply takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from braze_gitops.model import Address, Finding
from braze_gitops.plan import Block, Change, Plan


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A permission to pass one guard: `guard` is its code, `pattern` an address or a shell-style pattern.

    `source` says where it was given (`--allow`, or a place in a file) and `reason` why.
    """

    guard: str
    pattern: str
    source: str
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan and what the guards say of it.

    `refusals` are findings of plan-wide guards that were not allowed: nothing may be applied. `blocks` are the
    addresses that are not changed, each with all that holds it; the others go on. `used` are the allowances that
    let something pass and `unused` those that match nothing.
    """

    plan: Plan
    refusals: tuple[Finding, ...]
    blocks: Mapping[Address, tuple[Block, ...]]
    findings: tuple[Finding, ...]
    used: tuple[Allowance, ...] = ()
    unused: tuple[Allowance, ...] = ()

    def is_blocked(self, change: Change) -> bool:
        """Whether `change` is shown and counted but not made."""
        return change.address in self.blocks
