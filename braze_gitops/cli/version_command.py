"""`braze-gitops version`."""

from __future__ import annotations

import platform

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.options import everywhere
from braze_gitops.cli.session import Session


@click.command(cls=Command, epilog=("braze-gitops version\n"))
@everywhere
@click.pass_obj
def version(session: Session) -> None:
    """Show the version of this program.

    And of the time zone data it brings along, which decides what a wall time means.
    """
    from braze_gitops.load import zones_version

    session.terminal.say(
        f"braze-gitops {__version__}\ntime zones   {zones_version()}\nPython       {platform.python_version()}\n"
    )


def show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it so
    """Show the version alone and end, for `--version`."""
    if value:
        click.echo(f"braze-gitops {__version__}")
        ctx.exit()
