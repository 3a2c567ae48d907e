"""`braze-gitops show`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.planning import naming_of
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, InputError, StalePlanError, UsageError

if TYPE_CHECKING:
    from braze_gitops.guard import Review
    from braze_gitops.report import Naming

_LARGEST = 200_000_000


@click.command(
    cls=Command,
    epilog=("braze-gitops plan --out plan.json && braze-gitops show plan.json\nbraze-gitops show -e production\n"),
)
@everywhere
@environment_option
@expect_head_option
@format_option
@click.argument("file", type=click.Path(path_type=Path), metavar="[PLAN]", required=False)
@click.pass_obj
def show(session: Session, environment: str | None, output: str, file: Path | None) -> None:
    """Show a saved plan, or the whole state when no file is given."""
    if file is not None:
        if session.expected is not None:
            raise UsageError("--expect-head is about a state, and this is a plan", hint="leave one of the two out")
        _show_plan(session, file, output)
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
            naming=naming_of(workspace, None),
            cutoff=chosen.cutoff,
        )
    )


def _show_plan(session: Session, file: Path, output: str) -> None:
    from braze_gitops.report import plan_json, plan_text

    terminal = session.terminal
    reviewed, naming, now = _review_file(session, file)
    if output == "json":
        code = ExitCode.REFUSED if reviewed.refusals else ExitCode.DONE
        terminal.say(plan_json(reviewed, exit_code=code))
        return
    terminal.say(plan_text(reviewed, naming=naming, now=now, style=terminal.style, width=terminal.width))


def _review_file(session: Session, file: Path) -> tuple[Review, Naming, datetime]:
    """Return the plan in `file` with what the guards say of it, the names, and the reader's present.

    Needs no project: with one, its names, limits and (for a sandbox) clock count.
    """
    from braze_gitops.guard import review
    from braze_gitops.model import Environment, Limits, StateLocation
    from braze_gitops.plan import decode_plan
    from braze_gitops.report import Naming
    from braze_gitops.state import State

    plan = decode_plan(_read(file))
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
        naming, limits = naming_of(workspace, None), workspace.project.limits
        known = workspace.project.environments.get(origin.environment)
        now = present_of(workspace, known) if known is not None else now
    # The plan's own origin stands in for the state: only `apply` asks whether that is still the present one.
    state = State(
        lineage=origin.lineage,
        serial=origin.state_serial,
        environment=origin.environment,
        endpoint=origin.endpoint,
        head=origin.state_head,
    )
    return review(plan, environment=environment, limits=limits, desired=None, state=state), naming, now


def _read(file: Path) -> object:
    try:
        if file.stat().st_size > _LARGEST:
            raise StalePlanError(f"{file} is too large for a plan")
        value: object = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise StalePlanError(f"the plan {file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise StalePlanError(f"{file} is no plan", hint="make one with `braze-gitops plan --out FILE`") from None
    if isinstance(value, dict):
        # What `--format json` says beside the plan is no part of it.
        value.pop("review", None)
    return value
