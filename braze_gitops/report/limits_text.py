"""What limits a plan and what it was compared with: targets and what they leave out, allowances, the base."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.guard import Review
from braze_gitops.model import Address
from braze_gitops.plan import Change, Mark
from braze_gitops.report.action_words import action_role, action_symbol, action_word
from braze_gitops.report.moment import count
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role


def add_base(page: Page, review: Review) -> None:
    """Add whose changes these are, where the plan was compared with a base."""
    base = review.plan.base
    if base is None:
        return
    marks = [change.mark for change in review.plan.changes if change.mark is not None]
    mine = marks.count(Mark.THIS_PULL_REQUEST)
    due = marks.count(Mark.ALREADY_DUE)
    page.line(
        Piece(f"Compared with {base.ref}", Role.STRONG),
        f", commit {base.commit[:12]}: {mine:,} from this pull request, {due:,} already due without it.",
        hang=2,
    )
    if base.fault:
        page.line(
            Piece("! ", Role.WARNING),
            f"nothing can be planned there, so every change counts as this pull request's: {base.fault}",
            indent=2,
            hang=4,
        )


def mark_words(change: Change) -> str:
    """Return whose change it is, as it stands beside its address; empty where that was not asked."""
    return f"  {change.mark.value}" if change.mark is not None else ""


def add_grants(page: Page, review: Review) -> None:
    """Add what a saved plan carries of allowances, each with exactly what it let pass."""
    if not review.granted:
        return
    page.line(Piece("Allowed", Role.WARNING), ": a plan saved from this carries these, and no others")
    for grant in review.granted:
        what = (
            f"{grant.guard} for {grant.address}" if grant.address is not None else f"{grant.guard}, the whole plan"
        )
        reason = f" ({grant.reason})" if grant.reason else ""
        page.line(f"{what}, by {grant.given}{reason}", indent=2, hang=6)
    page.blank()


def add_left_out(
    page: Page, changes: Iterable[Change], targets: Iterable[str], left_out: Iterable[Address]
) -> None:
    """Add what the targets leave out, by name: none of it is made."""
    names = frozenset(left_out)
    found = [change for change in changes if change.address in names]
    if not found:
        return
    page.line(
        Piece("Left out", Role.WARNING),
        f": {count(len(found), 'change')} that --target {', '.join(targets)} does not name: for a later apply",
        hang=2,
    )
    for change in found:
        page.line(
            Piece(f"{action_symbol(change.action)} {action_word(change.action)}", action_role(change.action)),
            f"  {change.address}",
            indent=2,
            hang=6,
        )
    page.blank()
