"""`braze-gitops plan`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.basing import compare_with_base
from braze_gitops.cli.command import Command
from braze_gitops.cli.options import (
    allow_option,
    at_option,
    environment_option,
    everywhere,
    expect_head_option,
    format_option,
    target_option,
)
from braze_gitops.cli.plan_file import write_plan_file
from braze_gitops.cli.planning import Planned, make_reviewed_plan, say_plan, state_from_file
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.surroundings import is_ci
from braze_gitops.cli.workspace import Workspace, choose_environment, open_workspace, read_desired
from braze_gitops.errors import ExitCode, UsageError
from braze_gitops.model import Environment

if TYPE_CHECKING:
    from braze_gitops.state import State


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops plan\n"
        "braze-gitops plan -e production --out plan.json\n"
        "braze-gitops plan -e production --allow imminent:black-friday-teaser\n"
        "braze-gitops plan -e production --base origin/main\n"
        "braze-gitops plan -e production --target 'black-friday-*'\n"
        "braze-gitops plan -e production --at 2026-11-27T09:00:00-05:00\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write the plan to a file.")
@format_option
@at_option
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 if there are changes.")
@allow_option
@target_option
@click.option("--base", metavar="REF", help="Say which changes are new against this git commit.")
@click.option("--full", is_flag=True, help="Tell each change in full, also many with one cause.")
@click.option("--show-recipients", is_flag=True, help="Show the ids of the people that definitions list.")
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
    at: datetime | None,
    detailed_exitcode: bool,  # noqa: FBT001 - click passes every option by name
    allowed: tuple[str, ...],
    targets: tuple[str, ...],
    base: str | None,
    full: bool,  # noqa: FBT001 - click passes every option by name
    show_recipients: bool,  # noqa: FBT001 - click passes every option by name
    state_file: Path | None,
) -> int:
    """Show what an apply would do: who gets what, when, and why.

    Compares the definitions with the state. Makes no call to Braze, needs no key and changes nothing. With --base
    it ends with 6 if something is blocked that is not blocked at that commit. With --at it says what would be
    decided then, from the definitions and the state of today; no apply takes such a plan.
    """
    if show_recipients and output == "json":
        raise UsageError("--show-recipients is for the text alone", hint="leave out --format json")
    if state_file is not None and session.expected is not None:
        raise UsageError(
            "--expect-head needs the journal, and --state is one file",
            hint="leave out --state, or read its version with `braze-gitops plan --state FILE`",
        )
    if allowed and out is not None and is_ci(session.environ):
        raise UsageError(
            "--allow is for a person at a terminal, and this plan of a CI run would carry what nobody reviewed",
            hint="add an entry to allowances.yaml in the pull request that needs it: a plan prints the lines",
        )
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    loaded = read_desired(workspace, chosen)
    state, state_at = _state_of(session, workspace, chosen, state_file)
    planned = make_reviewed_plan(
        session, workspace, chosen, loaded, state, allowed=allowed, targets=targets, at=at
    )
    adds_blocks = False
    if base is not None:
        compared = compare_with_base(session, planned, base, allowed=allowed)
        planned, adds_blocks = compared.planned, compared.adds_blocks
    code = _exit_code(planned, detailed=detailed_exitcode, adds_blocks=adds_blocks)
    if out is not None:
        write_plan_file(session, planned.review.plan, out)
    if output == "json":
        from braze_gitops.report import plan_json

        session.terminal.say(plan_json(planned.review, exit_code=code))
    else:
        say_plan(session, planned, state_at=state_at, full=full, show_people=show_recipients)
    return code


def _state_of(
    session: Session, workspace: Workspace, environment: Environment, file: Path | None
) -> tuple[State, datetime | None]:
    """Return the state to plan from, and when it was last written; a file alone does not say that."""
    if file is not None:
        return state_from_file(file, environment), None
    access = read_state(session, workspace, environment)
    return access.state, access.written_at()


def _exit_code(planned: Planned, *, detailed: bool, adds_blocks: bool) -> ExitCode:
    if planned.review.refusals or adds_blocks:
        return ExitCode.REFUSED
    has_changes = planned.review.plan.has_changes or bool(planned.review.renames)
    return ExitCode.CHANGES if detailed and has_changes else ExitCode.DONE
