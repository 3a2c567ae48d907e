"""`braze-gitops validate`."""

from __future__ import annotations

from datetime import datetime

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import at_option, environment_option, everywhere, format_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import choose_environment, open_workspace, read_desired
from braze_gitops.errors import ExitCode, InputError
from braze_gitops.model import Finding, sort_findings


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops validate\nbraze-gitops validate -e production --format json\n"
        "braze-gitops validate -e production --at 2026-11-27T09:00:00-05:00\n"
    ),
)
@everywhere
@environment_option
@format_option
@at_option
@click.pass_obj
def validate(session: Session, environment: str | None, output: str, at: datetime | None) -> int:
    """Check the project file and all definitions.

    For every environment, or for one. Shows everything that is wrong at once, each with file, line, column
    and what to do. Reads files and nothing else: no state, no key, no network. Ends with 3 if anything is wrong.
    With --at it also says whose time would have passed then, or would be too close or too far ahead.
    """
    from braze_gitops.report import findings_json, validate_text

    terminal = session.terminal
    environments: tuple[str, ...] = ()
    findings: dict[Finding, None] = {}
    names: set[str] = set()
    try:
        workspace = open_workspace(session)
        chosen = (
            (choose_environment(workspace, environment),)
            if environment is not None
            else tuple(workspace.project.environments.values())
        )
        environments = tuple(one.name for one in chosen)
        for one in chosen:
            findings |= dict.fromkeys(_findings_of(session, one.name, names, at))
        is_valid = not any(finding.severity == "error" for finding in findings)
    except InputError as error:
        held = [one for one in error.findings if isinstance(one, Finding)]
        if not held:
            raise
        findings, is_valid = dict.fromkeys(held), False
    code = ExitCode.DONE if is_valid else ExitCode.INVALID
    ordered = sort_findings(findings)
    if output == "json":
        terminal.say(findings_json(ordered, exit_code=code, at=at))
        return code
    terminal.say(
        validate_text(
            ordered,
            environments=environments,
            definitions=len(names),
            style=terminal.style,
            width=terminal.width,
            at=at,
        )
    )
    return code


def _findings_of(session: Session, name: str, names: set[str], at: datetime | None) -> tuple[Finding, ...]:
    """Return what is to be said for one environment, with `at` of its times then too.

    `names` takes the definitions that were seen.
    """
    from braze_gitops.plan import time_findings

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, name)
    try:
        loaded = read_desired(workspace, chosen)
    except InputError as error:
        held = tuple(one for one in error.findings if isinstance(one, Finding))
        if not held:
            raise
        return held
    names.update(loaded.desired.names_elsewhere, (one.name for one in loaded.desired.schedules))
    times = time_findings(loaded.desired, chosen, now=at) if at is not None else ()
    return (*loaded.findings, *times)
