"""All definitions of a project together: read, checked, compared, and turned into desired schedules."""

from __future__ import annotations

from collections.abc import Iterable

from braze_gitops.load.checking import Checker
from braze_gitops.load.comparing import compare
from braze_gitops.load.entry import read_entries
from braze_gitops.load.making import schedules_of
from braze_gitops.model import (
    Desired,
    Environment,
    Finding,
    Project,
    SourceText,
    TextFiles,
    has_errors,
    sort_findings,
)


def load(
    sources: Iterable[SourceText],
    *,
    project: Project,
    environment: Environment,
    files: TextFiles,
    tool_version: str,
) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Return what `environment` should have, and everything there is to say about all sources, sorted by place.

    None comes back exactly when a finding is an error: there is no partial desired state. Sources may come in any
    order; none at all is a desired state of nothing, which is for others to judge. Definitions that are limited to
    other environments are checked with the variables of the first of theirs, and are not desired here.
    """
    entries, findings = read_entries(sources)
    checker = Checker(project=project, environment=environment, files=files)
    checked = []
    for entry in entries:
        done, said = checker.check(entry)
        checked.append(done)
        findings.extend(said)
    findings.extend(compare(checked))
    ordered = sort_findings(findings)
    if has_errors(ordered):
        return None, ordered
    schedules = [
        schedule
        for entry in checked
        if entry.is_for(environment.name)
        for made in entry.made
        for schedule in schedules_of(entry, made, tool_version)
    ]
    schedules.sort(key=lambda schedule: schedule.address)
    elsewhere = sorted(entry.name for entry in checked if not entry.is_for(environment.name))
    return Desired(schedules=tuple(schedules), names_elsewhere=tuple(elsewhere)), ordered
