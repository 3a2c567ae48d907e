"""What an apply writes without a call: records brought up to date, a protection that comes or goes first."""

from __future__ import annotations

from braze_gitops.guard import Review
from braze_gitops.plan import Action, Change
from braze_gitops.report.moment import count
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_words import told_once
from braze_gitops.report.style import Role

_NAMED_AT_MOST = 12


def refreshed_changes(review: Review) -> tuple[Change, ...]:
    """Return the changes that only rewrite their record, those of a protection first, then by address."""
    found = (
        change
        for change in review.plan.changes
        if change.action is Action.NONE and change.refresh and not review.is_blocked(change)
        # What is deferred is told with its day; only a protection is news there.
        if not change.deferred or _protection(change)
    )
    return tuple(sorted(found, key=lambda change: (not _protection(change), change.address)))


def refreshed_words(number: int) -> str:
    """Return how many records are brought up to date, as part of a sentence."""
    return f"{count(number, 'record')} {'is' if number == 1 else 'are'} brought up to date"


def add_refreshed(page: Page, review: Review) -> None:
    """Name the records that are only brought up to date, each with why."""
    found = refreshed_changes(review)
    if not found:
        return
    page.line(Piece("Only written down", Role.STRONG), ": the apply asks nothing of Braze for these")
    protections = [change for change in found if _protection(change)]
    told = told_once((one, _protection(one) or "; ".join(one.reasons)) for one in protections or found)
    named = told if protections else told[:_NAMED_AT_MOST]
    for subject, why in named:
        page.line(subject, f": {why}" if why else "", indent=2, hang=6)
    more = len(told) - len(named) + (len(found) - len(protections) if protections else 0)
    if more:
        page.line(f"and {more:,} more", indent=2)
    page.blank()


def _protection(change: Change) -> str:
    """Return what becomes of a record's protection, empty if nothing does."""
    before, after = change.before, change.after
    if before is None or after is None or before.protected == after.protected:
        return ""
    if after.protected:
        return "protected by `prevent_delete` once this is applied"
    return next(iter(change.reasons), "no longer protected once this is applied")
