"""What the command line says of an emergency stop."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a halt matches: what meets every condition that is set; everything where none is."""

    pattern: str | None = None
    tags: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HaltOptions:
    """How the command line wants a halt to be carried out."""

    with_protected: bool
    why: str
    auto_approve: bool
    allowed: tuple[str, ...]
    parallelism: int | None
    max_wait: timedelta | None
    as_json: bool
