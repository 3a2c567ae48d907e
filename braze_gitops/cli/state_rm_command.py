"""`braze-gitops state rm`."""

from __future__ import annotations

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_writing import (
    agrees,
    auto_approve_option,
    require_a_person,
    say_written,
    why_option,
    write_as_run,
)
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode
from braze_gitops.model import Address


@click.command(cls=Command, epilog=("braze-gitops state rm teaser -e production --schedule-id 0ad2e7b4\n"))
@everywhere
@environment_option
@expect_head_option
@click.argument("address")
@click.option("--schedule-id", metavar="ID", help="Its id, repeated: needed for what is live or protected.")
@click.option("--id-unknown", is_flag=True, help="Forget what counts as live, too, though nobody knows its id.")
@auto_approve_option
@why_option
@click.pass_obj
def rm(
    session: Session,
    environment: str | None,
    address: str,
    schedule_id: str | None,
    id_unknown: bool,  # noqa: FBT001 - click passes every option by name
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Forget a record without a call.

    Nothing is cancelled: to cancel a schedule, remove its definition and apply. This is for what is wrong in the
    state. It names the id, the call that would cancel it, and what happens next; `import` takes it back.
    """
    from braze_gitops.apply import forget
    from braze_gitops.report import forget_text

    require_a_person(session, auto_approve=auto_approve)
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    access = wait_for_state(session, workspace, chosen, patience=None)
    now, terminal = present_of(workspace, chosen), session.terminal
    found = forget(
        access.state,
        Address(address),
        schedule_id=schedule_id,
        id_unknown=id_unknown,
        at=now,
        cutoff=chosen.cutoff,
    )
    terminal.say(forget_text(found, environment=chosen.name, now=now, style=terminal.style, width=terminal.width))
    if not agrees(session, "Forget it? Only `yes` does: ", auto_approve=auto_approve):
        return ExitCode.ERROR
    written = write_as_run(
        "state rm", found.entries, session=session, workspace=workspace, environment=chosen, access=access, why=why
    )
    say_written(session, f"{address} is forgotten.", written)
    return ExitCode.DONE
