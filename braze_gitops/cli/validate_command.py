"""`braze-gitops validate`."""

from __future__ import annotations

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, format_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import choose_environment, open_workspace, read_desired
from braze_gitops.errors import ExitCode, InputError
from braze_gitops.model import Finding, sort_findings


@click.command(cls=Command, epilog=("braze-gitops validate\nbraze-gitops validate -e production --format json\n"))
@everywhere
@environment_option
@format_option
@click.pass_obj
def validate(session: Session, environment: str | None, output: str) -> int:
    """Check the project file and all definitions.

    For every environment, or for one. Shows everything that is wrong at once, each with file, line, column
    and what to do. Reads files and nothing else: no state, no key, no network. Ends with 3 if anything is wrong.
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
            findings |= dict.fromkeys(_findings_of(session, one.name, names))
        is_valid = not any(finding.severity == "error" for finding in findings)
    except InputError as error:
        held = [one for one in error.findings if isinstance(one, Finding)]
        if not held:
            raise
        findings, is_valid = dict.fromkeys(held), False
    code = ExitCode.DONE if is_valid else ExitCode.INVALID
    ordered = sort_findings(findings)
    if output == "json":
        terminal.say(findings_json(ordered, exit_code=code))
        return code
    terminal.say(
        validate_text(
            ordered, environments=environments, definitions=len(names), style=terminal.style, width=terminal.width
        )
    )
    return code


def _findings_of(session: Session, name: str, names: set[str]) -> tuple[Finding, ...]:
    """Return what is to be said for one environment; `names` takes the definitions that were seen."""
    workspace = open_workspace(session)
    try:
        loaded = read_desired(workspace, choose_environment(workspace, name))
    except InputError as error:
        held = tuple(one for one in error.findings if isinstance(one, Finding))
        if not held:
            raise
        return held
    names.update(loaded.desired.names_elsewhere, (one.name for one in loaded.desired.schedules))
    return loaded.findings
