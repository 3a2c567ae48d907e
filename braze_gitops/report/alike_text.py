"""Many changes with one cause, told as one: what changed, the first in full, the others by address and time."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.plan import Cause, Change
from braze_gitops.report.action_words import action_word, cause_words
from braze_gitops.report.alike import Alike, alike
from braze_gitops.report.audience_words import reach_words
from braze_gitops.report.change_text import Reader, add_change
from braze_gitops.report.moment import count, when_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_text import add_series
from braze_gitops.report.style import Role


def add_changes(page: Page, changes: Iterable[Change], reader: Reader, *, full: bool = False) -> None:
    """Add the blocks of `changes`; those with one cause together, unless each is wanted in `full`."""
    if full:
        for change in changes:
            add_change(page, change, reader)
        return
    for one in alike(changes, reader.review):
        if one.series is not None:
            add_series(page, one.changes, reader)
        elif len(one.changes) > 1:
            _add_alike(page, one, reader)
        else:
            add_change(page, one.changes[0], reader)


def _add_alike(page: Page, one: Alike, reader: Reader) -> None:
    first, *others = one.changes
    number = count(len(one.changes), "schedule")
    words = "; ".join(one.inputs) or cause_words(first.cause or Cause.TOOL_OR_ZONES)
    held = ", blocked" if reader.review.is_blocked(first) else ""
    page.line(
        Piece(f"{words}: {number}", Role.STRONG),
        f" to {action_word(first.action)}{held}; the first in full, the others below it (--full tells each)",
        indent=2,
        hang=6,
    )
    page.blank()
    add_change(page, first, reader)
    page.line("the same holds for", indent=4)
    for change in others:
        page.line(Piece(change.address, Role.STRONG), f": {_other(change, first, reader)}", indent=6, hang=10)
    page.blank()


def _other(change: Change, first: Change, reader: Reader) -> str:
    """Return when another one is sent, and where it is unlike the first."""
    parts = []
    if change.time is not None and change.window is not None:
        parts.append(when_words(change.time, change.window, reader.now, zones=reader.naming.zones)[0])
    reach = _reach(change, reader)
    if reach != _reach(first, reader):
        parts.append(reach)
    if [(one.before, one.after) for one in change.differences] != [(o.before, o.after) for o in first.differences]:
        parts.append("the same fields in words of its own")
    return "; ".join(parts)


def _reach(change: Change, reader: Reader) -> str:
    payload = change.payload_after or change.payload_before or {}
    return reach_words(change.kind, payload, address=change.address, naming=reader.naming)
