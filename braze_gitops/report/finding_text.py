"""Findings: severity, sentence, place, the source line with the spot marked, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from braze_gitops.model import Finding, Place, Severity
from braze_gitops.report.escape import escape
from braze_gitops.report.moment import count, moment_words
from braze_gitops.report.page import Page, Piece, display_width
from braze_gitops.report.style import Role, Style

_ROLES: Mapping[Severity, Role] = {
    Severity.ERROR: Role.ERROR,
    Severity.WARNING: Role.WARNING,
    Severity.NOTE: Role.NOTE,
}
_EXCERPT_BEFORE = 24
_EXCERPT_WIDTH = 60


def findings_text(findings: Iterable[Finding], *, style: Style, width: int) -> str:
    """Return all findings in the order given, an empty line after each; empty for none."""
    page = Page(style, width)
    for finding in findings:
        add_finding(page, finding)
    return page.text()


def validate_text(
    findings: tuple[Finding, ...],
    *,
    environments: tuple[str, ...],
    definitions: int,
    style: Style,
    width: int,
    at: datetime | None = None,
) -> str:
    """Return what `validate` says: every finding, then the verdict.

    `definitions` counts the documents that were read; `environments` those they were checked for. `at` is the
    moment for which their times were looked at, None if they were not.
    """
    page = Page(style, width)
    if at is not None:
        words = f"What a plan of the definitions alone would say at {moment_words(at)}"
        page.line(Piece(words, Role.WARNING), ": not the present, and nothing of a state", hang=2)
        page.blank()
    for finding in findings:
        add_finding(page, finding)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    where = ", ".join(environments)
    if errors:
        page.line(
            Piece("Not valid", Role.ERROR),
            f": {tally_words(findings)}. Nothing can be planned before that is put right.",
        )
    else:
        also = f" {tally_words(findings).capitalize()}." if findings else ""
        page.line(Piece("Valid", Role.CREATE), f": {count(definitions, 'definition')} for {where}.{also}")
    return page.text()


def severity_role(severity: Severity) -> Role:
    """Return the role a severity is dressed in."""
    return _ROLES[severity]


def tally_words(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity: `2 errors, 1 warning`."""
    severities = [finding.severity for finding in findings]
    parts = [count(severities.count(one), one.value) for one in Severity if one in severities]
    return ", ".join(parts)


def add_finding(page: Page, finding: Finding, *, indent: int = 0) -> None:
    """Add one finding and an empty line."""
    head = Piece(finding.severity.value, _ROLES[finding.severity])
    subject = f" {finding.address}:" if finding.address is not None else ""
    code = Piece(f" [{finding.code}]", Role.MUTED)
    page.line(head, f":{subject} {finding.message}", code, indent=indent, hang=indent + 2)
    if finding.place is not None:
        page.line(Piece("at ", Role.MUTED), str(finding.place), indent=indent + 2)
        _add_excerpt(page, finding.place, _ROLES[finding.severity], indent=indent + 2)
    for line in finding.hint.splitlines():
        if line.strip():
            page.line(Piece("hint: ", Role.HINT), line, indent=indent + 2, hang=indent + 8)
    page.blank()


def _add_excerpt(page: Page, place: Place, role: Role, *, indent: int) -> None:
    """Add the source line and, below it, carets under the marked part; a long line is cut around the mark."""
    if not place.excerpt.strip():
        return
    start = max(0, min(place.column - 1, len(place.excerpt)))
    cut = max(0, start - _EXCERPT_BEFORE) if len(place.excerpt) > _EXCERPT_WIDTH else 0
    # Leading spaces of the line say nothing that the column does not.
    cut = max(cut, min(start, len(place.excerpt) - len(place.excerpt.lstrip())))
    lead = escape(place.excerpt[cut:start])
    marked = escape(place.excerpt[start : start + max(1, place.width)])
    shown = escape(place.excerpt[cut : cut + _EXCERPT_WIDTH])
    gutter = f"{place.line} | "
    page.verbatim(Piece(gutter, Role.MUTED), shown, indent=indent)
    room = max(1, display_width(shown) - display_width(lead))
    carets = "^" * min(room, max(1, display_width(marked)))
    blank = " " * (len(gutter) + display_width(lead))
    page.verbatim(blank, Piece(carets, role), indent=indent)
