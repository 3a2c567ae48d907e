"""`braze-gitops state history`."""

from __future__ import annotations

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.workspace import choose_environment, open_workspace
from braze_gitops.errors import UsageError
from braze_gitops.model import Address


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops state history black-friday-teaser -e production\n"
        "braze-gitops state history -e production --format json\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@format_option
@click.argument("address", required=False)
@click.pass_obj
def history(session: Session, environment: str | None, output: str, address: str | None) -> None:
    """Tell who applied what, when and from where, and what came of it.

    Of one address, followed through its renames, or of all. Told from the journal: calls nobody, changes nothing.
    """
    from braze_gitops.report import history_json, history_text, meant_addresses
    from braze_gitops.state import addresses_in, tell_story
    from braze_gitops.store import read_batches

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    access = read_state(session, workspace, chosen)
    batches = read_batches(access.store, until=access.state.head)
    wanted = Address(address) if address is not None else None
    story = tell_story(batches, wanted)
    if wanted is not None and not story.events and wanted not in access.state.records:
        known = (*addresses_in(tell_story(batches)), *access.state.records)
        hint = meant_addresses(wanted, known) or "`braze-gitops state history` without an address has all"
        raise UsageError(f"nothing ever happened to {address} in {chosen.name}", hint=hint)
    terminal = session.terminal
    if output == "json":
        terminal.say(history_json(story, address=wanted, state=access.state))
        return
    terminal.say(
        history_text(story, address=wanted, state=access.state, style=terminal.style, width=terminal.width)
    )
