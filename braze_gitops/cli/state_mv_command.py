"""`braze-gitops state mv`."""

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
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of, read_desired
from braze_gitops.errors import ExitCode
from braze_gitops.model import Address


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops state mv teaser spring-teaser -e production\n"
        "braze-gitops state mv 'brands[\"alpha\"]' 'brands[\"alfa\"]' -e production\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("old")
@click.argument("new")
@auto_approve_option
@why_option
@click.pass_obj
def mv(
    session: Session,
    environment: str | None,
    old: str,
    new: str,
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Give a record another address, or all of an entry.

    All of a definition goes with its name, all of an entry of its `for_each` with the address of that: what was
    sent under it too, and what a halt has stopped.

    For a rename that `moved_from` in a definition cannot say. The schedule at Braze stays as it is. Refused while
    a definition still has the old name, because that would be created a second time.
    """
    from braze_gitops.apply import move, moving_of
    from braze_gitops.report import move_text
    from braze_gitops.state import settle

    require_a_person(session, auto_approve=auto_approve)
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    desired = read_desired(workspace, chosen).desired
    access = wait_for_state(session, workspace, chosen, patience=None)
    moving = moving_of(access.state, Address(old), Address(new))
    entries = move(access.state, moving, desired=desired)
    terminal = session.terminal
    terminal.say(
        move_text(
            settle(access.state),
            moving,
            defined=frozenset(one.address for one in desired.schedules),
            now=present_of(workspace, chosen),
            style=terminal.style,
            width=terminal.width,
        )
    )
    if not agrees(session, "Move it? Only `yes` does: ", auto_approve=auto_approve):
        return ExitCode.ERROR
    written = write_as_run(
        "state mv", entries, session=session, workspace=workspace, environment=chosen, access=access, why=why
    )
    say_written(session, f"{old} is {new} now.", written)
    return ExitCode.DONE
