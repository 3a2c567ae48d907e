"""What a plan should say beside its changes: too little lead, too many broadcasts, a clock behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from braze_gitops.model import Finding, Severity, TimeMode
from braze_gitops.plan.broadcast import BROADCASTS_TO_ONE, broadcast_audience
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Record, State, Status

# Braze's own advice on local and optimal time, and "a few minutes" for a plain one (braze-api.md 7.1, 12).
SHORT_LEAD = timedelta(hours=24)
GOOD_LEAD = timedelta(hours=48)
# How far ahead Braze took a schedule by its documentation of 2022 and 2023 (braze-api.md 7.1).
_BRAZES_OWN = timedelta(days=90)
FEW_MINUTES = timedelta(minutes=5)
_SLACK = timedelta(seconds=60)
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})


def advice_on(changes: Sequence[Change], *, state: State, now: datetime) -> Iterator[Finding]:
    """Yield warnings and notes on the changes that are not blocked; in the order of the changes."""
    made = [change for change in changes if change.block is None]
    for change in made:
        if change.action in _BRINGS and change.after is not None:
            yield from _on_lead(change, change.after, now)
    yield from _on_far(made, now)
    yield from _on_broadcasts(made)
    yield from _on_clock(state.records.values(), now)


def _on_lead(change: Change, after: Record, now: datetime) -> Iterator[Finding]:
    lead = after.window.first_at - now
    if after.time.mode is TimeMode.PLAIN:
        if lead <= FEW_MINUTES:
            message = "is due within a few minutes: Braze may send to all, some or none"
            yield _finding(change, Severity.WARNING, "short-lead", message, "leave more time if it matters")
        return
    what = "a local-time" if after.time.mode is TimeMode.LOCAL else "an optimal-time"
    if lead < SHORT_LEAD:
        message = f"begins in less than a day in the first time zone: {what} send may not reach people there"
        hint = "arrange it 48 hours ahead, or more"
        yield _finding(change, Severity.WARNING, "short-lead", message, hint)
    elif lead < GOOD_LEAD:
        message = f"begins in less than two days in the first time zone: Braze advises 48 hours for {what} send"
        yield _finding(change, Severity.NOTE, "short-lead", message, "")


def _on_far(made: Iterable[Change], now: datetime) -> Iterator[Finding]:
    for change in made:
        record = change.after
        if record is None or record.status is not Status.EXTERNAL or record.schedule_id is not None:
            continue
        if record.window.first_at > now + _BRAZES_OWN:
            message = (
                "counts as created, its id unknown, and lies farther ahead than Braze is known to take a schedule:"
                " if nobody made it, it will not be sent"
            )
            hint = "`braze-gitops state resolve` with --not-created lets the next apply see to it"
            yield _finding(change, Severity.WARNING, "external-far", message, hint)


def _on_broadcasts(made: Iterable[Change]) -> Iterator[Finding]:
    audiences: Counter[str] = Counter()
    first: dict[str, Change] = {}
    for change in made:
        after = change.after
        if change.action not in (Action.CREATE, Action.REPLACE) or after is None:
            continue
        audience = broadcast_audience(after)
        if audience is not None:
            first.setdefault(audience, change)
            audiences[audience] += 1
    for audience, count in audiences.items():
        if count > BROADCASTS_TO_ONE:
            minutes = (count - 1) // BROADCASTS_TO_ONE
            yield _finding(
                first[audience],
                Severity.WARNING,
                "many-broadcasts",
                f"is one of {count} broadcasts to one audience: Braze takes "
                f"{BROADCASTS_TO_ONE} a minute, so they take {minutes} minutes or more",
                "",
            )


def _on_clock(records: Iterable[Record], now: datetime) -> Iterator[Finding]:
    latest = max((record.applied_at for record in records), default=now)
    if latest > now + _SLACK:
        yield Finding(
            severity=Severity.WARNING,
            code="clock-behind",
            message=f"it is {in_utc(now)} here, and the state was last changed on {in_utc(latest)}",
            hint="set this machine's clock: what is due and what is over is decided by it",
        )


def _finding(change: Change, severity: Severity, code: str, message: str, hint: str) -> Finding:
    return Finding(
        severity=severity, code=code, message=message, place=change.place, hint=hint, address=change.address
    )
