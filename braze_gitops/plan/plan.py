"""The plan: the ordered changes for one environment at one moment, as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from braze_gitops.model import Address, Finding, Lineage
from braze_gitops.plan.change import Change
from braze_gitops.plan.marks import Base, Grant
from braze_gitops.plan.series import Series
from braze_gitops.state import Halt, Head, Serial


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a plan was made from: it holds for exactly this.

    `definitions_digest` covers every desired schedule; `state_serial` and `state_head` are the version of the
    state, `trusted_keys` the fingerprints of the keys it trusts. `commit` is the commit of the work tree, None
    without git; `tool` and `zones` are versions.
    """

    environment: str
    endpoint: str
    lineage: Lineage
    state_serial: Serial
    state_head: Head
    definitions_digest: str
    commit: str | None
    tool: str
    zones: str
    trusted_keys: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All changes in the order they are made, unchanged addresses included, at most one an address.

    `now` is when it was made, aware UTC. `texts` holds every long text that a change other than `none` names.
    `next_apply_by` is when the first deferred one comes inside the horizon plus the slack in which it must be
    created, None when nothing is deferred; `expected_duration` is of the apply, at the environment's limits.
    `record_count` is the number of records with a schedule before the plan, which the delete limits refer to.
    `halts` are the emergency stops that stand, `series` the series that are defined, by address. `renames` maps
    each definition or series that goes on under another name, and of which the state tells something, to that.

    `grants` are what allowances let pass when the plan was reviewed, `targets` what it is limited to (empty: to
    nothing), `base` what it was compared with. `at` is the moment that was asked for in place of the present:
    then `now` is that, and nothing may be applied.
    """

    now: datetime
    origin: Origin
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    next_apply_by: datetime | None = None
    expected_duration: timedelta = timedelta()
    record_count: int = 0
    held_by: str = ""
    halts: tuple[Halt, ...] = ()
    grants: tuple[Grant, ...] = ()
    targets: tuple[str, ...] = ()
    base: Base | None = None
    at: datetime | None = None
    series: tuple[Series, ...] = ()
    renames: Mapping[Address, Address] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    @property
    def has_changes(self) -> bool:
        """Whether an apply would do anything: call Braze, or bring a record up to date."""
        return any(change.is_written for change in self.changes)
