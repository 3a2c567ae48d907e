"""Changes of one series, and how a plan tells them."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, SendTime
from braze_gitops.plan import Action, Block, Change, Plan, Series
from braze_gitops.report import Naming, Style, plan_text
from braze_gitops.report.alike import alike
from support.reviews import NOW, a_change, a_plan, a_record, a_review, new_york

NEWS = Address("news")
RULE = Series(address=NEWS, rule="every day at 09:00")


def key(day: int) -> str:
    """Return the key of a day in November."""
    return f"2026-11-{day:02}"


def one(day: int, action: Action = Action.CREATE, *, time: SendTime | None = None) -> Change:
    """Return the change of one send, on that day."""
    address = f'news["{key(day)}"]'
    when = time or new_york(day)
    record = a_record(address, time=when)
    before = None if action in (Action.CREATE, Action.DEFER) else record
    after = None if action in (Action.DELETE, Action.FORGET) else dataclasses.replace(record, schedule_id=None)
    change = a_change(
        address, action, before=before, after=after, reasons=("new",), deadline=record.window.first_at
    )
    return dataclasses.replace(change, keys=(key(day),), series=NEWS, place=None)


def evening_of(day: int, action: Action = Action.CREATE) -> Change:
    """Return the change of the second send of a day, at six o'clock."""
    change = one(day, action, time=new_york(day, 18))
    return dataclasses.replace(change, address=Address(f'news["{key(day)}T18:00"]'))


def renamed(change: Change, previous: str) -> Change:
    """Return a change that brings a record from another address."""
    return dataclasses.replace(
        change, previous_address=Address(previous), reasons=(f"renamed from {previous}", *change.reasons[1:])
    )


def told(
    *changes: Change,
    series: Series = RULE,
    blocks: dict[Address, tuple[Block, ...]] | None = None,
    findings: tuple[Finding, ...] = (),
    next_apply_by: datetime | None = None,
) -> str:
    """Return the text of a plan with these changes of a series, on lines without breaks."""
    plan = a_plan(*changes, findings=findings, next_apply_by=next_apply_by)
    return " ".join(text_of(a_review(dataclasses.replace(plan, series=(series,)), blocks=blocks)).split())


def text_of(review: Review, *, full: bool = False) -> str:
    """Return the text of a review."""
    return plan_text(review, naming=Naming(), now=NOW, style=Style(), width=100, full=full)


def sizes(*changes: Change, plan: Plan | None = None) -> list[int]:
    """Return how many changes each block tells."""
    return [len(group.changes) for group in alike(changes, a_review(plan or a_plan(*changes)))]
