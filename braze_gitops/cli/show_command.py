"""`braze-gitops show`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.plan_file import read_plan_file
from braze_gitops.cli.planning import naming_of
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from braze_gitops.guard import Review
    from braze_gitops.report import Naming


@click.command(
    cls=Command,
    epilog=("braze-gitops plan --out plan.json && braze-gitops show plan.json\nbraze-gitops show -e production\n"),
)
@everywhere
@environment_option
@expect_head_option
@format_option
@click.option("--full", is_flag=True, help="Tell each change of a plan in full, also many with one cause.")
@click.argument("file", type=click.Path(path_type=Path), metavar="[PLAN]", required=False)
@click.pass_obj
def show(
    session: Session,
    environment: str | None,
    output: str,
    full: bool,  # noqa: FBT001 - click passes every option by name
    file: Path | None,
) -> None:
    """Show a saved plan, or the whole state when no file is given."""
    if file is not None:
        if session.expected is not None:
            raise UsageError("--expect-head is about a state, and this is a plan", hint="leave one of the two out")
        _show_plan(session, file, output, full=full)
        return
    from braze_gitops.report import state_json, state_text

    terminal = session.terminal
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    state = read_state(session, workspace, chosen).state
    now = present_of(workspace, chosen)
    if output == "json":
        terminal.say(state_json(state, now=now, cutoff=chosen.cutoff))
        return
    terminal.say(
        state_text(
            state,
            style=terminal.style,
            width=terminal.width,
            now=now,
            naming=naming_of(workspace, None, chosen),
            cutoff=chosen.cutoff,
        )
    )


def _show_plan(session: Session, file: Path, output: str, *, full: bool) -> None:
    from braze_gitops.report import plan_json, plan_text

    terminal = session.terminal
    reviewed, naming, now = _review_file(session, file)
    if output == "json":
        code = ExitCode.REFUSED if reviewed.refusals else ExitCode.DONE
        terminal.say(plan_json(reviewed, exit_code=code))
        return
    text = plan_text(reviewed, naming=naming, now=now, style=terminal.style, width=terminal.width, full=full)
    terminal.say(text)


def _review_file(session: Session, file: Path) -> tuple[Review, Naming, datetime]:
    """Return the plan in `file` with what the guards say of it, the names, and the reader's present.

    Needs no project: with one, its names, limits and (for a sandbox) clock count.
    """
    from braze_gitops.guard import allowances_in, review
    from braze_gitops.model import Environment, Limits, StateLocation
    from braze_gitops.report import Naming
    from braze_gitops.state import State

    plan = read_plan_file(file)
    origin = plan.origin
    naming, limits, now = Naming(), Limits(), datetime.now(UTC)
    environment = Environment(
        name=origin.environment,
        endpoint=origin.endpoint,
        instance=None,
        api_key_env=None,
        state=StateLocation(url="file:"),
        lineage=origin.lineage,
        variables={},
    )
    try:
        workspace = open_workspace(session)
    except InputError:
        workspace = None
    if workspace is not None:
        known = workspace.project.environments.get(origin.environment)
        naming, limits = naming_of(workspace, None, known), workspace.project.limits
        now = present_of(workspace, known) if known is not None else now
    # The plan's own origin stands in for the state: only `apply` asks whether that is still the present one.
    state = State(
        lineage=origin.lineage,
        serial=origin.state_serial,
        environment=origin.environment,
        endpoint=origin.endpoint,
        head=origin.state_head,
    )
    reviewed = review(
        plan, environment=environment, limits=limits, allowances=allowances_in(plan), desired=None, state=state
    )
    return reviewed, naming, now
