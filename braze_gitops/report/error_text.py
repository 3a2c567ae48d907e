"""An error that stops the run: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.model import Finding
from braze_gitops.report.finding_text import add_finding, tally_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style


def error_text(
    message: str, hint: str, *, style: Style, width: int, findings: Iterable[Finding] = (), path: str = ""
) -> str:
    """Return `findings` one by one, then the message and, on lines of their own, path and hint."""
    page = Page(style, width)
    found = tuple(findings)
    for finding in found:
        add_finding(page, finding)
    tally = f" ({tally_words(found)})" if found else ""
    page.line(Piece("error", Role.ERROR), f": {message}{tally}", hang=2)
    if path and path not in message:
        page.line(Piece("at ", Role.MUTED), path, indent=2)
    for line in hint.splitlines():
        if line.strip():
            page.line(Piece("hint: ", Role.HINT), line, indent=2, hang=8)
    return page.text()
