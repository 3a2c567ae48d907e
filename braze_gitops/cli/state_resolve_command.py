"""`braze-gitops state resolve`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.surroundings import commit_of, opening, who_runs
from braze_gitops.cli.unrecorded import refuse_unread_answer
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import UsageError
from braze_gitops.model import Address, ScheduleId

if TYPE_CHECKING:
    from braze_gitops.state import Resolution


@click.command(
    cls=Command,
    epilog=(
        'braze-gitops state resolve teaser -e production --not-created --why "not in the dashboard"\n'
        "braze-gitops state resolve teaser -e production --schedule-id 0ad2e7\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("address")
@click.option("--schedule-id", metavar="ID", help="Braze made it, and this is its id.")
@click.option("--not-created", is_flag=True, help="Braze did not make it: the next apply may.")
@click.option("--assume-created", is_flag=True, help="It may be there, id unknown: never create it again.")
@click.option("--gone", is_flag=True, help="A cancelled one is gone: forget it.")
@click.option("--retry", is_flag=True, help="A cancelled one is still there: the next apply cancels it again.")
@click.option("--why", default="", metavar="TEXT", help="How you know. Kept in the state.")
@click.pass_obj
def resolve(
    session: Session,
    environment: str | None,
    address: str,
    schedule_id: str | None,
    not_created: bool,  # noqa: FBT001 - click passes every option by name
    assume_created: bool,  # noqa: FBT001 - click passes every option by name
    gone: bool,  # noqa: FBT001 - click passes every option by name
    retry: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> None:
    """Say what is true of what is in doubt.

    A create whose answer was lost may or may not be at Braze. Look in its dashboard, then give exactly one of
    --schedule-id, --not-created, --assume-created; after a cancel that Braze refused, --gone or --retry. Before
    --not-created make sure that the run which asked for it has ended: a frozen one could still be sending it.
    --schedule-id and --not-created also correct an earlier --assume-created; no command takes those two back.
    """
    from braze_gitops.apply import resolve as entries_for
    from braze_gitops.apply import write_entries
    from braze_gitops.report import Page, Piece, Role
    from braze_gitops.state import Resolution, version_text

    flags = {
        Resolution.SCHEDULE_ID: schedule_id is not None,
        Resolution.NOT_CREATED: not_created,
        Resolution.ASSUME_CREATED: assume_created,
        Resolution.GONE: gone,
        Resolution.RETRY: retry,
    }
    resolution = _only([one for one, said in flags.items() if said])
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    access = wait_for_state(session, workspace, chosen, patience=None)
    refuse_unread_answer(workspace.folder.root, access.state, Address(address))
    at = present_of(workspace, chosen)
    entries = entries_for(
        access.state,
        Address(address),
        resolution,
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
        who=who_runs(session.environ),
        why=why,
        at=at,
    )
    commit = commit_of(workspace.folder.root, session.environ)
    written = write_entries(
        entries,
        state=access.state,
        journal=access.journal(),
        opening=opening("state resolve", session.environ, commit=commit, at=at),
        new_id=lambda: str(uuid4()),
        tool=__version__,
    )
    page = Page(session.terminal.style, session.terminal.width)
    page.line(Piece("Done", Role.CREATE), f": {address} {_settled(resolution, schedule_id)}.")
    if written.remark:
        page.line(Piece("note", Role.NOTE), f": {written.remark}", hang=2)
    page.field("state", Piece(version_text(written.state), Role.MUTED), indent=0)
    session.terminal.say(page.text())


def _settled(resolution: Resolution, schedule_id: str | None) -> str:
    """Return what holds of the address from now on."""
    match resolution.value:
        case "schedule_id":
            return f"is settled as made, with id {schedule_id}"
        case "assume_created":
            return "is settled as made, id unknown"
        case "retry":
            return "will be cancelled again"
        case other:
            return f"is settled as {other.replace('_', ' ')}"


def _only(said: list[Resolution]) -> Resolution:
    if len(said) == 1:
        return said[0]
    raise UsageError(
        "say exactly one of --schedule-id, --not-created, --assume-created, --gone, --retry",
        hint="braze-gitops state resolve --help says what each means",
    )
