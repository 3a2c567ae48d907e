"""`braze-gitops sandbox` and `sandbox advance`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.command import Command, Group
from braze_gitops.cli.options import environment_option, everywhere, read_span
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import Workspace, choose_environment, clock_start, open_workspace
from braze_gitops.errors import UsageError
from braze_gitops.model import Environment

if TYPE_CHECKING:
    from braze_gitops.sandbox import RunningSandbox

_BACK = re.compile(r"-\d")


@click.group(
    invoke_without_command=True,
    cls=Group,
    epilog=("braze-gitops sandbox\nbraze-gitops sandbox --port 8080\nbraze-gitops sandbox advance 2d\n"),
)
@everywhere
@environment_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port to listen on.")
@click.pass_context
def sandbox(ctx: click.Context, environment: str | None, port: int) -> None:
    """Run the local Braze in the foreground, until Ctrl-C.

    Prints its URL and key; the URL opens as a page that shows what is scheduled and what "was sent". An apply
    starts a sandbox by itself: this command is for looking at it.
    """
    if ctx.invoked_subcommand is not None:
        return
    from braze_gitops.sandbox import serve

    session = ctx.ensure_object(Session)
    workspace, chosen = _sandbox(session, environment)

    def announce(running: RunningSandbox) -> None:
        session.terminal.say(f"url  {running.url}\nkey  {running.key}\n")
        session.terminal.tell("the sandbox runs; Ctrl-C ends it\n")

    serve(workspace.sandbox_folder(chosen), port=port, clock_start=clock_start(chosen), announce=announce)


class _Forward(Command):
    """A command that reads `-1d` as the time it is, to say that there is no way back."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of `args`, as click does, after a look for a negative time."""
        back = next((one for one in args if _BACK.match(one)), None)
        if back is not None:
            raise click.UsageError(f"{back}: the clock of a sandbox only goes forward", ctx)
        return super().parse_args(ctx, args)


@sandbox.command(cls=_Forward, epilog=("braze-gitops sandbox advance 2d\n"))
@everywhere
@environment_option
@click.argument("span", callback=read_span, metavar="TIME")
@click.pass_obj
def advance(session: Session, environment: str | None, span: timedelta) -> None:
    """Move the sandbox's clock forward.

    What has come due by then is "sent". TIME is a length of time such as 30m, 12h, 2d or
    1d12h. The clock never goes back.
    """
    from braze_gitops.report import moment_words
    from braze_gitops.sandbox import advance as move_clock

    workspace, chosen = _sandbox(session, environment)
    now = move_clock(workspace.sandbox_folder(chosen), start=clock_start(chosen), by=span)
    session.terminal.say(f"the clock of {chosen.name} now says {moment_words(now)}\n")


def _sandbox(session: Session, name: str | None) -> tuple[Workspace, Environment]:
    """Return the project and its sandbox environment: the one named, else the only one, else the default."""
    workspace = open_workspace(session)
    sandboxes = [one for one in workspace.project.environments.values() if one.is_sandbox]
    if name is None and len(sandboxes) == 1:
        return workspace, sandboxes[0]
    chosen = choose_environment(workspace, name)
    if not chosen.is_sandbox:
        raise UsageError(
            f"{chosen.name} is no sandbox",
            hint=" or ".join(f"`-e {one.name}`" for one in sandboxes)
            or "add `sandbox: {sandbox: true}` under `environments`",
        )
    return workspace, chosen
