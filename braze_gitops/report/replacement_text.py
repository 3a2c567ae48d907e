"""What a state in place of a lost one would begin with, every address named before it is made."""

from __future__ import annotations

from datetime import datetime

from braze_gitops.model import Lineage
from braze_gitops.plan import Replacement
from braze_gitops.report.moment import count, when_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.state import Record


def replacement_text(
    replacement: Replacement, *, environment: str, lost: Lineage, style: Style, width: int
) -> str:
    """Return what the new state would hold and what that means; `lost` is the lineage of the old one."""
    page = Page(style, width)
    page.line(
        Piece(f"A new state of {environment}", Role.STRONG),
        f" in place of the one that is gone, lineage {lost}. Braze is not called.",
    )
    page.line(
        Piece("warning", Role.WARNING),
        ": every id is lost with the old state. If a copy of it may turn up, stop here and look for that.",
        hang=2,
    )
    page.blank()
    if replacement.external:
        page.line(
            Piece("Counts as created, its id unknown", Role.NOTE),
            ": never created, changed or cancelled from here until somebody says more",
            hang=2,
        )
    for record in replacement.external:
        _add_record(page, record, replacement.now)
    if replacement.over:
        page.blank()
        page.line(Piece("Counts as sent", Role.MUTED), ": its time is over")
    for record in replacement.over:
        _add_record(page, record, replacement.now)
    page.blank()
    page.line(
        f"{count(len(replacement.external), 'schedule')} external, "
        f"{len(replacement.over):,} over. What is at Braze and in no definition here is known to nobody any more: "
        "look for it in the dashboard."
    )
    return page.text()


def _add_record(page: Page, record: Record, now: datetime) -> None:
    page.line(Piece(record.address, Role.STRONG), indent=2)
    for line in when_words(record.time, record.window, now):
        page.line(line, indent=6)
