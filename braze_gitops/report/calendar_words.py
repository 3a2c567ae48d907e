"""What a row of a calendar says of its schedule: what is arranged, and what a plan does about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from braze_gitops.plan import Action, Block, Change
from braze_gitops.report.calendar_row import Sign, Standing
from braze_gitops.report.moment import date_words
from braze_gitops.report.state_text import phase_words
from braze_gitops.state import Record, Status

_ARRANGED: Mapping[str, str] = {
    "in doubt": "in doubt: whether Braze has it is not known",
    "external": "external: made by something else",
    "vanished": "vanished: Braze does not know it any more",
    "sending": "sending: some people have it already",
}
_PLANNED: Mapping[Action, str] = {
    Action.CREATE: "will be created",
    Action.UPDATE: "will be updated",
    Action.REPLACE: "will be cancelled and scheduled again",
    Action.DELETE: "will be cancelled",
    Action.FORGET: "finished",
    Action.MOVE: "takes this name",
    Action.IMPORT: "will be imported",
    Action.DEFER: "",
    Action.NONE: "",
}
_SIGNS: Mapping[Action, Sign] = {
    Action.CREATE: Sign.CREATE,
    Action.UPDATE: Sign.CHANGE,
    Action.REPLACE: Sign.CHANGE,
    Action.DELETE: Sign.CANCEL,
    Action.FORGET: Sign.NOTHING,
    Action.MOVE: Sign.CHANGE,
    Action.IMPORT: Sign.CHANGE,
    Action.DEFER: Sign.DEFER,
    Action.NONE: Sign.NOTHING,
}


def is_arranged(record: Record | None) -> bool:
    """Whether Braze has it, as far as the state knows."""
    return record is not None and record.status is not Status.DEFERRED


def has_moved(change: Change) -> bool:
    """Whether the change gives it another time than the state has."""
    before, after = change.before, change.after
    return before is not None and after is not None and before.window != after.window


def status_words(change: Change, blocks: Sequence[Block], *, now: datetime, cutoff: timedelta) -> str:
    """Return what is arranged and what the plan does: `scheduled; will be cancelled`."""
    parts = []
    if change.before is not None:
        phase = phase_words(change.before, now, cutoff=cutoff)
        parts.append(_ARRANGED.get(phase, phase))
    parts.append(_blocked_words(blocks) if blocks else _planned_words(change))
    return "; ".join(filter(None, parts))


def _blocked_words(blocks: Sequence[Block]) -> str:
    more = f", and {len(blocks) - 1} more" if len(blocks) > 1 else ""
    return f"blocked ({blocks[0].code.value}): {blocks[0].message}{more}"


def _planned_words(change: Change) -> str:
    if change.pauses and change.after is None:
        return "paused, will be cancelled" if change.action is Action.DELETE else "paused, not scheduled"
    if change.action is Action.FORGET and not is_arranged(change.before):
        return "will not be created"
    if change.action is Action.MOVE:
        return f"takes this name from {change.previous_address}"
    planned = _PLANNED[change.action]
    if not is_arranged(change.after) and (waits := waiting_words(change.after)):
        return f"{planned}, then {waits}" if planned else waits
    return planned


def waiting_words(record: Record | None) -> str:
    """Return from when Braze takes a deferred record; empty for one that waits for nothing."""
    if record is None or record.inside_at is None:
        return ""
    return f"waits: Braze takes it from {date_words(record.inside_at)}"


def sign_of(change: Change, *, is_blocked: bool) -> Sign:
    """Return the sign for what the plan does."""
    if is_blocked:
        return Sign.BLOCKED
    if not_going_out(change):
        return Sign.CANCEL
    if change.after is not None and not is_arranged(change.after):
        return Sign.DEFER
    return _SIGNS[change.action]


def not_going_out(change: Change) -> bool:
    """Whether the plan leaves nothing of it that Braze would still send."""
    if change.after is not None:
        return False
    if change.action is Action.FORGET:
        return not is_arranged(change.before)
    return change.action is Action.DELETE or change.pauses


def standing_of(change: Change, *, is_blocked: bool) -> Standing:
    """Return how sure it is that it goes out at the time its row shows."""
    before = change.before
    if not is_blocked and not_going_out(change):
        return Standing.CANCELLED
    known = before is not None and before.status in {Status.SCHEDULED, Status.EXTERNAL}
    stays = is_blocked or not (has_moved(change) or Action.DEFER in (change.action, change.then))
    return Standing.CONFIRMED if known and stays else Standing.TENTATIVE
