"""An emergency stop for people: what it would do, before it is asked for, and what was lifted."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from braze_gitops.guard import Review
from braze_gitops.model import WORLD, Address, AudienceZones
from braze_gitops.plan import Action, Change, is_going_out
from braze_gitops.report.halt_words import halt_words
from braze_gitops.report.moment import count, distance_words, moment_words, when_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_dates import date_pieces
from braze_gitops.report.series_words import told_once
from braze_gitops.report.style import Role, Style
from braze_gitops.state import Halt, Record, State, find_halt, version_text

_NAMED_AT_MOST = 40


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An emergency stop that is asked for: `stands` says that it was set before, `holder` whose state it takes.

    `review` is what would be cancelled now; `holder` is empty when no run is open.
    """

    halt: Halt
    review: Review
    stands: bool
    holder: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    now: datetime
    zones: AudienceZones


def halt_text(stop: Stop, *, now: datetime, style: Style, width: int, zones: AudienceZones = WORLD) -> str:
    """Return what an emergency stop would do: what it holds, cancels, leaves out, and cannot reach.

    `zones` are those between which the people of the environment live.
    """
    page, plan = Page(style, width), stop.review.plan
    page.line(Piece(f"Halt of {plan.origin.environment}", Role.STRONG), f"  {plan.origin.endpoint}")
    page.blank()
    if stop.stands:
        page.line(
            Piece(f"{stop.halt.id} stands already", Role.BLOCKED),
            f": set by {stop.halt.who}, {moment_words(stop.halt.at)}, {distance_words(stop.halt.at, now)}: "
            f"{stop.halt.why}",
            hang=2,
        )
    page.field("holds", Piece(halt_words(stop.halt), Role.STRONG), indent=2)
    page.field("means", "nothing that matches is created or changed until it is lifted", indent=2)
    if stop.halt.lifted:
        page.field("let go", f"{', '.join(stop.halt.lifted)}: left out; halt them by name", indent=2)
    if stop.holder:
        page.field("takes", f"the state from {stop.holder}, which makes no further call", indent=2)
    page.blank()
    told = _Told(now=now, zones=zones)
    _add_cancelled(page, stop.review, told)
    _add_held(page, stop.review, told)
    _add_waiting(page, stop.review)
    return page.text()


def halt_question_text(stop: Stop, *, style: Style) -> str:
    """Return the question an emergency stop asks, without a line end; only `yes` goes on."""
    page = Page(style, 100)
    cancelled = count(len(_cancelled(stop.review)), "schedule")
    page.line(
        Piece(f"Halt {stop.review.plan.origin.environment} and cancel {cancelled}?", Role.STRONG),
        " Only ",
        Piece("yes", Role.STRONG),
        " goes on: ",
    )
    return page.text().rstrip("\n") + " "


def lifted_text(
    state: State, ident: str, address: Address | None, *, done: bool, remark: str, style: Style, width: int
) -> str:
    """Return what was lifted, and that nothing is created by that; not `done`: it had been lifted before."""
    page, halt = Page(style, width), find_halt(state, ident)
    what = f"{ident} lets {address} go" if address is not None and (halt is None or halt.stands) else ""
    page.line(
        Piece("Done" if done else "Nothing to do", Role.CREATE),
        f": {what or f'{ident} is lifted'}{'' if done else ' already'}.",
    )
    if remark:
        page.line(Piece("note", Role.NOTE), f": {remark}", hang=2)
    page.line("Nothing is created by this: the next apply does that, and this shows what it would be")
    page.verbatim(Piece(f"braze-gitops plan -e {state.environment}", Role.HINT), indent=2)
    page.field("state", Piece(version_text(state), Role.MUTED), indent=0)
    return page.text()


def _cancelled(review: Review) -> list[Change]:
    return [one for one in review.plan.changes if one.action is Action.DELETE and not review.is_blocked(one)]


def _add_cancelled(page: Page, review: Review, told: _Told) -> None:
    found = _cancelled(review)
    if not found:
        what = "of what matches nothing is to come, or may be cancelled by this"
        if not review.plan.changes:
            what = "no schedule that is recorded and still to come matches"
        page.line(Piece("Nothing to cancel", Role.WARNING), f": {what}")
        page.blank()
        return
    going = sum(one.before is not None and is_going_out(one.before, now=told.now) for one in found)
    some = f"; {going:,} {'is' if going == 1 else 'are'} going out already: some people have it" if going else ""
    page.line(Piece("Cancels", Role.DELETE), f" {count(len(found), 'schedule')}, nearest first{some}", hang=2)
    _add_named(page, found, told, sign="-", role=Role.DELETE)
    page.blank()


def _add_held(page: Page, review: Review, told: _Told) -> None:
    held = [one for one in review.plan.changes if review.is_blocked(one)]
    if not held:
        return
    page.line(Piece("Not cancelled", Role.BLOCKED), f": {count(len(held), 'schedule')}")
    for change in held[:_NAMED_AT_MOST]:
        _add_named(page, [change], told, sign="x", role=Role.BLOCKED)
        for block in review.blocks[change.address]:
            page.field("held by", Piece(block.code.value, Role.BLOCKED), f": {block.message}")
            page.field("way out", Piece(block.hint, Role.HINT))
    _add_more(page, held)
    page.blank()


def _add_waiting(page: Page, review: Review) -> None:
    waiting = [one for one in review.plan.changes if one.deferred]
    if not waiting:
        return
    page.line(Piece("Deferred", Role.DEFER), ": not at Braze yet, and not created while this stands")
    told = told_once((change, "") for change in waiting)
    for subject, _ in told[:_NAMED_AT_MOST]:
        page.line(subject, indent=2)
    if len(told) > _NAMED_AT_MOST:
        page.line(f"and {len(told) - _NAMED_AT_MOST:,} more", indent=2)
    page.blank()


def _add_named(page: Page, found: Sequence[Change], told: _Told, *, sign: str, role: Role) -> None:
    groups: dict[Address, list[Change]] = {}
    for change in found:
        groups.setdefault(change.series or change.address, []).append(change)
    for subject, alike in list(groups.items())[:_NAMED_AT_MOST]:
        change = alike[0]
        ident = f"  {change.schedule_id}" if change.schedule_id is not None else ""
        if len(alike) > 1:
            ident = f"  {count(len(alike), 'send')}  "
        named = subject if len(alike) > 1 else change.address
        page.line(
            Piece(f"{sign} ", role),
            Piece(named, Role.STRONG),
            Piece(ident, Role.MUTED),
            *(date_pieces(_record_of(one).time.wall for one in alike) if len(alike) > 1 else ()),
            indent=2,
            hang=6,
        )
        nearest, record = "the nearest: " if len(alike) > 1 else "", _record_of(change)
        for line in when_words(record.time, record.window, told.now, zones=told.zones):
            page.line(Piece(nearest, Role.MUTED), line, indent=6)
            nearest = ""
    if len(groups) > _NAMED_AT_MOST:
        page.line(f"and {sum(map(len, list(groups.values())[_NAMED_AT_MOST:])):,} more", indent=2)


def _record_of(change: Change) -> Record:
    assert change.before is not None, "a halt cancels what is recorded"
    return change.before


def _add_more(page: Page, found: Sequence[Change]) -> None:
    if len(found) > _NAMED_AT_MOST:
        page.line(f"and {len(found) - _NAMED_AT_MOST:,} more", indent=2)
