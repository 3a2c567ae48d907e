"""`braze-gitops apply`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from braze_gitops.cli.apply_request import plan_as_asked, read_request
from braze_gitops.cli.command import Command
from braze_gitops.cli.git_look import say_overtaken
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import (
    allow_option,
    environment_option,
    everywhere,
    expect_head_option,
    format_option,
    never_at_option,
    read_span,
    target_option,
)
from braze_gitops.cli.planning import Planned, say_plan
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import begin_sandbox_state
from braze_gitops.cli.surroundings import is_ci
from braze_gitops.cli.wiring import require_key
from braze_gitops.cli.workspace import choose_environment, open_workspace, read_desired
from braze_gitops.errors import ExitCode, UsageError


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops apply\nbraze-gitops apply -e production\nbraze-gitops apply -e production --auto-approve\n"
        "braze-gitops plan -e production --out plan.json && braze-gitops apply plan.json\n"
        "braze-gitops apply -e production --auto-approve --reviewed plan.json\n"
        "braze-gitops apply -e production --target 'black-friday-*'\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("file", type=click.Path(path_type=Path), metavar="[PLAN]", required=False)
@click.option(
    "--reviewed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Make only what this saved plan shows; each other change is held and named.",
)
@target_option
@never_at_option
@click.option("--auto-approve", is_flag=True, help="Do not ask. For runs that were reviewed before.")
@allow_option
@click.option(
    "--parallelism", type=click.IntRange(1, 16), metavar="N", help="How many calls to make at the same time."
)
@click.option(
    "--lock-timeout",
    callback=read_span,
    metavar="TIME",
    help="How long to wait for another run, such as 5m. [default: 5m in CI, else not at all]",
)
@click.option(
    "--max-wait",
    callback=read_span,
    metavar="TIME",
    help="How long to wait for rate limits in all, such as 5m. [default: 50m in CI, else 10m]",
)
@format_option
@click.pass_obj
def apply(
    session: Session,
    environment: str | None,
    file: Path | None,
    reviewed: Path | None,
    targets: tuple[str, ...],
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    allowed: tuple[str, ...],
    parallelism: int | None,
    lock_timeout: timedelta | None,
    max_wait: timedelta | None,
    output: str,
) -> int:
    """Make it so: plan, ask, then create, update and cancel.

    Shows the whole plan first; only `yes` goes on, any other answer does nothing and ends with 1. With PLAN, a
    file that `plan --out` wrote, exactly that plan is made, without asking, or nothing at all. Every call is
    written down before it is made. A create whose answer was lost is never made again on its own. Needs the key,
    in the variable that the project file names; a sandbox needs none.
    """
    terminal = session.terminal
    request = read_request(file, reviewed, allowed=allowed, targets=targets)
    asks = request.saved is None and not auto_approve
    if asks and not terminal.can_ask:
        raise UsageError(
            "there is no terminal to ask on",
            hint="add --auto-approve if this run has been reviewed; nothing was planned and nothing was called",
        )
    if allowed and is_ci(session.environ):
        raise UsageError(
            "--allow is for a person at a terminal, and this is a CI run",
            hint="add an entry to allowances.yaml in the pull request that needs it: a plan prints the lines",
        )
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, request.environment(environment), changes=True)
    loaded = read_desired(workspace, chosen)
    access = wait_for_state(session, workspace, chosen, patience=lock_timeout)
    require_key(session, chosen)
    access = begin_sandbox_state(access, workspace, chosen, lineage=request.lineage)
    planned = plan_as_asked(session, workspace, chosen, loaded, access.state, request=request)
    as_json = output == "json"
    if _is_overtaken(session, planned, as_json=as_json):
        return ExitCode.DONE
    say_plan(session, planned, state_at=access.written_at(), to_stderr=as_json)
    if planned.review.refusals:
        terminal.tell("\nNothing was done: this plan is refused, and no call was made.\n")
        return planned.review.refused_with
    if _is_idle(planned):
        return _say_idle(session, planned, as_json=as_json)
    if asks and not _agrees(session, planned):
        terminal.tell("Nothing was done: no call was made.\n")
        return ExitCode.ERROR
    from braze_gitops.cli.applying import run_apply

    return run_apply(session, planned, access, parallelism=parallelism, max_wait=max_wait, as_json=as_json)


def _is_overtaken(session: Session, planned: Planned, *, as_json: bool) -> bool:
    """Whether a newer commit of the branch does the work, which is then said."""
    from braze_gitops.guard import overtaken_by

    tip = overtaken_by(planned.tree, planned.review)
    if tip is not None and planned.tree is not None:
        say_overtaken(session, planned.tree, tip, planned.state, as_json=as_json)
    return tip is not None


def _is_idle(planned: Planned) -> bool:
    """Whether there is nothing to write and nothing held that an apply would have to name."""
    review = planned.review
    is_made = any(review.is_made(change) for change in review.plan.changes)
    return not (review.blocks or review.renames or is_made)


def _say_idle(session: Session, planned: Planned, *, as_json: bool) -> int:
    if as_json:
        from braze_gitops.report import idle_json

        session.terminal.say(
            idle_json(
                planned.state,
                left_out=planned.review.left_out,
                next_apply_by=planned.review.plan.next_apply_by,
            )
        )
    return ExitCode.DONE


def _agrees(session: Session, planned: Planned) -> bool:
    from braze_gitops.report import question_text

    review = planned.review
    if not any(review.is_made(change) for change in review.plan.changes):
        return True
    question = question_text(review, style=session.terminal.error_style)
    return session.terminal.ask(f"\n{question}") == "yes"
