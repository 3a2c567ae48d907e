"""The command `braze-gitops` and what it is made of."""

from __future__ import annotations

import click

from braze_gitops.cli.apply_command import apply
from braze_gitops.cli.calendar_command import calendar
from braze_gitops.cli.command import Group
from braze_gitops.cli.halt_command import halt
from braze_gitops.cli.import_command import import_
from braze_gitops.cli.init_command import init
from braze_gitops.cli.options import everywhere
from braze_gitops.cli.plan_command import plan
from braze_gitops.cli.sandbox_command import sandbox
from braze_gitops.cli.schema_command import schema
from braze_gitops.cli.show_command import show
from braze_gitops.cli.state_command import state
from braze_gitops.cli.validate_command import validate
from braze_gitops.cli.version_command import show_version, version


@click.group(
    no_args_is_help=True, cls=Group, epilog=("braze-gitops init\nbraze-gitops plan\nbraze-gitops apply\n")
)
@everywhere
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
def root() -> None:
    """Scheduled Braze messages, campaigns and Canvases as reviewed files.

    YAML in git says what should be sent; a plan shows the difference to people; an apply makes it so, and never
    creates a schedule twice.
    """


for _command in (init, validate, plan, apply, halt, calendar, show, import_, state, sandbox, schema, version):
    root.add_command(_command)
