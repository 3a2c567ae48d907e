"""`braze-gitops state init`."""

from __future__ import annotations

from uuid import uuid4

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.lineage_file import put_in_place, with_lineage
from braze_gitops.cli.options import environment_option, everywhere
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import create_state, refuse_existing, store_of
from braze_gitops.cli.state_replacing import replace_lost_state as replace_lost
from braze_gitops.cli.state_writing import auto_approve_option, why_option
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, StateForeignError
from braze_gitops.model import Lineage


@click.command(
    cls=Command,
    epilog=("braze-gitops state init -e production\nbraze-gitops state init -e production --replace-lost-state\n"),
)
@everywhere
@environment_option
@click.option(
    "--replace-lost-state",
    is_flag=True,
    help="The old one is gone for good: begin one in which every definition counts as created.",
)
@auto_approve_option
@why_option
@click.pass_obj
def init(
    session: Session,
    environment: str | None,
    replace_lost_state: bool,  # noqa: FBT001 - click passes every option by name
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Begin the state of an environment.

    Done once for each. Adds a line `lineage: …` to the project file, which belongs into git: it says which state
    is the right one. Refused where a state exists, or where the project file names one that is not there: that one
    is lost, and only --replace-lost-state, which names all it does and asks, puts another in its place.
    """
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    if replace_lost_state:
        return replace_lost(session, workspace, chosen, auto_approve=auto_approve, why=why)
    store = store_of(session, workspace, chosen)
    refuse_existing(store, chosen)
    if chosen.lineage is not None:
        raise StateForeignError(
            f"the project file names a state of {chosen.name}, lineage {chosen.lineage}, and it is not there",
            path=store.describe(),
            hint="restore it: a new one would not know what is arranged at Braze. If it is gone for good: "
            f"`braze-gitops state init -e {chosen.name} --replace-lost-state`",
        )
    lineage = Lineage(str(uuid4()))
    # Written after the state: stopped in between, every command prints the line to add. The other way round the
    # state would look like a lost one.
    named = None if chosen.is_sandbox else with_lineage(workspace, chosen, lineage)
    access = create_state(store, chosen, lineage=lineage, at=present_of(workspace, chosen))
    if named is not None:
        put_in_place(
            workspace.folder.root / workspace.project.path,
            named,
            fault=f"the state of {chosen.name} is made, but",
            hint=f"add the line `lineage: {lineage}` under `{chosen.name}:` by hand",
        )
    from braze_gitops.report import Page, Piece, Role
    from braze_gitops.state import version_text

    page = Page(session.terminal.style, session.terminal.width)
    page.line(Piece("Done", Role.CREATE), f": the state of {chosen.name} is in {access.store.describe()}")
    if not chosen.is_sandbox:
        page.line(f"{workspace.project.path} names it now: lineage {lineage}. Commit that line.")
    page.field("state", Piece(version_text(access.state), Role.MUTED), indent=0)
    session.terminal.say(page.text())
    return ExitCode.DONE
