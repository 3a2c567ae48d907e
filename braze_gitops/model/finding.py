"""Findings: what a person should see, with its place; values that are collected, never raised."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from enum import StrEnum

from braze_gitops.model.address import Address


class Severity(StrEnum):
    """How much a finding weighs: an error stops, a warning should be read, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where in a file: `path` relative to the project, `line` and `column` from 1 (0 = the whole file).

    `excerpt` is the source line and `width` the number of characters to mark in it from `column` on. A line that
    `has_people` lists them by their ids: it is for no output (`without_people`).
    """

    path: str
    line: int = 0
    column: int = 0
    width: int = 1
    excerpt: str = ""
    has_people: bool = False

    def __str__(self) -> str:
        """Return `path:line:column`, or the path alone for the whole file."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to see: a stable `code`, a plain sentence, where it is, what to do."""

    severity: Severity
    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    address: Address | None = None


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by file, line, column, then code; exact repeats once; those without a place first."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (
                (f.place.path, f.place.line, f.place.column) if f.place else ("", 0, 0),
                f.code,
                f.message,
            ),
        )
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def without_people(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as they may be shown: without the source lines that list people."""
    return tuple(
        dataclasses.replace(one, place=Place(path=one.place.path, line=one.place.line, column=one.place.column))
        if one.place is not None and one.place.has_people
        else one
        for one in findings
    )
