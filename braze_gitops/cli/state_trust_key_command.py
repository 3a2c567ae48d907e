"""`braze-gitops state trust-key`."""

from __future__ import annotations

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.state_writing import (
    agrees,
    auto_approve_option,
    require_a_person,
    say_written,
    why_option,
    write_as_run,
)
from braze_gitops.cli.wiring import read_key
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, UsageError


@click.command(
    "trust-key",
    cls=Command,
    epilog=(
        'braze-gitops state trust-key -e production --why "rotated"\n'
        "braze-gitops state trust-key 0123456789abcdef -e production\n"
        "braze-gitops state trust-key --remove 0123456789abcdef -e production\n"
        "braze-gitops state trust-key --list -e production\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("fingerprint", required=False)
@click.option("--remove", metavar="FINGERPRINT", help="Trust this one no more.")
@click.option("--list", "only_list", is_flag=True, help="Show which are trusted, and change nothing.")
@auto_approve_option
@why_option
@click.pass_obj
def trust_key(
    session: Session,
    environment: str | None,
    fingerprint: str | None,
    remove: str | None,
    only_list: bool,  # noqa: FBT001 - click passes every option by name
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Say which keys a state trusts.

    A state takes only keys it knows, so that the key of another workspace cannot be used with it. Without an
    argument the key in the environment's variable is meant; a key is never shown, only its fingerprint. Before a
    rotation or after it, trust the new key, then take the old one away.
    """
    from braze_gitops.apply import distrust_key
    from braze_gitops.apply import trust_key as entries_for
    from braze_gitops.report import trust_text, trusted_text

    if sum((fingerprint is not None, remove is not None, only_list)) > 1:
        raise UsageError("say one of FINGERPRINT, --remove and --list")
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    terminal = session.terminal
    if only_list:
        state = read_state(session, workspace, chosen).state
        terminal.say(trusted_text(state, style=terminal.style, width=terminal.width))
        return ExitCode.DONE
    if chosen.is_sandbox:
        raise UsageError(f"{chosen.name} is a sandbox: it has no key to trust")
    require_a_person(session, auto_approve=auto_approve)
    given = remove or fingerprint or read_key(session, chosen).fingerprint
    access = wait_for_state(session, workspace, chosen, patience=None)
    make = distrust_key if remove is not None else entries_for
    entries = make(access.state, given, at=present_of(workspace, chosen))
    if not entries:
        terminal.say(f"The state of {chosen.name} trusts the key {given} already.\n")
        terminal.say(trusted_text(access.state, style=terminal.style, width=terminal.width))
        return ExitCode.DONE
    terminal.say(trust_text(access.state, entries, style=terminal.style, width=terminal.width))
    if not agrees(session, "Change the keys that it trusts? Only `yes` does: ", auto_approve=auto_approve):
        return ExitCode.ERROR
    written = write_as_run(
        "state trust-key",
        entries,
        session=session,
        workspace=workspace,
        environment=chosen,
        access=access,
        why=why,
    )
    say_written(session, f"the key {given} is {'trusted no more' if remove else 'trusted'}.", written)
    terminal.say(trusted_text(written.state, style=terminal.style, width=terminal.width))
    return ExitCode.DONE
