"""What an apply did, for people: done, failed, blocked, not tried, in doubt; never more than was done."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from braze_gitops.model import Address, ScheduleId
from braze_gitops.plan import Action, Change, Plan
from braze_gitops.report.action_words import action_role, action_symbol, action_word
from braze_gitops.report.halt_words import add_halts
from braze_gitops.report.limits_text import add_left_out
from braze_gitops.report.moment import count, distance_words, moment_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_words import day_span, key_of
from braze_gitops.report.style import Role, Style
from braze_gitops.state import State, Status, standing_halts, version_text


class ChangeResult(Protocol):
    """What became of one change, as this room needs it; the apply's own value fits."""

    @property
    def change(self) -> Change:
        """Return the change."""

    @property
    def result(self) -> StrEnum:
        """Return `done`, `failed`, `blocked`, `not tried` or `in doubt`."""

    @property
    def why(self) -> str:
        """Return why it is not done, empty when it is."""

    @property
    def schedule_id(self) -> ScheduleId | None:
        """Return the id the address has now, as far as it is known."""

    @property
    def calls(self) -> int:
        """Return how many requests were made for it."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a person should know beside success."""


class UnrecordedAnswer(Protocol):
    """An answer that the state could not take."""

    @property
    def line(self) -> str:
        """Return the line that keeps it."""


class ApplyResult(Protocol):
    """What an apply did, as this room needs it."""

    @property
    def changes(self) -> tuple[ChangeResult, ...]:
        """Return what became of each change, in the plan's order."""

    @property
    def ending(self) -> StrEnum:
        """Return `complete`, or why it stopped early."""

    @property
    def why(self) -> str:
        """Return that in a sentence."""

    @property
    def calls(self) -> int:
        """Return how many requests were made."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a person should know of the whole."""

    @property
    def unrecorded(self) -> tuple[UnrecordedAnswer, ...]:
        """Return the answers that the state could not take."""

    @property
    def state(self) -> State:
        """Return the state after the apply."""


_ORDER = ("done", "in doubt", "failed", "not tried", "blocked")
_TITLES: Mapping[str, tuple[str, Role]] = {
    "done": ("Done", Role.CREATE),
    "in doubt": ("In doubt", Role.ERROR),
    "failed": ("Failed", Role.ERROR),
    "not tried": ("Not tried", Role.WARNING),
    "blocked": ("Blocked", Role.BLOCKED),
}
_PAST: Mapping[Action, str] = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.DELETE: "cancelled",
    Action.FORGET: "finished",
    Action.MOVE: "moved",
    Action.IMPORT: "imported",
    Action.DEFER: "deferred",
    Action.NONE: "refreshed",
}


def outcome_text(
    outcome: ApplyResult,
    *,
    style: Style,
    width: int,
    now: datetime,
    next_apply_by: datetime | None = None,
    kept_in: str = "outcomes.json",
    operation: str = "Apply",
    again: str = "",
    plan: Plan | None = None,
    left_out: frozenset[Address] = frozenset(),
) -> str:
    """Return what an apply did; the last line counts every result. The halts that stand come first.

    `operation` is the word for what was run, and `again` the command that does what is left of it, empty where
    that is the next apply. `next_apply_by` is the plan's, None when nothing is deferred. `kept_in` is what
    `state recover` is to be given for the answers that the state could not take, as it is typed. `left_out` are
    the addresses of `plan` that its targets leave out.
    """
    page, state = Page(style, width), outcome.state
    add_halts(page, standing_halts(state), environment=state.environment, now=now)
    for result in _ORDER:
        of_it = [one for one in outcome.changes if str(one.result) == result]
        if of_it:
            _add_results(page, result, of_it)
    _add_other_doubts(page, outcome)
    _add_vanished(page, outcome)
    if str(outcome.ending) != "complete":
        page.line(Piece("Stopped early", Role.ERROR), f": {outcome.why or outcome.ending}", hang=2)
    for remark in outcome.remarks:
        page.line(Piece("note", Role.NOTE), f": {remark}", hang=2)
    _add_unrecorded(page, outcome, kept_in)
    if again and any(str(one.result) != "done" for one in outcome.changes):
        page.line("What is left, and what turns up later, is cancelled by running this again")
        page.verbatim(Piece(again, Role.HINT), indent=2)
    page.blank()
    if plan is not None:
        add_left_out(page, plan.changes, plan.targets, left_out)
    if next_apply_by is not None:
        at = f"{moment_words(next_apply_by)}, {distance_words(next_apply_by, now)}"
        page.field("next apply", f"needed by {at}, for what is deferred", indent=0)
    page.field("state", Piece(version_text(outcome.state), Role.MUTED), indent=0)
    page.blank()
    page.line(Piece(outcome_line(outcome, operation=operation, left_out=len(left_out)), Role.STRONG))
    return page.text()


