"""The date by which another apply must create what is deferred, and what is said once that date is past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan.change import Action, BlockCode, Change
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record

OVERDUE = "overdue-apply"
# A deferred schedule should be created within this after it came inside the horizon: the week by which the default
# horizon stays below Braze's own limit (design.md section 2, *horizon*), unless its own deadline comes first.
_WEEK = timedelta(days=7)
# A send id has its turn within this after the apply that put it off, the later hundreds apart.
_DAY = timedelta(days=1)
_NAMED_AT_MOST = 5


def due_at(record: Record, cutoff: timedelta) -> datetime | None:
    """Return by when the next apply must run for a record that waits, None for one that does not.

    One that lay inside the horizon when it was put off waits for its send id: its turn is not recorded, and the
    day it comes at the latest counts.
    """
    if record.inside_at is None:
        return None
    begin = record.inside_at if record.inside_at > record.applied_at else record.applied_at + _DAY
    return min(begin + _WEEK, record.window.first_at - cutoff)


def overdue_findings(changes: Iterable[Change], *, now: datetime, cutoff: timedelta) -> tuple[Finding, ...]:
    """Return the error on what earlier applies deferred, and none has brought to Braze by the day it was due.

    None or one. What is held for another reason than that its time has passed says so itself.
    """
    late = sorted(
        (due, change.address, change.block is not None)
        for change in changes
        if _is_waited_for(change)
        and change.before is not None
        and (due := due_at(change.before, cutoff)) is not None
        and due < now
    )
    if not late:
        return ()
    waiting = [address for _, address, is_missed in late if not is_missed]
    missed = [address for _, address, is_missed in late if is_missed]
    said = []
    if waiting:
        what = (
            "1 deferred schedule still waits"
            if len(waiting) == 1
            else f"{len(waiting):,} deferred schedules still wait"
        )
        said.append(f"{what} for one: {_named(waiting)}")
    if missed:
        said.append(f"{len(missed):,} {'has' if len(missed) == 1 else 'have'} come to nothing: {_named(missed)}")
    finding = Finding(
        severity=Severity.ERROR,
        code=OVERDUE,
        message=f"an apply was needed by {in_utc(late[0][0])}, and {'; '.join(said)}",
        hint="apply now, and look why none ran or what it said: what is deferred needs an apply every day",
    )
    return (finding,)


def _named(addresses: list[Address]) -> str:
    more = f" and {len(addresses) - _NAMED_AT_MOST:,} more" if len(addresses) > _NAMED_AT_MOST else ""
    return f"{', '.join(addresses[:_NAMED_AT_MOST])}{more}"


def overdue_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in their order, but those of `overdue_findings` at the front."""
    return tuple(sorted(findings, key=lambda finding: finding.code != OVERDUE))


def _is_waited_for(change: Change) -> bool:
    """Whether an apply would bring it to Braze now, or would have before its time passed."""
    is_free = change.block is None or change.block.code is BlockCode.MISSED
    return is_free and change.action in (Action.CREATE, Action.UPDATE)
