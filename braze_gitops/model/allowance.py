"""An allowance as it stands in `allowances.yaml`, and what a guard is about."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from enum import StrEnum

from braze_gitops.model.finding import Place


class GuardScope(StrEnum):
    """What a guard stops, and so what an allowance for it names."""

    ADDRESS = "address"
    PLAN = "plan"
    KEY = "key"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceEntry:
    """A reviewed permission to pass one guard in one environment, before `until` (aware, UTC).

    `pattern` is an address or a pattern over addresses, `*` for a guard of the whole plan, a fingerprint for one
    of keys.
    """

    guard: str
    pattern: str
    environment: str
    reason: str
    until: datetime
    place: Place