def outcome_line(outcome: ApplyResult, *, operation: str = "Apply", left_out: int = 0) -> str:
    """Return the count of every result: `Apply: 2 created, 1 cancelled; 1 failed, 1 in doubt.`.

    `left_out` are the changes that were no target of it.
    """
    done = Counter(_PAST[one.change.action] for one in outcome.changes if str(one.result) == "done")
    done[_PAST[Action.DELETE]] += _half_replaced(outcome)
    rest = Counter(str(one.result) for one in outcome.changes)
    made = ", ".join(f"{done[word]:,} {word}" for word in _PAST.values() if done[word])
    rest["left out"] = left_out
    left = ", ".join(f"{rest[word]:,} {word}" for word in (*_ORDER[1:], "left out") if rest[word])
    calls = f"{count(outcome.calls, 'call')} to Braze"
    unwritten = count(len(outcome.unrecorded), "answer") if outcome.unrecorded else ""
    none = f"{unwritten} not in the state" if unwritten else "nothing was changed"
    more = f"{unwritten} not in the state" if unwritten and made else ""
    return f"{operation}: {'; '.join(part for part in (made or none, more, left, calls) if part)}."


def resolve_hints(address: Address, environment: str) -> tuple[str, ...]:
    """Return the commands of which a person runs one to settle an address that is in doubt, each to be pasted."""
    command = f"braze-gitops state resolve {shell_word(address)} -e {environment}"
    return tuple(f"{command} {way}" for way in ("--schedule-id THE-ID", "--not-created", "--assume-created"))


def shell_word(address: Address) -> str:
    """Return an address as it is typed in a shell."""
    return shlex.quote(address) if '"' in address else address


def _half_replaced(outcome: ApplyResult) -> int:
    """Return how many replaces got no further than the cancellation: their old schedule is gone all the same."""
    ids = {record.schedule_id for record in outcome.state.records.values()}
    return sum(
        one.change.action is Action.REPLACE
        and str(one.result) != "done"
        and one.calls > 0
        and one.change.schedule_id not in ids
        for one in outcome.changes
    )


def _add_results(page: Page, result: str, changes: Sequence[ChangeResult]) -> None:
    title, role = _TITLES[result]
    # One reason for all, as when a run is stopped, is said once.
    shared = changes[0].why if len(changes) > 1 and len({one.why for one in changes}) == 1 else ""
    page.line(Piece(title, role), f": {shared}" if shared else "", hang=2)
    found: dict[object, list[ChangeResult]] = {}
    for one in changes:
        # What is in doubt is settled one by one.
        series = one.change.series if result != "in doubt" else None
        found.setdefault((series or one.change.address, one.change.action, one.why, one.remarks), []).append(one)
    for alike in found.values():
        _add_alike(page, alike, result, why="" if shared else alike[0].why)
    page.blank()


def _add_alike(page: Page, alike: Sequence[ChangeResult], result: str, *, why: str) -> None:
    """Add one line for one change, or for all sends of a series of which the same became."""
    one = alike[0]
    action = one.change.action
    word = _PAST[action] if result == "done" else action_word(action)
    head_role = action_role(action) if result == "done" else _TITLES[result][1]
    ident = f"  {one.schedule_id}" if one.schedule_id is not None and result == "done" else ""
    sign = action_symbol(action)
    if result == "blocked":
        sign, word = "x", "blocked" if action is Action.NONE else f"{word}, blocked"
    subject = one.change.address
    if len(alike) > 1:
        keys = sorted(key_of(each.change.address) for each in alike)
        subject, ident = one.change.series or subject, f"  {count(len(alike), 'send')}: {day_span(keys)}"
    page.line(
        Piece(f"{sign} {word.ljust(9)}", head_role),
        " ",
        subject,
        Piece(ident, Role.MUTED),
        indent=2,
        hang=6,
    )
    if why:
        page.line(why, indent=6)
    for remark in one.remarks:
        page.line(Piece("note", Role.NOTE), f": {remark}", indent=6, hang=8)


def _add_unrecorded(page: Page, outcome: ApplyResult, kept_in: str) -> None:
    """Add the answers that only these lines and a file hold, and the way to bring them into the state."""
    if not outcome.unrecorded:
        return
    for answer in outcome.unrecorded:
        page.verbatim(answer.line)
    page.blank()
    if str(outcome.ending) == "fenced":
        page.line("The state does not have these answers: another run holds it now. When that has ended, run this")
    else:
        page.line(
            "The state does not have these answers. Mend what kept it from being written (if its folder is gone, "
            "bring this very folder back: an older copy does not know of these calls), then run this, then apply "
            "again"
        )
    command = f"braze-gitops state recover {kept_in} -e {outcome.state.environment}"
    page.verbatim(Piece(command, Role.HINT), indent=2)


def _add_other_doubts(page: Page, outcome: ApplyResult) -> None:
    doubtful = [record.address for record in outcome.state.records.values() if record.status is Status.IN_DOUBT]
    if not doubtful:
        return
    page.line(
        "Nobody knows whether Braze made these schedules. They are not tried again until a person says what is "
        "true; look in the Braze dashboard, then run one of"
    )
    for address in doubtful:
        for command in resolve_hints(address, outcome.state.environment):
            page.verbatim(Piece(command, Role.HINT), indent=2)
    page.blank()


def _add_vanished(page: Page, outcome: ApplyResult) -> None:
    vanished = [record.address for record in outcome.state.records.values() if record.status is Status.VANISHED]
    if not vanished:
        return
    page.line(
        "Braze refused to cancel these schedules, so they may be gone. Look in the Braze dashboard, then run "
        "one of (--gone forgets it, --retry lets the next apply cancel it again)"
    )
    for address in vanished:
        for way in ("--gone", "--retry"):
            command = f"braze-gitops state resolve {shell_word(address)} -e {outcome.state.environment} {way}"
            page.verbatim(Piece(command, Role.HINT), indent=2)
    page.blank()
