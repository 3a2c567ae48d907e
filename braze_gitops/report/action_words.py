"""What people read for each action, and the counts of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from braze_gitops.guard import Review
from braze_gitops.model import split_address
from braze_gitops.plan import Action, Cause, Change, counts
from braze_gitops.report.style import Role

# From midnight UTC of a date to its last moment on Earth.
_DAY_EVERYWHERE = timedelta(hours=36)
# Action → word, symbol and role; people read "cancel" for delete, "finished" for forget (design.md section 2).
_WORDS: Mapping[Action, tuple[str, str, Role]] = {
    Action.CREATE: ("create", "+", Role.CREATE),
    Action.UPDATE: ("update", "~", Role.UPDATE),
    Action.REPLACE: ("replace", "±", Role.REPLACE),
    Action.DELETE: ("cancel", "-", Role.DELETE),
    Action.FORGET: ("finished", ".", Role.MUTED),
    Action.MOVE: ("move", ">", Role.MOVE),
    Action.IMPORT: ("import", "<", Role.MOVE),
    Action.DEFER: ("defer", "…", Role.DEFER),
    Action.NONE: ("unchanged", "=", Role.MUTED),
}

# In the order of the summary line; what stands before the semicolon is a call or an edit that will be made.
_MADE: tuple[tuple[Action, str], ...] = (
    (Action.CREATE, "to create"),
    (Action.UPDATE, "to update"),
    (Action.REPLACE, "to replace"),
    (Action.DELETE, "to cancel"),
    (Action.MOVE, "to move"),
    (Action.IMPORT, "to import"),
)

_CAUSES: Mapping[Cause, str] = {
    Cause.DEFINITION: "the definition changed",
    Cause.VARIABLE_OR_FILE: "a variable or a file that it uses changed",
    Cause.TIME: "its time has come inside the horizon",
    Cause.UNFINISHED: "an earlier apply did not finish it",
    Cause.IMPORTED: "it was imported, and what Braze has is brought in line with the definition",
    Cause.TOOL_OR_ZONES: "this program or its time zone data changed",
}


def action_word(action: Action) -> str:
    """Return the word for an action: `cancel` for a delete."""
    return _WORDS[action][0]


def action_symbol(action: Action) -> str:
    """Return the sign that stands before an action."""
    return _WORDS[action][1]


def action_role(action: Action) -> Role:
    """Return the role an action's word and sign are dressed in."""
    return _WORDS[action][2]


def cause_words(cause: Cause) -> str:
    """Return what brought a change about, as a sentence."""
    return _CAUSES[cause]


def summary_counts(review: Review) -> Mapping[str, int]:
    """Return how many addresses stand in each part of the summary, every part named, zeros included."""
    tally = counts(review.plan, review.is_blocked, review.left_out)
    return {
        "create": tally.create,
        "update": tally.update,
        "replace": tally.replace,
        "cancel": tally.delete,
        "move": tally.move,
        "import": tally.brought_in,
        "finished": tally.forget,
        "deferred": tally.deferred,
        "blocked": tally.blocked,
        "left out": tally.left_out,
        "unchanged": tally.unchanged,
    }


def made_count(review: Review) -> int:
    """Return how many changes would be made at once: what the summary names before its semicolon."""
    parts = summary_counts(review)
    return sum(parts[action_word(action)] for action, _ in _MADE)


def paused_changes(review: Review) -> tuple[Change, ...]:
    """Return what is not arranged because its definition says `paused`, by address; no count names them.

    A send of a series whose date is over all over the world is not among them.
    """
    paused = (
        change
        for change in review.plan.changes
        if change.pauses
        and change.action is Action.NONE
        and change.after is None
        and not _is_over(change, review.plan.now)
    )
    return tuple(sorted(paused, key=lambda change: change.address))


def _is_over(change: Change, now: datetime) -> bool:
    """Whether the date that is the key of a send is over: what is paused has no record that tells its time."""
    if change.series is None:
        return False
    day = datetime.fromisoformat(split_address(change.address)[1][-1]).date()
    return datetime.combine(day, time.min, UTC) + _DAY_EVERYWHERE <= now


def summary_line(review: Review) -> str:
    """Return `Plan: 2 to create, 1 to cancel; 3 deferred, 12 unchanged.`; parts that are zero are left out."""
    parts = summary_counts(review)
    made = _listed((parts[action_word(action)], words) for action, words in _MADE)
    rest = _listed((parts[name], name) for name in ("finished", "deferred", "blocked", "left out", "unchanged"))
    none = "nothing to do" if parts["blocked"] or parts["left out"] else "no changes"
    return f"Plan: {'; '.join(part for part in (made or none, rest) if part)}."


def _listed(parts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{number:,} {words}" for number, words in parts if number)
