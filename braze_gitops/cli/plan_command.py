"""`braze-gitops plan`."""

from __future__ import annotations

from pathlib import Path

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import (
    allow_option,
    environment_option,
    everywhere,
    expect_head_option,
    format_option,
)
from braze_gitops.cli.planning import Planned, make_reviewed_plan, say_plan, state_from_file
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.workspace import choose_environment, open_workspace, read_desired
from braze_gitops.errors import ExitCode, UsageError


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops plan\n"
        "braze-gitops plan -e production --out plan.json\n"
        "braze-gitops plan -e production --allow imminent:black-friday-teaser\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write the plan to a file.")
@format_option
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 if there are changes.")
@allow_option
@click.option(
    "--state",
    "state_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Compare with this state.json and with nothing else.",
)
@click.pass_obj
def plan(
    session: Session,
    environment: str | None,
    out: Path | None,
    output: str,
    detailed_exitcode: bool,  # noqa: FBT001 - click passes every option by name
    allowed: tuple[str, ...],
    state_file: Path | None,
) -> int:
    """Show what an apply would do: who gets what, when, and why.

    Compares the definitions with the state. Makes no call to Braze, needs no key and changes nothing.
    """
    if state_file is not None and session.expected is not None:
        raise UsageError(
            "--expect-head needs the journal, and --state is one file",
            hint="leave out --state, or read its version with `braze-gitops plan --state FILE`",
        )
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    loaded = read_desired(workspace, chosen)
    state = (
        read_state(session, workspace, chosen).state if state_file is None else state_from_file(state_file, chosen)
    )
    planned = make_reviewed_plan(session, workspace, chosen, loaded, state, allowed=allowed)
    code = _exit_code(planned, detailed=detailed_exitcode)
    if out is not None:
        _write(session, planned, out)
    if output == "json":
        from braze_gitops.report import plan_json

        session.terminal.say(plan_json(planned.review, exit_code=code))
    else:
        say_plan(session, planned)
    return code


def _exit_code(planned: Planned, *, detailed: bool) -> ExitCode:
    if planned.review.refusals:
        return ExitCode.REFUSED
    return ExitCode.CHANGES if detailed and planned.review.plan.has_changes else ExitCode.DONE


def _write(session: Session, planned: Planned, out: Path) -> None:
    """Write the plan so that a reader never finds half of one."""
    from braze_gitops.report import saved_plan_json

    text = session.terminal.redact(saved_plan_json(planned.review.plan))
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(out)
    except OSError as error:
        raise UsageError(f"the plan cannot be written to {out}: {error.strerror}") from None
