"""`braze-gitops state` and its subcommands."""

from __future__ import annotations

import click

from braze_gitops.cli.command import Command, Group
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.planning import naming_of
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.state_check_command import check
from braze_gitops.cli.state_history_command import history
from braze_gitops.cli.state_init_command import init
from braze_gitops.cli.state_mv_command import mv
from braze_gitops.cli.state_pull_command import pull
from braze_gitops.cli.state_push_command import push
from braze_gitops.cli.state_recover_command import recover
from braze_gitops.cli.state_resolve_command import resolve
from braze_gitops.cli.state_rm_command import rm
from braze_gitops.cli.state_take_over_command import take_over
from braze_gitops.cli.state_trust_key_command import trust_key
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import UsageError
from braze_gitops.model import Address


@click.group(cls=Group, epilog=("braze-gitops state list -e production\nbraze-gitops state init -e production\n"))
@everywhere
def state() -> None:
    """Look at the state, begin one, or settle what is in doubt.

    The state is what was arranged at Braze, with every id. Braze cannot be asked for it.
    """


@state.command("list", cls=Command, epilog=("braze-gitops state list -e production\n"))
@everywhere
@environment_option
@expect_head_option
@format_option
@click.pass_obj
def list_(session: Session, environment: str | None, output: str) -> None:
    """List what is arranged: what it is, when it is sent, its id."""
    from braze_gitops.report import state_json, state_list_text

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    found = read_state(session, workspace, chosen).state
    now, terminal = present_of(workspace, chosen), session.terminal
    if output == "json":
        terminal.say(state_json(found, now=now, cutoff=chosen.cutoff))
        return
    terminal.say(
        state_list_text(
            found,
            style=terminal.style,
            width=terminal.width,
            now=now,
            cutoff=chosen.cutoff,
            zones=chosen.audience_zones,
        )
    )


@state.command(cls=Command, epilog=("braze-gitops state show black-friday-teaser -e production\n"))
@everywhere
@environment_option
@expect_head_option
@click.argument("address")
@click.pass_obj
def show(session: Session, environment: str | None, address: str) -> None:
    """Show everything that is known of one address."""
    from braze_gitops.report import meant_addresses, record_text
    from braze_gitops.state import version_text

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    found = read_state(session, workspace, chosen).state
    terminal = session.terminal
    text = record_text(
        found,
        Address(address),
        style=terminal.style,
        width=terminal.width,
        now=present_of(workspace, chosen),
        naming=naming_of(workspace, None, chosen),
        cutoff=chosen.cutoff,
    )
    if not text:
        raise UsageError(
            f"{address} is not in the state of {chosen.name}",
            hint=meant_addresses(address, found.records)
            or f"`braze-gitops state list -e {chosen.name}` lists what is",
        )
    terminal.say(f"{text}state     {version_text(found)}\n")


state.add_command(init)
state.add_command(history)
state.add_command(check)
state.add_command(resolve)
state.add_command(recover)
state.add_command(take_over)
state.add_command(pull)
state.add_command(push)
state.add_command(mv)
state.add_command(rm)
state.add_command(trust_key)
