"""`braze-gitops import`."""

from __future__ import annotations

from pathlib import Path

import click

from braze_gitops.cli.claiming import Claimed, read_claimed
from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.planning import naming_of
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import begin_sandbox_state
from braze_gitops.cli.state_writing import (
    agrees,
    auto_approve_option,
    require_a_person,
    say_written,
    why_option,
    write_as_run,
)
from braze_gitops.cli.surroundings import commit_of
from braze_gitops.cli.workspace import Workspace, choose_environment, open_workspace, present_of, read_desired
from braze_gitops.errors import ExitCode
from braze_gitops.model import Environment


@click.command(
    "import",
    cls=Command,
    epilog=(
        "braze-gitops import black-friday-teaser 0ad2e7b4 -e production\n"
        "braze-gitops import black-friday-teaser --id-unknown -e production\n"
        "braze-gitops import --csv schedules.csv -e production\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("address", required=False)
@click.argument("schedule_id", required=False)
@click.option(
    "--csv",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Import all that a CSV file names, or nothing: address,schedule_id[,trust]",
)
@click.option("--id-unknown", is_flag=True, help="It is at Braze and nobody knows its id: leave it alone.")
@click.option("--trust", is_flag=True, help="What is at Braze is what the definition says: send nothing.")
@auto_approve_option
@why_option
@click.pass_obj
def import_(
    session: Session,
    environment: str | None,
    address: str | None,
    schedule_id: str | None,
    file: Path | None,
    id_unknown: bool,  # noqa: FBT001 - click passes every option by name
    trust: bool,  # noqa: FBT001 - click passes every option by name
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Take a schedule that something else made under control.

    ADDRESS is a definition of the project, SCHEDULE_ID the id that Braze gave when it was created. Says what it
    will write and asks; calls nobody. The next plan then has an update that brings what Braze has in line with the
    definition, unless --trust says that it is.
    """
    claimed = read_claimed(address, schedule_id, file, id_unknown=id_unknown, trust=trust)
    require_a_person(session, auto_approve=auto_approve)
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    return _take(session, workspace, chosen, claimed, auto_approve=auto_approve, why=why)


def _take(
    session: Session,
    workspace: Workspace,
    chosen: Environment,
    claimed: Claimed,
    *,
    auto_approve: bool,
    why: str,
) -> int:
    """Say what would be written, ask, write it; return the exit code."""
    from braze_gitops.plan import adopt, taken_already
    from braze_gitops.report import import_question, import_text, known_words

    loaded = read_desired(workspace, chosen)
    access = wait_for_state(session, workspace, chosen, patience=None)
    access = begin_sandbox_state(access, workspace, chosen)
    now, terminal = present_of(workspace, chosen), session.terminal
    known = taken_already(claimed.claims, state=access.state)
    adopted, refused = adopt(
        [claim for claim in claimed.claims if claim not in known],
        desired=loaded.desired,
        state=access.state,
        environment=chosen,
        now=now,
        commit=commit_of(workspace.folder.root, session.environ),
    )
    refusal = claimed.refusal(refused)
    if refusal is not None:
        raise refusal
    if not adopted:
        terminal.say(f"Nothing was done: {known_words(known)}.\n")
        return ExitCode.DONE
    naming = naming_of(workspace, loaded.desired, chosen)
    terminal.say(
        import_text(
            adopted,
            known=known,
            state=access.state,
            naming=naming,
            now=now,
            style=terminal.style,
            width=terminal.width,
        )
    )
    if not agrees(session, import_question(adopted, environment=chosen.name), auto_approve=auto_approve):
        return ExitCode.ERROR
    written = write_as_run(
        "import",
        tuple(one.entry for one in adopted),
        texts={digest: text for one in adopted for digest, text in one.texts.items()},
        session=session,
        workspace=workspace,
        environment=chosen,
        access=access,
        why=why,
    )
    what = adopted[0].record.address if len(adopted) == 1 else f"{len(adopted):,} schedules"
    say_written(session, f"{what} imported; `braze-gitops plan -e {chosen.name}` shows what comes next.", written)
    return ExitCode.DONE
