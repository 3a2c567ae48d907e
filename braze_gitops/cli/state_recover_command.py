"""`braze-gitops state recover`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess
from braze_gitops.cli.surroundings import commit_of, opening
from braze_gitops.cli.unrecorded import check_lineage, read_answers
from braze_gitops.cli.workspace import Workspace, choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode
from braze_gitops.model import Environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from braze_gitops.apply import WrittenEntries
    from braze_gitops.state import LineFault, Merge


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops state recover outcomes.json -e production\n"
        "braze-gitops state recover ci.log -e production --format json\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@format_option
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def recover(session: Session, environment: str | None, output: str, file: Path) -> int:
    """Merge answers that a run learned and could not write.

    FILE is the outcomes.json of that run, or any log with its RECORD lines. What contradicts the state is named
    and left alone, the rest is merged; the same file again changes nothing. Calls nobody.
    """
    from braze_gitops.report import recover_json, recover_text
    from braze_gitops.state import merge
    from braze_gitops.store import read_batches

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    found = read_answers(file)
    access = wait_for_state(session, workspace, chosen, patience=None)
    check_lineage(found, access.state, path=file)
    batches = read_batches(access.store, until=access.state.head)
    merged = merge(found.answers, state=access.state, batches=batches, cutoff=chosen.cutoff)
    written = _write(session, workspace, chosen, access, merged)
    code = _exit_code(merged, found.faults)
    terminal = session.terminal
    if output == "json":
        terminal.say(
            recover_json(merged, faults=found.faults, state=written.state, remark=written.remark, exit_code=code)
        )
    else:
        terminal.say(
            recover_text(
                merged,
                faults=found.faults,
                state=written.state,
                remark=written.remark,
                style=terminal.style,
                width=terminal.width,
            )
        )
    return code


def _write(
    session: Session, workspace: Workspace, environment: Environment, access: StateAccess, merged: Merge
) -> WrittenEntries:
    """Write what there is to write; without that the state stays as it is."""
    from braze_gitops.apply import WrittenEntries, write_entries

    if not merged.entries:
        return WrittenEntries(state=access.state)
    return write_entries(
        merged.entries,
        texts=merged.texts,
        state=access.state,
        journal=access.journal(),
        opening=opening(
            "state recover",
            session.environ,
            commit=commit_of(workspace.folder.root, session.environ),
            at=present_of(workspace, environment),
        ),
        new_id=lambda: str(uuid4()),
        tool=__version__,
    )


def _exit_code(merged: Merge, faults: Sequence[LineFault]) -> ExitCode:
    """Return 11 if something was not merged, 8 if what was merged leaves its address in doubt."""
    from braze_gitops.model import Verb, Verdict
    from braze_gitops.state import Fate

    fates = {one.fate for one in merged.judged}
    doubtful = any(
        one.fate is Fate.MERGED
        and one.answer.verb is Verb.CREATE
        and one.answer.entry.answer.verdict is Verdict.UNKNOWN
        for one in merged.judged
    )
    if doubtful:
        return ExitCode.IN_DOUBT
    return ExitCode.INCOMPLETE if faults or fates & {Fate.REFUSED, Fate.LOOSE} else ExitCode.DONE
