"""Reviewed allowances: those of one environment that still hold, and a warning for each that does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from braze_gitops.guard.allowance import Allowance
from braze_gitops.model import AllowanceEntry, Finding, Severity


def reviewed_allowances(
    entries: Iterable[AllowanceEntry], *, environment: str, now: datetime
) -> tuple[tuple[Allowance, ...], tuple[Finding, ...]]:
    """Return what `entries` allow in `environment` at `now` (aware, UTC), and what is to be said of them."""
    allowances = []
    findings = []
    for entry in entries:
        if entry.environment != environment:
            continue
        if entry.until > now:
            source = f"{entry.place.path}:{entry.place.line}"
            allowances.append(
                Allowance(
                    guard=entry.guard,
                    pattern=entry.pattern,
                    source=source,
                    reason=entry.reason,
                    place=entry.place,
                )
            )
        else:
            findings.append(_expired(entry))
    return tuple(allowances), tuple(findings)


def _expired(entry: AllowanceEntry) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        code="expired-allowance",
        message=f"this allowance of {entry.guard} ended on {entry.until:%Y-%m-%d %H:%M} UTC and lets nothing pass",
        place=entry.place,
        hint="take it out; what is still needed is reviewed again, with a new `until`",
    )
