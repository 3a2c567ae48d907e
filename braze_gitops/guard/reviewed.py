"""Which changes of a fresh plan are those of a plan that was reviewed (design.md section 4, *Reviewed*).

In words, for a change that does something:

    has the digest that the reviewed plan shows at its address          reviewed
    creates or defers what the reviewed plan creates or defers there,
    the same kind and payload, nothing arranged before, nothing held    reviewed: only time has passed
    only gives a record the name that the reviewed plan gives it        reviewed: its time came before its edit
    takes out of the state what has been sent                           needs no review: nothing comes of it
    is unchanged, or only brings a record up to date                    needs no review
    anything else                                                       not reviewed

What the reviewed plan left out by its targets was not shown, and does not count. What it showed as blocked counts
by its digest alone: the guard that held it still asks for its own allowance.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from braze_gitops.errors import StalePlanError
from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import Action, Block, BlockCode, Change, Origin, Plan, left_out_of
from braze_gitops.state import Status

_AGAIN = "plan again, have that reviewed, and name its file; no call was made"
_OVER = frozenset({Action.NONE, Action.FORGET, Action.MOVE})
_Coming: TypeAlias = tuple[object, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Reviewed:
    """What a reviewed plan shows: the digest at each address, and what it brings where nothing is arranged.

    `changed` is what it makes of each schedule that is arranged, as the digest of its payload, None for none.
    `previous` is from where records move, `renames` what goes on under another name.
    """

    digests: Mapping[Address, str]
    coming: Mapping[Address, _Coming]
    changed: Mapping[Address, str | None]
    previous: Mapping[Address, Address]
    renames: Mapping[Address, Address]

    def block_on(self, change: Change, now: datetime) -> Block | None:
        """Return why `change` may not be made; None if it was reviewed, or needs no review."""
        if change.action is Action.NONE or (change.action is Action.FORGET and change.past is not None):
            return None
        shown = self.digests.get(change.address)
        if shown == change.digest:
            return None
        if _only_moves(change, now) and self.previous.get(change.address) == change.previous_address:
            return None
        coming = _coming(change)
        if coming is not None and coming == self.coming.get(change.address):
            return None
        message = (
            "the plan that was reviewed shows nothing for this address"
            if shown is None
            else "the plan that was reviewed shows something else for this address"
        )
        return Block(
            code=BlockCode.NOT_REVIEWED, message=message, hint="plan again, have that reviewed, and name its file"
        )

    def overtaken(self, change: Change, now: datetime) -> Finding | None:
        """Return the warning on what was to be changed or cancelled, and whose time has come before that."""
        before = change.before
        if change.address not in self.changed or change.action not in _OVER:
            return None
        digest = self.changed[change.address]
        if before is None or before.window.first_at > now or before.payload_digest == digest:
            return None
        what = "cancels" if digest is None else "changes"
        return Finding(
            severity=Severity.WARNING,
            code="reviewed-too-late",
            message=f"the plan that was reviewed {what} it, and its time came first: it went out as it was",
            hint="apply before the deadline that a plan names",
            place=change.place,
            address=change.address,
        )


def read_reviewed(plan: Plan) -> Reviewed:
    """Return what `plan`, which people looked at, shows."""
    left_out = left_out_of(plan)
    shown = [change for change in plan.changes if change.address not in left_out]
    coming = {change.address: _coming(change) for change in shown if change.block is None}
    return Reviewed(
        digests=MappingProxyType({change.address: change.digest for change in shown}),
        coming=MappingProxyType({address: one for address, one in coming.items() if one is not None}),
        changed=MappingProxyType(
            {
                change.address: change.after.payload_digest if change.after is not None else None
                for change in shown
                if change.action in (Action.UPDATE, Action.REPLACE, Action.DELETE) and change.block is None
            }
        ),
        previous=MappingProxyType(
            {one.address: one.previous_address for one in shown if one.previous_address is not None}
        ),
        renames=plan.renames,
    )


def check_reviewed(reviewed: Origin, fresh: Origin) -> None:
    """Make sure that a reviewed plan belongs to what `fresh` was made from; it may be of an earlier serial.

    Raises:
        StalePlanError: it is of another environment, endpoint or state, or of a later version of the state.
    """
    for what, theirs, ours in (
        ("environment", reviewed.environment, fresh.environment),
        ("endpoint", reviewed.endpoint, fresh.endpoint),
        ("lineage", reviewed.lineage, fresh.lineage),
    ):
        if theirs != ours:
            raise StalePlanError(
                f"the reviewed plan is of another {what}: {theirs}, and this is {ours}", hint=_AGAIN
            )
    if reviewed.state_serial > fresh.state_serial or reviewed.state_head.number > fresh.state_head.number:
        raise StalePlanError(
            f"the reviewed plan was made from serial {reviewed.state_serial}, batch {reviewed.state_head.number}, "
            f"and the state here is older: serial {fresh.state_serial}, batch {fresh.state_head.number}",
            hint="the state may have been rolled back: `braze-gitops state check` says more; no call was made",
        )


def _only_moves(change: Change, now: datetime) -> bool:
    """Whether a record whose time has come gets another name, and nothing else."""
    before, after = change.before, change.after
    if change.action is not Action.MOVE or change.resumes is not None or before is None or after is None:
        return False
    return before.window.first_at <= now and dataclasses.replace(before, address=after.address) == after


def _coming(change: Change) -> _Coming | None:
    """Return what is created now or later where nothing is arranged yet; None for any other change."""
    after, before = change.after, change.before
    waits = change.action is Action.NONE and change.deferred
    put_off = change.action is Action.DELETE and change.then is Action.DEFER
    if after is None or not (waits or put_off or change.action in (Action.CREATE, Action.DEFER)):
        return None
    if not put_off and before is not None and before.status is not Status.DEFERRED:
        return None
    return (
        change.kind,
        after.payload_digest,
        after.protected,
        after.description,
        after.owner,
        after.tags,
        change.previous_address,
    )
