"""What stands in a plan beside its changes: what was allowed in it, and what it was compared with."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

from braze_gitops.model import Address


class Mark(StrEnum):
    """Whether a change comes from what is compared with a base, or would be made without it too."""

    THIS_PULL_REQUEST = "this pull request"
    ALREADY_DUE = "already due"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One guard that an allowance let pass for exactly one address; None for a guard of the whole plan.

    `given` is the allowance as a person wrote it, which may be a pattern; `reason` is why, where that was said.
    """

    guard: str
    address: Address | None
    given: str
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The git commit a plan was compared with: `ref` as it was asked for, `commit` what that is.

    `fault` says why nothing could be planned there; every change then counts as this pull request's.
    """

    ref: str
    commit: str
    fault: str = ""
