"""`braze-gitops state take-over`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.surroundings import commit_of, opening
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from braze_gitops.apply import Journal, WrittenEntries
    from braze_gitops.cli.terminal import Terminal
    from braze_gitops.state import State


@click.command("take-over", cls=Command, epilog=("braze-gitops state take-over -e production\n"))
@everywhere
@environment_option
@expect_head_option
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@click.pass_obj
def take_over(session: Session, environment: str | None, auto_approve: bool) -> int:  # noqa: FBT001 - click's way
    """Take the state from a run that is gone for good.

    For a run on another machine, or from before a restart, which nobody here can see. Safe at any moment: the old
    run's next write fails. What it had asked of Braze without an answer is in doubt afterwards.
    """
    from braze_gitops.apply import describe_holder, take_state
    from braze_gitops.report import escape

    terminal = session.terminal
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    holder = read_state(session, workspace, chosen).state.run
    if holder is None:
        terminal.say(f"Nobody holds the state of {chosen.name}: there is nothing to take over.\n")
        return ExitCode.DONE
    if not auto_approve and not terminal.can_ask:
        raise UsageError("there is no terminal to ask on", hint="add --auto-approve if that run is gone for good")
    who = escape(describe_holder(holder))
    if not auto_approve and terminal.ask(f"Take the state from {who}? Only `yes` does: ") != "yes":
        terminal.tell("Nothing was done.\n")
        return ExitCode.ERROR
    at = present_of(workspace, chosen)

    def look() -> tuple[State, Journal]:
        access = read_state(session, workspace, chosen)
        return access.state, access.journal()

    written = take_state(
        holder.run,
        look=look,
        opening=opening(
            "state take-over", session.environ, commit=commit_of(workspace.folder.root, session.environ), at=at
        ),
        new_id=lambda: str(uuid4()),
        tool=__version__,
    )
    if written is None:
        terminal.say(f"Nothing was done: {who} does not hold the state any more.\n")
        return ExitCode.DONE
    terminal.say(_done_text(terminal, describe_holder(holder), written))
    return ExitCode.DONE


def _done_text(terminal: Terminal, who: str, written: WrittenEntries) -> str:
    """Return what was taken from whom, what is in doubt now with the way out, and the version."""
    from braze_gitops.report import Page, Piece, Role, resolve_hints
    from braze_gitops.state import Status, version_text

    page, state = Page(terminal.style, terminal.width), written.state
    page.verbatim(f"Done: the state was taken from {who}.")
    if written.remark:
        page.line(Piece("note", Role.NOTE), f": {written.remark}", hang=2)
    doubtful = [one.address for one in state.records.values() if one.status is Status.IN_DOUBT]
    if doubtful:
        page.line(
            Piece("In doubt", Role.ERROR),
            ": nobody knows whether Braze made these; look in its dashboard, then run one of",
            hang=2,
        )
    for address in doubtful:
        for command in resolve_hints(address, state.environment):
            page.verbatim(Piece(command, Role.HINT), indent=2)
    page.field("state", Piece(version_text(state), Role.MUTED), indent=0)
    return page.text()
